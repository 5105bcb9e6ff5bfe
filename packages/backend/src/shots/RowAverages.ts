/** Means over the shots of each row, with standard errors. Squares are taken in a unit for each column, so that none overflows or vanishes. */
import type { Estimate } from './estimate.ts'

/** Running means and squared deviations of the columns of each row (Welford). */
export class RowAverages {
  readonly #units: Float64Array
  readonly #means: Float64Array
  readonly #squares: Float64Array

  /** @param units of the columns: powers of two, so that they round nothing */
  constructor(rows: number, units: Float64Array) {
    this.#units = units
    this.#means = new Float64Array(rows * units.length)
    this.#squares = new Float64Array(rows * units.length)
  }

  /** @param index how many values of this row came before */
  add(row: number, index: number, values: ArrayLike<number>): void {
    for (let k = 0; k < values.length; k++) {
      const at = row * this.#units.length + k
      const value = values[k] / this.#units[k]
      const before = value - this.#means[at]
      this.#means[at] += before / (index + 1)
      this.#squares[at] += before * (value - this.#means[at])
    }
  }

  /** Standard errors of the means; infinite after one value, which says nothing about its error. */
  estimate(count: number): Estimate {
    const unitOf = (at: number): number => this.#units[at % this.#units.length]
    return {
      values: this.#means.map((mean, at) => mean * unitOf(at)),
      standardErrors: this.#squares.map((square, at) => (count < 2 ? Infinity : Math.sqrt(square / (count - 1) / count) * unitOf(at))),
    }
  }
}
