/**
 * Reads single cells of a table. A number is decimal, `-1.5e-3`; with semicolons or tabs between the cells it may have
 * a decimal comma, as long as no cell has a decimal point. Other forms that JavaScript accepts (`0x10`, `1_000`,
 * `Infinity`, an empty text) are not numbers here.
 */

/** How a table writes its fractions; mutable: the first fraction decides. */
export class DecimalSign {
  readonly #commaAllowed: boolean
  sign: ',' | '.' | undefined

  constructor(separator: string) {
    this.#commaAllowed = separator !== ','
  }

  /** The number that a cell holds; undefined where it is none. */
  numberIn(cell: string): number | undefined {
    const match = DECIMAL.exec(cell)
    if (match === null) return undefined
    const sign = match[1] as ',' | '.' | undefined
    if (sign === undefined) return finite(Number(cell))
    if (sign === ',' && !this.#commaAllowed) return undefined
    this.sign ??= sign
    if (sign !== this.sign) return undefined
    return finite(Number(sign === ',' ? cell.replace(',', '.') : cell))
  }
}

/** The group is the sign before the fraction. */
const DECIMAL = /^[+-]?(?=[\d.,]*\d)\d*(?:([.,])\d*)?(?:[eE][+-]?\d+)?$/

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}

/** Digits up to which a number comes back from text unchanged. */
const EXACT_DIGITS = 15

/** The class that a label names: `1`, `1.0` and `'1'` are one. Numbers of more digits than a double holds stay text. */
export function classNamed(label: string, decimals: DecimalSign): string {
  const bare = /^'(.*)'$/s.exec(label)?.[1].trim() ?? label
  const digits = bare
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '') // NumPy writes 1.000000000000000000e+00
  const value = digits.length <= EXACT_DIGITS ? decimals.numberIn(bare) : undefined
  return value === undefined ? bare : String(value)
}
