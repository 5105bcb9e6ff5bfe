/**
 * Finds diagonal instructions that stand together and whose angles have something in common: one pass over the state can apply them.
 *
 * A diagonal instruction multiplies amplitude z by exp(i angle f(z)): f = +-1/2 for a rotation about Z letters, 1 for a phase, 0 where a control is
 * clear. Angles of one term each with the same product of symbols differ only in their coefficients, so a whole group of such instructions is
 *
 *   exp(i s T[z]),   s = product of the symbols,   T[z] = sum over entries of coefficient * f(z):
 *
 * one table of real numbers, computed once at load (`diagonalTable.ts`), and one number s a row. A cost layer of QAOA is one group, whatever the graph's weights.
 * Grouping looks at the structure alone: which angles share symbols, never at the values of coefficients. Angles that are sums of several terms are in no group.
 */
import type { Instruction, PhaseInstruction, ProgramStructure, RotationInstruction } from '../program.ts'

export interface DiagonalGroup {
  /** Indices of the symbols whose product s is (parameters first, then features; repeats are powers); empty for constant angles, where s = 1. */
  readonly symbols: readonly number[]
  readonly entries: readonly DiagonalEntry[]
}

/** One instruction's share of the table: coefficient * factor * (-1)^(parity of z's bits at `qubits`) where all controls are set. */
export interface DiagonalEntry {
  readonly instruction: number
  /** Slot of the angle table, for gradients. */
  readonly slot: number
  readonly controls: readonly number[]
  readonly qubits: readonly number[]
  readonly factor: -0.5 | 1
  /** Index into the program's constants. */
  readonly coefficient: number
}

/** The groups of every maximal stretch of consecutive diagonal instructions (rotations about Z letters alone, phases), in program order; O(instructions). */
export function diagonalGroups({ angles, instructions }: ProgramStructure): DiagonalGroup[] {
  const found: DiagonalGroup[] = []
  let stretch = new Map<string, DiagonalEntry[]>()
  instructions.forEach((instruction, index) => {
    if (!isDiagonal(instruction)) return void (stretch = new Map())
    const term = angles.termStarts[instruction.angle]
    if (angles.termStarts[instruction.angle + 1] !== term + 1) return
    const symbols = angles.factors.slice(angles.factorStarts[term], angles.factorStarts[term + 1]).sort((a, b) => a - b)
    const entries = stretch.get(symbols.join(' ')) ?? []
    if (entries.length === 0) found.push({ symbols, entries })
    stretch.set(symbols.join(' '), entries)
    entries.push(describeEntry(instruction, index, angles.coefficients[term]))
  })
  return found
}

/** A table pays from so many gates on, of which at least two must touch several qubits (single-qubit gates alone are merged anyway). */
const SMALLEST_TABLE = 3

/** Whether one pass with a table of phases is cheaper than the gates of a group one by one. */
export function paysAsTable(group: DiagonalGroup): boolean {
  const entangling = group.entries.filter((entry) => entry.qubits.length + entry.controls.length > 1)
  return group.symbols.length > 0 && group.entries.length >= SMALLEST_TABLE && entangling.length >= 2
}

function isDiagonal(instruction: Instruction): instruction is RotationInstruction | PhaseInstruction {
  if (instruction.condition !== undefined) return false
  return instruction.kind === 'phase' || (instruction.kind === 'rotation' && /^Z*$/.test(instruction.pauli))
}

function describeEntry(instruction: RotationInstruction | PhaseInstruction, index: number, coefficient: number): DiagonalEntry {
  const common = { instruction: index, slot: instruction.angle, controls: instruction.controls, coefficient }
  if (instruction.kind === 'phase') return { ...common, qubits: [], factor: 1 }
  return { ...common, qubits: instruction.qubits, factor: -0.5 }
}

/**
 * Where the derivative of a group belongs: adding `scale * dE/ds` to that slot's gradient makes `pullBackAngles` give every symbol its share.
 *
 * @returns undefined when all coefficients are 0, where the derivative is 0 too
 */
export function groupGradientSlot(group: DiagonalGroup, constants: Float64Array): { slot: number; scale: number } | undefined {
  const entry = group.entries.find(({ coefficient }) => constants[coefficient] !== 0)
  return entry === undefined ? undefined : { slot: entry.slot, scale: 1 / constants[entry.coefficient] }
}
