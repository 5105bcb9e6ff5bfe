/**
 * A page with the packed packages, built by each bundler and served in every way that docs/bundlers.md describes, in
 * headless Chromium. Needs the npm registry.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundlers } from '../tooling/bundlers/bundlers.ts'
import { type Serving, SERVINGS, checkPage, openChromium } from '../tooling/bundlers/checkPage.ts'
import { loadedBytes, MOST_PAGE_BYTES, SMALL_SCRIPTS } from '../tooling/bundlers/loadedBytes.ts'
import { makeApplication } from '../tooling/bundlers/unpackPackages.ts'
import { packPackages } from '../tooling/pack/packPackages.ts'
import type { Json, Proof, ProofUnit } from '../tooling/prove/proof.ts'
import { requirement } from '../tooling/vitest/requirement.ts'

type Name = keyof typeof bundlers

/**
 * Their scripts are inline in the page (an import map, what Next writes), so a policy of the page would have to name
 * them.
 */
const INLINE: readonly Name[] = ['plainPage', 'next']

function unitOf(name: Name, index: number): ProofUnit {
  return { id: name, seed: index, long: true, run: () => runBundler(name) }
}

async function runBundler(name: Name): Promise<Json> {
  const { present, path } = requirement('chromium')
  if (!present) throw new Error('the proof needs chromium: install it or set CHROMIUM_PATH to its path')
  const folder = mkdtempSync(join(tmpdir(), `ketwork-${name}-`))
  const browser = await openChromium(path)
  try {
    const tarballs = packPackages(join(folder, 'tarballs')).filter(({ manifest }) => manifest.name !== '@ketwork/cli')
    const application = join(folder, 'application')
    makeApplication(application, tarballs)
    const built = await bundlers[name](application)
    const servings = (Object.keys(SERVINGS) as Serving[]).filter(
      (serving) => !INLINE.includes(name) || serving === 'open' || serving === 'isolated',
    )
    const figures: Record<string, Json> = {}
    for (const serving of servings) {
      const { large } = (await checkPage(browser, built, serving, name !== 'esbuild')).result
      figures[serving] = { threads: large.threads, reason: large.reason }
    }
    return figures
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What a page fetches for one circuit and one expectation, as Vite bundles it. */
async function runSizes(): Promise<Json> {
  const folder = mkdtempSync(join(tmpdir(), 'ketwork-sizes-'))
  try {
    const tarballs = packPackages(join(folder, 'tarballs')).filter(({ manifest }) => manifest.name !== '@ketwork/cli')
    const figures: Record<string, Json> = {}
    for (const [index, [name, script]] of Object.entries(SMALL_SCRIPTS).entries()) {
      const application = join(folder, String(index))
      makeApplication(application, tarballs)
      const { files, gzipped } = await loadedBytes(application, script)
      if (gzipped >= MOST_PAGE_BYTES) throw new Error(`${name} fetches ${gzipped} bytes: less than ${MOST_PAGE_BYTES} were expected`)
      figures[name] = { files, gzippedBytes: gzipped }
    }
    return figures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const proof: Proof = {
  name: 'bundlers',
  description:
    'Pages built by Vite, esbuild, webpack and Next, and one without a bundler, get the right numbers, on threads where their headers allow it.',
  units: [{ id: 'sizes', seed: 0, run: runSizes }, ...(Object.keys(bundlers) as Name[]).map((name, index) => unitOf(name, index + 1))],
  slice: 1,
  summarize: (outcomes) => Object.fromEntries(outcomes.map(({ id, figures }) => [id, figures])),
}
