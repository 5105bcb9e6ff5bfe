/**
 * The five unitary instructions on one state vector, in place, one plain loop each.
 *
 * An index x is that of a basis state, qubit q is its bit q, and its amplitude stands at `state[2 * x]` (re) and `state[2 * x + 1]` (im).
 * Everything is in doubles; rounding to single precision after an instruction, and conditions, are the caller's business.
 */
import { cis, gatherBits, scatterBits } from '@ketwork/math'
import type { InstructionNumbers } from '../gradient/stateKernels.ts'
import type { UnitaryInstruction } from '../program.ts'
import { addPauliTimes, pauliAction } from './pauliAction.ts'

/** state <- U state. */
export function applyInstruction(state: Float64Array, instruction: UnitaryInstruction, numbers: InstructionNumbers): void {
  switch (instruction.kind) {
    case 'rotation':
      return rotate(state, instruction.pauli, instruction.qubits, qubitMask(instruction.controls), numbers.angles[instruction.angle])
    case 'phase':
      return turnPhase(state, qubitMask(instruction.controls), numbers.angles[instruction.angle])
    case 'flip':
      return flip(state, qubitMask(instruction.controls), instruction.target)
    case 'swap':
      return swap(state, qubitMask(instruction.controls), instruction.qubits)
    case 'matrix':
      return applyMatrix(
        state,
        matrixAt(numbers.constants, instruction.constant, instruction.qubits),
        instruction.qubits,
        instruction.controls,
      )
  }
}

/** state <- U^H state. */
export function undoInstruction(state: Float64Array, instruction: UnitaryInstruction, numbers: InstructionNumbers): void {
  switch (instruction.kind) {
    case 'rotation':
      return rotate(state, instruction.pauli, instruction.qubits, qubitMask(instruction.controls), -numbers.angles[instruction.angle])
    case 'phase':
      return turnPhase(state, qubitMask(instruction.controls), -numbers.angles[instruction.angle])
    case 'flip':
    case 'swap':
      return applyInstruction(state, instruction, numbers)
    case 'matrix': {
      const matrix = matrixAt(numbers.constants, instruction.constant, instruction.qubits)
      return applyMatrix(state, conjugateTranspose(matrix), instruction.qubits, instruction.controls)
    }
  }
}

/** The bits of these qubits. */
export function qubitMask(qubits: readonly number[]): number {
  return qubits.reduce((mask, qubit) => mask | (1 << qubit), 0)
}

/** The interleaved 2^k x 2^k matrix that begins at `constants[start]`. */
export function matrixAt(constants: Float64Array, start: number, qubits: readonly number[]): Float64Array {
  return constants.subarray(start, start + 2 * 4 ** qubits.length)
}

/** Any matrix (a Kraus operator too) on k qubits: bit i of its index is `qubits[i]`. */
export function applyMatrix(state: Float64Array, matrix: Float64Array, qubits: readonly number[], controls: readonly number[] = []): void {
  const size = 2 ** qubits.length
  const targets = qubitMask(qubits)
  const controlMask = qubitMask(controls)
  const before = new Float64Array(2 * size)
  for (let x = 0; 2 * x < state.length; x++) {
    if ((x & targets) !== 0 || (x & controlMask) !== controlMask) continue // x: every target bit clear, every control set
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
function rotate(state: Float64Array, pauli: string, qubits: readonly number[], controls: number, angle: number): void {
  const [cos, sin] = cis(angle / 2)
  const turned = new Float64Array(state.length) // P state
  addPauliTimes(turned, state, pauliAction(pauli, qubits))
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

function flip(state: Float64Array, controls: number, target: number): void {
  const bit = 1 << target
  for (let x = 0; 2 * x < state.length; x++) {
    if ((x & controls) === controls && (x & bit) === 0) exchange(state, x, x | bit)
  }
}

function swap(state: Float64Array, controls: number, qubits: readonly [number, number]): void {
  const both = qubitMask(qubits)
  for (let x = 0; 2 * x < state.length; x++) {
    if ((x & controls) === controls && gatherBits(x, qubits) === 1) exchange(state, x, x ^ both)
  }
}

function exchange(state: Float64Array, x: number, y: number): void {
  for (let part = 0; part < 2; part++) {
    const kept = state[2 * x + part]
    state[2 * x + part] = state[2 * y + part]
    state[2 * y + part] = kept
  }
}

function conjugateTranspose(matrix: Float64Array): Float64Array {
  const size = Math.sqrt(matrix.length / 2)
  const result = new Float64Array(matrix.length)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      result[2 * (column * size + row)] = matrix[2 * (row * size + column)]
      result[2 * (column * size + row) + 1] = -matrix[2 * (row * size + column) + 1]
    }
  }
  return result
}
