/** Estimates from shots: unbiased within their standard errors (z-test at 1e-9), errors of the right size, the same bits for the same seed. */
import { Circuit, parameter, parsePauliSum } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { require, requireClose, requireRejects, requireSameBits } from './assertions.ts'
import { casesOf, withExecutable } from './conformanceCase.ts'
import { batchInputs, drawCircuit, drawPauliSum } from './drawnCircuits.ts'
import { requireEstimates } from './statistics.ts'
import { expectationTolerance } from './tolerances.ts'

export const shotCases = casesOf([
  [
    'expectations from shots lie around the exact values',
    async ({ backend, precision, full }) => {
      const random = new RandomStream(170)
      const circuit = drawCircuit({ qubits: 4, operations: 20, random, angles: 'symbolic', gates: backend.gates })
      const observables = [drawPauliSum(12, 4, random), parsePauliSum('X0*X1 + Y0*Y1 + Z0*Z1 - 2'), parsePauliSum('1.5')]
      const inputs = batchInputs(circuit, 3, random)
      await using executable = await backend.compile(circuit, { precision, observables })

      const exact = await executable.expectations(inputs)
      require(exact.standardErrors === undefined, 'exact expectations have no standard errors')
      for (const seed of [1, 2, 3]) {
        const { values, standardErrors = [] } = await executable.expectations({ ...inputs, shots: full ? 20_000 : 2_000, seed })
        requireEstimates(`estimates of seed ${seed}`, values, standardErrors, exact.values, expectationTolerance(precision, 60, 8))
        requireClose('the identity', [values[2], values[5], values[8]], [1.5, 1.5, 1.5], 1e-12)
      }
    },
  ],
  [
    'the standard error of <Z> is sqrt((1 - <Z>^2) / shots)',
    async ({ backend, precision }) => {
      const circuit = new Circuit(1).ry(1.1, 0)
      await using executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z0')] })

      const shots = 4000
      const { standardErrors = [] } = await executable.expectations({ shots, seed: 3 })
      const expected = Math.sin(1.1) / Math.sqrt(shots)
      require(Math.abs(standardErrors[0] / expected - 1) < 0.2, `the standard error is ${standardErrors[0]}, expected about ${expected}`)
    },
  ],
  [
    'standard errors are 0 where all samples agree, in every call that gives some',
    async ({ backend, precision }) => {
      const weights = [0.0237, -1.1, 0.1, 1 / 3, 3e-170, 7e160]
      const observables = weights.map((weight) => parsePauliSum(`${weight}*Z0 - ${0.3 * weight}*Z0*Z1 + ${weight}`))
      const circuit = new Circuit(2).x(0).rz(parameter('w'), 0)
      const noisy = new Circuit(2).x(0).reset(1).phaseDamping(0.3, 1)
      for (const shots of [2, 3, 100, 2047]) {
        const draws = { shots, seed: 2 }
        await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
          const inputs = { parameters: [0.3], ...draws }
          requireZeros('expectations', (await executable.expectations(inputs)).standardErrors)
          requireZeros('probabilities', (await executable.probabilities(inputs)).standardErrors)
          const [gradient, jacobian] = [await executable.gradient(inputs), await executable.jacobian(inputs)]
          for (const { standardErrors } of [gradient, jacobian]) {
            requireZeros('values beside derivatives', standardErrors?.values)
            requireZeros('derivatives', standardErrors?.parameters)
          }
        })
        await withExecutable(backend, noisy, { precision, observables, method: 'trajectories' }, async (executable) => {
          requireZeros('averages', (await executable.expectations(draws)).standardErrors)
          requireZeros('averages of probabilities', (await executable.probabilities(draws)).standardErrors)
        })
        await withExecutable(backend, noisy, { precision, observables, method: 'densityMatrix' }, async (executable) => {
          requireZeros('samples of a density matrix', (await executable.expectations(draws)).standardErrors)
        })
      }
    },
  ],
  [
    'estimates and their errors scale with the coefficients, whatever their size',
    async ({ backend, precision }) => {
      const scales = [1, 2 ** -600, 2 ** 500, 2 ** -900]
      const sum = (scale: number) => parsePauliSum(`${0.7 * scale}*Z0 - ${0.2 * scale}*X1 + ${0.5 * scale}*Z0*Z1`)
      const circuit = new Circuit(2).ry(parameter('w'), 0).ry(0.8, 1).cx(0, 1)
      const noisy = new Circuit(2).ry(0.9, 0).ry(0.8, 1).depolarizing(0.2, 0).cx(0, 1)
      const requireScaled = (what: string, found: Float64Array | undefined): void => {
        const [first, ...others] = found ?? new Float64Array(0)
        require(first > 0, `${what} is ${first}: it must be positive`)
        requireClose(
          what,
          others.map((value, i) => value / scales[i + 1] / first),
          scales.slice(1).map(() => 1),
          1e-6,
        )
      }
      const observables = scales.map(sum)
      {
        await using executable = await backend.compile(circuit, { precision, observables })

        const inputs = { parameters: [0.4], shots: 300, seed: 4 }
        const [estimate, jacobian] = [await executable.expectations(inputs), await executable.jacobian(inputs)]
        requireScaled('value', estimate.values)
        requireScaled('standard error', estimate.standardErrors)
        requireScaled('standard error of the slope', jacobian.standardErrors?.parameters)
      }
      await using executable = await backend.compile(noisy, { precision, observables, method: 'trajectories' })

      const estimate = await executable.expectations({ shots: 200, seed: 4 })
      requireScaled('average', estimate.values)
      requireScaled('standard error of an average', estimate.standardErrors)
    },
  ],
  [
    'gradients and jacobians from shots lie around the exact ones',
    async ({ backend, precision, full }) => {
      const [a, b] = [parameter('a'), parameter('b')]
      const circuit = new Circuit(3).ry(a, 0).crx(b, 0, 1).rzz(a, 1, 2).h(2).u(b, 0.3, a, 1).cx(1, 2)
      const observables = [parsePauliSum('Z0 + 0.5*X1*X2'), parsePauliSum('Z2')]
      const inputs = { parameters: [0.7, -0.4], cotangents: Float64Array.of(1, -2) }
      await using executable = await backend.compile(circuit, { precision, observables })

      const exact = await executable.gradient(inputs)
      const exactJacobian = await executable.jacobian({ parameters: inputs.parameters })
      const random = { shots: full ? 100_000 : 20_000, seed: 11 }
      const gradient = await executable.gradient({ ...inputs, ...random })
      const jacobian = await executable.jacobian({ parameters: inputs.parameters, ...random })
      const tolerance = expectationTolerance(precision, 10, 4)
      const none = new Float64Array(0)
      requireEstimates('values', gradient.values, gradient.standardErrors?.values ?? [], exact.values, tolerance)
      requireEstimates(
        'gradient',
        gradient.parameters ?? [],
        gradient.standardErrors?.parameters ?? [],
        exact.parameters ?? none,
        4 * tolerance,
      )
      const errors = jacobian.standardErrors?.parameters ?? none
      requireEstimates('jacobian', jacobian.parameters ?? [], errors, exactJacobian.parameters ?? none, 4 * tolerance)
      require(errors.every((error) => error < 0.2), `standard errors of the jacobian from ${random.shots} shots: ${errors.join(', ')}`)
    },
  ],
  [
    'estimates repeat with their seed, and need one',
    async ({ backend, precision }) => {
      const circuit = new Circuit(2).h(0).ry(0.4, 1)
      await using executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z0 + X1')] })

      const first = await executable.expectations({ shots: 500, seed: 1 })
      const again = await executable.expectations({ shots: 500, seed: 1 })
      const other = await executable.expectations({ shots: 500, seed: 2 })
      requireSameBits('estimates of the same seed', again.values, first.values)
      require(other.values[0] !== first.values[0], 'seeds 1 and 2 gave the same estimate')
      await requireRejects('shots without a seed', () => executable.expectations({ shots: 500 }))
    },
  ],
])

function requireZeros(what: string, errors: Float64Array | undefined): void {
  require(errors?.every((error) => error === 0) === true, `standard errors of ${what} are ${errors?.join(', ')}, expected zeros`)
}
