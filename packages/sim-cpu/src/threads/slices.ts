/**
 * How a stage is cut: into one contiguous part a thread, always the same ones, and each part into slices, between which a thread looks around.
 * A thread that is through with its part takes slices of those that others are not through with. Results do not depend on the cuts: kernels keep that.
 */
import { type Stage, workOf } from './stage.ts'

/** What a slice aims at; growth is careful, so that none takes more than about 10. */
export const SLICE_MILLISECONDS = 4
/** What the first slice of a stage takes, in amplitudes: about 20 us, so that a stage that does not tell its work rightly is found out early. */
const FIRST_AMPLITUDES = 2 ** 15
/** A part that does not last longer than this, in amplitudes, is not worth a thread of its own. */
const LEAST_PART = 2 ** 13
/** Parts begin at multiples of this where there are many units, so that threads share no cache line. */
const GRAIN = 64

/** Units of the first slice, at least 1. */
export function firstSlice(stage: Stage): number {
  return Math.max(1, Math.min(stage.units, Math.floor((stage.units * FIRST_AMPLITUDES) / Math.max(1, workOf(stage)))))
}

/** Units of the next slice, after one that took so long. */
export function nextSlice(units: number, milliseconds: number, target: number): number {
  const factor = milliseconds * 8 <= target ? 8 : target / milliseconds
  return Math.max(1, Math.floor(units * factor))
}

/** How many of the team's threads this stage is worth. */
export function sharers(stage: Stage, team: number): number {
  return Math.max(1, Math.min(team, stage.units, Math.floor(workOf(stage) / LEAST_PART)))
}

/** Where part `index` of so many begins; part `index` + 1 begins where it ends. */
export function partStart(units: number, parts: number, index: number): number {
  if (index >= parts) return units
  const grain = grainOf(units, parts)
  return Math.floor((units * index) / parts / grain) * grain
}

/** A multiple of this is a good number of units for a slice. */
export function grainOf(units: number, parts: number): number {
  return units >= 16 * GRAIN * parts ? GRAIN : 1
}
