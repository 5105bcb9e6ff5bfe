/**
 * Worker threads in a real browser: the stage runner of sim-cpu, bundled by Vite, on pages that may and may not share
 * memory.
 */
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requirement } from '../vitest/requirement.ts'
import { bundleForBrowser } from './bundleForBrowser.ts'
import { CHROMIUM_ARGUMENTS, type PageOutcome, runInPage } from './runInPage.ts'
import type { runThreads } from './threadsWorkload.ts'

type Outcome = PageOutcome<Awaited<ReturnType<typeof runThreads>>>

const { present, path: executablePath } = requirement('chromium')

describe.skipIf(!present)('in Chromium', () => {
  let browser: Browser | undefined
  let isolated: Outcome
  let open: Outcome

  beforeAll(async () => {
    const bundle = await bundleForBrowser(join(import.meta.dirname, 'threadsWorkload.ts'))
    expect(bundle.workers).toHaveLength(1)
    browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS })
    isolated = await runInPage(browser, { bundle, run: 'runThreads', isolated: true })
    open = await runInPage(browser, { bundle, run: 'runThreads', isolated: false })
  })
  afterAll(() => browser?.close())

  test('an isolated page works on threads, an open one without them and says why', () => {
    expect(isolated.result).toMatchObject({ threads: 2, reasons: [] })
    expect(open.result.threads).toBe(0)
    expect(open.result.reasons[0]).toContain('not cross-origin isolated')
  })

  test('both get the right numbers', () => {
    const expected = Array.from({ length: 10_000 }, (_, i) => Math.sqrt(Math.sqrt(i)))
    expect(isolated.result.values).toEqual(expected)
    expect(open.result.values).toEqual(expected)
  })

  test.each(['isolated', 'open'] as const)('an aborted run of the %s page ends soon, with the reason', (page) => {
    const { aborted, milliseconds } = { isolated, open }[page].result
    expect(aborted).toBe('enough')
    expect(milliseconds).toBeLessThan(1000) // 50 on a machine with nothing else to do; a whole run takes seconds
  })

  test('no page had an error or wrote one to its console', () => {
    expect([...isolated.errors, ...open.errors]).toEqual([])
  })
})
