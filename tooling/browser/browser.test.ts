/**
 * The library in a real browser: bundled by Vite, opened in headless Chromium, and held against the same script run
 * unbundled by Node.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../pack/runCommand.ts'
import { root } from '../repository/readRepository.ts'
import { requirement } from '../vitest/requirement.ts'
import { type Bundle, bundleForBrowser } from './bundleForBrowser.ts'
import { CHROMIUM_ARGUMENTS, type PageOutcome, runInPage } from './runInPage.ts'
import type { runWorkload } from './workload.ts'

type WorkloadResult = Awaited<ReturnType<typeof runWorkload>>

const script = join(import.meta.dirname, 'workload.ts')
const { present, path: executablePath } = requirement('chromium')
let bundle: Bundle

beforeAll(async () => {
  bundle = await bundleForBrowser(script)
})

describe('the bundle for browsers', () => {
  test('holds the packages and nothing that only Node has', () => {
    expect(bundle.modules.some((module) => module.includes('/packages/sim-cpu/src/'))).toBe(true)
    expect(bundle.imports).toEqual([])
    expect(bundle.modules.filter((module) => /\bnode:|browser-external/.test(module))).toEqual([]) // what Vite puts in the place of a Node module
    expect([...bundle.files.values()].join('\n')).not.toMatch(/\b(?:from|import|require)\b\s*\(?\s*["'`]node:/)
  })
})

if (!present) console.warn('SKIPPED: nothing was run in a browser. Install chromium or set CHROMIUM_PATH to its path.')

describe.skipIf(!present)('in Chromium', () => {
  let browser: Browser | undefined
  let inNode: WorkloadResult
  let inBrowser: Readonly<Record<'open' | 'isolated', PageOutcome<WorkloadResult>>>

  beforeAll(async () => {
    inNode = runInNode()
    browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS })
    inBrowser = {
      open: await runInPage(browser, { bundle, run: 'runWorkload', isolated: false }),
      isolated: await runInPage(browser, { bundle, run: 'runWorkload', isolated: true }),
    }
  })
  afterAll(() => browser?.close())

  test.each([
    ['open', false],
    ['isolated', true],
  ] as const)('an %s page learns what it may use', (page, isolated) => {
    const { capabilities } = inBrowser[page].result
    expect(capabilities).toMatchObject({ runtime: 'browser', wasmSimd: true, crossOriginIsolated: isolated, sharedArrayBuffer: isolated })
    expect(capabilities.cores).toBeGreaterThanOrEqual(1)
    expect(inNode.capabilities).toMatchObject({ runtime: 'node', wasmSimd: true, crossOriginIsolated: true, sharedArrayBuffer: true })
  })

  test.each(['open', 'isolated'] as const)('an %s page gets the results of Node', (page) => {
    const { exact, rounded } = inBrowser[page].result
    expect(exact).toEqual(inNode.exact)
    expect(Object.keys(rounded)).toEqual(Object.keys(inNode.rounded))
    for (const [name, expected] of Object.entries(inNode.rounded)) {
      expect(rounded[name], name).toHaveLength(expected.length)
      const worst = Math.max(...expected.map((number, i) => Math.abs(rounded[name][i] - number)))
      expect(worst, name).toBeLessThanOrEqual(TOLERANCE)
    }
  })

  test('the results are the right ones', () => {
    const { exact, rounded } = inNode
    expect(exact['samples']).toHaveLength(3000)
    expect(rounded['losses of the classifier']).toHaveLength(3)
    expect(rounded['losses of the classifier'][2]).toBeLessThan(rounded['losses of the classifier'][0])
    expect(rounded['ground energy'][0]).toBeCloseTo(-Math.SQRT2, 9) // eigenvalues of Z Z + (X + X') / 2: +-1 and +-sqrt 2
    for (let i = 0; i < 5; i++) expect(rounded['fidelity kernel'][6 * i]).toBeCloseTo(1, 12)
  })

  test('no page had an error or wrote one to its console', () => {
    expect([...inBrowser.open.errors, ...inBrowser.isolated.errors]).toEqual([])
  })
})

/**
 * Sine, cosine, exponential and logarithm of Node and Chromium differ by one unit in the last place, for one angle in
 * thirty: this is what a training or an optimisation of a few steps may make of it. Measured: 2.2e-16.
 */
const TOLERANCE = 1e-12

function runInNode(): WorkloadResult {
  const program = `const { runWorkload } = await import('${pathToFileURL(script).href}'); console.log(JSON.stringify(await runWorkload()))`
  const nodeArguments = ['--conditions=@ketwork/source', '--input-type=module', '--eval', program]
  return JSON.parse(runCommand(process.execPath, nodeArguments, root)) as WorkloadResult
}
