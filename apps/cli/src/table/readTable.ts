/**
 * A table of numbers with one column of labels, from a CSV file: `splitCsv` splits the text into cells, which are read
 * and checked here.
 */
import { matrix, type Matrix } from 'ketwork'
import { readInput } from '../readInput.ts'
import { classNamed, DecimalSign } from './readCells.ts'
import { columnsOf, type Columns, type TableOptions } from './columns.ts'
import { splitCsv, type CsvLine } from './splitCsv.ts'
import { TableSyntaxError } from './TableSyntaxError.ts'

export interface Table {
  /** What messages call it. */
  readonly name: string
  /** Names of the feature columns. */
  readonly columns: readonly string[]
  readonly features: Matrix
  /** Class names: labels that write the same number are one. */
  readonly labels: readonly string[]
  /** Notes on how it was read, for the user. */
  readonly notes: readonly string[]
}

/**
 * Reads a table whose columns are all numbers except the label's.
 *
 * @throws TableSyntaxError naming line and column of what is wrong
 */
export async function readTable(path: string, options: TableOptions): Promise<Table> {
  const { name: file, text } = await readInput(path)
  const { lines, separator, notes } = splitCsv(text, file)
  const columns = columnsOf(lines, options, file)
  const rows = options.header ? lines.slice(1) : lines
  const cells = { file, columns, decimals: new DecimalSign(separator) }
  const features = readFeatures(rows, cells)
  const raw = rows.map((row) => labelIn(row, cells))
  const labels = raw.map((label) => classNamed(label, cells.decimals))
  return {
    name: file,
    columns: columns.features.map((column) => columns.names[column]),
    features,
    labels,
    notes: [
      ...notes,
      ...columns.notes,
      ...(cells.decimals.sign === ',' ? ['decimal commas were read as decimal points'] : []),
      ...spellingNotes(raw, labels),
    ],
  }
}

interface Cells {
  readonly file: string
  readonly columns: Columns
  readonly decimals: DecimalSign
}

function readFeatures(rows: readonly CsvLine[], cells: Cells): Matrix {
  const { features } = cells.columns
  const result = matrix(rows.length, features.length)
  rows.forEach((row, r) => features.forEach((column, c) => (result.data[r * features.length + c] = numberIn(row, column, cells))))
  return result
}

function numberIn(row: CsvLine, column: number, { file, columns, decimals }: Cells): number {
  const text = row.cells[column]
  const value = decimals.numberIn(text)
  if (value !== undefined) return value
  const what = text === '' ? 'is empty' : `is "${text}"`
  const other = /^[+-]?\d*[.,]\d+$/.test(text) ? `; fractions are written with "${decimals.sign ?? '.'}" in this table` : ''
  throw new TableSyntaxError(
    file,
    row.line,
    cellPosition(row, column),
    `${columns.names[column]} ${what}: it must be a finite number${other}`,
  )
}

function labelIn(row: CsvLine, { file, columns }: Cells): string {
  const text = row.cells[columns.label]
  if (text === '') {
    const name = columns.names[columns.label]
    throw new TableSyntaxError(file, row.line, cellPosition(row, columns.label), `the label in ${name} is empty`)
  }
  return text
}

/**
 * 1-based character at which a cell begins. Blanks, quotes and line breaks of cells before it shift it; the line is
 * right all the same.
 */
function cellPosition(row: CsvLine, column: number): number {
  return row.cells.slice(0, column).reduce((position, cell) => position + cell.length + 1, 1)
}

/** Spellings of labels that are one class. */
function spellingNotes(raw: readonly string[], labels: readonly string[]): string[] {
  const spellings = new Map<string, Set<string>>()
  raw.forEach((text, row) => spellings.set(labels[row], (spellings.get(labels[row]) ?? new Set()).add(text)))
  return [...spellings.values()]
    .filter(({ size }) => size > 1)
    .map((texts) => `the labels ${[...texts].map((text) => JSON.stringify(text)).join(', ')} are one class`)
}
