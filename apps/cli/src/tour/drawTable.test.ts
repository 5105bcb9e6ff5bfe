import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { drawTable } from './drawTable.ts'
import { judged } from './workload.ts'

const { result } = judged({
  name: 'VQE of a molecule, 10 qubits',
  about: '',
  answer: { energy: -7.880760737, supportVectors: 24 },
  reference: { energy: -7.880760738, source: 'full configuration interaction' },
  seconds: 1.5,
  measures: [
    { name: 'above exact by', value: 0.01, unit: 'Ha', bound: 0.0016, rule: 'atMost', of: 'answer' },
    { name: 'iteration', value: 200, unit: 'ms', bound: 100, rule: 'below', of: 'speed' },
  ],
  curves: [],
})
const lines = (width: number) => stripVTControlCharacters(drawTable([result], width)).split('\n')

test.each([65, 79, 80, 111, 112, 119, 120, 150, 180])('a table for %d characters is as wide as that, up to a column', (width) => {
  const widths = lines(width).map((line) => line.length)
  expect(new Set(widths).size).toBe(1)
  expect(widths[0]).toBeLessThanOrEqual(width)
  expect(widths[0]).toBeGreaterThan(width - 6)
})

test.each([30, 40, 60, 65, 80, 120, 400])('all facts stand at %d characters, misses in words', (width) => {
  const text = lines(width)
    .join(' ')
    .replace(/[│\s]+/g, ' ')
  for (const fact of ['VQE', '-7.88076074', 'support vectors', '24', 'above exact by', '0.01 Ha', 'WRONG', '200 ms', 'missed', '1.5 s'])
    expect(text).toContain(fact)
})
