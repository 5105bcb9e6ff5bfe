/** Variances of observables: closed forms, drawn observables against the oracle, density matrices, estimates from shots. */
import { Circuit, feature, multiplyPauliSums, type PauliSum } from '@ketwork/circuit'
import { largest, RandomStream } from '@ketwork/math'
import { require, requireClose, requireRejects } from './assertions.ts'
import { casesOf, withExecutable } from './conformanceCase.ts'
import { batchInputs, drawCircuit, drawPauliSum } from './drawnCircuits.ts'
import { oracleExpectations, pauliWeight, rowValues } from './oracles.ts'
import { requireEstimates } from './statistics.ts'
import { expectationTolerance, trajectoryAllowance } from './tolerances.ts'

export const varianceCases = casesOf([
  [
    'variances of closed forms',
    async ({ backend, precision }) => {
      const angles = [0, 0.3, Math.PI / 2, 2.5]
      const features = angles.map((angle) => [angle])
      const turned = new Circuit(2).ry(feature('t'), 0)
      const observables = ['Z0', 'X0', '2*Z0 - 5', 'Z0 + X0', 'Z0*Z1 + Z1', '7']
      await withExecutable(backend, turned, { precision, observables }, async (executable) => {
        const { rows, columns, values, standardErrors, ranOn } = await executable.variances({ features })
        require(rows === 4 && columns === 6 && standardErrors === undefined && ranOn.precision === precision, 'variances say what they are')
        const expected = angles.flatMap((t) => {
          const [z, x] = [Math.cos(t), Math.sin(t)] // the state lies at angle t in the plane of Z and X
          return [1 - z ** 2, 1 - x ** 2, 4 * (1 - z ** 2), 2 - (z + x) ** 2, 1 - z ** 2, 0]
        })
        requireClose('variances', values, expected, expectationTolerance(precision, 5, 9))
        require(values.every((variance) => variance >= 0), 'exact variances are not below 0')
      })
      const entangled = new Circuit(3).h(0).cx(0, 1).cx(1, 2)
      await withExecutable(backend, entangled, { precision, observables: ['Z0 + Z1 + Z2', 'Z0', 'X0*X1*X2'] }, async (executable) => {
        requireClose('variances of a GHZ state', (await executable.variances()).values, [9, 1, 0], expectationTolerance(precision, 5, 9))
      })
    },
  ],
  [
    'variances of drawn observables',
    async ({ backend, precision, full }) => {
      for (let draw = 0; draw < (full ? 20 : 4); draw++) {
        const random = new RandomStream(190).substream(draw)
        const circuit = drawCircuit({ qubits: 4, operations: 25, random, angles: 'symbolic', gates: backend.gates })
        const observables = [drawPauliSum(8, 4, random), drawPauliSum(1, 4, random), drawPauliSum(20, 4, random)]
        const squares = observables.map((observable) => multiplyPauliSums(observable, observable))
        const inputs = batchInputs(circuit, 3, random)
        await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
          const { values } = await executable.variances(inputs)
          for (let row = 0; row < 3; row++) {
            const numbers = rowValues(circuit, row, inputs.parameters, inputs.features)
            const means = oracleExpectations(circuit, numbers, observables)
            const expected = oracleExpectations(circuit, numbers, squares).map((square, k) => square - means[k] ** 2)
            const tolerance = expectationTolerance(precision, 75, largestWeight(observables) ** 2)
            requireClose(`variances of row ${row}`, values.subarray(3 * row, 3 * row + 3), expected, tolerance)
          }
        })
      }
    },
  ],
  [
    'variances of very large and very small observables',
    async ({ backend, precision }) => {
      const observables = ['1e150*Z0 + 1e170', '1e-150*Z0']
      await withExecutable(backend, new Circuit(1).ry(1, 0), { precision, observables }, async (executable) => {
        const { values } = await executable.variances()
        const scaled = [values[0] / 1e150 / 1e150, values[1] * 1e150 * 1e150]
        requireClose('variances', scaled, [Math.sin(1) ** 2, Math.sin(1) ** 2], expectationTolerance(precision, 5, 4))
      })
    },
  ],
  [
    'variances of noisy circuits',
    async ({ backend, precision }) => {
      const noisy = new Circuit(1).ry(0.8, 0).amplitudeDamping(0.3, 0)
      const [z, x] = [0.3 + 0.7 * Math.cos(0.8), Math.sqrt(0.7) * Math.sin(0.8)]
      const expected = [1 - z ** 2, 4 * (1 - x ** 2)]
      const options = { precision, observables: ['Z0', '2*X0'] }
      await withExecutable(backend, noisy, { ...options, method: 'densityMatrix' }, async (executable) =>
        requireClose('variances', (await executable.variances()).values, expected, expectationTolerance(precision, 5, 4)),
      )
      await withExecutable(backend, noisy, { ...options, method: 'trajectories' }, async (executable) => {
        const { values, standardErrors = [] } = await executable.variances({ shots: 2000, seed: 5 })
        requireEstimates('averages', values, standardErrors, expected, trajectoryAllowance(2000, 4))
        await requireRejects('trajectories without shots', () => executable.variances())
      })
    },
  ],
  [
    'variances from shots lie around the exact ones',
    async ({ backend, precision }) => {
      const circuit = new Circuit(2).ry(0.9, 0).cx(0, 1).rx(0.4, 1)
      await withExecutable(backend, circuit, { precision, observables: ['Z0', 'X0*X1 + 0.5*Z1'] }, async (executable) => {
        const exact = (await executable.variances()).values
        const { values, standardErrors = [] } = await executable.variances({ shots: 4000, seed: 8 })
        requireEstimates('estimates', values, standardErrors, exact, 0)
        const few = await averageOf(800, async (seed) => (await executable.variances({ shots: 2, seed })).values)
        for (const [k, { mean, error }] of few.entries())
          require(Math.abs(mean - exact[k]) <= 6.11 * error, `estimates of 2 shots average ${mean} +- ${error}, expected ${exact[k]}`)
      })
    },
  ],
  [
    'refuses variances without observables, and of one shot',
    async ({ backend, precision }) => {
      await withExecutable(backend, new Circuit(1), { precision }, (executable) =>
        requireRejects('variances without observables', () => executable.variances(), TypeError),
      )
      await withExecutable(backend, new Circuit(1), { precision, observables: 'Z0' }, async (executable) => {
        await requireRejects('one shot', () => executable.variances({ shots: 1, seed: 1 }), RangeError)
        await requireRejects('an unknown input', () => executable.variances({ shot: 2 } as object), TypeError)
      })
    },
  ],
])

function largestWeight(observables: readonly PauliSum[]): number {
  return largest(
    observables.map((observable) => pauliWeight(observable)),
    0,
  )
}

/** Mean of each number over the seeds, and its standard error. */
async function averageOf(
  seeds: number,
  run: (seed: number) => Promise<Float64Array>,
): Promise<{ readonly mean: number; readonly error: number }[]> {
  const runs: Float64Array[] = []
  for (let seed = 0; seed < seeds; seed++) runs.push(await run(seed))
  return Array.from(runs[0], (_, k) => {
    const mean = runs.reduce((sum, values) => sum + values[k], 0) / seeds
    const spread = runs.reduce((sum, values) => sum + (values[k] - mean) ** 2, 0) / (seeds - 1)
    return { mean, error: Math.sqrt(spread / seeds) }
  })
}
