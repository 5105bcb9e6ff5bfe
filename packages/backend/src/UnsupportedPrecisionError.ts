import { inWords } from '@ketwork/math'
import type { Precision } from './precision.ts'

/** This backend does not compute in the precision that was asked for, or in `f64` where none was. Nothing was loaded. */
export class UnsupportedPrecisionError extends RangeError {
  override readonly name = 'UnsupportedPrecisionError'
  /** What was asked for; undefined where nothing was. */
  readonly precision: unknown
  /** What the backend computes in. */
  readonly offered: readonly Precision[]

  constructor(precision: unknown, offered: readonly Precision[]) {
    const there = `this backend offers ${offered.map((name) => `'${name}'`).join(', ')}`
    super(
      precision === undefined
        ? `no precision was asked for, the default is 'f64', and ${there}: ask for one of these, or take a backend with 'f64'`
        : `precision is ${inWords(precision)}: ${there}; ask for one of these, or take a backend that has it`,
    )
    this.precision = precision
    this.offered = offered
  }
}
