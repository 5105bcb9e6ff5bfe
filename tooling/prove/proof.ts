/**
 * A proof is a long test: fuzzing, random circuits, comparison with other software. It is a list of units of work, each
 * of which runs alone from its seed, so that a killed proof can be resumed and `npm test` can run a slice. A unit
 * throws when its claim does not hold.
 */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export type ProofUnit = {
  /** Unique in the proof, the same on every machine. */
  readonly id: string
  readonly seed: number
  /** Never in the slice: it takes too long, or what it shows is sampled by tests elsewhere. */
  readonly long?: true
  run(): Json | Promise<Json>
}

export type Proof = {
  /** The name of its file in proofs/. */
  readonly name: string
  /** One sentence: what is shown. */
  readonly description: string
  /**
   * Why no unit can run as the machine is; a slice is then skipped and says so, and the whole makes what is missing
   * first.
   */
  readonly missing?: () => string | undefined
  readonly units: readonly ProofUnit[]
  /** How many units, evenly spread over all that are not `long`, `npm test` runs: a few seconds' worth. */
  readonly slice: number
  /** The figures worth reading, from the outcomes in the order of the units. */
  summarize(outcomes: readonly UnitOutcome[]): Json
}

export type UnitOutcome = { readonly id: string; readonly seed: number; readonly seconds: number; readonly figures: Json }
export type UnitFailure = { readonly id: string; readonly seed: number; readonly error: string }

/** Every k-th unit, the first and (from two on) the last among them. */
export function sliceOf({ units: all, slice }: Proof): ProofUnit[] {
  const units = all.filter(({ long }) => long !== true)
  const count = Math.min(slice, units.length)
  return Array.from({ length: count }, (_, i) => units[count === 1 ? 0 : Math.round((i * (units.length - 1)) / (count - 1))])
}
