/** The simulator of docs/backends.md is as short as it says and passes the conformance suite. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Circuit } from '@ketwork/circuit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { extractSnippets } from '../../../../tooling/snippets/extractSnippets.ts'
import type { Backend } from '../backend.ts'
import { conformanceCases, conformanceReport } from '../conformance/conformanceCases.ts'
import { UnsupportedPrecisionError } from '../UnsupportedPrecisionError.ts'

const folder = join(import.meta.dirname, '../..')
const [{ code }] = extractSnippets(readFileSync(join(folder, '../../docs/backends.md'), 'utf8'))
const file = join(folder, '.snippet-backends.ts')
const smallFile = join(folder, '.snippet-small-backend.ts')
let openLoopBackend: () => Backend
let openSmallBackend: () => Backend

beforeAll(async () => {
  writeFileSync(file, code)
  writeFileSync(smallFile, code.replace("['f64', 'f32']", "['f32']").replace('=> 26', '=> 6'))
  ;({ openLoopBackend } = (await import(file)) as Opening)
  ;({ openLoopBackend: openSmallBackend } = (await import(smallFile)) as Opening)
})
afterAll(() => [file, smallFile].forEach((each) => rmSync(each)))

interface Opening {
  readonly openLoopBackend: () => Backend
}

test('the example has at most 80 lines', () => {
  expect(
    code
      .trimEnd()
      .split('\n')
      .filter((line) => line.trim() !== '').length,
  ).toBeLessThanOrEqual(80)
})

describe('the example conforms:', () => {
  for (const precision of ['f64', 'f32'] as const)
    for (const { name, run } of conformanceCases({ precision })) test(`${precision}: ${name}`, () => run(() => openLoopBackend()), 60_000)
})

test(
  'the example in single precision alone and on few qubits conforms, with what it leaves out counted',
  { timeout: 120_000 },
  async () => {
    const { cases, passed, failed, leftOut } = await conformanceReport(openSmallBackend)
    expect(failed).toEqual([])
    expect(passed).toBe(cases)
    expect(cases, 'the whole suite in one precision').toBe(conformanceCases().length)
    for (const what of ['7 qubits with any method', '4 qubits with method densityMatrix', 'derivatives by initial states'])
      expect(leftOut[what], what).toBeGreaterThan(0)
    await using backend = openSmallBackend()
    await expect(backend.compile(new Circuit(1))).rejects.toThrow(UnsupportedPrecisionError)
  },
)
