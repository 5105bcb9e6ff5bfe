import { describe, expect, test } from 'vitest'
import { runKetwork, writeInput } from '../runKetwork.ts'
import { hasColours, isLive } from './colour.ts'

const terminal = { isTTY: true }
const pipe = {}

describe('colours', () => {
  test.each([
    [terminal, {}, true],
    [pipe, {}, false],
    [terminal, { NO_COLOR: '1' }, false],
    [terminal, { NO_COLOR: '' }, true], // an empty one does not count: no-color.org
    [terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    [terminal, { TERM: 'dumb' }, false],
    [pipe, { FORCE_COLOR: '1' }, true],
    [pipe, { FORCE_COLOR: '1', TERM: 'dumb' }, true],
    [terminal, { FORCE_COLOR: '0' }, false],
    [pipe, { FORCE_COLOR: '' }, false],
  ])('on %j with %j: %s', (screen, environment, expected) => {
    expect(hasColours(screen, environment)).toBe(expected)
  })

  test('a spinner needs a terminal that is not dumb, with or without colours', () => {
    expect([isLive(terminal, {}), isLive(pipe, {}), isLive(terminal, { TERM: 'dumb' }), isLive(terminal, { NO_COLOR: '1' })]).toEqual([
      true,
      false,
      false,
      true,
    ])
  })
})

describe.concurrent('the command', () => {
  const circuit = writeInput('coloured.qasm', 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[1];\nx q[0];\n')
  const ESCAPE = '\u001B'

  test('colours results, errors and help only where colours are requested', async () => {
    for (const args of [
      ['draw', circuit],
      ['draw', 'none.qasm'],
    ]) {
      const plain = await runKetwork(args, { environment: { NO_COLOR: '1', FORCE_COLOR: '1' } })
      expect(plain.out + plain.err).not.toContain(ESCAPE)
      const coloured = await runKetwork(args, { environment: { FORCE_COLOR: '1' } })
      expect(coloured.out + coloured.err).toContain(ESCAPE)
    }
  })
})
