/** Opens a page with the script and waits for what it returns, as JSON. */
import type { Browser } from 'playwright-core'
import type { Bundle } from './bundleForBrowser.ts'
import { servePage } from './servePage.ts'

/** No sandbox, which containers do not support; no background traffic of Chromium. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface PageOutcome<Result> {
  readonly result: Result
  /** Uncaught errors, and what was written to the console as an error. */
  readonly errors: readonly string[]
}

/** @param run name of the export that is called, with `given` as its arguments */
export async function runInPage<Result>(
  browser: Browser,
  {
    bundle,
    run,
    given = [],
    isolated,
  }: { readonly bundle: Bundle; readonly run: string; readonly given?: readonly string[]; readonly isolated: boolean },
): Promise<PageOutcome<Result>> {
  await using server = await servePage(bundle, { isolated })
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.goto(server.url)
  const result = await page.evaluate<string>(
    `import('${bundle.entry}').then(({ ${run} }) => ${run}(...${JSON.stringify(given)})).then(JSON.stringify)`,
  )
  await page.close()
  return { result: JSON.parse(result) as Result, errors }
}
