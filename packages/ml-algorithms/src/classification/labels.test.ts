import { describe, expect, test } from 'vitest'
import { accuracy, classesOf, classIndices, requireClassLabels, requireLabels, type Label } from './labels.ts'

describe('labels', () => {
  test('sorts classes: numbers by value, words by letter', () => {
    expect(classesOf([10, 9, 10, 100])).toEqual([9, 10, 100])
    expect(classesOf(['b', 'a', 'b'])).toEqual(['a', 'b'])
  })

  test('refuses one class and unknown labels', () => {
    expect(() => classesOf(['a', 'a'])).toThrow('all 2 labels are the same (a)')
    expect(() => classIndices(['a', 'c'], ['a', 'b'])).toThrow('label "c" is unknown: the classes are "a", "b"')
  })

  test('scores the share of right predictions', () => {
    expect(accuracy(['a', 'b', 'b', 'a'], ['a', 'b', 'a', 'a'])).toBe(0.75)
  })

  test('may be truth values, false first', () => {
    expect(classesOf([true, false, true])).toEqual([false, true])
    expect([...classIndices([true, false], [false, true])]).toEqual([1, 0])
    expect(() => requireLabels(2, [true, false])).not.toThrow()
    expect(() => requireClassLabels([true, false, true])).not.toThrow()
    expect(accuracy([true, false], [true, true])).toBe(0.5)
  })

  test('refuses predictions of another kind than the labels: none would be right', () => {
    expect(() => accuracy([0, 1], ['0', '1'])).toThrow('the predictions are numbers and the labels strings')
  })

  test.each<[string, unknown, RegExp]>([
    [
      'one-hot rows',
      [
        [1, 0],
        [0, 1],
      ],
      /label 0 is the list \[1, 0\]: .*one-hot/,
    ],
    ['one-hot typed rows', [Float64Array.of(0, 1), Float64Array.of(1, 0)], /label 0 is the list \[0, 1\]/],
    ['one-hot rows in one list', [1, 0, 0, 1], /2 rows of features and 4 labels.*these look like one-hot rows of 2/],
    ['a matrix', { rows: 2, columns: 1, data: [0, 1] }, /the labels are no list/],
    ['truth values among words', [true, 'false'], /label 1 is the string "false" and label 0 the boolean true/],
    ['NaN', [0, NaN], /label 1 is NaN/],
    ['nothing', [0, undefined], /label 1 is missing: it must be a string, a boolean or a finite number/],
    ['two kinds', [1, '1'], /label 1 is the string "1" and label 0 the number 1: use one kind/],
  ])('refuses %s', (_, labels, message) => {
    expect(() => requireLabels(2, labels as Label[])).toThrow(message)
  })

  test('takes few distinct numbers or any words for classes, and many numbers for the target of a regression', () => {
    const readLabels = (rows: number, label: (row: number) => Label) => () =>
      requireClassLabels(Array.from({ length: rows }, (_, row) => label(row)))
    for (const classes of [
      readLabels(3, (row) => row),
      readLabels(30, (row) => row % 10),
      readLabels(90, (row) => (row % 4) / 2),
      readLabels(40, (row) => `id${row}`),
    ]) {
      expect(classes).not.toThrow()
    }
    expect(readLabels(40, (row) => row / 7)).toThrow(
      /40 different numbers in 40 rows \(0, 0\.14285714285714285, .*a target of a regression/,
    )
    expect(readLabels(40, (row) => String(row / 7))).toThrow('target of a regression')
    expect(readLabels(40, (row) => 100 + row)).toThrow('target of a regression')
    expect(readLabels(200, (row) => row % 90)).toThrow('target of a regression')
    expect(readLabels(8, (row) => row * row)).toThrow('target of a regression')
  })
})
