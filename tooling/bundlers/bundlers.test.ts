/**
 * Packed packages in pages: bundled by Vite and by esbuild, and unbundled through an import map (docs/bundlers.md);
 * webpack and Next are in `pnpm prove bundlers`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Tarball, packPackages } from '../pack/packPackages.ts'
import { requirement } from '../vitest/requirement.ts'
import { bundlers } from './bundlers.ts'
import { checkPage, openChromium } from './checkPage.ts'
import { loadedBytes, MOST_PAGE_BYTES, SMALL_SCRIPTS } from './loadedBytes.ts'
import { makeApplication } from './unpackPackages.ts'

const { present, path } = requirement('chromium')
const temporary = mkdtempSync(join(tmpdir(), 'ketwork-bundlers-'))
let tarballs: readonly Tarball[] = []

beforeAll(() => {
  tarballs = packPackages(join(temporary, 'tarballs')).filter(({ manifest }) => manifest.name !== '@ketwork/cli')
})
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

test.each(Object.entries(SMALL_SCRIPTS))(
  'a page with one circuit and one expectation fetches less than 80 kB gzipped: %s',
  async (name, script) => {
    const folder = join(temporary, name)
    makeApplication(folder, tarballs)
    const { gzipped, printed } = await loadedBytes(folder, script)
    expect(Number(printed)).toBeCloseTo(1, 12)
    expect(gzipped).toBeLessThan(MOST_PAGE_BYTES)
  },
)

if (!present) console.warn('SKIPPED: no page was opened. Install chromium or set CHROMIUM_PATH to its path.')

describe.skipIf(!present)('in Chromium', () => {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await openChromium(path)
  })
  afterAll(() => browser?.close())

  test.each(['vite', 'esbuild', 'plainPage'] as const)('%s: threads where they may be, and the reason where they may not', async (name) => {
    const folder = join(temporary, name)
    makeApplication(folder, tarballs)
    const built = await bundlers[name](folder)
    await checkPage(browser!, built, 'open', name !== 'esbuild')
    const { result } = await checkPage(browser!, built, 'isolated', name !== 'esbuild')
    expect(Object.keys(result.large.missing)).not.toContain('threads')
  })

  test.each(['vite', 'esbuild'] as const)(
    '%s under a Content-Security-Policy: threads and WebAssembly where it lets them',
    async (name) => {
      const folder = join(temporary, `${name} with a policy`)
      makeApplication(folder, tarballs)
      const built = await bundlers[name](folder)
      for (const serving of ['strict', 'withoutBlob', 'withoutWasm'] as const) await checkPage(browser!, built, serving, name !== 'esbuild')
    },
  )
})
