/**
 * Mean, variance and range of numbers that stream by, in constant memory.
 *
 * Welford's update (Technometrics 4, 419 (1962)); `merge` after Chan, Golub, LeVeque (1979). Quantiles need the numbers: see `quantile`.
 * Sums are kept in a unit, the power of two below the largest number, so that no square overflows or vanishes: numbers in units of 1e-160
 * or 1e160 have the statistics of the same numbers in units of 1, to the last bit where the units differ by a power of two.
 */
import { binaryUnit } from './binaryUnit.ts'

/**
 * Statistics of all numbers that were added so far.
 *
 * @example
 * const statistics = new RunningStatistics()
 * for (const value of [1, 2, 3]) statistics.add(value)
 * statistics.mean // 2
 */
export class RunningStatistics {
  #count = 0
  /** A power of two; 0 until the first number other than 0. */
  #unit = 0
  /** In units. */
  #mean = 0
  /** Sum of squared distances from the mean, in squared units. */
  #squares = 0
  #min = Infinity
  #max = -Infinity

  /**
   * Adds one number.
   *
   * @throws RangeError for NaN and infinity
   */
  add(value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`statistics are of finite numbers, got ${value}`)
    const size = Math.abs(value)
    if (size >= 2 * this.#unit && size > 0) this.#useUnit(binaryUnit([size]))
    this.#count++
    const scaled = size === 0 ? 0 : value / this.#unit
    const step = scaled - this.#mean
    this.#mean += step / this.#count
    this.#squares += step * (scaled - this.#mean)
    this.#min = Math.min(this.#min, value)
    this.#max = Math.max(this.#max, value)
  }

  /** Adds all numbers that the other one has seen. */
  merge(other: RunningStatistics): void {
    if (other.#count === 0) return
    if (other.#unit > this.#unit) this.#useUnit(other.#unit)
    const ratio = other.#unit === 0 ? 0 : other.#unit / this.#unit
    const count = this.#count + other.#count
    const step = other.#mean * ratio - this.#mean
    this.#squares += other.#squares * ratio * ratio + step * step * ((this.#count / count) * other.#count)
    this.#mean += (step * other.#count) / count
    this.#min = Math.min(this.#min, other.#min)
    this.#max = Math.max(this.#max, other.#max)
    this.#count = count
  }

  get count(): number {
    return this.#count
  }

  /** NaN before the first number. */
  get mean(): number {
    return this.#count === 0 ? NaN : this.#mean * this.#unit
  }

  /** The unbiased sample variance; NaN before the second number. Its root stays in range where the variance itself does not. */
  get variance(): number {
    return this.#unitVariance(1) * this.#unit * this.#unit
  }

  get standardDeviation(): number {
    return Math.sqrt(this.#unitVariance(1)) * this.#unit
  }

  /** Of these numbers as the whole population: the root of their mean squared distance from the mean; NaN before the first number. */
  get populationDeviation(): number {
    return Math.sqrt(this.#unitVariance(0)) * this.#unit
  }

  /** Of the mean: the standard deviation over the root of the count; NaN before the second number. */
  get standardError(): number {
    return Math.sqrt(this.#unitVariance(1) / this.#count) * this.#unit
  }

  /** Infinity before the first number. */
  get min(): number {
    return this.#min
  }

  /** -Infinity before the first number. */
  get max(): number {
    return this.#max
  }

  #unitVariance(lostDegrees: number): number {
    return this.#count <= lostDegrees ? NaN : this.#squares / (this.#count - lostDegrees)
  }

  #useUnit(unit: number): void {
    const ratio = this.#unit / unit
    this.#mean *= ratio
    this.#squares *= ratio * ratio
    this.#unit = unit
  }
}
