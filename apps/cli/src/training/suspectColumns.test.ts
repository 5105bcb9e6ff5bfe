import { matrix } from 'ketwork'
import { expect, test } from 'vitest'
import type { Table } from '../table/readTable.ts'
import { suspectColumns } from './suspectColumns.ts'

const ROWS = 12

function tableOf(label: (row: number) => string, columns: Readonly<Record<string, (row: number) => number>>, rows = ROWS): Table {
  const functions = Object.values(columns)
  const data = Array.from({ length: rows }, (_, row) => functions.map((column) => column(row))).flat()
  return {
    name: 'data.csv',
    columns: Object.keys(columns),
    features: matrix(rows, functions.length, data),
    labels: Array.from({ length: rows }, (_, row) => label(row)),
    notes: [],
  }
}

const third = (row: number): string => ['a', 'b', 'c'][row % 3]
const noise = (row: number): number => Math.sin(5 * row)

test('notes a column that determines the label, under any name and with any values', () => {
  expect(suspectColumns(tableOf(third, { x: noise, code: (row) => [7, -2, 0.5][row % 3] }))).toEqual([
    expect.stringMatching(/^column code has one value for each class/),
  ])
  expect(suspectColumns(tableOf((row) => String(row % 2), { 'y.1': (row) => row % 2 }))).toEqual([expect.stringMatching(/^column y\.1 /)])
})

test('notes a column that counts the rows, from any first number', () => {
  expect(suspectColumns(tableOf(third, { id: (row) => 5 + row, x: noise }))).toEqual([expect.stringMatching(/^column id counts the rows/)])
})

test('notes neither columns that do not match exactly nor tables with few rows', () => {
  const near = {
    merged: (row: number) => Number(row % 3 > 0),
    split: (row: number) => (row === 0 ? 9 : row % 3),
    gap: (row: number) => row + Number(row > 6),
  }
  expect(suspectColumns(tableOf(third, near))).toEqual([])
  expect(suspectColumns(tableOf(third, { code: (row) => row % 3, id: (row) => row }, 9))).toEqual([])
})

test('refuses the label and columns of one-hot rows, also beside other columns of zeros and ones that do not fit', () => {
  const hot = (k: number) => (row: number) => Number(row % 3 === k)
  const table = tableOf((row) => String(hot(2)(row)), { x: noise, u: hot(0), v: hot(1) })
  expect(() => suspectColumns(table)).toThrow('data.csv: the label and the columns u, v are one-hot')
  expect(suspectColumns(tableOf((row) => String(hot(2)(row)), { u: hot(0), v: (row) => Number(row === 1) }))).toEqual([])
})
