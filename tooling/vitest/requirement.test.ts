import { describe, expect, test } from 'vitest'
import { requireFound, requirement } from './requirement.ts'

describe('requirement', () => {
  const present = { CHROMIUM_PATH: process.execPath }
  const missing = { CHROMIUM_PATH: '/no/such/browser' }

  test('finds what the environment points to', () => {
    expect(requirement('chromium', present)).toEqual({ present: true, path: process.execPath })
  })

  test('reports a lack when nobody requires the thing', () => {
    expect(requirement('chromium', missing)).toEqual({ present: false, path: '' })
    expect(requirement('chromium', { ...missing, KETWORK_REQUIRE: 'redis' }).present).toBe(false)
  })

  test('turns a lack into a failure when KETWORK_REQUIRE names the thing', () => {
    expect(() => requirement('chromium', { ...missing, KETWORK_REQUIRE: 'redis, chromium' })).toThrow(
      /install chromium or set CHROMIUM_PATH/,
    )
    expect(requirement('chromium', { ...present, KETWORK_REQUIRE: 'chromium' }).present).toBe(true)
  })

  test('applies the same rule to what a caller looked for itself', () => {
    expect(requireFound('registry', 'it answers', 'go online', { KETWORK_REQUIRE: 'registry' }).present).toBe(true)
    expect(() => requireFound('registry', undefined, 'go online', { KETWORK_REQUIRE: 'registry' })).toThrow(/go online/)
  })

  test('refuses a name that it knows nothing about', () => {
    expect(() => requirement('telepathy', {})).toThrow(RangeError)
  })
})
