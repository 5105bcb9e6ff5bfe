/**
 * A program as wires: what each instruction touches, along which axis, and what stands before it there.
 *
 * A wire is a qubit or a classical bit for as long as its past matters: an unconditional reset begins a new wire of its qubit, an unconditional write one of its bit.
 * So two uses of a qubit with a reset between them, or of a bit that is written twice, are joined only by what really leads from one to the other.
 */
import type { Instruction, ProgramStructure } from '../program.ts'

/** What an instruction is on one of its wires: a function of X, Y or Z there, which commutes with every other function of the same letter, or anything. */
export type Axis = 1 | 2 | 3 | 4
export const ANY: Axis = 4
export const Z_AXIS: Axis = 3

export interface Operand {
  readonly wire: number
  readonly axis: Axis
  /** Index of the instruction before it on the wire; -1 where the wire begins. */
  readonly previous: number
}

export interface Wires {
  /** The qubit of each wire; undefined for wires of bits. */
  readonly qubitOf: readonly (number | undefined)[]
  /** The bit of each wire; undefined for wires of qubits. */
  readonly bitOf: readonly (number | undefined)[]
  /** Index of the last instruction on each wire; -1 where there is none. */
  readonly last: readonly number[]
  /** Of each instruction, qubits first. */
  readonly operands: readonly (readonly Operand[])[]
  /** The wire that each qubit and each bit ends on. */
  readonly ofQubit: readonly number[]
  readonly ofBit: readonly number[]
}

/** O(instructions). */
export function wiresOf({ qubits, bits, instructions }: ProgramStructure): Wires {
  const qubitOf: (number | undefined)[] = []
  const bitOf: (number | undefined)[] = []
  const last: number[] = []
  const begin = (qubit: number | undefined, bit: number | undefined): number => {
    qubitOf.push(qubit)
    bitOf.push(bit)
    return last.push(-1) - 1
  }
  const ofQubit = Array.from({ length: qubits }, (_, qubit) => begin(qubit, undefined))
  const ofBit = bits.map((_, bit) => begin(undefined, bit))
  const operands = instructions.map((instruction, index) => {
    const own: Operand[] = []
    const touch = (wire: number, axis: Axis): void => {
      own.push({ wire, axis, previous: last[wire] })
      last[wire] = index
    }
    const isSure = instruction.condition === undefined
    if (instruction.kind === 'reset' && isSure) ofQubit[instruction.qubit] = begin(instruction.qubit, undefined)
    for (const [qubit, axis] of qubitAxes(instruction)) touch(ofQubit[qubit], axis)
    for (const bit of instruction.condition?.bits ?? []) touch(ofBit[bit], Z_AXIS)
    if (instruction.kind === 'measure' || instruction.kind === 'assign') {
      if (isSure) ofBit[instruction.bit] = begin(undefined, instruction.bit)
      touch(ofBit[instruction.bit], ANY)
    }
    return own
  })
  return { qubitOf, bitOf, last, operands, ofQubit, ofBit }
}

export function axisOfLetter(letter: string): Axis {
  return letter === 'X' ? 1 : letter === 'Y' ? 2 : Z_AXIS
}

function qubitAxes(instruction: Instruction): (readonly [qubit: number, axis: Axis])[] {
  switch (instruction.kind) {
    case 'rotation':
      return [...controlAxes(instruction), ...instruction.qubits.map((qubit, i) => [qubit, axisOfLetter(instruction.pauli[i])] as const)]
    case 'phase':
      return controlAxes(instruction)
    case 'flip':
      return [...controlAxes(instruction), [instruction.target, 1]]
    case 'swap':
    case 'matrix':
      return [...controlAxes(instruction), ...instruction.qubits.map((qubit) => [qubit, ANY] as const)]
    case 'measure':
      return [[instruction.qubit, Z_AXIS]]
    case 'reset':
      return [[instruction.qubit, ANY]]
    case 'channel':
      return instruction.qubits.map((qubit) => [qubit, ANY])
    case 'assign':
      return []
  }
}

function controlAxes({ controls }: { readonly controls: readonly number[] }): (readonly [qubit: number, axis: Axis])[] {
  return controls.map((qubit) => [qubit, Z_AXIS])
}
