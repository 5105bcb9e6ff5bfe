import { describe, expect, test } from 'vitest'
import { type Figure, GROUPS, RIVALS, chosenFigures } from './figures.ts'
import { type Measurement, formatRow, rowOf } from './pairing.ts'

const figure: Figure = {
  group: 'vqe',
  n: 10,
  precision: 'f64',
  threads: 1,
  ours: ['vqe expectation'],
  theirs: 'vqe expectation',
  rivals: [],
}
const measured = (name: string, ms: number, check = 0.5): Measurement => ({ name, ms, check, runs: 10, setting: '', version: '1' })

describe('a row', () => {
  test('pairs ours with the fastest rival and lists all of them', () => {
    const row = rowOf(figure, measured('vqe expectation', 0.1), [measured('lightning', 3), measured('qulacs', 0.5), measured('aer', 9)])
    expect(row).toMatchObject({ workload: 'vqe expectation', oursMs: 0.1, rival: 'qulacs', rivalMs: 0.5, ratio: 5, check: 0.5 })
    expect(row.rivals.map(({ rival }) => rival)).toEqual(['qulacs', 'lightning', 'aer'])
    expect(formatRow(row)).toMatch(/vqe expectation 10 q, f64, 1 thread .* qulacs 0\.500 .* 5\.00 x .* check 0\.500000/)
  })

  test('gives both sides a sample where the figure is one, with the same ratio', () => {
    const row = rowOf({ ...figure, group: 'qnn', batch: 1000, perSample: true }, measured('qnn forward', 2), [measured('catalyst', 40)])
    expect(row).toMatchObject({ oursMs: 0.002, rivalMs: 0.04, unit: 'ms a sample', batch: 1000, ratio: 20 })
  })

  test('stands without a rival', () => {
    const row = rowOf(figure, measured('lih expectation', 0.2), [])
    expect(row).toMatchObject({ rival: null, rivalMs: null, ratio: null, rivals: [] })
    expect('refused' in row).toBe(false)
  })

  test('carries a note where there is something to say', () => {
    expect(rowOf(figure, measured('vqe expectation', 1), [], 'on 1 thread').note).toBe('on 1 thread')
  })
})

test('a row tells when a side that counts was not alone on its core', () => {
  const rivals = [measured('qulacs', 2), { ...measured('aer', 3), share: 0.1 }]
  const noteOf = (share: number, note = '') => rowOf(figure, { ...measured('ours', 1), share }, rivals, note).note
  expect(noteOf(0.95)).toBeUndefined()
  expect(noteOf(0.42)).toBe('BUSY MACHINE: ours had 42 % of a core')
  expect(noteOf(0.42, 'on 1 thread')).toBe('on 1 thread; BUSY MACHINE: ours had 42 % of a core')
})

describe('a ratio is refused', () => {
  const ratioOf = (change: Partial<Figure>, ours: number, theirs: number) =>
    rowOf({ ...figure, ...change }, measured('ours', 1, ours), [measured('qulacs', 2, theirs)])

  test.each([
    ['f64', 1e-6],
    ['f32', 1e-4],
  ] as const)('in %s where the checks differ by more than %d', (precision, allowed) => {
    expect(ratioOf({ precision }, 0, 0.99 * allowed).ratio).toBe(2)
    const row = ratioOf({ precision }, 0, 1.01 * allowed)
    expect(row).toMatchObject({ ratio: null, rivalMs: 2, refused: expect.stringContaining('qulacs') })
    expect(formatRow(row)).toContain('REFUSED')
  })

  test('where a check is no number', () => {
    expect(ratioOf({}, NaN, 0.5).ratio).toBeNull()
    expect(ratioOf({}, 0.5, NaN).ratio).toBeNull()
  })

  test('of samples where the means are more than five standard deviations of their difference apart', () => {
    const deviation = Math.sqrt((2 * 0.3 * 0.7) / 1e6)
    expect(ratioOf({ group: 'sample' }, 0.3, 0.3 + 4.9 * deviation).ratio).toBe(2)
    expect(ratioOf({ group: 'sample' }, 0.3, 0.3 + 5.1 * deviation).ratio).toBeNull()
  })

  test('even where a slower rival agrees', () => {
    expect(rowOf(figure, measured('ours', 1, 0.5), [measured('wrong', 2, 0.6), measured('right', 3, 0.5)]).ratio).toBeNull()
  })
})

describe('the figures', () => {
  const all = chosenFigures({ only: RIVALS, groups: GROUPS, maxQubits: 26, threads: undefined })

  test('hold every workload, size, precision and number of threads that is promised', () => {
    const sizes = (group: string, threads: number, precision: string) =>
      all.filter((row) => row.group === group && row.threads === threads && row.precision === precision).map(({ n }) => n)
    for (const threads of [1, 2])
      for (const precision of ['f64', 'f32']) expect(sizes('layers', threads, precision)).toEqual([16, 20, 22, 24, 26])
    for (const precision of ['f64', 'f32']) expect(sizes('qcbm', 1, precision)).toEqual([4, 10, 15, 20])
    expect(new Set(all.map(({ group }) => group))).toEqual(new Set(GROUPS))
  })

  test('are chosen by rival, workload, size and threads', () => {
    const chosen = chosenFigures({ only: ['qulacs'], groups: ['layers', 'gram'], maxQubits: 20, threads: 1 })
    expect(chosen.map(({ group, n, precision }) => `${group} ${n} ${precision}`)).toEqual([
      'layers 16 f64',
      'layers 16 f32',
      'layers 20 f64',
      'layers 20 f32',
      'gram 10 f64',
    ])
    expect(chosen.map(({ rivals }) => rivals)).toEqual([['qulacs'], [], ['qulacs'], [], []])
  })
})
