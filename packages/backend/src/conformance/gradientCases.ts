/** Adjoint gradient = parameter shift = finite difference: every parametric gate, every kind of observable, shared and polynomial angles. */
import { type Circuit, gateTable, type OperationName, parameter } from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import type { Backend, Executable, Inputs } from '../backend.ts'
import { require, requireClose, requireRejects } from './assertions.ts'
import { batchInputs } from './circuitCases.ts'
import { type ConformanceCase, conformanceCase, type ConformanceSetting, withExecutable } from './conformanceCase.ts'
import { type DerivativeProblem, differenceAlong, shiftJacobian } from './derivativeOracles.ts'
import { drawAngle, drawCircuit, drawOperation, drawPauliSum, drawQubits, GATE_NAMES, gateWidths } from './drawnCircuits.ts'
import { observablesOfEveryKind } from './expectationCases.ts'
import { oracleExpectations, pauliWeight, rowValues } from './oracles.ts'
import { DIFFERENCE_STEP, differenceTolerance, shiftTolerance } from './tolerances.ts'
import { UnsupportedOperationError } from '../UnsupportedOperationError.ts'

/** Largest derivative of an angle that the drawn polynomials and values give. */
const STEEPEST_ANGLE = 8

export function gradientCases(setting: ConformanceSetting): ConformanceCase[] {
  return [
    ...GATE_NAMES.filter((name) => gateTable[name].angles > 0).map((name, index) => gateCase(setting, name, index)),
    ...[1, 2, 3, 4, 5].map((qubits) => polynomialCase(setting, qubits)),
    ...[8, 10].map((qubits) => directionCase(setting, qubits)),
    initialCase(setting),
  ]
}

function gateCase(setting: ConformanceSetting, name: OperationName, index: number): ConformanceCase {
  return conformanceCase(`gradient of ${name}: adjoint = shift = difference for every kind of observable`, async (backend) => {
    const random = new RandomStream(130).substream(index)
    const width = gateTable[name].qubits
    const qubits = Math.max(3, (typeof width === 'number' ? width : 3) + 1)
    for (const chosenWidth of gateWidths(name, 3).length === 0 ? [4] : gateWidths(name, 3)) {
      for (let i = 0; i < (setting.full ? 6 : 2); i++) {
        const chosen = drawQubits(chosenWidth, qubits, random)
        const angles = Array.from({ length: gateTable[name].angles }, (_, t) => parameter(`t${t}`))
        const circuit = drawCircuit({ qubits, operations: 4, random })
          .append(drawOperation(name, chosen, angles, random))
          .h(0)
          .cx(1, 2)
        const values = Object.fromEntries(angles.map((_, t) => [`t${t}`, drawAngle(random)]))
        const initial = { rows: 1, qubits, data: haarState(2 ** qubits, random) }
        await checkJacobian(backend, setting, { circuit, observables: observablesOfEveryKind(qubits), values, initial }, random)
      }
    }
  })
}

function polynomialCase(setting: ConformanceSetting, qubits: number): ConformanceCase {
  return conformanceCase(`gradients of shared and polynomial angles on ${qubits} qubits`, async (backend) => {
    for (let i = 0; i < (setting.full ? 10 : 2); i++) {
      const random = new RandomStream(131).substream(qubits).substream(i)
      const circuit = drawCircuit({ qubits, operations: 12, random, angles: 'symbolic' })
      const observables = [drawPauliSum(6, qubits, random), drawPauliSum(1, qubits, random)]
      const { parameters, features } = batchInputs(circuit, 1, random)
      await checkJacobian(backend, setting, { circuit, observables, values: rowValues(circuit, 0, parameters, features) }, random)
    }
  })
}

/** Both gradient and jacobian of one row, against shift and difference. */
async function checkJacobian(
  backend: Backend,
  { precision }: ConformanceSetting,
  problem: DerivativeProblem,
  random: RandomStream,
): Promise<void> {
  const { circuit, observables, values, initial } = problem
  const symbols = [...circuit.parameters, ...circuit.features]
  const inputs = { ...rowInputs(circuit, values), ...(initial === undefined ? {} : { initial }) }
  const gates = 3 * circuit.operations.length
  const weight = pauliWeight(...observables)
  const shift = await shiftJacobian(backend, precision, problem, symbols)
  await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
    const jacobian = await jacobianBySymbol(executable, inputs)
    requireClose('jacobian against parameter shift', jacobian, shift, shiftTolerance(precision, gates, weight, STEEPEST_ANGLE))
    symbols.forEach((symbol, s) => {
      const column = observables.map((_, k) => jacobian[k * symbols.length + s])
      const difference = differenceAlong(problem, { [symbol]: 1 })
      const tolerance = differenceTolerance(precision, gates, weight, STEEPEST_ANGLE)
      requireClose(`derivatives by ${symbol} against differences`, column, difference, tolerance)
    })
    const cotangents = Float64Array.from(observables, () => 2 * random.uniform() - 1)
    const gradient = await executable.gradient({ ...inputs, cotangents, wrt: ['parameters', 'features'] })
    const expected = symbols.map((_, s) => cotangents.reduce((sum, c, k) => sum + c * shift[k * symbols.length + s], 0))
    const got = [...(gradient.parameters ?? []), ...(gradient.features ?? [])]
    requireClose('gradient against parameter shift', got, expected, shiftTolerance(precision, gates, weight, STEEPEST_ANGLE))
  })
}

/** The values of one row as inputs: parameters as a vector, features as a matrix. */
function rowInputs(circuit: Circuit, values: Record<string, number>): Inputs {
  const data = Float64Array.from(circuit.features, (name) => values[name])
  return { parameters: circuit.parameters.map((name) => values[name]), features: { rows: 1, columns: data.length, data } }
}

/** K x (P + F) of one row. */
async function jacobianBySymbol(executable: Executable, inputs: Inputs): Promise<Float64Array> {
  const { columns, parameters = [], features = [] } = await executable.jacobian({ ...inputs, wrt: ['parameters', 'features'] })
  const [p, f] = [executable.parameters.length, executable.features.length]
  require(parameters.length === columns * p && features.length === columns * f, 'the jacobian has K x P and K x F numbers')
  const result = new Float64Array(columns * (p + f))
  for (let k = 0; k < columns; k++) {
    for (let i = 0; i < p; i++) result[k * (p + f) + i] = parameters[k * p + i]
    for (let i = 0; i < f; i++) result[k * (p + f) + p + i] = features[k * f + i]
  }
  return result
}

function directionCase({ precision, full }: ConformanceSetting, qubits: number): ConformanceCase {
  return conformanceCase(`gradient along drawn directions on ${qubits} qubits`, async (backend) => {
    for (let i = 0; i < (full ? 4 : 1); i++) {
      const random = new RandomStream(132).substream(qubits).substream(i)
      const circuit = drawCircuit({ qubits, operations: 40, random, angles: 'symbolic' })
      const observables = [drawPauliSum(10, qubits, random)]
      const { parameters, features } = batchInputs(circuit, 1, random)
      const values = rowValues(circuit, 0, parameters, features)
      const direction = Object.fromEntries(Object.keys(values).map((name) => [name, random.normal() / 4]))
      await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
        const gradient = await executable.gradient({ parameters, features, wrt: ['parameters', 'features'] })
        const along = [...(gradient.parameters ?? []), ...(gradient.features ?? [])].reduce(
          (sum, derivative, s) => sum + derivative * direction[[...circuit.parameters, ...circuit.features][s]],
          0,
        )
        const tolerance = differenceTolerance(precision, 120, pauliWeight(...observables), 4 * STEEPEST_ANGLE)
        requireClose(
          'derivative along a direction',
          [along],
          differenceAlong({ circuit, observables, values }, direction, DIFFERENCE_STEP / 4),
          tolerance,
        )
      })
    }
  })
}

function initialCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('the cotangent of the initial state is that of differences', async (backend) => {
    const random = new RandomStream(133)
    const circuit = drawCircuit({ qubits: 3, operations: 15, random, angles: 'symbolic' })
    const observables = [drawPauliSum(5, 3, random), drawPauliSum(2, 3, random)]
    const { parameters, features } = batchInputs(circuit, 2, random)
    const states = [haarState(8, random), haarState(8, random)]
    const initial = { rows: 2, qubits: 3, data: Float64Array.from([...states[0], ...states[1]]) }
    const cotangents = Float64Array.of(0.7, -0.4, 1.1, 0.3)
    const hasAdjoint = (await backend.capabilities()).gradients.includes('adjoint')
    await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
      const call = () => executable.gradient({ parameters, features, initial, cotangents, wrt: ['initial'] })
      if (!hasAdjoint) {
        await requireRejects('without an adjoint gradient', call, UnsupportedOperationError)
        return
      }
      const found = await call()
      require(found.parameters === undefined && found.features === undefined, 'only what wrt names is given')
      require(found.initial?.rows === 2 && found.initial.qubits === 3, 'the cotangent of the initial states is a batch of 2 rows')
      for (let row = 0; row < 2; row++) {
        const direction = haarState(8, random)
        const values = rowValues(circuit, row, parameters, features)
        const moved = (sign: number) => states[row].map((part, i) => part + (sign * direction[i]) / 2)
        const [above, below] = [1, -1].map((sign) => oracleExpectations(circuit, values, observables, moved(sign)))
        const expected = above.reduce((sum, value, k) => sum + cotangents[2 * row + k] * (value - below[k]), 0) // quadratic, so exact
        const gradient = found.initial.data.subarray(16 * row, 16 * (row + 1))
        const got = direction.reduce((sum, part, i) => sum + part * gradient[i], 0)
        requireClose(`Re <g|d> of row ${row}`, [got], [expected], shiftTolerance(precision, 45, 2 * pauliWeight(...observables)))
      }
    })
  })
}
