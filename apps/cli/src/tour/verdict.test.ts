import { describe, expect, test } from 'vitest'
import type { Measure } from './figures.ts'
import { verdictOn } from './verdict.ts'
import { judged } from './workload.ts'

const measure = (of: Measure['of'], value: number): Measure => ({ name: `${of} figure`, value, unit: 's', bound: 2, rule: 'atMost', of })
const workload = (name: string, measures: readonly Measure[]) =>
  judged({ name, about: '', answer: {}, reference: {}, seconds: 1, measures, curves: [] }).result

describe('verdict', () => {
  const good = workload('good', [measure('answer', 1), measure('speed', 1), measure('memory', 1)])
  const slow = workload('slow', [measure('answer', 1), measure('speed', 3), measure('memory', 4)])
  const wrong = workload('wrong', [measure('answer', 5), measure('speed', 1)])

  test('the answer alone decides what is met; speed and memory have goals', () => {
    expect([good, slow, wrong].map(({ met, goalMet }) => [met, goalMet])).toEqual([
      [true, true],
      [true, false],
      [false, true],
    ])
    expect(slow).toMatchObject({ target: 'answer figure <= 2 s', goal: 'speed figure <= 2 s, memory figure <= 2 s' })
  })

  test('tells right answers first, then wrong ones, then what missed its goal', () => {
    expect(verdictOn([good], 1)).toBe('1 of 1 answers right; speed and memory within the goals')
    expect(verdictOn([good, slow], 2)).toBe(
      '2 of 2 answers right; slower than the goal: slow, speed figure 3 s (goal <= 2 s); more memory than the goal: slow, memory figure 4 s (goal <= 2 s)',
    )
    expect(verdictOn([good, wrong], 2)).toMatch(/^1 of 2 answers right; wrong: wrong, answer figure 5 s \(bound <= 2 s\)/)
    expect(verdictOn([good], 6)).toMatch(/^1 of 6 answers right; 5 not run; /)
  })
})
