/** The tour as a table for the terminal: one column a fact where there is room, fewer and fuller columns where there is not. */
import Table from 'cli-table3'
import { styled } from '../terminal/output.ts'
import { boundText, figureText, keepsBound, readable, type Facts, type Measure, type WorkloadResult } from './workload.ts'

interface Column {
  readonly head: string
  readonly width: number
  readonly cell: (result: WorkloadResult) => string
}

const NAME = ({ name }: WorkloadResult) => name
const MET = ({ met }: WorkloadResult) => (met ? styled('green', 'yes') : styled('red', 'no'))
const TIME = ({ seconds }: WorkloadResult) => `${seconds.toFixed(1)} s`
const ANSWER = ({ answer }: WorkloadResult) => factLines(answer)
const KNOWN = ({ reference }: WorkloadResult) => factLines(reference)
const GOAL = ({ goal }: WorkloadResult) => goal
const MEASURED = ({ measures, remark }: WorkloadResult) =>
  [...measures.map(measureLine), ...(remark === undefined ? [] : [remark])].join('\n')

/** 119 characters with borders. */
const WIDE: readonly Column[] = [
  { head: 'workload', width: 14, cell: NAME },
  { head: 'answer', width: 23, cell: ANSWER },
  { head: 'known answer', width: 22, cell: KNOWN },
  { head: 'measured and bound', width: 29, cell: MEASURED },
  { head: 'met', width: 5, cell: MET },
  { head: 'time', width: 8, cell: TIME },
  { head: 'goal', width: 10, cell: GOAL },
]
/** 79 characters with borders. */
const NARROW: readonly Column[] = [
  { head: 'workload', width: 13, cell: NAME },
  { head: 'answer, known answer', width: 26, cell: (result) => `${ANSWER(result)}\n${styled('dim', 'known:')}\n${KNOWN(result)}` },
  {
    head: 'measured and bound',
    width: 27,
    cell: (result) => `${MEASURED(result)}${result.goal && `\n${styled('dim', 'goal:')} ${result.goal}`}`,
  },
  { head: 'met', width: 8, cell: (result) => `${MET(result)}\n${TIME(result)}` },
]
const WIDE_CHARACTERS = 119

/** @param width characters that a line of the terminal holds */
export function drawTable(workloads: readonly WorkloadResult[], width: number): string {
  const columns = width >= WIDE_CHARACTERS ? WIDE : NARROW
  const table = new Table({
    head: columns.map(({ head }) => head),
    style: { head: [], border: [] },
    colWidths: columns.map((column) => column.width),
    wordWrap: true,
  })
  for (const result of workloads) table.push(columns.map(({ cell }) => cell(result)))
  return table.toString()
}

function measureLine(measure: Measure): string {
  const figure = keepsBound(measure) ? figureText(measure) : styled('red', figureText(measure))
  return `${measure.name} ${figure} ${styled('dim', boundText(measure))}`
}

function factLines(facts: Facts): string {
  return Object.entries(facts)
    .map(([name, value]) => (name === 'source' ? `(${value})` : `${name} ${typeof value === 'number' ? readable(value, 9) : value}`))
    .join('\n')
}
