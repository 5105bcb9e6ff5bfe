import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Surroundings } from '../../tooling/prove/surroundings.ts'
import type { Row } from './pairing.ts'
import { saveRows } from './results.ts'

const folder = mkdtempSync(join(tmpdir(), 'ketwork-rivals-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const around = (commit: string, cpu = 'one'): Surroundings => ({
  commit,
  modified: false,
  date: '2026-01-01T00:00:00.000Z',
  versions: { node: '24' },
  machine: { cpu, cores: 2, memoryBytes: 1, platform: 'linux' },
})

const row = (workload: string, n: number, oursMs: number): Row => ({
  workload,
  n,
  precision: 'f64',
  threads: 1,
  unit: 'ms',
  oursMs,
  oursRuns: 1,
  rival: null,
  rivalMs: null,
  ratio: null,
  check: 0,
  plan: '',
  rivals: [],
})

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as { machine: object; rows: (Row & { commit: string })[] }

test('rows take the place of earlier ones of the same figure and stand with their commit', () => {
  const file = join(folder, 'same.json')
  saveRows(file, [row('layers', 16, 1), row('layers', 20, 2)], around('a'), true)
  saveRows(file, [row('layers', 20, 3), row('gram', 10, 4)], around('b'), true)
  const { rows } = read(file)
  expect(rows.map(({ workload, n, oursMs, commit }) => [workload, n, oursMs, commit])).toEqual([
    ['layers', 16, 1, 'a'],
    ['layers', 20, 3, 'b'],
    ['gram', 10, 4, 'b'],
  ])
})

test('rows of another machine are dropped', () => {
  const file = join(folder, 'other.json')
  saveRows(file, [row('layers', 16, 1)], around('a'), true)
  saveRows(file, [row('gram', 10, 4)], around('a', 'another'), true)
  expect(read(file).rows.map(({ workload }) => workload)).toEqual(['gram'])
  expect(read(file).machine).toMatchObject({ cpu: 'another' })
})
