/**
 * Walks a plan forward or backward over states, segment by segment, tile by tile. Both walks stop when it is time to breathe and go on from their
 * cursor: `while (!advance...(...)) await pace.breathe()`.
 */
import type { OpenEvent } from '@ketwork/backend'
import { popcount } from '@ketwork/math'
import { addSlotDerivatives } from '../gradient/slotDerivatives.ts'
import type { Amplitudes } from '../kernels/cube.ts'
import { type KetAndBra, applyStep, backStep, enterTile, undoStep } from '../plan/runStep.ts'
import type { Segment } from '../plan/segments.ts'
import type { Step } from '../plan/step.ts'
import type { Run } from './Run.ts'

/** Where a walk has come to: segment, tile and step inside them. */
export interface Cursor {
  segment: number
  tiles: number
  /** Values of the bits outside the tile at hand. */
  values: number
  step: number
  event: OpenEvent | undefined
  amplitudes: number
}

export function startCursor(): Cursor {
  return { segment: 0, tiles: 0, values: 0, step: 0, event: undefined, amplitudes: 0 }
}

/** Applies all segments before `end` to the state. False when it stopped to breathe. */
export function advanceForward(run: Run, state: Amplitudes, cursor: Cursor, end = run.plan.segments.length): boolean {
  const { plan, numbers, cube, tile, pace } = run
  while (cursor.segment < end) {
    const segment = plan.segments[cursor.segment]
    const tiles = enterSegment(run, segment)
    const steps = segment.end - segment.start
    while (cursor.tiles < tiles) {
      tile.values = cursor.values
      while (cursor.step < steps) {
        const step = plan.steps[segment.start + cursor.step]
        if (run.event !== undefined) beginStep(run, cursor, steps, step)
        if (enterTile(cube, step, tile, plan.qubits)) {
          applyStep(plan, step, numbers, state, cube)
          cursor.amplitudes += touched(step, cube.count)
        }
        cursor.step++
        if (run.event !== undefined) endStep(run, cursor, { steps, tiles, states: 1 })
        if (pace.add(cube.count)) return false
      }
      nextTile(cursor, tile.outside)
    }
    nextSegment(cursor)
  }
  return true
}

/**
 * Undoes steps `first` and later on ket and bra, adding to `slotGradient` what the steps marked in `wanted` contribute.
 *
 * False when it stopped to breathe.
 */
export function advanceBackward(run: Run, states: KetAndBra, cursor: Cursor, wanted: Uint8Array, first: number): boolean {
  const { plan, numbers, cube, tile, pace } = run
  while (cursor.segment < plan.segments.length) {
    const segment = plan.segments[plan.segments.length - 1 - cursor.segment]
    const start = Math.max(first, segment.start)
    if (segment.end <= start) return true
    const tiles = enterSegment(run, segment)
    const steps = segment.end - start
    while (cursor.tiles < tiles) {
      tile.values = cursor.values
      while (cursor.step < steps) {
        const index = segment.end - 1 - cursor.step
        const step = plan.steps[index]
        if (run.event !== undefined) beginStep(run, cursor, steps, step)
        if (enterTile(cube, step, tile, plan.qubits)) {
          if (wanted[index] === 1) backStep(plan, step, numbers, states, cube)
          else undoBoth(run, step, states)
          cursor.amplitudes += 2 * touched(step, cube.count)
        }
        cursor.step++
        if (run.event !== undefined) endStep(run, cursor, { steps, tiles, states: 2 })
        if (pace.add(4 * cube.count)) return false
      }
      nextTile(cursor, tile.outside)
    }
    for (let index = start; index < segment.end; index++) if (wanted[index] === 1) addSlotDerivatives(plan, plan.steps[index], numbers)
    nextSegment(cursor)
  }
  return true
}

function undoBoth({ plan, numbers, cube }: Run, step: Step, { ket, bra }: KetAndBra): void {
  undoStep(plan, step, numbers, ket, cube)
  undoStep(plan, step, numbers, bra, cube)
}

/** Sets the bits outside the segment's tiles and says how many tiles there are. */
function enterSegment({ plan, tile }: Run, segment: Segment): number {
  tile.outside = ((1 << plan.qubits) - 1) & ~segment.tile
  return 1 << popcount(tile.outside)
}

function nextTile(cursor: Cursor, outside: number): void {
  cursor.step = 0
  cursor.tiles++
  cursor.values = ((cursor.values | ~outside) + 1) & outside
}

function nextSegment(cursor: Cursor): void {
  cursor.segment++
  cursor.tiles = 0
  cursor.values = 0
  cursor.step = 0
}

/** Amplitudes that a kernel call reads and writes. */
function touched(step: Step, count: number): number {
  switch (step.kind) {
    case 'single':
    case 'rotate':
    case 'exchange':
      return 2 * count
    case 'dense':
      return step.frame.offsets.length * count
    default:
      return count
  }
}

/** A pass is a step, or a whole segment where its steps run tile by tile. */
function beginStep(run: Run, cursor: Cursor, steps: number, step: Step): void {
  if (cursor.event !== undefined) return
  cursor.event = run.beginPass(steps > 1 && run.tile.outside !== 0 ? `block of ${steps}` : step.kind)
  cursor.amplitudes = 0
}

/** Ends the pass when its last step has run on its last tile. */
function endStep(run: Run, cursor: Cursor, { steps, tiles, states }: { steps: number; tiles: number; states: number }): void {
  const blocked = steps > 1 && tiles > 1
  if (cursor.tiles !== tiles - 1 || (blocked && cursor.step !== steps)) return
  const { amplitudes } = cursor
  const moved = blocked ? Math.min(amplitudes, states * 2 ** run.plan.qubits) : amplitudes
  run.endPass(cursor.event, { amplitudes, bytes: 2 * run.bytesAnAmplitude * moved })
  cursor.event = undefined
}
