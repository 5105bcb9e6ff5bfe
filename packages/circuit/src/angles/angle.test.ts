import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Angle,
  angleSymbols,
  anglesEqual,
  differentiateAngle,
  evaluateAngle,
  feature,
  features,
  formatAngle,
  isConstant,
  minus,
  negate,
  parameter,
  parameters,
  plus,
  substituteAngle,
  times,
} from './index.ts'

const symbols = [parameter('a'), parameter('b'), feature('x'), feature('y')]
const names = ['a', 'b', 'x', 'y']

/** Polynomials with small whole coefficients, so that sums and products are exact. */
const angles: fc.Arbitrary<Angle> = fc
  .array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.array(fc.constantFrom(...symbols), { maxLength: 3 })), { maxLength: 4 })
  .map((terms) => plus(...terms.map(([coefficient, factors]) => times(coefficient, ...factors))))
const values = fc
  .tuple(...names.map(() => fc.integer({ min: -4, max: 4 })))
  .map((drawn) => Object.fromEntries(names.map((n, i) => [n, drawn[i]])))

function holds<T extends [unknown, ...unknown[]]>(arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> }, law: (...drawn: T) => void): void {
  fc.assert(
    fc.property(...arbitraries, (...drawn: T): void => {
      law(...drawn)
    }),
    { seed: 7, numRuns: 200 },
  )
}

describe('angles form a commutative ring', () => {
  test('sums and products do not depend on order or grouping', () => {
    holds<[Angle, Angle, Angle]>([angles, angles, angles], (a, b, c) => {
      expect(plus(a, b)).toEqual(plus(b, a))
      expect(plus(plus(a, b), c)).toEqual(plus(a, b, c))
      expect(times(a, b)).toEqual(times(b, a))
      expect(times(times(a, b), c)).toEqual(times(a, times(b, c)))
      expect(times(a, plus(b, c))).toEqual(plus(times(a, b), times(a, c)))
    })
  })

  test('zero, one and negatives are what they should be', () => {
    holds<[Angle]>([angles], (a) => {
      expect(plus(a, 0)).toEqual(a)
      expect(times(a, 1)).toEqual(a)
      expect(times(a, 0)).toBe(0)
      expect(minus(a, a)).toBe(0)
      expect(plus(a, negate(a))).toBe(0)
    })
    expect(plus()).toBe(0)
    expect(times()).toBe(1)
  })

  test('two angles are equal exactly when their difference is zero', () => {
    holds<[Angle, Angle]>([angles, angles], (a, b) => expect(anglesEqual(a, b)).toBe(minus(a, b) === 0))
  })

  test('an angle without symbols is a number', () => {
    holds<[Angle]>([angles], (a) => expect(isConstant(a)).toBe(angleSymbols(a).length === 0))
  })
})

describe('evaluateAngle', () => {
  test('is a homomorphism to numbers', () => {
    holds<[Angle, Angle, Record<string, number>]>([angles, angles, values], (a, b, at) => {
      expect(evaluateAngle(plus(a, b), at)).toBe(evaluateAngle(a, at) + evaluateAngle(b, at) + 0)
      expect(evaluateAngle(times(a, b), at)).toBeCloseTo(evaluateAngle(a, at) * evaluateAngle(b, at), 8)
    })
  })

  test('names a symbol without a finite value', () => {
    expect(() => evaluateAngle(parameter('w'), {})).toThrow("parameter 'w' has no value")
    expect(() => evaluateAngle(feature('constructor'), {})).toThrow("feature 'constructor' has no value")
    expect(() => evaluateAngle(feature('x'), { x: NaN })).toThrow("feature 'x' is NaN: it must be a finite number")
  })
})

describe('differentiateAngle', () => {
  test('is linear and obeys the product rule', () => {
    holds<[Angle, Angle]>([angles, angles], (a, b) => {
      for (const name of names) {
        const [da, db] = [differentiateAngle(a, name), differentiateAngle(b, name)]
        expect(differentiateAngle(plus(a, b), name)).toEqual(plus(da, db))
        expect(differentiateAngle(times(a, b), name)).toEqual(plus(times(da, b), times(a, db)))
      }
    })
  })

  test('agrees with finite differences', () => {
    holds<[Angle, Record<string, number>]>([angles, values], (angle, at) => {
      for (const name of names) {
        const step = 1e-5
        const slope =
          (evaluateAngle(angle, { ...at, [name]: at[name] + step }) - evaluateAngle(angle, { ...at, [name]: at[name] - step })) / 2 / step
        expect(Math.abs(evaluateAngle(differentiateAngle(angle, name), at) - slope)).toBeLessThan(1e-4)
      }
    })
  })
})

describe('substituteAngle', () => {
  test('with numbers is evaluation, with angles a composition', () => {
    holds<[Angle, Angle, Record<string, number>]>([angles, angles, values], (angle, inner, at) => {
      expect(substituteAngle(angle, at)).toBeCloseTo(evaluateAngle(angle, at), 8)
      const composed = substituteAngle(angle, { a: inner })
      expect(evaluateAngle(composed, at)).toBeCloseTo(evaluateAngle(angle, { ...at, a: evaluateAngle(inner, at) }), 6)
    })
  })

  test('replaces all symbols at once', () => {
    const swapped = substituteAngle(minus(parameter('a'), times(2, feature('x'))), { a: feature('x'), x: parameter('a') })
    expect(swapped).toEqual(minus(feature('x'), times(2, parameter('a'))))
  })
})

describe('formatAngle', () => {
  test.each<[Angle, string]>([
    [0, '0'],
    [Math.PI / 2, 'pi/2'],
    [-Math.PI, '-pi'],
    [(3 * Math.PI) / 4, '3*pi/4'],
    [0.1 + 0.2, '0.3'],
    [plus(times(parameter('w'), feature('x')), 0.5), 'w*x + 0.5'],
    [times(minus(Math.PI, feature('x')), 2), '-2*x + 2*pi'],
    [minus(times(parameter('w'), parameter('w')), parameter('b')), 'w^2 - b'],
  ])('writes %j as %s', (angle, text) => expect(formatAngle(angle)).toBe(text))
})

test('symbols are listed by number and have names', () => {
  expect(parameters('w', 2)).toEqual([parameter('w[0]'), parameter('w[1]')])
  expect(features('x', 1)).toEqual([feature('x[0]')])
  expect(() => parameter('')).toThrow('a parameter needs a name, got ""')
  expect(() => features('x', 1.5)).toThrow('the number of features is a whole number from 0 on, got 1.5')
})

test('numbers that are not finite are refused', () => {
  expect(() => plus(parameter('w'), NaN)).toThrow('an angle is a finite number of radians, got NaN')
  expect(() => times(1e200, 1e200)).toThrow('a coefficient of an angle is Infinity')
})
