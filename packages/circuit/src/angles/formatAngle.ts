/** Angles as short text for drawings and error texts. */
import { type Angle, isConstant, type Term } from './angle.ts'

const DENOMINATORS = [1, 2, 3, 4, 6, 8, 12, 16, 32, 64]
const LARGEST_NUMERATOR = 64
const SIGNIFICANT_DIGITS = 6

/**
 * An angle for a reader: simple multiples of pi as such, other numbers with 6 significant digits.
 *
 * @param options.pi how pi is written, `pi` by default
 *
 * @example
 * formatAngle(Math.PI / 2) // 'pi/2'
 * formatAngle(plus(times(parameter('w'), feature('x')), 0.5)) // 'w*x + 0.5'
 */
export function formatAngle(angle: Angle, options: { readonly pi?: string } = {}): string {
  const { pi = 'pi' } = options
  if (isConstant(angle)) return formatNumber(angle, pi)
  return angle.terms
    .map((term) => formatTerm(term, pi))
    .reduce((text, term) => (term.startsWith('-') ? `${text} - ${term.slice(1)}` : `${text} + ${term}`))
}

function formatTerm({ coefficient, symbols }: Term, pi: string): string {
  if (symbols.length === 0) return formatNumber(coefficient, pi)
  const powers = new Map<string, number>()
  for (const { name } of symbols) powers.set(name, (powers.get(name) ?? 0) + 1)
  const product = [...powers].map(([name, power]) => (power === 1 ? name : `${name}^${power}`)).join('*')
  if (coefficient === 1) return product
  return coefficient === -1 ? `-${product}` : `${formatNumber(coefficient, pi)}*${product}`
}

function formatNumber(value: number, pi: string): string {
  const size = Math.abs(value)
  for (const denominator of DENOMINATORS) {
    const numerator = Math.round((size * denominator) / Math.PI)
    if (numerator < 1 || numerator > LARGEST_NUMERATOR) continue
    if (Math.abs((numerator * Math.PI) / denominator - size) > 4 * Number.EPSILON * size) continue
    const multiple = numerator === 1 ? pi : `${numerator}*${pi}`
    return `${value < 0 ? '-' : ''}${multiple}${denominator === 1 ? '' : `/${denominator}`}`
  }
  return String(Number(value.toPrecision(SIGNIFICANT_DIGITS)))
}
