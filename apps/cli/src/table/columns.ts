/**
 * Which columns a table has, which is the label and which are features; ragged lines, duplicate names and lines of
 * counts are refused here.
 */
import type { CsvLine } from './splitCsv.ts'
import { TableSyntaxError } from './TableSyntaxError.ts'

export interface TableOptions {
  /** A column's name, its 0-based index, or `last`. */
  readonly label: string
  readonly header: boolean
}

export interface Columns {
  readonly names: readonly string[]
  readonly label: number
  readonly features: readonly number[]
  readonly notes: readonly string[]
}

/** @throws TableSyntaxError naming the line and what it should be */
export function columnsOf(lines: readonly CsvLine[], options: TableOptions, file: string): Columns {
  const [first] = lines
  const rows = options.header ? lines.slice(1) : lines
  if (rows.length === 0) throw new TableSyntaxError(file, 1, 1, 'the file has no rows of data')
  refuseCounts(lines, options, file)
  const width = widthOf(lines, options.header)
  if (width < 2)
    throw new TableSyntaxError(
      file,
      1,
      1,
      'a table needs a label and at least one column of numbers, separated by commas, semicolons or tabs',
    )
  for (const row of rows) requireWidth(row, width, file)
  const names = options.header ? first.cells.slice(0, width) : first.cells.slice(0, width).map((_, column) => `column ${column}`)
  if (options.header) refuseTwins(names, first.line, file)
  const label = findColumn(names, options.label, { file, line: first.line })
  const nameless = names.map((_, column) => column).filter((column) => column !== label && isNameless(names[column]))
  const features = names.map((_, column) => column).filter((column) => column !== label && !nameless.includes(column))
  if (features.length === 0)
    throw new TableSyntaxError(file, first.line, 1, 'a table needs at least one column of numbers beside the label')
  const longer = lines.filter(({ cells }) => cells.length > width).length
  return {
    names: names.map((name, column) => (name === '' ? `column ${column}` : name)),
    label,
    features,
    notes: [
      ...nameless.map(
        (column) => `column ${column} (counted from 0) has no name of its own, as an index that pandas writes: it was left out`,
      ),
      ...(longer === 0 ? [] : [`empty cells after the last column were left out in ${longer} lines`]),
      ...(options.header && lookLikeData(names.filter((_, column) => column !== label))
        ? [`the first line was taken for column names (${names.join(', ')}): if it is data, give --no-header`]
        : []),
    ],
  }
}

/** Columns up to the last one with contents; a header limits them. */
function widthOf(lines: readonly CsvLine[], header: boolean): number {
  const widest = lines.reduce((most, line) => Math.max(most, extentOf(line)), 0)
  return header ? Math.min(lines[0].cells.length, widest) : widest
}

function requireWidth({ cells, line }: CsvLine, width: number, file: string): void {
  if (cells.length < width || cells.slice(width).some((cell) => cell !== ''))
    throw new TableSyntaxError(file, line, 1, `this row has ${cells.length} cells: the table has ${width} columns`)
}

function refuseTwins(names: readonly string[], line: number, file: string): void {
  names.forEach((name, column) => {
    const before = names.indexOf(name)
    if (name === '' || before === column) return
    const position = names.slice(0, column).reduce((sum, { length }) => sum + length + 1, 1)
    const hint = Number.isFinite(Number(name)) ? ' (if the first line is data, give --no-header)' : ''
    throw new TableSyntaxError(
      file,
      line,
      position,
      `two columns are named "${name}", ${before} and ${column} (counted from 0): each needs a name of its own${hint}`,
    )
  })
}

/** pandas names such columns itself when it reads them. */
function isNameless(name: string): boolean {
  return name === '' || /^Unnamed: \d+$/.test(name)
}

function findColumn(names: readonly string[], label: string, at: { readonly file: string; readonly line: number }): number {
  const named = label === '' ? -1 : names.indexOf(label)
  if (named >= 0) return named
  if (label === 'last')
    return Math.max(
      0,
      names.findLastIndex((name) => !isNameless(name)),
    )
  if (/^\d+$/.test(label)) {
    if (Number(label) < names.length) return Number(label)
    throw new TableSyntaxError(at.file, at.line, 1, `there is no column ${label}: the columns are numbered 0 to ${names.length - 1}`)
  }
  throw new TableSyntaxError(at.file, at.line, 1, `there is no column "${label}": the columns are ${names.join(', ')}`)
}

/** A first line such as `150 4` or `150,4,setosa,versicolor,virginica`: how many rows follow, and how many columns. */
function refuseCounts([first, ...rest]: readonly CsvLine[], { header }: TableOptions, file: string): void {
  const words = first.cells.flatMap((cell) => cell.split(/\s+/)).filter((word) => word !== '')
  if (rest.length === 0 || !isWhole(words[0]) || !holdCounts(words, first, rest, header)) return
  const content = header ? 'column names' : 'a row of data'
  throw new TableSyntaxError(file, first.line, 1, `the first line holds counts (${words.join(' ')}) and not ${content}: take it out`)
}

function holdCounts(words: readonly string[], first: CsvLine, rest: readonly CsvLine[], header: boolean): boolean {
  const countsRows = [rest.length, rest.length - 1].includes(Number(words[0]))
  const width = extentOf(rest[0])
  if (extentOf(first) !== width) return words.every(isWhole) && (header || countsRows)
  const countsColumns = [width, width - 1].includes(Number(words[1]))
  return countsRows && countsColumns && (header || first.cells.some((cell, i) => isNaN(Number(cell)) && !isNaN(Number(rest[0].cells[i]))))
}

function isWhole(word: string): boolean {
  return /^\d+$/.test(word)
}

/** Cells up to the last one with contents. */
function extentOf({ cells }: CsvLine): number {
  return cells.findLastIndex((cell) => cell !== '') + 1
}

/** Whether column names are numbers other than column indices. */
function lookLikeData(names: readonly string[]): boolean {
  const numbers = names.map((name) => (name === '' ? NaN : Number(name)))
  return numbers.every(Number.isFinite) && numbers.some((value, i) => !Number.isInteger(value) || (i > 0 && value !== numbers[i - 1] + 1))
}
