/** The expected results of the small page, by how it is served. */
import { chromium, type Browser } from 'playwright-core'
import { CHROMIUM_ARGUMENTS } from '../browser/runInPage.ts'
import { type PageVisit, openPage } from './openPage.ts'
import { ISOLATION, serveFolder } from './serveFolder.ts'

/** The ways to serve a page in docs/bundlers.md. */
export const SERVINGS = {
  open: {},
  isolated: ISOLATION,
  strict: { ...ISOLATION, 'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:" },
  withoutBlob: { ...ISOLATION, 'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'" },
  withoutWasm: { ...ISOLATION, 'content-security-policy': "script-src 'self'" },
} as const

export type Serving = keyof typeof SERVINGS

/** The text of `ranOn.reason` after "the circuit is unitary"; undefined where two threads work. */
const REASONS: Readonly<Record<Serving, RegExp | undefined>> = {
  open: /^one thread: the page is not cross-origin isolated \(COOP and COEP headers\)/,
  isolated: undefined,
  strict: undefined,
  withoutBlob: /^one thread: a worker could not be loaded: its script is not there \(404\), or a policy forbids it/,
  withoutWasm:
    /^plain kernels on one thread: the page's Content-Security-Policy forbids WebAssembly: its script-src needs 'wasm-unsafe-eval'/,
}

/** @throws Error that names the wrong result */
export async function checkPage(browser: Browser, folder: string, serving: Serving, hasWorkerFile: boolean): Promise<PageVisit> {
  await using server = await serveFolder(folder, SERVINGS[serving])
  const visit = await openPage(browser, server.url)
  const { cosine, derivative, large } = visit.result
  const expected = serving === 'withoutBlob' && hasWorkerFile ? undefined : REASONS[serving]
  const [, reason] = /^the circuit is unitary(?:; (.*))?$/s.exec(large.reason) ?? ['', 'no reason at all']
  const actual = reason ?? ''
  if (Math.abs(cosine - Math.cos(0.3)) > 1e-12) throw new Error(`the expectation is ${cosine}: cos 0.3 was expected`)
  if (Math.abs(derivative + Math.sin(0.3)) > 1e-12) throw new Error(`the derivative is ${derivative}: -sin 0.3 was expected`)
  if (expected === undefined ? actual !== '' : !expected.test(actual))
    throw new Error(`the reason is "${actual}": ${String(expected)} was expected`)
  if (large.threads !== (expected === undefined ? 2 : 1)) throw new Error(`${large.threads} threads worked`)
  if (expected === undefined && visit.complaints.length > 0) throw new Error(`the console says ${visit.complaints.join('; ')}`)
  return visit
}

export function openChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS })
}
