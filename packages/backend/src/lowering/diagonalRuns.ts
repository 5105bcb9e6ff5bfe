/**
 * Finds stretches of diagonal instructions that one pass over the state can apply, and what their angles have in common.
 *
 * A diagonal instruction multiplies amplitude z by exp(i angle f(z)): f = +-1/2 for a rotation about Z letters, 1 for a phase, 0 where a control is
 * clear. Angles of one term each with the same product of symbols differ only in their coefficients, so a whole group of such instructions is
 *
 *   exp(i s T[z]),   s = product of the symbols,   T[z] = sum over entries of coefficient * f(z):
 *
 * one table of real numbers, computed once at load (`diagonalTable.ts`), and one number s a row. A cost layer of QAOA is one group, whatever the graph's weights.
 * Grouping looks at the structure alone: which angles share symbols, never at the values of coefficients.
 */
import type { Instruction, PhaseInstruction, Program, ProgramStructure, RotationInstruction } from '../program.ts'

export interface DiagonalRun {
  /** Index of the run's first instruction. */
  readonly start: number
  /** Index after its last one. */
  readonly end: number
  readonly groups: readonly DiagonalGroup[]
  /** Instructions whose angle is a sum of several terms: they stay as they are. */
  readonly singles: readonly number[]
}

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

/** Every maximal stretch of consecutive diagonal instructions (rotations about Z letters alone, phases), in program order; O(instructions). */
export function diagonalRuns({ structure }: Pick<Program, 'structure'>): DiagonalRun[] {
  const { instructions } = structure
  const runs: DiagonalRun[] = []
  for (let start = 0; start < instructions.length; start++) {
    let end = start
    while (end < instructions.length && isDiagonal(instructions[end])) end++
    if (end === start) continue
    runs.push(describeRun(structure, start, end))
    start = end
  }
  return runs
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

function describeRun({ angles, instructions }: ProgramStructure, start: number, end: number): DiagonalRun {
  const groups = new Map<string, { symbols: readonly number[]; entries: DiagonalEntry[] }>()
  const singles: number[] = []
  for (let index = start; index < end; index++) {
    const instruction = instructions[index]
    if (!isDiagonal(instruction)) continue
    const term = angles.termStarts[instruction.angle]
    if (angles.termStarts[instruction.angle + 1] !== term + 1) {
      singles.push(index)
      continue
    }
    const symbols = angles.factors.slice(angles.factorStarts[term], angles.factorStarts[term + 1]).sort((a, b) => a - b)
    const group = groups.get(symbols.join(' ')) ?? { symbols, entries: [] }
    groups.set(symbols.join(' '), group)
    group.entries.push(describeEntry(instruction, index, angles.coefficients[term]))
  }
  return { start, end, groups: [...groups.values()], singles }
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
