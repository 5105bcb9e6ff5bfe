import { stripVTControlCharacters } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'
import { withProgress } from './progress.ts'

const before = { isTTY: process.stderr.isTTY, columns: process.stderr.columns }
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  Object.assign(process.stderr, before)
})

/** What long work of two updates writes to stderr, a terminal of 30 columns. */
async function written(environment: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, value] of Object.entries({ NO_COLOR: '', FORCE_COLOR: '', TERM: 'xterm', ...environment })) vi.stubEnv(name, value)
  Object.assign(process.stderr, { isTTY: true, columns: 30 })
  let text = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk)
    return true
  })
  vi.useFakeTimers()
  await withProgress('work', async (progress) => {
    progress.update('quiet for a second')
    await vi.advanceTimersByTimeAsync(1100)
    progress.update('step 1, and more than the line holds')
    await vi.advanceTimersByTimeAsync(100)
  })
  return text
}

test('the spinner has one line, which is cleared at the end, coloured unless NO_COLOR forbids it', async () => {
  const coloured = await written({})
  expect(coloured).toContain('\u001B[36m')
  const plain = await written({ NO_COLOR: '1' })
  expect(plain).not.toContain('\u001B[36m')
  for (const text of [coloured, plain]) {
    expect(text.endsWith('\r\u001B[2K')).toBe(true)
    expect(text).toContain('work: step 1')
    for (const line of stripVTControlCharacters(text).split('\r')) expect(line.length).toBeLessThan(30)
  }
})

test('the spinner shows nothing of the first second', async () => {
  const text = await written({})
  expect(text.indexOf('quiet for a second')).toBe(text.lastIndexOf('quiet for a second')) // the frame at 1040 ms alone
})

test('a dumb terminal gets lines, and none for short work', async () => {
  expect(await written({ TERM: 'dumb' })).toBe('')
})
