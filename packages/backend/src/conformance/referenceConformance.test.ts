/** The reference backend passes the whole suite, and the suite catches backends that are wrong on purpose. */
import { describe, expect, test } from 'vitest'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { ConformanceFailure } from './assertions.ts'
import { conformanceCases } from './conformanceCases.ts'
import { LENIENT, NOISY, WRONG_BACKENDS } from './wrongBackends.ts'

const again = { name: 'a second one', open: () => openReferenceBackend() }

describe.each(['f64', 'f32'] as const)('reference backend in %s', (precision) => {
  for (const { name, run } of conformanceCases({ precision, variants: [again] }))
    test(name, () => run(() => openReferenceBackend()), 60_000)
})

describe('a wrong backend is caught', () => {
  const cases = new Map(conformanceCases().map((each) => [each.name, each]))

  for (const { fault, caughtBy, open } of WRONG_BACKENDS) {
    test.each(caughtBy)(`that ${fault}, by: %s`, async (name) => {
      const found = cases.get(name)
      if (found === undefined) throw new Error(`there is no case '${name}'`)
      await expect(found.run(open)).rejects.toThrow(ConformanceFailure)
    })
  }
})

describe('each case can fail', () => {
  const caught = new Set(WRONG_BACKENDS.flatMap(({ caughtBy }) => caughtBy))
  const aboutTheSuite = 'the dynamic circuits hold every channel of the table'

  for (const { name, run } of conformanceCases().filter(({ name }) => !caught.has(name) && name !== aboutTheSuite)) {
    test(name, async () => {
      const outcomes = await Promise.allSettled([run(NOISY), run(LENIENT)])
      expect(outcomes.map(({ status }) => status)).toContain('rejected')
    })
  }
})

test('names of cases are different', () => {
  const names = conformanceCases({ variants: [again], extent: 'full' }).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
