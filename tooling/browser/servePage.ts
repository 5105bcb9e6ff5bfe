/** Serves one empty page and a bundled script, with its chunks and workers, on 127.0.0.1. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Bundle } from './bundleForBrowser.ts'

const PAGE = '<!doctype html><html lang="en"><title>Ketwork</title><link rel="icon" href="data:,"></html>'

/** With these two a page may share memory with its workers. */
const ISOLATION = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }

export interface PageServer {
  readonly url: string
  [Symbol.asyncDispose](): Promise<void>
}

/** The page is at `url`, the scripts at their paths. */
export async function servePage({ files }: Bundle, { isolated }: { readonly isolated: boolean }): Promise<PageServer> {
  const server = createServer(({ url = '/' }, response) => {
    const script = files.get(url)
    response.writeHead(200, { 'content-type': script === undefined ? 'text/html' : 'text/javascript', ...(isolated ? ISOLATION : {}) })
    response.end(script ?? PAGE)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
