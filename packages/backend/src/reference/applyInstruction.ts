/**
 * The five unitary instructions on one state vector, in place, one plain loop each.
 *
 * An index x is that of a basis state, qubit q is its bit q, and its amplitude stands at `state[2 * x]` (re) and `state[2 * x + 1]` (im).
 * Everything is in doubles; rounding to single precision after an instruction, and conditions, are the caller's business.
 */
import { adjoint, cis, complexMatrix, scatterBits } from '@ketwork/math'
import type { ChannelInstruction, UnitaryInstruction } from '../program.ts'
import { addPauliTimes, pauliAction } from './pauliAction.ts'

/** The numbers an instruction refers to by index: the evaluated slots of a row's angle table, and the program's constants. */
export interface InstructionNumbers {
  readonly angles: Float64Array
  readonly constants: Float64Array
}

/** state <- U state; in the direction -1 state <- U^H state. */
export function applyInstruction(
  state: Float64Array,
  instruction: UnitaryInstruction,
  { angles, constants }: InstructionNumbers,
  direction: 1 | -1 = 1,
): void {
  const controls = qubitMask(instruction.controls)
  switch (instruction.kind) {
    case 'rotation':
      return rotate(state, instruction, controls, direction * angles[instruction.angle])
    case 'phase':
      return turnPhase(state, controls, direction * angles[instruction.angle])
    case 'flip':
      return exchange(state, controls, 0, 1 << instruction.target)
    case 'swap':
      return exchange(state, controls, 1 << instruction.qubits[0], 1 << instruction.qubits[1])
    case 'matrix': {
      const size = 2 ** instruction.qubits.length
      const matrix = complexMatrix(size, size, matrixAt(constants, instruction.constant, instruction.qubits))
      return applyMatrix(state, (direction === 1 ? matrix : adjoint(matrix)).data, instruction.qubits, controls)
    }
  }
}

/** The bits of these qubits. */
export function qubitMask(qubits: readonly number[]): number {
  return qubits.reduce((mask, qubit) => mask | (1 << qubit), 0)
}

/** The Kraus matrices of a channel. */
export function krausOf({ qubits, kraus, constant }: ChannelInstruction, constants: Float64Array): Float64Array[] {
  return Array.from({ length: kraus }, (_, i) => matrixAt(constants, constant + i * 2 * 4 ** qubits.length, qubits))
}

/** The interleaved 2^k x 2^k matrix that begins at `constants[start]`. */
function matrixAt(constants: Float64Array, start: number, qubits: readonly number[]): Float64Array {
  return constants.subarray(start, start + 2 * 4 ** qubits.length)
}

/** Any matrix (a Kraus operator too) on k qubits: bit i of its index is `qubits[i]`. */
export function applyMatrix(state: Float64Array, matrix: Float64Array, qubits: readonly number[], controls = 0): void {
  const size = 2 ** qubits.length
  const targets = qubitMask(qubits)
  const before = new Float64Array(2 * size)
  for (let x = 0; 2 * x < state.length; x++) {
    if ((x & targets) !== 0 || (x & controls) !== controls) continue // x: every target bit clear, every control set
    for (let column = 0; column < size; column++) {
      const y = x | scatterBits(column, qubits)
      before[2 * column] = state[2 * y]
      before[2 * column + 1] = state[2 * y + 1]
    }
    for (let row = 0; row < size; row++) {
      let re = 0
      let im = 0
      for (let column = 0; column < size; column++) {
        const entry = 2 * (row * size + column)
        re += matrix[entry] * before[2 * column] - matrix[entry + 1] * before[2 * column + 1]
        im += matrix[entry] * before[2 * column + 1] + matrix[entry + 1] * before[2 * column]
      }
      const y = x | scatterBits(row, qubits)
      state[2 * y] = re
      state[2 * y + 1] = im
    }
  }
}

/** exp(-i angle P / 2) = cos(angle / 2) - i sin(angle / 2) P. */
function rotate(state: Float64Array, string: Parameters<typeof pauliAction>[0], controls: number, angle: number): void {
  const [cos, sin] = cis(angle / 2)
  const turned = new Float64Array(state.length) // P state
  addPauliTimes(turned, state, pauliAction(string))
  for (let x = 0; 2 * x < state.length; x++) {
    if ((x & controls) !== controls) continue
    const re = state[2 * x]
    const im = state[2 * x + 1]
    state[2 * x] = cos * re + sin * turned[2 * x + 1]
    state[2 * x + 1] = cos * im - sin * turned[2 * x]
  }
}

function turnPhase(state: Float64Array, controls: number, angle: number): void {
  const [cos, sin] = cis(angle)
  for (let x = 0; 2 * x < state.length; x++) {
    if ((x & controls) !== controls) continue
    const re = state[2 * x]
    const im = state[2 * x + 1]
    state[2 * x] = cos * re - sin * im
    state[2 * x + 1] = cos * im + sin * re
  }
}

/** Exchanges the amplitudes of x, where of two bits only `first` is set (none where it is 0), and of x with `second` set in its place. */
function exchange(state: Float64Array, controls: number, first: number, second: number): void {
  for (let x = 0; 2 * x < state.length; x++) {
    if ((x & controls) !== controls || (x & (first | second)) !== first) continue
    const y = x ^ first ^ second
    for (const part of [0, 1]) [state[2 * x + part], state[2 * y + part]] = [state[2 * y + part], state[2 * x + part]]
  }
}
