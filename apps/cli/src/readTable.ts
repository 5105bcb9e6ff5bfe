/**
 * A CSV file of numbers with one column of labels. Reading and quoting are csv-parse's work; what is checked here is that the cells mean something.
 */
import { parse } from 'csv-parse/sync'
import { matrix, type Matrix } from 'ketwork'
import { readInput } from './readInput.ts'

export interface Table {
  /** What messages call it. */
  readonly name: string
  /** Names of the feature columns. */
  readonly columns: readonly string[]
  readonly features: Matrix
  readonly labels: readonly string[]
}

/** A cell or line of a CSV file that cannot be used. The message begins `FILE:LINE:COLUMN`. */
class TableSyntaxError extends SyntaxError {
  override readonly name = 'TableSyntaxError'
  constructor(file: string, line: number, column: number, text: string) {
    super(`${file}:${line}:${column}: ${text}`)
  }
}

export interface TableOptions {
  /** A column's name, its 0-based index, or `last`. */
  readonly label: string
  readonly header: boolean
}

interface Line {
  readonly record: readonly string[]
  readonly raw: string
  readonly info: { readonly lines: number }
}

/**
 * Reads a table whose columns are all numbers except the label's.
 *
 * @throws TableSyntaxError naming line and column of what is wrong
 */
export async function readTable(path: string, options: TableOptions): Promise<Table> {
  const { name: file, text } = await readInput(path)
  const lines = parseLines(text, file)
  const names = options.header ? lines[0]?.record.map((name) => name.trim()) : lines[0]?.record.map((_, index) => `column ${index}`)
  const rows = options.header ? lines.slice(1) : lines
  if (names === undefined || rows.length === 0) throw new TableSyntaxError(file, 1, 1, 'the file has no rows of data')
  if (names.length < 2)
    throw new TableSyntaxError(file, 1, 1, 'a table needs a label and at least one column of numbers, separated by commas')
  const labelColumn = findColumn(names, options.label, file)
  const kept = names.map((_, index) => index).filter((index) => index !== labelColumn)
  const features = matrix(rows.length, kept.length)
  rows.forEach((row, r) => {
    if (row.record.length !== names.length) {
      throw new TableSyntaxError(file, row.info.lines, 1, `this row has ${row.record.length} cells: the table has ${names.length} columns`)
    }
    kept.forEach((column, c) => (features.data[r * kept.length + c] = numberIn(row, column, names[column], file)))
  })
  return {
    name: file,
    columns: kept.map((column) => names[column]),
    features,
    labels: rows.map((row) => labelIn(row, labelColumn, names[labelColumn], file)),
  }
}

function parseLines(text: string, file: string): Line[] {
  try {
    return parse(text, { bom: true, info: true, raw: true, relax_column_count: true, skip_empty_lines: true }) as unknown as Line[]
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1
    throw new TableSyntaxError(file, line, 1, error instanceof Error ? error.message : String(error))
  }
}

function findColumn(names: readonly string[], label: string, file: string): number {
  if (label === 'last') return names.length - 1
  const named = names.indexOf(label)
  if (named >= 0) return named
  if (/^\d+$/.test(label)) {
    if (Number(label) < names.length) return Number(label)
    throw new TableSyntaxError(file, 1, 1, `there is no column ${label}: the columns are numbered 0 to ${names.length - 1}`)
  }
  throw new TableSyntaxError(file, 1, 1, `there is no column "${label}": the columns are ${names.join(', ')}`)
}

function numberIn(row: Line, column: number, name: string, file: string): number {
  const text = row.record[column].trim()
  const value = Number(text)
  if (text !== '' && Number.isFinite(value)) return value
  const what = text === '' ? 'is empty' : `is "${text}"`
  throw new TableSyntaxError(file, row.info.lines, cellPosition(row, column), `${name} ${what}: it must be a finite number`)
}

function labelIn(row: Line, column: number, name: string, file: string): string {
  const text = row.record[column].trim()
  if (text === '') throw new TableSyntaxError(file, row.info.lines, cellPosition(row, column), `the label in ${name} is empty`)
  return text
}

/** 1-based character at which a cell begins. Cells before it that hold quotes or line breaks shift it; the line is right all the same. */
function cellPosition(row: Line, column: number): number {
  return row.record.slice(0, column).reduce((position, cell) => position + cell.length + 1, 1)
}
