import { afterEach, expect, test } from 'vitest'
import { abortOnInterrupt } from './interruption.ts'

const before = process.listeners('SIGINT')
afterEach(() => {
  for (const listener of process.listeners('SIGINT')) if (!before.includes(listener)) process.off('SIGINT', listener)
})

test('Ctrl-C aborts, and the listener stays, so that nobody else ends the process', () => {
  const signal = abortOnInterrupt()
  const [listener] = process.listeners('SIGINT').filter((each) => !before.includes(each))
  expect(signal.aborted).toBe(false)
  listener('SIGINT')
  expect(signal.aborted).toBe(true)
  expect(signal.reason).toEqual(new Error('interrupted'))
  expect(process.listeners('SIGINT')).toContain(listener)
})
