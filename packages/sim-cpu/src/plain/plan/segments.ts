/**
 * Groups consecutive steps into segments that run tile by tile: all steps of a segment are applied to one tile of the state, which stays in the
 * cache, before the next tile is touched. A state that fits a tile is one tile.
 *
 * A tile is the set of basis states that agree in all bits outside `tile`. Steps may mix only bits inside; controls, Z strings and tables may lie
 * anywhere. Few high bits at a time: rows that lie a power of two apart fall into the same cache sets, and a set holds a dozen lines.
 */
import { popcount } from '@ketwork/math'
import type { Step } from './step.ts'

export interface Segment {
  /** Index of the first step, and after the last one. */
  readonly start: number
  readonly end: number
  /** The bits that run inside a tile. */
  readonly tile: number
}

/** A tile of contiguous amplitudes: 2^13 of them are 128 KiB in double precision. */
const CONTIGUOUS_BITS = 13
/** A tile with high bits: rows of 2^8 amplitudes, at most 2^4 of them. */
const ROW_BITS = 8
const HIGH_BITS = 4
/** A tile alone with its step, where a step mixes more: so long are the slices between two looks at the clock. */
const SLICE_BITS = 18
const MOST_STEPS = 64

export function planSegments(steps: readonly Step[], qubits: number): Segment[] {
  const all = (1 << qubits) - 1
  if (qubits <= CONTIGUOUS_BITS) return splitAtDynamics(steps, all)
  const segments: Segment[] = []
  let start = 0
  let mixes = 0
  const close = (end: number) => {
    if (end > start) segments.push({ start, end, tile: tileOf(mixes, qubits, end - start) })
    start = end
    mixes = 0
  }
  steps.forEach((step, index) => {
    if (standsAlone(step) || !fits(mixes | step.mixes) || index - start >= MOST_STEPS) close(index)
    mixes |= step.mixes
    if (standsAlone(step)) close(index + 1)
  })
  close(steps.length)
  return segments
}

function splitAtDynamics(steps: readonly Step[], tile: number): Segment[] {
  const segments: Segment[] = []
  let start = 0
  steps.forEach((step, index) => {
    if (!standsAlone(step)) return
    if (index > start) segments.push({ start, end: index, tile })
    segments.push({ start: index, end: index + 1, tile })
    start = index + 1
  })
  if (steps.length > start) segments.push({ start, end: steps.length, tile })
  return segments
}

function standsAlone(step: Step): boolean {
  return step.instruction !== undefined
}

function fits(mixes: number): boolean {
  return mixes < 1 << CONTIGUOUS_BITS || popcount(mixes >>> ROW_BITS) <= HIGH_BITS
}

function tileOf(mixes: number, qubits: number, steps: number): number {
  if (steps === 1) return ((1 << Math.min(SLICE_BITS, qubits)) - 1) | mixes
  return mixes < 1 << CONTIGUOUS_BITS ? (1 << CONTIGUOUS_BITS) - 1 : ((1 << ROW_BITS) - 1) | mixes
}
