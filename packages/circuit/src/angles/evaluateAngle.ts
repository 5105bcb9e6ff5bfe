/** Values, derivatives and substitutions of a single angle, by symbol name. For many angles at once see `angleTable.ts`. */
import { reduceAngle } from '@ketwork/math'
import { type Angle, canonical, isConstant, type SymbolReference, times, sumOfAngles } from './angle.ts'

/**
 * The number that an angle has with these values of its symbols.
 *
 * @throws RangeError when a symbol has no value, or one that is not finite
 *
 * @example
 * evaluateAngle(times(2, parameter('w')), { w: 0.5 }) // 1
 */
export function evaluateAngle(angle: Angle, values: Readonly<Record<string, number>>): number {
  if (isConstant(angle)) return angle
  let sum = 0
  for (const { coefficient, symbols } of angle.terms) {
    let product = coefficient
    for (const reference of symbols) product *= valueOf(reference, values)
    sum += product
  }
  return sum
}

/** The same as an angle to turn by: terms of a sum that are large are reduced first, as in `evaluateAngles`. */
export function evaluateTurn(angle: Angle, values: Readonly<Record<string, number>>): number {
  if (isConstant(angle) || angle.terms.length === 1) return evaluateAngle(angle, values)
  return angle.terms.reduce((sum, term) => sum + reduceAngle(evaluateAngle({ terms: [term] }, values)), 0)
}

/** The partial derivative with respect to the symbol of this name; 0 when the angle does not hold it. */
export function differentiateAngle(angle: Angle, symbolName: string): Angle {
  if (isConstant(angle)) return 0
  const terms = angle.terms.flatMap(({ coefficient, symbols }) => {
    const at = symbols.findIndex(({ name }) => name === symbolName)
    const power = symbols.filter(({ name }) => name === symbolName).length
    return at === -1 ? [] : [{ coefficient: power * coefficient, symbols: symbols.toSpliced(at, 1) }]
  })
  return canonical(terms)
}

/**
 * The angle with numbers or other angles in the place of symbols, all at once; symbols without a value stay.
 *
 * @example
 * substituteAngle(parameter('w'), { w: feature('x') }) // x
 */
export function substituteAngle(angle: Angle, values: Readonly<Record<string, Angle>>): Angle {
  if (isConstant(angle)) return angle
  return sumOfAngles(
    angle.terms.map(({ coefficient, symbols }) =>
      symbols.reduce<Angle>(
        (product, reference) =>
          times(
            product,
            Object.hasOwn(values, reference.name) ? values[reference.name] : { terms: [{ coefficient: 1, symbols: [reference] }] },
          ),
        coefficient,
      ),
    ),
  )
}

function valueOf({ kind, name }: SymbolReference, values: Readonly<Record<string, number>>): number {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (value === undefined) throw new RangeError(`${kind} '${name}' has no value`)
  if (!Number.isFinite(value)) throw new RangeError(`${kind} '${name}' is ${value}: it must be a finite number`)
  return value
}
