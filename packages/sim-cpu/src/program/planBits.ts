/**
 * Which bits of a block's cells a pass runs through how.
 *
 * Pivots are zero in the first cell of a group. Special bits, those that exchanges are controlled by, stand in the code once for either value.
 * The highest of the others number the units of work that threads and slices share; the rest are loops, from high bits to low ones, so that
 * memory is walked upwards.
 */
import { popcount } from '@ketwork/math'
import { type LocalPass, pivotBits } from './localPass.ts'

export interface BitPlan {
  readonly pivots: number
  readonly special: number
  readonly outerSpecial: number
  readonly units: number
  readonly levels: readonly Level[]
}

/** A loop over a run of bits, or a special bit. */
export interface Level {
  readonly low: number
  readonly high: number
  readonly special: boolean
}

/** A state of at most so many cells runs as a whole, like a block of many; a larger one in 2^UNIT_BITS units. */
const WHOLE_BITS = 14
const UNIT_BITS = 6
const MOST_SPECIAL = 2

/** How many units of work a pass over one block has. */
export function passUnits(pass: LocalPass): number {
  return 2 ** popcount(planBits(pass).units)
}

export function planBits(pass: LocalPass): BitPlan {
  const pivots = pivotBits(pass.directions)
  const free = ((1 << pass.cellBits) - 1) & ~pivots
  const used = pass.directions.reduce((mask, direction) => mask | direction, 0)
  const exchanges = pass.steps.filter(({ kind }) => kind === 'flip' || kind === 'swap')
  const controls = exchanges.reduce((mask, step) => mask | step.controls.cells, 0)
  const outerControls = exchanges.reduce((mask, step) => mask | step.controls.outer, 0)
  const special = highestBits(controls & free & ~used, MOST_SPECIAL)
  const plain = free & ~special
  const units = pass.inSweep || pass.cellBits <= WHOLE_BITS ? 0 : highestBits(plain, UNIT_BITS)
  const levels = planLevels(plain & ~units, special, pass.cellBits)
  return { pivots, special, outerSpecial: highestBits(outerControls, 1), units, levels }
}

function planLevels(plain: number, special: number, bits: number): Level[] {
  const levels: { low: number; high: number; special: boolean }[] = []
  for (let bit = bits - 1; bit >= 0; bit--) {
    const last = levels.at(-1)
    if ((special >> bit) & 1) levels.push({ low: bit, high: bit, special: true })
    else if (((plain >> bit) & 1) === 0) continue
    else if (last !== undefined && !last.special && last.low === bit + 1) last.low = bit
    else levels.push({ low: bit, high: bit, special: false })
  }
  return levels
}

function highestBits(mask: number, count: number): number {
  let chosen = 0
  for (let bit = 30; bit >= 0 && popcount(chosen) < count; bit--) chosen |= mask & (1 << bit)
  return chosen
}
