/** Columns that determine the label, so that a score on them is meaningless (label leakage). */
import { MisuseError } from '../MisuseError.ts'
import type { Table } from '../table/readTable.ts'

/** Fewer rows than this show such patterns by chance. */
const LEAST_ROWS = 10

/**
 * Notes on columns that copy the label or count the rows.
 *
 * @throws MisuseError where the label and other columns are the entries of one-hot rows
 */
export function suspectColumns(table: Table): string[] {
  if (table.labels.length < LEAST_ROWS) return []
  refuseOneHot(table)
  return table.columns.flatMap((name, column) => {
    const values = Array.from(table.labels, (_, row) => table.features.data[row * table.columns.length + column])
    if (copiesLabel(values, table.labels))
      return [
        `column ${name} has one value for each class, and no other: it determines the label, so the score may be meaningless unless the column is taken out`,
      ]
    if (values.every((value, row) => row === 0 || value === values[row - 1] + 1))
      return [
        `column ${name} counts the rows: where the order of rows determines the label, the score is meaningless; take the column out if it is an index`,
      ]
    return []
  })
}

/** Whether values and labels determine each other. */
function copiesLabel(values: readonly number[], labels: readonly string[]): boolean {
  const labelOf = new Map<number, string>()
  const valueOf = new Map<string, number>()
  return values.every((value, row) => {
    if (!labelOf.has(value)) labelOf.set(value, labels[row])
    if (!valueOf.has(labels[row])) valueOf.set(labels[row], value)
    return labelOf.get(value) === labels[row] && valueOf.get(labels[row]) === value
  })
}

/** A label of zeros and ones, and two or more columns of them, of which exactly one is 1 in each row. */
function refuseOneHot({ name, labels, columns, features }: Table): void {
  if (!labels.every((label) => label === '0' || label === '1')) return
  const at = (row: number, column: number): number => features.data[row * columns.length + column]
  const rows = Array.from(labels.keys())
  const others = Array.from(columns.keys()).filter(
    (column) =>
      rows.every((row) => at(row, column) === 0 || (at(row, column) === 1 && labels[row] === '0')) &&
      rows.some((row) => at(row, column) === 1),
  )
  const isOneHot =
    others.length > 1 && rows.every((row) => others.reduce((sum, column) => sum + at(row, column), Number(labels[row])) === 1)
  if (!isOneHot) return
  const list = others.map((column) => columns[column]).join(', ')
  throw new MisuseError(
    `${name}: the label and the columns ${list} are one-hot, with a single 1 in each row: give one column of class names instead`,
  )
}
