/**
 * The tour as a table for the terminal, as wide as the terminal is: one column for each fact where there is room, fewer
 * columns with several facts elsewhere.
 */
import Table from 'cli-table3'
import { styled } from '../terminal/output.ts'
import { boundText, figureText, keepsBound, readable, wordsOf, type Measure } from './figures.ts'
import type { Facts, WorkloadResult } from './workload.ts'

interface Column {
  readonly head: string
  /** Least width, in characters. */
  readonly least: number
  /** Its share of the remaining width. */
  readonly share: number
  readonly cell: (result: WorkloadResult) => string
}

const NAME = ({ name }: WorkloadResult) => name
const RIGHT = ({ met }: WorkloadResult) => (met ? styled('green', 'yes') : styled('red', 'NO'))
const TIME = ({ seconds }: WorkloadResult) => `${seconds.toFixed(1)} s`
const ANSWER = ({ answer }: WorkloadResult) => factLines(answer)
const KNOWN = ({ reference }: WorkloadResult) => factLines(reference)
const MEASURED = ({ measures, remark }: WorkloadResult) =>
  [...measures.map(measureLine), ...(remark === undefined ? [] : [remark])].join('\n')

const WIDE: readonly Column[] = [
  { head: 'workload', least: 14, share: 1, cell: NAME },
  { head: 'answer', least: 24, share: 1, cell: ANSWER },
  { head: 'known answer', least: 22, share: 1, cell: KNOWN },
  { head: 'measured, with bound or goal', least: 30, share: 3, cell: MEASURED },
  { head: 'right', least: 7, share: 0, cell: RIGHT },
  { head: 'time', least: 8, share: 0, cell: TIME },
]
const NARROW: readonly Column[] = [
  { head: 'workload', least: 12, share: 1, cell: NAME },
  {
    head: 'answer, known answer',
    least: 18,
    share: 2,
    cell: (result) => `${ANSWER(result)}\n${styled('dim', 'known:')}\n${KNOWN(result)}`,
  },
  { head: 'measured', least: 18, share: 3, cell: MEASURED },
  { head: 'right', least: 8, share: 0, cell: (result) => `${RIGHT(result)}\n${TIME(result)}` },
]
/** Lines longer than this are hard to read. */
const WIDEST = 180

/**
 * @param width characters that a line of the terminal holds; a table of less than 61 is not drawn, the facts stand
 *   below each other
 */
export function drawTable(workloads: readonly WorkloadResult[], width: number): string {
  const columns = [WIDE, NARROW].find((layout) => leastWidth(layout) <= width)
  if (columns === undefined) return workloads.map(paragraph).join('\n\n')
  const table = new Table({
    head: columns.map(({ head }) => head),
    style: { head: [], border: [] },
    colWidths: widthsOf(columns, Math.min(width, WIDEST)),
    wordWrap: true,
  })
  for (const result of workloads) table.push(columns.map(({ cell }) => cell(result)))
  return table.toString()
}

/** With a border before each column and one at the end. */
function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { least }) => sum + least + 1, 1)
}

function widthsOf(columns: readonly Column[], width: number): number[] {
  const left = width - leastWidth(columns)
  const shares = columns.reduce((sum, { share }) => sum + share, 0)
  return columns.map(({ least, share }) => least + Math.floor((left * share) / shares))
}

function paragraph(result: WorkloadResult): string {
  return [
    `${NAME(result)}: ${result.met ? styled('green', 'right') : styled('red', 'WRONG')}, ${TIME(result)}`,
    ANSWER(result),
    styled('dim', 'known:'),
    KNOWN(result),
    styled('dim', 'measured:'),
    MEASURED(result),
  ].join('\n')
}

function measureLine(measure: Measure): string {
  const bound = styled('dim', `${measure.of === 'answer' ? '' : 'goal '}${boundText(measure)}`)
  if (keepsBound(measure)) return `${measure.name} ${figureText(measure)} ${bound}`
  return `${measure.name} ${styled(measure.of === 'answer' ? 'red' : 'yellow', figureText(measure))} ${bound} ${measure.of === 'answer' ? 'WRONG' : 'missed'}`
}

function factLines(facts: Facts): string {
  return Object.entries(facts)
    .map(([name, value]) =>
      name === 'source' ? `(${value})` : `${wordsOf(name)} ${typeof value === 'number' ? readable(value, 9) : value}`,
    )
    .join('\n')
}
