/** Serves a folder on 127.0.0.1 with chosen headers, and keeps the paths that were asked for. */
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
}

/** With these two a page may share memory with its workers. */
export const ISOLATION = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }

export interface FolderServer {
  readonly url: string
  /** Status by path. */
  readonly requests: ReadonlyMap<string, number>
  [Symbol.asyncDispose](): Promise<void>
}

export async function serveFolder(folder: string, headers: Readonly<Record<string, string>>): Promise<FolderServer> {
  const requests = new Map<string, number>()
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const file = join(folder, normalize(pathname.endsWith('/') ? `${pathname}index.html` : pathname))
    const found = statSync(file, { throwIfNoEntry: false })?.isFile() === true
    requests.set(pathname, found ? 200 : 404)
    response.writeHead(found ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'text/plain', ...headers })
    response.end(found ? readFileSync(file) : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
