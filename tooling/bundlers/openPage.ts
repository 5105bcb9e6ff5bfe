/** Opens a page in headless Chromium and waits for the outcome of its script. */
import type { Browser } from 'playwright-core'
import type { PageResult } from './pageScript.ts'

export interface PageVisit {
  readonly result: PageResult
  /** Uncaught errors, and what was written to the console as a warning or an error. */
  readonly complaints: readonly string[]
}

/** @throws Error with the page's complaints where it has no outcome within a minute */
export async function openPage(browser: Browser, url: string): Promise<PageVisit> {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text())
  })
  try {
    await page.goto(url)
    await page.waitForFunction('globalThis.outcome !== undefined', undefined, { timeout: 60_000 })
    const result = await page.evaluate<string>('globalThis.outcome.then(JSON.stringify)')
    return { result: JSON.parse(result) as PageResult, complaints }
  } catch (error) {
    throw new Error(`${url} had no outcome: ${complaints.join('\n')}`, { cause: error })
  } finally {
    await page.close()
  }
}
