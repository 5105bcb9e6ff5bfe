/** One workload of the tour: real data, a known answer, bounds of the answer, and time and memory. */
import { drawText, type Backend, type Circuit } from 'ketwork'
import type { Progress } from '../terminal/progress.ts'
import { goalText, keepsBound, type Measure } from './figures.ts'

export interface WorkloadContext {
  readonly backend: Backend
  readonly seed: number
  /** A reduced run for tests: smaller data, the same checks. */
  readonly quick: boolean
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Named figures, and under `source` where they come from. */
export type Facts = Readonly<Record<string, number | string>>

export interface Curve {
  readonly title: string
  readonly x: string
  readonly y: string
  readonly points: readonly (readonly [number, number])[]
}

/** Plain data: what `--json` prints. */
export interface WorkloadResult {
  readonly name: string
  /** What it is and what the known answer is, for a reader new to it. */
  readonly about: string
  /** The computed answer; the same for the same seed. */
  readonly answer: Facts
  /** The known answer and its source. */
  readonly reference: Facts
  readonly seconds: number
  /** The bounds of the answer as a sentence. */
  readonly target: string
  readonly measures: readonly Measure[]
  /** Whether the answer is right: every measure of it keeps its bound. */
  readonly met: boolean
  /** The goals of speed and memory, as a sentence. */
  readonly goal: string
  readonly goalMet: boolean
  /** A measured figure that no bound is set for, as a sentence. */
  readonly remark?: string
  readonly curves: readonly Curve[]
  /** The circuit as text, under its caption. */
  readonly circuit?: string
}

export interface Drawing {
  readonly caption: string
  readonly circuit: Circuit
}

export interface Outcome {
  readonly result: WorkloadResult
  readonly drawing?: Drawing
}

export type Workload = (context: WorkloadContext) => Promise<Outcome>

const DRAWING_CHARACTERS = 140

/** Completes a result from its measures and its drawing. */
export function judged(
  result: Omit<WorkloadResult, 'target' | 'met' | 'goal' | 'goalMet' | 'circuit'> & { readonly drawing?: Drawing },
): Outcome {
  const { drawing, ...rest } = result
  const bounds = rest.measures.filter(({ of }) => of === 'answer')
  const goals = rest.measures.filter(({ of }) => of !== 'answer')
  return {
    result: {
      ...rest,
      target: goalText(bounds),
      met: bounds.every(keepsBound),
      goal: goalText(goals),
      goalMet: goals.every(keepsBound),
      ...(drawing && { circuit: `${drawing.caption}:\n${drawText(drawing.circuit, { width: DRAWING_CHARACTERS })}` }),
    },
    ...(drawing && { drawing }),
  }
}
