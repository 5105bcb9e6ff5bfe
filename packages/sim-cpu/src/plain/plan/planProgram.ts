/**
 * The plan of a program: steps, segments and the places of their numbers. Made from the structure alone, so it can be kept for every program
 * that differs in constants only; `bindPlan` adds those.
 */
import type { DiagonalGroup, ProgramStructure } from '@ketwork/backend'
import { type Segment, planSegments } from './segments.ts'
import { planSteps } from './planSteps.ts'
import type { Step } from './step.ts'

export interface CpuPlan {
  readonly qubits: number
  readonly steps: readonly Step[]
  readonly segments: readonly Segment[]
  readonly tables: readonly DiagonalGroup[]
  /** Length of a run's number array, and of the sums of its backward sweep. */
  readonly numbers: number
  readonly sums: number
  /** For people: `general kernels, 12 passes (3 diagonal tables)`. */
  readonly text: string
}

/** @param useTables whether there is memory for tables of 2^n entries */
export function planProgram(structure: ProgramStructure, useTables: boolean): CpuPlan {
  const { steps, tables } = planSteps(structure, useTables)
  let numbers = 0
  let sums = 0
  for (const step of steps) {
    step.at = numbers
    step.sums = sums
    numbers += numbersOf(step)
    sums += 8
  }
  const segments = planSegments(steps, structure.qubits)
  return { qubits: structure.qubits, steps, segments, tables, numbers, sums, text: describe(structure, steps, segments, tables.length) }
}

/** 'single': its matrix, the adjoint of that, then its elements' matrices; 'dense': matrix and adjoint; others: cosine and sine, or a factor. */
function numbersOf(step: Step): number {
  if (step.kind === 'single') return 16 + 8 * step.elements.length
  if (step.kind === 'dense') return 4 * step.frame.offsets.length ** 2
  return 2
}

function describe(structure: ProgramStructure, steps: readonly Step[], segments: readonly Segment[], tables: number): string {
  const tiled = segments.some((segment) => segment.end - segment.start > 1) && structure.qubits > Math.log2(segments[0].tile + 1)
  const passes = tiled ? `${steps.length} steps in ${segments.length} passes` : `${steps.length} ${steps.length === 1 ? 'pass' : 'passes'}`
  return `general kernels, ${passes}${tables === 0 ? '' : ` (${tables} diagonal ${tables === 1 ? 'table' : 'tables'})`}`
}
