/**
 * Mean, variance and range of numbers that stream by, in constant memory.
 *
 * Welford's update (Technometrics 4, 419 (1962)); `merge` after Chan, Golub, LeVeque (1979). Quantiles need the numbers: see `quantile`.
 */

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
  #mean = 0
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
    this.#count++
    const step = value - this.#mean
    this.#mean += step / this.#count
    this.#squares += step * (value - this.#mean)
    this.#min = Math.min(this.#min, value)
    this.#max = Math.max(this.#max, value)
  }

  /** Adds all numbers that the other one has seen. */
  merge(other: RunningStatistics): void {
    if (other.#count === 0) return
    const count = this.#count + other.#count
    const step = other.#mean - this.#mean
    this.#squares += other.#squares + step * step * ((this.#count / count) * other.#count)
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
    return this.#count === 0 ? NaN : this.#mean
  }

  /** The unbiased sample variance; NaN before the second number. */
  get variance(): number {
    return this.#count < 2 ? NaN : this.#squares / (this.#count - 1)
  }

  get standardDeviation(): number {
    return Math.sqrt(this.variance)
  }

  /** Of the mean: the standard deviation over the root of the count; NaN before the second number. */
  get standardError(): number {
    return Math.sqrt(this.variance / this.#count)
  }

  /** Infinity before the first number. */
  get min(): number {
    return this.#min
  }

  /** -Infinity before the first number. */
  get max(): number {
    return this.#max
  }
}
