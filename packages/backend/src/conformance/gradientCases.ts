/** Adjoint gradient = parameter shift = finite difference: every parametric gate, every kind of observable, shared and polynomial angles. */
import { type Circuit, gateTable, type OperationName, parameter } from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import type { Executable, Inputs } from '../backend.ts'
import { require, requireClose } from './assertions.ts'
import { casesOf, type CheckContext, type NamedCheck } from './conformanceCase.ts'
import { type DerivativeProblem, differenceAlong, shiftJacobian } from './derivativeOracles.ts'
import { drawAngle, drawCircuit, drawOperation, drawProblem, drawQubits, GATE_NAMES, gateWidths } from './drawnCircuits.ts'
import { observablesOfEveryKind } from './expectationCases.ts'
import { oracleExpectations, pauliWeight, rowValues } from './oracles.ts'
import { DIFFERENCE_STEP, differenceTolerance, shiftTolerance } from './tolerances.ts'

/** Largest derivative of an angle that the drawn polynomials and values give. */
const STEEPEST_ANGLE = 8

export const gradientCases = casesOf([
  ...GATE_NAMES.filter((name) => gateTable[name].angles > 0).map(gateCheck),
  ...[1, 2, 3, 4, 5].map(polynomialCheck),
  ...[8, 10].map(directionCheck),
  ['the cotangent of the initial state is that of differences', checkInitial],
])

function gateCheck(name: OperationName, index: number): NamedCheck {
  return [
    `gradient of ${name}: adjoint = shift = difference for every kind of observable`,
    async (context) => {
      const random = new RandomStream(130).substream(index)
      const width = gateTable[name].qubits
      const qubits = Math.max(3, (typeof width === 'number' ? width : 3) + 1)
      for (const chosenWidth of gateWidths(name, 3).length === 0 ? [4] : gateWidths(name, 3)) {
        for (let i = 0; i < (context.full ? 6 : 2); i++) {
          const chosen = drawQubits(chosenWidth, qubits, random)
          const angles = Array.from({ length: gateTable[name].angles }, (_, t) => parameter(`t${t}`))
          const circuit = drawCircuit({ qubits, operations: 4, random, gates: context.backend.gates })
            .append(drawOperation(name, chosen, angles, random))
            .h(0)
            .cx(1, 2)
          const values = Object.fromEntries(angles.map((_, t) => [`t${t}`, drawAngle(random)]))
          const initial = { rows: 1, qubits, data: haarState(2 ** qubits, random) }
          await checkJacobian(context, { circuit, observables: observablesOfEveryKind(qubits), values, initial }, random)
        }
      }
    },
  ]
}

function polynomialCheck(qubits: number): NamedCheck {
  return [
    `gradients of shared and polynomial angles on ${qubits} qubits`,
    async (context) => {
      for (let i = 0; i < (context.full ? 10 : 2); i++) {
        const stream = new RandomStream(131).substream(qubits).substream(i)
        const { circuit, observables, inputs, random } = drawProblem(stream, {
          qubits,
          operations: 12,
          rows: 1,
          terms: [6, 1],
          gates: context.backend.gates,
        })
        const values = rowValues(circuit, 0, inputs.parameters, inputs.features)
        await checkJacobian(context, { circuit, observables, values }, random)
      }
    },
  ]
}

/** Both gradient and jacobian of one row, against shift and difference. */
async function checkJacobian({ backend, precision }: CheckContext, problem: DerivativeProblem, random: RandomStream): Promise<void> {
  const { circuit, observables, values, initial } = problem
  const symbols = [...circuit.parameters, ...circuit.features]
  const inputs = { ...rowInputs(circuit, values), ...(initial === undefined ? {} : { initial }) }
  const gates = 3 * circuit.operations.length
  const weight = pauliWeight(...observables)
  const shift = await shiftJacobian(backend, precision, problem, symbols)
  await using executable = await backend.compile(circuit, { precision, observables })
  const jacobian = await jacobianBySymbol(executable, inputs)
  requireClose('jacobian against parameter shift', jacobian, shift, shiftTolerance(precision, gates, weight, STEEPEST_ANGLE))
  symbols.forEach((symbol, s) => {
    const column = observables.map((_, k) => jacobian[k * symbols.length + s])
    const tolerance = differenceTolerance(precision, gates, weight, STEEPEST_ANGLE)
    requireClose(`derivatives by ${symbol} against differences`, column, differenceAlong(problem, { [symbol]: 1 }), tolerance)
  })
  const cotangents = Float64Array.from(observables, () => 2 * random.uniform() - 1)
  const gradient = await executable.gradient({ ...inputs, cotangents, wrt: ['parameters', 'features'] })
  const expected = symbols.map((_, s) => cotangents.reduce((sum, c, k) => sum + c * shift[k * symbols.length + s], 0))
  const got = [...(gradient.parameters ?? []), ...(gradient.features ?? [])]
  requireClose('gradient against parameter shift', got, expected, shiftTolerance(precision, gates, weight, STEEPEST_ANGLE))
}

/** The values of one row as inputs: parameters as a vector, features as a matrix. */
function rowInputs(circuit: Circuit, values: Record<string, number>): Inputs {
  const data = Float64Array.from(circuit.features, (name) => values[name])
  return { parameters: circuit.parameters.map((name) => values[name]), features: { rows: 1, columns: data.length, data } }
}

/** K x (P + F) of one row. */
async function jacobianBySymbol(executable: Executable, inputs: Inputs): Promise<number[]> {
  const found = await executable.jacobian({ ...inputs, wrt: ['parameters', 'features'] })
  const { columns, parameters = new Float64Array(0), features = new Float64Array(0) } = found
  const [p, f] = [executable.parameters.length, executable.features.length]
  require(parameters.length === columns * p && features.length === columns * f, 'the jacobian has K x P and K x F numbers')
  return Array.from({ length: columns }, (_, k) => [
    ...parameters.subarray(k * p, (k + 1) * p),
    ...features.subarray(k * f, (k + 1) * f),
  ]).flat()
}

function directionCheck(qubits: number): NamedCheck {
  return [
    `gradient along drawn directions on ${qubits} qubits`,
    async ({ backend, precision, full }) => {
      for (let i = 0; i < (full ? 4 : 1); i++) {
        const stream = new RandomStream(132).substream(qubits).substream(i)
        const { circuit, observables, inputs, random } = drawProblem(stream, {
          qubits,
          operations: 40,
          rows: 1,
          terms: [10],
          gates: backend.gates,
        })
        const values = rowValues(circuit, 0, inputs.parameters, inputs.features)
        const direction = Object.fromEntries(Object.keys(values).map((name) => [name, random.normal() / 4]))
        await using executable = await backend.compile(circuit, { precision, observables })
        const gradient = await executable.gradient({ ...inputs, wrt: ['parameters', 'features'] })
        const derivatives = [...(gradient.parameters ?? []), ...(gradient.features ?? [])]
        const names = [...circuit.parameters, ...circuit.features]
        const along = derivatives.reduce((sum, derivative, s) => sum + derivative * direction[names[s]], 0)
        const expected = differenceAlong({ circuit, observables, values }, direction, DIFFERENCE_STEP / 4)
        const tolerance = differenceTolerance(precision, 120, pauliWeight(...observables), 4 * STEEPEST_ANGLE)
        requireClose('derivative along a direction', [along], expected, tolerance)
      }
    },
  ]
}

async function checkInitial({ backend, precision }: CheckContext): Promise<void> {
  const sizes = { qubits: 3, operations: 15, rows: 2, terms: [5, 2], gates: backend.gates }
  const { circuit, observables, inputs, random } = drawProblem(new RandomStream(133), sizes)
  const states = [haarState(8, random), haarState(8, random)]
  const initial = { rows: 2, qubits: 3, data: Float64Array.from([...states[0], ...states[1]]) }
  const cotangents = Float64Array.of(0.7, -0.4, 1.1, 0.3)
  await using executable = await backend.compile(circuit, { precision, observables })
  const found = await executable.gradient({ ...inputs, initial, cotangents, wrt: ['initial'] })
  require(found.parameters === undefined && found.features === undefined, 'only what wrt names is given')
  require(found.initial?.rows === 2 && found.initial.qubits === 3, 'the cotangent of the initial states is a batch of 2 rows')
  for (let row = 0; row < 2; row++) {
    const direction = haarState(8, random)
    const values = rowValues(circuit, row, inputs.parameters, inputs.features)
    const moved = (sign: number) => states[row].map((part, i) => part + (sign * direction[i]) / 2)
    const [above, below] = [1, -1].map((sign) => oracleExpectations(circuit, values, observables, moved(sign)))
    const expected = above.reduce((sum, value, k) => sum + cotangents[2 * row + k] * (value - below[k]), 0) // quadratic, so exact
    const gradient = found.initial.data.subarray(16 * row, 16 * (row + 1))
    const got = direction.reduce((sum, part, i) => sum + part * gradient[i], 0)
    requireClose(`Re <g|d> of row ${row}`, [got], [expected], shiftTolerance(precision, 45, 2 * pauliWeight(...observables)))
  }
}
