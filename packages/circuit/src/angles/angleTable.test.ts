import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Angle, buildAngleTable, evaluateAngle, evaluateAngles, feature, parameter, plus, pullBackAngles, times } from './index.ts'

const parameterNames = ['a', 'b']
const featureNames = ['x', 'y']
const symbols = [...parameterNames.map(parameter), ...featureNames.map(feature)]
const FIRST = 3

const number = fc.double({ min: -2, max: 2, noNaN: true })
const angle: fc.Arbitrary<Angle> = fc
  .array(fc.tuple(number, fc.array(fc.constantFrom(...symbols), { maxLength: 3 })), { maxLength: 4 })
  .map((terms) => plus(...terms.map(([coefficient, factors]) => times(coefficient, ...factors))))
const cases = fc.tuple(fc.array(angle, { minLength: 1, maxLength: 5 }), fc.array(number, { minLength: 4, maxLength: 4 }))

function compiled(angles: readonly Angle[]) {
  const { table, constants } = buildAngleTable(angles, parameterNames, featureNames, FIRST)
  return { table, constants: Float64Array.from([...new Array<number>(FIRST).fill(NaN), ...constants]) }
}

function slots(angles: readonly Angle[], at: readonly number[]): Float64Array {
  const { table, constants } = compiled(angles)
  const out = new Float64Array(angles.length)
  evaluateAngles(table, constants, at.slice(0, 2), at.slice(2), out)
  return out
}

describe('an angle table', () => {
  test('has the values of its angles', () => {
    fc.assert(
      fc.property(cases, ([angles, at]) => {
        const values = { a: at[0], b: at[1], x: at[2], y: at[3] }
        slots(angles, at).forEach((value, i) => expect(value).toBeCloseTo(evaluateAngle(angles[i], values), 12))
      }),
      { seed: 3, numRuns: 200 },
    )
  })

  test('pulls a gradient back to all symbols as finite differences do, zeros included', () => {
    fc.assert(
      fc.property(cases, fc.nat(4), ([angles, drawn], zeroed) => {
        const at = drawn.map((value, i) => (i === zeroed ? 0 : value))
        const { table, constants } = compiled(angles)
        const weights = Float64Array.from(angles, (_, i) => 0.5 - 0.3 * i)
        const gradients = [new Float64Array([1, 1]), new Float64Array([1, 1])]
        pullBackAngles(table, constants, at.slice(0, 2), at.slice(2), weights, gradients[0], gradients[1])
        const sum = (point: readonly number[]): number => slots(angles, point).reduce((total, value, i) => total + weights[i] * value, 0)
        at.forEach((_, symbol) => {
          const moved = (step: number): number[] => at.map((value, i) => (i === symbol ? value + step : value))
          const slope = (sum(moved(1e-5)) - sum(moved(-1e-5))) / 2e-5
          expect(Math.abs(gradients[symbol >> 1][symbol & 1] - 1 - slope)).toBeLessThan(1e-6)
        })
      }),
      { seed: 4, numRuns: 200 },
    )
  })

  test('leaves out the share of symbols that nobody asks for', () => {
    const { table, constants } = compiled([times(parameter('a'), feature('x'))])
    const byFeature = new Float64Array(2)
    pullBackAngles(table, constants, [3, 0], [5, 0], Float64Array.of(2), undefined, byFeature)
    expect([...byFeature]).toEqual([6, 0])
  })

  test('has one structure for all constants, zero included', () => {
    const of = (constant: number) => buildAngleTable([constant, times(3, parameter('a'))], parameterNames, featureNames, 0)
    expect(of(0).table).toEqual(of(1.5).table)
    expect(of(0).constants).toEqual([0, 3])
  })

  test('refuses a symbol that is not in the lists', () => {
    expect(() => buildAngleTable([parameter('z')], parameterNames, featureNames, 0)).toThrow(
      "parameter 'z' is not in the list of parameters: a, b",
    )
  })
})
