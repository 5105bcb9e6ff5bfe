/** Starts a worker thread: of Node where there is one, otherwise of the browser. */
import { type PoolWorker, startNodeThread } from '@ketwork/backend/simulator'

/** In a variable, so that bundlers for browsers, which never come here, do not make a file of it. */
const nodeEntry: string = './worker.ts'

/** Runs the script that stands beside this module. @throws an error when this runtime has no workers */
export function spawnWorker(): PoolWorker {
  return (
    startNodeThread(() => new URL(nodeEntry, import.meta.url)) ?? new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  )
}

/** Runs the same script from its text, where a bundler has left it behind. */
export function spawnFromText(text: string): PoolWorker {
  const thread = startNodeThread(() => new URL(`data:text/javascript,${encodeURIComponent(text)}`))
  if (thread !== undefined) return thread
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
  return new Worker(url, { type: 'module' })
}
