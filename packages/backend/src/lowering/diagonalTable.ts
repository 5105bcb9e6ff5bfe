/**
 * The numbers behind a group of diagonal instructions (see `diagonalGroups.ts`): its table T for given constants, the row's factor s, and the table in small integers where its values allow that, so that one row needs few sines and cosines.
 */
import { LARGE_ANGLE, parity } from '@ketwork/math'
import type { DiagonalGroup } from './diagonalGroups.ts'
import { maskOf } from './schedule/qubitBit.ts'

/** What each entry adds to the table T, or takes from it. */
export function groupWeights({ entries }: DiagonalGroup, constants: Float64Array): Float64Array {
  return Float64Array.from(entries, ({ coefficient, factor }) => constants[coefficient] * factor)
}

/** The same for s T as one table, where the products of s are large: from the row's own angles, which are reduced (`writeRowAngles`). */
export function rowWeights({ entries }: DiagonalGroup, angles: Float64Array): Float64Array {
  return Float64Array.from(entries, ({ slot, factor }) => angles[slot] * factor)
}

/** Whether s T is so large for some basis states that its place on the circle would be lost to rounding: more than about 1e-12. */
export function isLargeTable(weights: Float64Array, s: number): boolean {
  let most = 0
  for (const weight of weights) most += Math.abs(weight)
  return most * Math.abs(s) > LARGEST_TABLE
}

const LARGEST_TABLE = 8 * LARGE_ANGLE

/** The group's table T, 2^qubits numbers, for these weights of its entries; O(entries * 2^qubits). */
export function diagonalTable(group: DiagonalGroup, weights: Float64Array, qubits: number): Float64Array {
  const table = new Float64Array(2 ** qubits)
  for (const [index, entry] of group.entries.entries()) {
    const weight = weights[index]
    const controls = maskOf(entry.controls)
    const letters = maskOf(entry.qubits)
    for (let z = 0; z < table.length; z++) {
      if ((z & controls) !== controls) continue
      table[z] += parity(z & letters) === 1 ? -weight : weight
    }
  }
  return table
}

/** The product s of the group's symbols for one row. */
export function groupAngle(
  group: DiagonalGroup,
  parameters: ArrayLike<number>,
  features: ArrayLike<number>,
  parameterCount: number,
): number {
  let product = 1
  for (const symbol of group.symbols) product *= symbol < parameterCount ? parameters[symbol] : features[symbol - parameterCount]
  return product
}

/** A table in whole multiples of a unit: T[z] = unit * levels[z] + offset. Then exp(i s T) takes only `count` values a row. */
export interface TableLevels {
  readonly unit: number
  readonly offset: number
  readonly levels: Uint16Array
  readonly count: number
}

/**
 * Writes a table as small integers where the values allow it (equal or commensurate weights), within rounding of 1e-12 of the largest value.
 *
 * @returns undefined when more than `maximum` levels would be needed
 */
export function tableLevels(table: Float64Array, maximum = 4096): TableLevels | undefined {
  const distinct = distinctValues(table, maximum)
  if (distinct === undefined) return undefined
  const offset = distinct[0]
  const tolerance = 1e-12 * Math.max(Math.abs(offset), Math.abs(distinct[distinct.length - 1]), Number.MIN_VALUE)
  const unit = commonUnit(distinct, tolerance)
  const count = unit === 0 ? 1 : Math.round((distinct[distinct.length - 1] - offset) / unit) + 1
  if (count > maximum) return undefined
  const levels = new Uint16Array(table.length)
  if (unit !== 0) for (let z = 0; z < table.length; z++) levels[z] = Math.round((table[z] - offset) / unit)
  for (let z = 0; z < table.length; z++) if (Math.abs(offset + unit * levels[z] - table[z]) > tolerance) return undefined
  return { unit, offset, levels, count }
}

/** The table's values in ascending order, unless there are too many (rounding may show one value as several close ones). */
function distinctValues(table: Float64Array, maximum: number): number[] | undefined {
  const values = new Set<number>()
  for (const value of table) {
    values.add(value)
    if (values.size > 4 * maximum) return undefined
  }
  return [...values].sort((a, b) => a - b)
}

/** The largest number that divides all gaps between sorted values, within the tolerance: Euclid's algorithm. */
function commonUnit(sorted: readonly number[], tolerance: number): number {
  let unit = 0
  for (let i = 1; i < sorted.length; i++) {
    let [a, b] = [unit, sorted[i] - sorted[0]]
    while (b > 8 * tolerance) [a, b] = [b, remainder(a, b, 8 * tolerance)]
    unit = a
  }
  return unit
}

/** a mod b, where a rest within the tolerance of 0 or b is none. */
function remainder(a: number, b: number, tolerance: number): number {
  const rest = a % b
  return b - rest <= tolerance ? 0 : rest
}
