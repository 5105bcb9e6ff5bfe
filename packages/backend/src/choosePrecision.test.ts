import { expect, test } from 'vitest'
import { choosePrecision } from './choosePrecision.ts'
import type { Precision } from './precision.ts'
import { UnsupportedPrecisionError } from './UnsupportedPrecisionError.ts'

const ALL: readonly Precision[] = ['f64', 'f32', 'mixed', 'f32x2']

test('what is offered is taken as asked for, and f64 where nothing is', async () => {
  for (const precision of ALL) expect(await choosePrecision(precision, ALL)).toBe(precision)
  expect(await choosePrecision(undefined, ['mixed', 'f64'])).toBe('f64')
  expect(await choosePrecision('f32', ['f32'])).toBe('f32')
})

test('what is not offered is refused with its name, what is, and the way out', async () => {
  const refused = async (asked: unknown, offered: readonly Precision[]) => {
    const error: unknown = await choosePrecision(asked, offered).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(UnsupportedPrecisionError)
    expect(error).toMatchObject({ precision: asked, offered })
    return (error as Error).message
  }
  expect(await refused('f64', ['f32', 'mixed'])).toBe(
    "precision is 'f64': this backend offers 'f32', 'mixed'; ask for one of these, or take a backend that has it",
  )
  expect(await refused('f16', ['f64'])).toContain("precision is 'f16': this backend offers 'f64'")
  expect(await refused(32, ['f64'])).toContain('precision is 32')
})

test('nothing lowers it unasked: without f64 one of the others has to be asked for', async () => {
  await expect(choosePrecision(undefined, ['f32', 'mixed'])).rejects.toThrow(
    "no precision was asked for, the default is 'f64', and this backend offers 'f32', 'mixed': ask for one of these, or take a backend with 'f64'",
  )
})
