/**
 * Many angles compiled into flat arrays, with the exact chain rule from their values back to the symbols.
 *
 * Slot s is the sum over its terms t of constants[coefficients[t]] times the product of its factors. A number is one term without factors, even
 * zero, so that the table depends on no constant.
 */
import { reduceAngle } from '@ketwork/math'
import { type Angle, isConstant, type Term } from './angle.ts'

/** Plain data; the coefficients' values live outside, in an array of constants. */
export interface AngleTable {
  /** How many symbols are parameters: symbol s below it is parameter s, any other is feature s - parameters. */
  readonly parameters: number
  /** Terms of slot s are termStarts[s] to termStarts[s + 1] - 1. */
  readonly termStarts: readonly number[]
  /** For each term the index of its coefficient in the constants. */
  readonly coefficients: readonly number[]
  /** Factors of term t are factorStarts[t] to factorStarts[t + 1] - 1. */
  readonly factorStarts: readonly number[]
  /** Symbols; one that stands twice in a term is squared. */
  readonly factors: readonly number[]
}

/**
 * Compiles angles, one slot each.
 *
 * @param parameters names in the order of the columns that will be given to `evaluateAngles`; likewise `features`
 * @param firstConstant index that the first of the returned constants will have
 * @throws RangeError when an angle holds a symbol that is not in the lists
 */
export function buildAngleTable(
  angles: readonly Angle[],
  parameters: readonly string[],
  features: readonly string[],
  firstConstant: number,
): { table: AngleTable; constants: number[] } {
  const columns = { parameter: columnsOf(parameters, 0), feature: columnsOf(features, parameters.length) }
  const termStarts = [0]
  const coefficients: number[] = []
  const factorStarts = [0]
  const factors: number[] = []
  const constants: number[] = []
  for (const angle of angles) {
    for (const { coefficient, symbols } of slotTerms(angle)) {
      coefficients.push(firstConstant + constants.length)
      constants.push(coefficient)
      for (const { kind, name } of symbols) {
        const column = columns[kind].get(name)
        if (column === undefined)
          throw new RangeError(`${kind} '${name}' is not in the list of ${kind}s: ${[...columns[kind].keys()].join(', ')}`)
        factors.push(column)
      }
      factorStarts.push(factors.length)
    }
    termStarts.push(coefficients.length)
  }
  return { table: { parameters: parameters.length, termStarts, coefficients, factorStarts, factors }, constants }
}

/**
 * Writes the value of every slot to `out`. O(factors).
 *
 * Terms of a sum that are large angles are reduced first, so that a small term beside a large one counts; a single term is given as it is.
 */
export function evaluateAngles(
  table: AngleTable,
  constants: Float64Array,
  parameters: ArrayLike<number>,
  features: ArrayLike<number>,
  out: Float64Array,
): void {
  const { parameters: count, termStarts, coefficients, factorStarts, factors } = table
  for (let slot = 0; slot + 1 < termStarts.length; slot++) {
    let sum = 0
    const isSum = termStarts[slot + 1] > termStarts[slot] + 1
    for (let term = termStarts[slot]; term < termStarts[slot + 1]; term++) {
      let product = constants[coefficients[term]]
      for (let f = factorStarts[term]; f < factorStarts[term + 1]; f++) {
        const symbol = factors[f]
        product *= symbol < count ? parameters[symbol] : features[symbol - count]
      }
      sum += isSum ? reduceAngle(product) : product
    }
    out[slot] = sum
  }
}

/**
 * Adds to the gradients of the symbols what a gradient of the slots means for them: the vector-Jacobian product of `evaluateAngles`.
 *
 * Exact also where symbols are zero: the other factors are multiplied, nothing is divided. O(factors squared a term).
 *
 * @param parameterGradient P numbers that are added to; omitted, the parameters' share is not computed; likewise `featureGradient`
 */
export function pullBackAngles(
  table: AngleTable,
  constants: Float64Array,
  parameters: ArrayLike<number>,
  features: ArrayLike<number>,
  slotGradient: Float64Array,
  parameterGradient?: Float64Array,
  featureGradient?: Float64Array,
): void {
  const { parameters: count, termStarts, coefficients, factorStarts, factors } = table
  const valueOf = (symbol: number): number => (symbol < count ? parameters[symbol] : features[symbol - count])
  for (let slot = 0; slot + 1 < termStarts.length; slot++) {
    const gradient = slotGradient[slot]
    if (gradient === 0) continue
    for (let term = termStarts[slot]; term < termStarts[slot + 1]; term++) {
      for (let f = factorStarts[term]; f < factorStarts[term + 1]; f++) {
        const symbol = factors[f]
        const target = symbol < count ? parameterGradient : featureGradient
        if (target === undefined) continue
        let product = gradient * constants[coefficients[term]]
        for (let other = factorStarts[term]; other < factorStarts[term + 1]; other++) if (other !== f) product *= valueOf(factors[other])
        target[symbol < count ? symbol : symbol - count] += product
      }
    }
  }
}

function slotTerms(angle: Angle): readonly Term[] {
  return isConstant(angle) ? [{ coefficient: angle, symbols: [] }] : angle.terms
}

function columnsOf(names: readonly string[], first: number): ReadonlyMap<string, number> {
  return new Map(names.map((name, i) => [name, first + i]))
}
