/** Task maps in a real browser: functions of a module at a URL, on web workers, on pages that may and may not share memory. */
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requirement } from '../vitest/requirement.ts'
import { bundleForBrowser } from './bundleForBrowser.ts'
import { CHROMIUM_ARGUMENTS, type PageOutcome, runInPage } from './runInPage.ts'
import type { runTaskMap } from './taskMapWorkload.ts'

type Outcome = PageOutcome<Awaited<ReturnType<typeof runTaskMap>>>

/** What an application would serve beside its bundle. */
const TASKS = `
export const square = (x) => x * x

export function meet(name) {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel('meeting')
    const greeting = setInterval(() => channel.postMessage(name), 5)
    channel.onmessage = ({ data }) => {
      channel.postMessage(name) // for the other, which may not have heard yet
      clearInterval(greeting)
      resolve(data)
    }
  })
}

export function failThird(x) {
  if (x === 2) throw new RangeError(x + ' is not a task')
  return x
}

export function runForEver(task) {
  while (task === 'start');
  return task
}
`

const { present, path: executablePath } = requirement('chromium')

describe.skipIf(!present)('in Chromium', () => {
  let browser: Browser | undefined
  let outcomes: Readonly<Record<'isolated' | 'open', Outcome>>

  beforeAll(async () => {
    const bundle = await bundleForBrowser(join(import.meta.dirname, 'taskMapWorkload.ts'))
    expect(bundle.workers).toHaveLength(1)
    const served = {
      bundle: { ...bundle, files: new Map([...bundle.files, ['/tasks.js', TASKS]]) },
      run: 'runTaskMap',
      given: ['/tasks.js'],
    }
    browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS })
    outcomes = {
      isolated: await runInPage(browser, { ...served, isolated: true }),
      open: await runInPage(browser, { ...served, isolated: false }),
    }
  })
  afterAll(() => browser?.close())

  describe.each(['isolated', 'open'] as const)('an %s page', (page) => {
    test('gets the results of its tasks in their order', () => {
      expect(outcomes[page].result.squares).toEqual(Array.from({ length: 20 }, (_, i) => i * i))
    })

    test('runs tasks at the same time, on threads of their own', () => {
      expect(outcomes[page].result.heard).toEqual(['right', 'left'])
    })

    test('gets the error of the task that failed, and aborts one that never ends', () => {
      expect(outcomes[page].result).toMatchObject({ failure: '2: RangeError: 2 is not a task', aborted: 'enough', later: [7] })
    })

    test('had no error and wrote none to its console', () => {
      expect(outcomes[page].errors).toEqual([])
    })
  })
})
