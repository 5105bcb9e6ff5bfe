/**
 * The adjoint gradient in its reference form: plain arrays, one instruction at a time, no concern for speed.
 *
 * With |psi> = U_m ... U_1 |psi_0> and |bra> = sum over k of c_k O_k |psi>, the sum E = sum c_k <psi|O_k|psi> has dE = 2 Re <bra| d|psi>. The backward
 * sweep undoes U_m, U_(m-1), ... on both states; with both still *after* U_j, the derivative by U_j's angle is
 *
 *   rotation exp(-i t P / 2), controls Pi:   2 Re <bra| (-i/2) Pi P |ket> =  Im <bra| Pi P |ket>
 *   phase    exp(i t Pi):                    2 Re <bra|  i     Pi   |ket> = -2 Im <bra| Pi |ket>
 *
 * because the generator commutes with U_j. After the sweep bra = U^dagger sum c_k O_k |psi>, and 2 bra is the cotangent of the initial state.
 * Three sweeps in all, whatever the number of angles. Jones and Gacon, arXiv:2009.02823.
 */
import { pullBackAngles } from '@ketwork/circuit'
import type { Cotangents } from '../backend.ts'
import type { ResolvedInputs } from '../inputs.ts'
import { isPlainUnitary } from '../lowering/dynamics.ts'
import type { ObservableStructure, Program, UnitaryInstruction } from '../program.ts'
import { writeRowAngles } from '../rowAngles.ts'
import { resolveCotangents, scaleCotangents } from './cotangents.ts'
import type { InstructionNumbers, StateKernels } from './stateKernels.ts'

/** As in `Gradient`, without provenance. */
export interface AdjointGradient {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
  readonly parameters?: Float64Array
  readonly features?: Float64Array
  /** rows x 2^n interleaved. */
  readonly initial?: Float64Array
}

/**
 * Values and vector-Jacobian product of a unitary program.
 *
 * Keeps the final state of every row between the sweeps: rows * 2^(n+4) bytes.
 */
export function adjointGradient(program: Program, kernels: StateKernels, inputs: ResolvedInputs, cotangents?: Cotangents): AdjointGradient {
  const { structure, constants } = program
  const { rows } = inputs
  const columns = structure.observables.length
  const numbers = Array.from({ length: rows }, (_, row) => ({ angles: evaluateRow(program, inputs, row), constants }))
  const states = numbers.map((rowNumbers, row) => runForward(program, kernels, rowNumbers, inputs.initialRow(row)))
  const values = new Float64Array(rows * columns)
  states.forEach((state, row) => values.set(expectationsOf(program, kernels, state), row * columns))
  const { weights, units } = scaleCotangents(resolveCotangents(cotangents, values, rows, columns), columns)
  const gradients = allocateGradients(program, inputs)
  states.forEach((ket, row) => {
    const bra = weightedObservables(program, kernels, ket, weights.subarray(row * columns, (row + 1) * columns))
    const unit = units[row] ?? 1
    const slotGradient = sweepBack(program, kernels, numbers[row], ket, bra).map((value) => value * unit)
    const { parameters, features, initial } = rowViews(gradients, inputs, program, row)
    pullBackAngles(structure.angles, constants, inputs.parameterRow(row), inputs.featureRow(row), slotGradient, parameters, features)
    if (initial !== undefined) for (let i = 0; i < initial.length; i++) initial[i] = 2 * unit * bra[i]
  })
  return { rows, columns, values, ...gradients }
}

/** The evaluated angle slots of one row. */
function evaluateRow(program: Program, inputs: ResolvedInputs, row: number): Float64Array {
  const out = new Float64Array(program.structure.angles.termStarts.length - 1)
  return writeRowAngles(program, inputs.parameterRow(row), inputs.featureRow(row), out)
}

function runForward(
  program: Program,
  kernels: StateKernels,
  numbers: InstructionNumbers,
  initial: Float64Array | Float32Array | undefined,
): Float64Array {
  const state = new Float64Array(2 * 2 ** program.structure.qubits)
  if (initial === undefined) state[0] = 1
  else state.set(initial)
  for (const instruction of unitaryInstructions(program)) kernels.applyInstruction(state, instruction, numbers, 'forward')
  return state
}

function unitaryInstructions(program: Program): UnitaryInstruction[] {
  const { instructions } = program.structure
  const unitary = instructions.filter(isPlainUnitary)
  if (unitary.length !== instructions.length) throw new TypeError('the adjoint gradient needs a unitary program')
  return unitary
}

/** O|state> for one observable, added to `target` with a weight. */
function addObservable(
  target: Float64Array,
  { constants }: Program,
  kernels: StateKernels,
  state: Float64Array,
  { observable, weight }: { observable: ObservableStructure; weight: number },
): void {
  observable.terms.forEach((term, index) => kernels.addPauli(target, state, term, weight * constants[observable.coefficient + index]))
}

function expectationsOf(program: Program, kernels: StateKernels, state: Float64Array): number[] {
  return program.structure.observables.map(({ coefficient, terms }) =>
    terms.reduce((sum, term, index) => sum + program.constants[coefficient + index] * kernels.pauliElement(state, state, term, [])[0], 0),
  )
}

function weightedObservables(program: Program, kernels: StateKernels, ket: Float64Array, weights: Float64Array): Float64Array {
  const bra = new Float64Array(ket.length)
  program.structure.observables.forEach((observable, k) => addObservable(bra, program, kernels, ket, { observable, weight: weights[k] }))
  return bra
}

/** Undoes the program on both states, in place, and returns dE by angle slot. */
function sweepBack(
  program: Program,
  kernels: StateKernels,
  numbers: InstructionNumbers,
  ket: Float64Array,
  bra: Float64Array,
): Float64Array {
  const slotGradient = new Float64Array(numbers.angles.length)
  for (const instruction of unitaryInstructions(program).reverse()) {
    if (instruction.kind === 'rotation')
      slotGradient[instruction.angle] += kernels.pauliElement(bra, ket, instruction, instruction.controls)[1]
    else if (instruction.kind === 'phase')
      slotGradient[instruction.angle] -= 2 * kernels.pauliElement(bra, ket, { pauli: '', qubits: [] }, instruction.controls)[1]
    kernels.applyInstruction(ket, instruction, numbers, 'inverse')
    kernels.applyInstruction(bra, instruction, numbers, 'inverse')
  }
  return slotGradient
}

interface GradientArrays {
  readonly parameters?: Float64Array
  readonly features?: Float64Array
  readonly initial?: Float64Array
}

function allocateGradients({ structure }: Program, { rows, parametersShared, wrt }: ResolvedInputs): GradientArrays {
  const parameterRows = parametersShared ? 1 : rows
  return {
    ...(wrt.includes('parameters') ? { parameters: new Float64Array(parameterRows * structure.parameters.length) } : {}),
    ...(wrt.includes('features') ? { features: new Float64Array(rows * structure.features.length) } : {}),
    ...(wrt.includes('initial') ? { initial: new Float64Array(rows * 2 * 2 ** structure.qubits) } : {}),
  }
}

/** The parts of the gradients that one row adds to: a shared parameter vector has one part for all rows. */
function rowViews(gradients: GradientArrays, { parametersShared }: ResolvedInputs, { structure }: Program, row: number) {
  const view = (array: Float64Array | undefined, width: number, index: number) => array?.subarray(index * width, (index + 1) * width)
  return {
    parameters: view(gradients.parameters, structure.parameters.length, parametersShared ? 0 : row),
    features: view(gradients.features, structure.features.length, row),
    initial: view(gradients.initial, 2 * 2 ** structure.qubits, row),
  }
}
