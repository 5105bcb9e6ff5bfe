/** The simulator of docs/backends.md is as short as it says and passes the conformance suite. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { extractSnippets } from '../../../../tooling/snippets/extractSnippets.ts'
import type { Backend } from '../backend.ts'
import { conformanceCases } from '../conformance/conformanceCases.ts'

const folder = join(import.meta.dirname, '../..')
const [{ code }] = extractSnippets(readFileSync(join(folder, '../../docs/backends.md'), 'utf8'))
const file = join(folder, '.snippet-backends.ts')
let openLoopBackend: () => Backend

beforeAll(async () => {
  writeFileSync(file, code)
  ;({ openLoopBackend } = (await import(file)) as { openLoopBackend: () => Backend })
})
afterAll(() => rmSync(file))

test('the example has at most 80 lines', () => {
  expect(
    code
      .trimEnd()
      .split('\n')
      .filter((line) => line.trim() !== '').length,
  ).toBeLessThanOrEqual(80)
})

describe.each(['f64', 'f32'] as const)('the example conforms in %s:', (precision) => {
  for (const { name, run } of conformanceCases({ precision })) test(name, () => run(() => openLoopBackend()), 60_000)
})
