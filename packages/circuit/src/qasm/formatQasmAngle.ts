/** Angles in the syntax of OpenQASM, exact to the last bit. */
import { type Angle, isConstant } from '../angles/index.ts'

const DENOMINATORS = [1, 2, 3, 4, 6, 8, 16, 32, 64]
const LARGEST_NUMERATOR = 64

/**
 * An angle as an expression of OpenQASM, with multiples of pi written as such when they are exactly that double.
 *
 * @param nameOf how a symbol is written
 */
export function formatQasmAngle(angle: Angle, nameOf: (symbol: string) => string): string {
  if (isConstant(angle)) return formatNumber(angle)
  const terms = angle.terms.map(({ coefficient, symbols }) => {
    const product = symbols.map(({ name }) => nameOf(name)).join('*')
    if (symbols.length === 0) return formatNumber(coefficient)
    return coefficient === 1 ? product : coefficient === -1 ? `-${product}` : `${formatNumber(coefficient)}*${product}`
  })
  return terms.reduce((text, term) => (term.startsWith('-') ? `${text} - ${term.slice(1)}` : `${text} + ${term}`))
}

function formatNumber(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0'
  const sign = value < 0 ? '-' : ''
  const size = Math.abs(value)
  for (const denominator of DENOMINATORS) {
    const numerator = Math.round((size * denominator) / Math.PI)
    if (numerator < 1 || numerator > LARGEST_NUMERATOR) continue
    // as the reader computes it: from left to right
    if ((denominator === 1 ? numerator * Math.PI : (numerator * Math.PI) / denominator) !== size) continue
    return `${sign}${numerator === 1 ? '' : `${numerator}*`}pi${denominator === 1 ? '' : `/${denominator}`}`
  }
  return sign + decimal(size)
}

/** The shortest decimal that reads back as the same double; OpenQASM 2 wants a point before an exponent, and long digits would be a whole number in 3. */
function decimal(size: number): string {
  const text = Number.isInteger(size) && !Number.isSafeInteger(size) ? size.toExponential() : String(size)
  const [mantissa, exponent] = text.split('e')
  return exponent === undefined || mantissa.includes('.') ? text : `${mantissa}.0e${exponent}`
}
