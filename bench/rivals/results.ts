/**
 * The rows that are kept in `results.json`: each with the commit and the time that it was measured at, all from one
 * machine.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Surroundings } from '../../tooling/prove/surroundings.ts'
import type { Row } from './pairing.ts'

type SavedRow = Row & Pick<Surroundings, 'commit' | 'modified' | 'date'>

interface Results {
  readonly command: string
  readonly machine: Surroundings['machine']
  readonly versions: Surroundings['versions']
  /** Whether all sides were pinned to the same cores. */
  readonly pinned: boolean
  readonly rows: readonly SavedRow[]
}

/**
 * Puts rows in the place of earlier ones of the same figure; rows of another machine, or of one with other versions,
 * are dropped.
 */
export function saveRows(
  file: string,
  rows: readonly Row[],
  { machine, versions, commit, modified, date }: Surroundings,
  pinned: boolean,
): void {
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined
  const comparable = before !== undefined && JSON.stringify([before.machine, before.versions]) === JSON.stringify([machine, versions])
  const fresh = new Map(rows.map((row) => [figureOf(row), { ...row, commit, modified, date }]))
  const unchanged = comparable ? before.rows.map((row) => take(fresh, row)) : []
  const results: Results = { command: 'pnpm bench rivals --save', machine, versions, pinned, rows: [...unchanged, ...fresh.values()] }
  writeFileSync(file, formatResults(results))
}

/** The new row of the same figure, which is taken out of `fresh`, or the old one. */
function take(fresh: Map<string, SavedRow>, row: SavedRow): SavedRow {
  const found = fresh.get(figureOf(row)) ?? row
  fresh.delete(figureOf(row))
  return found
}

function figureOf({ workload, n, precision, threads, batch, rivals }: Row): string {
  const plain = rivals.some(({ rival }) => rival === 'javascript')
  const againstOurselves = rivals.some(({ rival }) => rival.startsWith('ours'))
  return JSON.stringify([workload, n, precision, threads, batch, plain, againstOurselves])
}

/** A line a row. */
function formatResults({ rows, ...head }: Results): string {
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')
  return `${JSON.stringify({ ...head, rows: [] }, null, 2).replace(/\[\]\n\}$/, `[\n${lines}\n  ]\n}`)}\n`
}
