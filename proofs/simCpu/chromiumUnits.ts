/**
 * The whole conformance suite in Chromium, in a page that may share memory with workers and in one that may not.
 * Without Chromium these units fail.
 */
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { bundleForBrowser } from '../../tooling/browser/bundleForBrowser.ts'
import { CHROMIUM_ARGUMENTS, runInPage } from '../../tooling/browser/runInPage.ts'
import type { Json, ProofUnit } from '../../tooling/prove/proof.ts'
import { requirement } from '../../tooling/vitest/requirement.ts'
import { OPENINGS } from './openings.ts'
import type { PageSuiteResult } from './pageSuite.ts'

export function chromiumUnits(): ProofUnit[] {
  return OPENINGS.flatMap(({ name }) =>
    (['f64', 'f32'] as const).flatMap((precision) =>
      [false, true].map((isolated) => ({
        id: `Chromium, ${isolated ? 'isolated' : 'open'} page: ${name}, ${precision}`,
        seed: 0,
        long: true as const,
        run: () => suiteInPage([name, precision], isolated),
      })),
    ),
  )
}

async function suiteInPage(given: readonly [opening: string, precision: string], isolated: boolean): Promise<Json> {
  const { present, path } = requirement('chromium')
  if (!present) throw new Error('there is no Chromium: install it or set CHROMIUM_PATH to its path')
  const bundle = await bundleForBrowser(join(import.meta.dirname, 'pageSuite.ts'))
  const browser = await chromium.launch({ executablePath: path, args: CHROMIUM_ARGUMENTS })
  try {
    const { result, errors } = await runInPage<PageSuiteResult>(browser, { bundle, run: 'runPageSuite', given, isolated })
    const { cases, failures } = result
    if (failures.length > 0 || cases === 0)
      throw new Error(`${failures.length} of ${cases} cases failed: ${failures.slice(0, 5).join('; ')}`)
    if (errors.length > 0) throw new Error(`the page had errors: ${errors.slice(0, 5).join('; ')}`)
    return { cases }
  } finally {
    await browser.close()
  }
}
