/**
 * The program on one qubit fewer, where turning all qubits over changes nothing: QAOA on a graph without fields, for instance.
 *
 * A state that begins with H on every qubit it uses, and is only rotated about Pauli strings with an even number of Z and Y, stays as it is under X on all these
 * qubits at once. So its amplitudes at i and at the complement of i are the same, and those with the highest bit clear, times the root of 2, tell it all. Of a string
 * i^ys X^x Z^z, x becomes its complement where it holds the highest bit, which z loses; then the number of Ys may be another, and leaves a sign. This is the
 * tapering of qubits of Bravyi, Gambetta, Mezzacapo and Temme, arXiv:1701.08213, for one symmetry and a circuit.
 */
import { operationMatrix } from '@ketwork/circuit'
import { popcount, largest } from '@ketwork/math'
import type { Instruction } from '../program.ts'
import { type ObservedStructure, shareCoefficients, stringOf } from './absorbIntoObservables.ts'
import { pauliMasks } from './schedule/actions.ts'
import { maskOf } from './schedule/qubitBit.ts'

export interface HalvedStructure extends ObservedStructure {
  /** Index into the constants of the matrix at the beginning: this is the program only where that is the matrix of H (`isHadamard`). */
  readonly hadamard: number
}

/**
 * O(instructions + terms). Expectations and their derivatives stay the same; amplitudes do not.
 *
 * @returns undefined where the symmetry is not there, or does not follow from the structure
 */
export function halveBySymmetry({ structure, signs }: ObservedStructure): HalvedStructure | undefined {
  const { instructions, observables } = structure
  const head = headOf(instructions)
  if (head === undefined) return undefined
  const top = largest(head.qubits)
  const halve = (string: PauliString): HalvedString | undefined => halvedString(string, maskOf(head.qubits), top)
  const body = instructions.slice(head.qubits.length).map((instruction) => halvedRotation(instruction, halve))
  const terms = observables.map((observable) => observable.terms.map(halve))
  if (!body.every(isThere) || !terms.every((own) => own.every(isThere))) return undefined
  const negates = terms.some((own) => own.some(({ negative }) => negative))
  if (negates && shareCoefficients(observables)) return undefined
  return {
    hadamard: head.constant,
    structure: {
      ...structure,
      qubits: top,
      instructions: [...instructions.slice(0, head.qubits.length).filter((_, place) => head.qubits[place] !== top), ...body.flat()],
      observables: observables.map(({ coefficient }, k) => ({ coefficient, terms: terms[k].map(({ string }) => string) })),
    },
    signs: signs.map((own, k) => own.map((sign, term) => (terms[k][term].negative ? (-sign as 1 | -1) : sign))),
  }
}

/** Whether the 2 x 2 matrix at an index of the constants is that of H, to the last bit. */
export function isHadamard(constants: Float64Array, index: number): boolean {
  return HADAMARD.every((entry, i) => constants[index + i] === entry)
}

const HADAMARD = operationMatrix({ gate: 'h', qubits: [0], angles: [] }).data

interface PauliString {
  readonly pauli: string
  readonly qubits: readonly number[]
}

interface HalvedString {
  readonly string: PauliString
  readonly negative: boolean
}

/** Undefined for a string that the symmetry does not commute with, or that has qubits without it. */
function halvedString(string: PauliString, symmetric: number, top: number): HalvedString | undefined {
  const { x, z, ys } = pauliMasks(string)
  if (popcount(z) % 2 === 1 || ((x | z) & ~symmetric) !== 0) return undefined
  const rest = symmetric & ~(1 << top)
  const halved = { x: ((x >>> top) & 1) === 0 ? x : rest & ~x, z: z & rest }
  return { string: stringOf(halved), negative: (ys - popcount(halved.x & halved.z)) % 4 !== 0 }
}

/** What a rotation becomes; nothing where it is a global phase from now on, undefined where the instruction is none or its angle would change its sign. */
function halvedRotation(instruction: Instruction, halve: (string: PauliString) => HalvedString | undefined): Instruction[] | undefined {
  if (instruction.kind !== 'rotation' || instruction.controls.length > 0 || instruction.condition !== undefined) return undefined
  const halved = halve(instruction)
  if (halved === undefined || halved.negative) return undefined
  return halved.string.qubits.length === 0 ? [] : [{ ...instruction, ...halved.string }]
}

/** The matrix that stands on two or more qubits at the beginning, once on each. */
function headOf(instructions: readonly Instruction[]): { constant: number; qubits: number[] } | undefined {
  const [first] = instructions
  if (first?.kind !== 'matrix') return undefined
  const qubits: number[] = []
  for (const each of instructions) {
    if (each.kind !== 'matrix' || each.constant !== first.constant || each.controls.length > 0 || each.condition !== undefined) break
    if (each.qubits.length > 1 || qubits.includes(each.qubits[0])) return undefined
    qubits.push(each.qubits[0])
  }
  return qubits.length < 2 ? undefined : { constant: first.constant, qubits }
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined
}
