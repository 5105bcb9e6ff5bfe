import { expect, test } from 'vitest'
import { field, finiteAt, finitesAt, type Found, listAt, textAt, textsAt, wholeAt } from './plainData.ts'

const at = (value: unknown): Found => ({ value, path: 'it' })

test('readers give what is there, with its place', () => {
  expect(field(at({ a: 1 }), 'a')).toEqual({ value: 1, path: 'it.a' })
  expect(field(at({}), 'a')).toEqual({ value: undefined, path: 'it.a' })
  expect(listAt(at([7, 8]))[1]).toEqual({ value: 8, path: 'it[1]' })
  expect(textAt(at('x'))).toBe('x')
  expect(textsAt(at(['x', 'y']))).toEqual(['x', 'y'])
  expect(wholeAt(at(3), 3)).toBe(3)
  expect(finiteAt(at(-0.5))).toBe(-0.5)
  expect(finitesAt(at([1, 2]), 2)).toEqual([1, 2])
})

const refused: readonly [string, () => unknown, ErrorConstructor, string][] = [
  ['no object', () => field(at(null), 'a'), TypeError, 'it is null: it must be an object'],
  ['a list for an object', () => field(at([]), 'a'), TypeError, 'it is a list: it must be an object'],
  ['no list', () => listAt(at({ 0: 1 })), TypeError, 'it is an object: it must be a list'],
  ['a hole', () => textsAt(at(['x', , 'y'])), TypeError, 'it[1] is missing: it must be text'], // eslint-disable-line no-sparse-arrays
  ['a text for a whole number', () => wholeAt(at('3'), 0), TypeError, "it is '3': it must be a whole number of at least 0"],
  ['too small a number', () => wholeAt(at(2), 3), RangeError, 'it is 2: it must be a whole number of at least 3'],
  ['half a number', () => wholeAt(at(3.5), 3), RangeError, 'it is 3.5: it must be a whole number of at least 3'],
  ['a missing number', () => finiteAt(at(undefined)), TypeError, 'it is missing: it must be a finite number'],
  ['NaN', () => finitesAt(at([0, NaN])), RangeError, 'it[1] is NaN: it must be a finite number'],
  ['too few numbers', () => finitesAt(at([1]), 2), RangeError, 'it has 1 numbers: 2 are needed'],
]
test.each(refused)('%s is refused by its place', (_, read, kind, text) => {
  expect(read).toThrow(kind)
  expect(read).toThrow(text)
})
