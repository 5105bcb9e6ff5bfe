/** Means over the shots of each row, with standard errors. */
import type { Estimate } from '@ketwork/backend'

/** Running means and squared deviations of the columns of each row (Welford). */
export class RowAverages {
  readonly #columns: number
  readonly #means: Float64Array
  readonly #squares: Float64Array

  constructor(rows: number, columns: number) {
    this.#columns = columns
    this.#means = new Float64Array(rows * columns)
    this.#squares = new Float64Array(rows * columns)
  }

  /** @param index how many values of this row came before */
  add(row: number, index: number, values: Float64Array): void {
    for (let k = 0; k < values.length; k++) {
      const at = row * this.#columns + k
      const before = values[k] - this.#means[at]
      this.#means[at] += before / (index + 1)
      this.#squares[at] += before * (values[k] - this.#means[at])
    }
  }

  /** Standard errors of the means; infinite after one value, which says nothing about its error. */
  estimate(count: number): Estimate {
    const standardErrors = this.#squares.map((square) => (count < 2 ? Infinity : Math.sqrt(square / (count - 1) / count)))
    return { values: this.#means, standardErrors }
  }
}
