/** What one row of the tour is: real data, a known answer, a bound that must hold and what was measured. */
import type { Backend } from 'ketwork'
import type { Progress } from '../terminal/progress.ts'

export interface WorkloadContext {
  readonly backend: Backend
  readonly seed: number
  /** A reduced run for tests: smaller data, the same checks. */
  readonly quick: boolean
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** One figure against its bound. */
export interface Measure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly bound: number
  /** `below`: value < bound; `atMost`: value <= bound; `atLeast`: value >= bound; `above`: value > bound. */
  readonly rule: 'below' | 'atMost' | 'atLeast' | 'above'
}

export interface Curve {
  readonly title: string
  readonly x: string
  readonly y: string
  readonly points: readonly (readonly [number, number])[]
}

export interface WorkloadResult {
  readonly name: string
  /** What came out; the same for the same seed. */
  readonly answer: Readonly<Record<string, number | string>>
  /** What is known from elsewhere, and from where. */
  readonly reference: Readonly<Record<string, number | string>>
  readonly seconds: number
  /** All bounds as a sentence: the answer's and the speed's. */
  readonly target: string
  readonly measures: readonly Measure[]
  /** Whether every measure keeps its bound. */
  readonly met: boolean
  /** Where this is to get to. */
  readonly goal: string
  readonly curves: readonly Curve[]
  readonly circuit?: string
}

export type Workload = (context: WorkloadContext) => Promise<WorkloadResult>

const SIGNS = { below: '<', atMost: '<=', atLeast: '>=', above: '>' } as const

export function keepsBound({ value, bound, rule }: Measure): boolean {
  if (rule === 'below') return value < bound
  if (rule === 'atMost') return value <= bound
  return rule === 'atLeast' ? value >= bound : value > bound
}

/** Completes a result from its measures. */
export function judged(result: Omit<WorkloadResult, 'target' | 'met'>): WorkloadResult {
  return {
    ...result,
    target: result.measures.map(({ name, rule, bound, unit }) => `${name} ${SIGNS[rule]} ${bound}${unit && ` ${unit}`}`).join(', '),
    met: result.measures.every(keepsBound),
  }
}
