import { describe, expect, test } from 'vitest'
import { ContenderError } from './Contender.ts'
import { type Side, measure } from './measure.ts'

/** A side whose runs take the given milliseconds in turn (said, not spent), and the log of who was asked for what. */
function sideOf(log: string[], name: string, rival: boolean, runs: readonly number[], broken?: 'prepare' | 'slice' | 'lacking'): Side {
  let slices = 0
  const contender: Side['contender'] = {
    async prepare() {
      if (broken === 'prepare') throw new ContenderError('no memory')
      if (broken === 'lacking') return undefined
      return { check: 0.5, ms: runs[0], setting: 'plain', version: '1', compileMs: 0, threads: 1 }
    },
    async slice() {
      log.push(name)
      if (broken === 'slice') throw new ContenderError('ended')
      return { ms: runs[Math.min(++slices, runs.length - 1)], runs: 2, share: 0.9 + slices / 100 }
    },
    async release() {
      log.push(`${name} released`)
    },
  }
  return { contender, asked: { workload: 'layers', n: 4, precision: 'f64' }, name, rival }
}

describe('sides are measured', () => {
  test('in turn, and the shortest of all runs is kept on both sides', async () => {
    const log: string[] = []
    const { measured } = await measure([sideOf(log, 'ours', false, [9, 8, 5, 7]), sideOf(log, 'qulacs', true, [4, 6, 3, 9])])
    expect(log.slice(0, 6)).toEqual(['ours', 'qulacs', 'ours', 'qulacs', 'ours', 'qulacs'])
    expect(log.slice(-2)).toEqual(['ours released', 'qulacs released'])
    expect(measured.map(({ measurement }) => [measurement.name, measurement.ms, measurement.runs])).toEqual([
      ['ours', 5, 21],
      ['qulacs', 3, 21],
    ])
    expect(measured.map(({ measurement }) => measurement.share)).toEqual([0.92, 0.92]) // of the slices with 5 and 3
  })

  test('only once where a rival is far behind the best of the rivals, however slow we are', async () => {
    const log: string[] = []
    const { measured } = await measure([
      sideOf(log, 'ours', false, [900]),
      sideOf(log, 'qulacs', true, [1]),
      sideOf(log, 'aer', true, [50]),
    ])
    expect(log).toContain('ours')
    expect(log).not.toContain('aer')
    expect(measured.map(({ measurement }) => measurement.ms)).toEqual([900, 1, 50])
  })
})

describe('a rival', () => {
  test.each([
    ['prepare', 'no memory'],
    ['slice', 'ended'],
    ['lacking', 'does not have layers in f64'],
  ] as const)('that fails (%s) is reported and left out', async (broken, reason) => {
    const { measured, failed } = await measure([sideOf([], 'ours', false, [1]), sideOf([], 'aer', true, [2], broken)])
    expect(measured.map(({ side }) => side.name)).toEqual(['ours'])
    expect(failed).toEqual([{ name: 'aer', reason }])
  })

  test('may fail, we may not', async () => {
    await expect(measure([sideOf([], 'ours', false, [1], 'slice')])).rejects.toThrow(ContenderError)
  })
})
