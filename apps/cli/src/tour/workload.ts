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

/** Named figures, and under `source` where they come from. */
export type Facts = Readonly<Record<string, number | string>>

export interface Curve {
  readonly title: string
  readonly x: string
  readonly y: string
  readonly points: readonly (readonly [number, number])[]
}

export interface WorkloadResult {
  readonly name: string
  /** What came out; the same for the same seed. */
  readonly answer: Facts
  /** What is known from elsewhere, and from where. */
  readonly reference: Facts
  readonly seconds: number
  /** All bounds as a sentence: the answer's and the speed's. */
  readonly target: string
  readonly measures: readonly Measure[]
  /** Whether every measure keeps its bound. */
  readonly met: boolean
  /** Where this is to get to. */
  readonly goal: string
  /** A measured figure that no bound is set for, as a sentence. */
  readonly remark?: string
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

/** The figure with its unit. */
export function figureText({ value, unit }: Measure): string {
  return `${readable(value)}${unit && ` ${unit}`}`
}

/** The bound as `< 20 ms`. */
export function boundText({ rule, bound, unit }: Measure): string {
  return `${SIGNS[rule]} ${readable(bound, 8)}${unit && ` ${unit}`}`
}

/** A number with this many digits, in powers of ten where it is small. */
export function readable(value: number, digits = 4): string {
  if (Number.isInteger(value)) return String(value)
  const rounded = Number(value.toPrecision(digits))
  return Math.abs(value) < 1e-3 ? rounded.toExponential() : String(rounded)
}

/** Completes a result from its measures. */
export function judged(result: Omit<WorkloadResult, 'target' | 'met'>): WorkloadResult {
  return {
    ...result,
    target: result.measures.map((measure) => `${measure.name} ${boundText(measure)}`).join(', '),
    met: result.measures.every(keepsBound),
  }
}
