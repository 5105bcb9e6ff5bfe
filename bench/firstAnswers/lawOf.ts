/** What first answers must hold: not behind Aer at the median and at the 95th percentile, and a molecule's ansatz ready within a tenth of a second. */

const MOST_RATIO = 1
const MOST_ENERGY_MS = 100

export interface FirstAnswersLaw {
  readonly circuits: number
  /** Of ours over Aer's. */
  readonly median: number
  readonly percentile95: number
  /** The shortest of a few: the others had company on the core. */
  readonly energyMs: number
  readonly holds: boolean
  readonly text: string
}

export function lawOf(ratios: readonly number[], energies: readonly number[]): FirstAnswersLaw {
  const [median, percentile95] = [quantile(ratios, 0.5), quantile(ratios, 0.95)]
  const energyMs = quantile(energies, 0)
  const holds = median <= MOST_RATIO && percentile95 <= MOST_RATIO && energyMs < MOST_ENERGY_MS
  const text =
    `${holds ? 'PASS' : 'FAIL'} ${ratios.length} circuits over Aer: median ${median.toFixed(2)}, 95th percentile ${percentile95.toFixed(2)}; ` +
    `UCCSD of H2O: first energy after ${energyMs.toFixed(0)} ms`
  return { circuits: ratios.length, median, percentile95, energyMs, holds, text }
}

/** The smallest value that so large a part of the values does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(part * values.length) - 1)]
}
