import { describe, expect, test } from 'vitest'
import {
  abortSignal,
  finiteNumber,
  functionValue,
  numberFromZero,
  numberList,
  objectWith,
  oneOf,
  optional,
  positiveNumber,
  requireOptions,
  textValue,
  wholeNumber,
  matrixOf,
  matrixFrom,
} from './index.ts'

const checks = { seed: wholeNumber(0), method: optional(oneOf('auto', 'exact')), onProgress: optional(functionValue) }
const refused = (options: unknown) => () =>
  requireOptions('fit', options as { seed: number; method?: string; onProgress?: () => void }, checks)

describe('an options object', () => {
  test('that its table describes passes', () => {
    expect(refused({ seed: 3, method: 'exact', onProgress: () => {} })).not.toThrow()
    expect(refused({ seed: 0, method: undefined })).not.toThrow()
  })

  test('with a key that the table does not have is refused with the nearest one', () => {
    expect(refused({ sead: 3 })).toThrow(new TypeError("fit has no option 'sead': did you mean 'seed'?"))
    expect(refused({ seed: 3, Method: 'auto' })).toThrow("did you mean 'method'?")
    expect(refused({ seed: 3, colour: 1 })).toThrow("fit has no option 'colour': it has seed, method, onProgress")
    expect(refused({ seed: 3, toString: 1 })).toThrow("fit has no option 'toString'")
  })

  test.each([undefined, null, 5, 'seed', [1], () => {}])('is not %s', (options) => {
    expect(refused(options)).toThrow(TypeError)
    expect(refused(options)).toThrow('fit takes an object of options')
  })

  test('is refused for a value out of range with a RangeError, of another type with a TypeError, both with the name', () => {
    expect(refused({ seed: -1 })).toThrow(new RangeError('seed is -1: it must be a whole number of at least 0'))
    expect(refused({})).toThrow(new TypeError('seed is missing: it must be a whole number of at least 0'))
    expect(refused({ seed: '3' })).toThrow(new TypeError("seed is '3': it must be a whole number of at least 0"))
    expect(refused({ seed: 1, method: 'best' })).toThrow(new RangeError("method is 'best': it must be 'auto', 'exact'"))
    expect(refused({ seed: 1, onProgress: {} })).toThrow(new TypeError('onProgress is an object: a function is needed'))
  })
})

test.each([
  ['a whole number', wholeNumber(1, 5), [1, 5], [0, 6, 1.5, NaN, '1', null, [], 1n, Symbol('s')]],
  ['a finite number', finiteNumber, [0, -1.5], [NaN, Infinity, '1', null, undefined, true]],
  ['a positive number', positiveNumber, [1e-300], [0, -1, NaN, Infinity, '1']],
  ['a number from 0', numberFromZero, [0, Infinity], [-1, NaN, '0']],
  ['text', textValue, ['', 'a'], [1, null, ['a']]],
  [
    'a list of numbers',
    numberList,
    [[], [1], Float32Array.of(1)],
    [[NaN], ['1'], 'ab', { length: 1, 0: 1 }, new DataView(new ArrayBuffer(8))],
  ],
  ['a signal', abortSignal, [new AbortController().signal], [null, {}, 1]],
  ['an object with fields', objectWith('a pair', 'a', 'b'), [{ a: 0, b: '' }], [{ a: 1 }, { a: 1, b: null }, null, undefined, 'ab']],
])('%s is told from what is not', (_, check, right, wrong) => {
  for (const value of right as unknown[]) expect(() => check('it', value)).not.toThrow()
  for (const value of wrong as unknown[]) expect(() => check('it', value)).toThrow(/^it(\[0\])? is /)
})

test('a matrix is itself or its rows', () => {
  const given = matrixFrom([[1, 2], [3, 4]]) // prettier-ignore
  expect(matrixOf(given, 'features')).toBe(given)
  expect(matrixOf([[1, 2], Float32Array.of(3, 4)], 'features')).toEqual(given) // prettier-ignore
  expect(matrixOf([], 'features').rows).toBe(0)
  for (const wrong of [undefined, null, 3, 'ab', {}, [1, 2], [[1], ['2']], [null], { rows: 1, columns: 1, data: [1] }])
    expect(() => matrixOf(wrong as number[][], 'features')).toThrow(TypeError)
  for (const wrong of [[[1], [1, 2]], { rows: 2, columns: 1, data: Float64Array.of(1) }])
    expect(() => matrixOf(wrong, 'features')).toThrow(RangeError)
  expect(() => matrixOf([[1], ['2']] as number[][], 'features')).toThrow("features[1][0] is '2': a number is needed")
})
