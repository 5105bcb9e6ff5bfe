/** The reference backend passes the whole suite, and the suite catches backends that are wrong on purpose. */
import { describe, expect, test } from 'vitest'
import type { Backend } from '../backend.ts'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { ConformanceFailure } from './assertions.ts'
import { LENIENT, NOISY } from './carelessBackends.ts'
import { conformanceCases, conformanceReport, offeredCases } from './conformanceCases.ts'
import { openLimitedBackend } from './limitedBackend.ts'
import { WRONG_BACKENDS } from './wrongBackends.ts'

const again = { name: 'a second one', open: () => openReferenceBackend() }

describe('reference backend', async () => {
  const open = () => openReferenceBackend()
  for (const { name, run } of await offeredCases(open, { variants: [again] }))
    test(name, async () => expect(await run(open)).toEqual([]), 60_000)
})

test('cases stand in every precision that the backend offers, and in no other', async () => {
  const precisionsOf = async (open: () => Backend) => new Set((await offeredCases(open)).map(({ name }) => name.split(':')[0]))
  expect(await precisionsOf(openReferenceBackend)).toEqual(new Set(['f64', 'f32', 'mixed', 'f32x2']))
  expect(await precisionsOf(openLimitedBackend)).toEqual(new Set(['f32']))
})

test('a backend with less passes honestly: what it states that it lacks is left out and counted', { timeout: 60_000 }, async () => {
  const { cases, passed, whole, failed, leftOut } = await conformanceReport(openLimitedBackend)
  expect(failed).toEqual([])
  expect(passed).toBe(cases)
  expect(cases).toBe(conformanceCases().length)
  for (const what of ['operation ccx', 'method densityMatrix', 'gradients', 'jacobians', '5 qubits with any method'])
    expect(leftOut[what], what).toBeGreaterThan(0)
  expect(whole, 'cases that ran whole').toBeGreaterThan(cases / 4)
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
