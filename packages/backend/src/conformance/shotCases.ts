/** Estimates from shots: unbiased within their standard errors (z-test at 1e-9), errors of the right size, the same bits for the same seed. */
import { Circuit, parameter, parsePauliSum } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { require, requireClose, requireRejects, requireSameBits } from './assertions.ts'
import { batchInputs } from './circuitCases.ts'
import { type ConformanceCase, conformanceCase, type ConformanceSetting, withExecutable } from './conformanceCase.ts'
import { drawCircuit, drawPauliSum } from './drawnCircuits.ts'
import { requireEstimates } from './statistics.ts'
import { expectationTolerance } from './tolerances.ts'

export function shotCases(setting: ConformanceSetting): ConformanceCase[] {
  return [expectationCase(setting), errorSizeCase(setting), gradientCase(setting), seedCase(setting)]
}

function expectationCase({ precision, full }: ConformanceSetting): ConformanceCase {
  return conformanceCase('expectations from shots lie around the exact values', async (backend) => {
    const random = new RandomStream(170)
    const circuit = drawCircuit({ qubits: 4, operations: 20, random, angles: 'symbolic' })
    const observables = [drawPauliSum(12, 4, random), parsePauliSum('X0*X1 + Y0*Y1 + Z0*Z1 - 2'), parsePauliSum('1.5')]
    const inputs = batchInputs(circuit, 3, random)
    await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
      const exact = await executable.expectations(inputs)
      require(exact.standardErrors === undefined, 'exact expectations have no standard errors')
      for (const seed of [1, 2, 3]) {
        const { values, standardErrors = [] } = await executable.expectations({ ...inputs, shots: full ? 20_000 : 2_000, seed })
        requireEstimates(`estimates of seed ${seed}`, values, standardErrors, exact.values, expectationTolerance(precision, 60, 8))
        requireClose('the identity', [values[2], values[5], values[8]], [1.5, 1.5, 1.5], 1e-12)
      }
    })
  })
}

function errorSizeCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('the standard error of <Z> is sqrt((1 - <Z>^2) / shots)', async (backend) => {
    const circuit = new Circuit(1).ry(1.1, 0)
    await withExecutable(backend, circuit, { precision, observables: [parsePauliSum('Z0')] }, async (executable) => {
      const shots = 4000
      const { standardErrors = [] } = await executable.expectations({ shots, seed: 3 })
      const expected = Math.sin(1.1) / Math.sqrt(shots)
      require(Math.abs(standardErrors[0] / expected - 1) < 0.2, `the standard error is ${standardErrors[0]}, expected about ${expected}`)
    })
  })
}

function gradientCase({ precision, full }: ConformanceSetting): ConformanceCase {
  return conformanceCase('gradients and jacobians from shots lie around the exact ones', async (backend) => {
    const [a, b] = [parameter('a'), parameter('b')]
    const circuit = new Circuit(3).ry(a, 0).crx(b, 0, 1).rzz(a, 1, 2).h(2).u(b, 0.3, a, 1).cx(1, 2)
    const observables = [parsePauliSum('Z0 + 0.5*X1*X2'), parsePauliSum('Z2')]
    const inputs = { parameters: [0.7, -0.4], cotangents: Float64Array.of(1, -2) }
    await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
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
    })
  })
}

function seedCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('estimates repeat with their seed, and need one', async (backend) => {
    const circuit = new Circuit(2).h(0).ry(0.4, 1)
    await withExecutable(backend, circuit, { precision, observables: [parsePauliSum('Z0 + X1')] }, async (executable) => {
      const first = await executable.expectations({ shots: 500, seed: 1 })
      const again = await executable.expectations({ shots: 500, seed: 1 })
      const other = await executable.expectations({ shots: 500, seed: 2 })
      requireSameBits('estimates of the same seed', again.values, first.values)
      require(other.values[0] !== first.values[0], 'seeds 1 and 2 gave the same estimate')
      await requireRejects('shots without a seed', () => executable.expectations({ shots: 500 }))
    })
  })
}
