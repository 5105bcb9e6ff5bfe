/** From the measurements of one figure to its rows: the best rival, and whether a ratio is valid. */
import type { Precision } from '@ketwork/backend'
import type { Figure } from './figures.ts'

/** The shortest run of one side, a whole batch, with the number on which both sides must agree. */
export interface Measurement {
  readonly name: string
  readonly ms: number
  readonly check: number
  /** How many runs `ms` is the shortest of. */
  readonly runs: number
  readonly setting: string
  readonly version: string
  /** Processor time over time around the shortest run. */
  readonly share?: number
}

export interface Row {
  readonly workload: string
  readonly n: number
  readonly precision: Precision
  readonly threads: number
  readonly batch?: number
  readonly unit: 'ms' | 'ms a sample'
  readonly oursMs: number
  /** How many runs it is the shortest of. */
  readonly oursRuns: number
  /** The fastest; null when there is none to compare with. */
  readonly rival: string | null
  readonly rivalMs: number | null
  /** rivalMs / oursMs: above 1 we are faster. Null without a rival, or when the checks differ. */
  readonly ratio: number | null
  readonly check: number
  /** Why there is no ratio although there is a rival. */
  readonly refused?: string
  /** Of our run. */
  readonly plan: string
  readonly note?: string
  /** All rivals, the fastest first. */
  readonly rivals: readonly RivalFigure[]
}

interface RivalFigure {
  readonly rival: string
  readonly ms: number
  readonly runs: number
  readonly check: number
  readonly setting: string
  readonly version: string
}

export const SHOTS = 1_000_000
const LARGEST_DIFFERENCE: Readonly<Record<Precision, number>> = { f64: 1e-6, f32: 1e-4, mixed: 1e-4, f32x2: 1e-6 }
const SIGMAS = 5
/** A side with a smaller share of its core counts as disturbed. */
const QUIET_SHARE = 0.9

/** One of our workloads against the best of the rivals that ran. */
export function rowOf(figure: Figure, ours: Measurement, rivals: readonly Measurement[], note = ''): Row {
  const { n, precision, threads, batch, perSample } = figure
  const scale = perSample === true ? (batch ?? 1) : 1
  const figures = rivals
    .map(({ name, ms, runs, check, setting, version }) => ({ rival: name, ms: rounded(ms / scale), runs, check, setting, version }))
    .sort((a, b) => a.ms - b.ms)
  const best = figures[0]
  const refused = best === undefined ? undefined : disagreement(figure, ours.check, best)
  const notes = [note, busy([ours, ...rivals.filter(({ name }) => name === best?.rival)])].filter((text) => text !== '').join('; ')
  return {
    workload: ours.name,
    n,
    precision,
    threads,
    ...(batch !== undefined && { batch }),
    unit: perSample === true ? 'ms a sample' : 'ms',
    oursMs: rounded(ours.ms / scale),
    oursRuns: ours.runs,
    rival: best?.rival ?? null,
    rivalMs: best?.ms ?? null,
    ratio: best === undefined || refused !== undefined ? null : rounded((best.ms * scale) / ours.ms),
    check: ours.check,
    ...(refused !== undefined && { refused }),
    plan: ours.setting,
    ...(notes !== '' && { note: notes }),
    rivals: figures,
  }
}

/** Long runs are affected more than short ones when the cores are shared, so such a ratio is not reliable. */
function busy(sides: readonly Measurement[]): string {
  const disturbed = sides.filter(({ share = 1 }) => share < QUIET_SHARE)
  return disturbed.length === 0
    ? ''
    : `BUSY MACHINE: ${disturbed.map(({ name, share = 1 }) => `${name} had ${Math.round(100 * share)} % of a core`).join(', ')}`
}

/** Five digits exceed the accuracy of the clock. */
function rounded(number: number): number {
  return Number(number.toPrecision(5))
}

/** Undefined when the two sides computed the same. */
function disagreement({ group, precision, batch }: Figure, ours: number, { rival, check }: RivalFigure): string | undefined {
  const isDrawn = group === 'sample' || group === 'noise'
  const allowed = isDrawn ? SIGMAS * deviationOfDifference(ours, check, batch ?? SHOTS) : LARGEST_DIFFERENCE[precision]
  return Math.abs(ours - check) <= allowed ? undefined : `ours gives ${ours}, ${rival} gives ${check}: more than ${allowed} apart`
}

/** Standard deviation of the difference of two means of one bit, each over so many shots. */
function deviationOfDifference(a: number, b: number, shots: number): number {
  const mean = (a + b) / 2
  return Math.sqrt((2 * mean * (1 - mean)) / shots)
}

/** What is timed, for a reader. */
export function nameOf(workload: string, { n, precision, threads, batch }: Pick<Figure, 'n' | 'precision' | 'threads' | 'batch'>): string {
  return `${workload} ${n} q${batch === undefined ? '' : ` x ${batch}`}, ${precision}, ${threads} thread${threads === 1 ? '' : 's'}`
}

/** One line for a reader. */
export function formatRow(row: Row): string {
  const { workload, unit, oursMs, rival, rivalMs, ratio, check, refused, note } = row
  const what = nameOf(workload, row)
  const against = rival === null ? '' : `${rival} ${rivalMs!.toPrecision(3)}`.padEnd(24)
  const verdict = ratio === null ? (refused === undefined ? '' : `REFUSED: ${refused}`) : `${ratio.toFixed(2)} x`
  return `${what.padEnd(42)} ${oursMs.toPrecision(3).padStart(9)} ${unit.padEnd(11)} ${against} ${verdict.padEnd(9)} check ${check.toFixed(6)}${note === undefined ? '' : `  (${note})`}`
}
