/** Starts the script that stands beside this module (`worker.ts`). */
import { type PoolWorker, resolutionFlags, startNodeThread } from './threadWorker.ts'

/** In a variable, so that bundlers for browsers, which never come here, do not make a file of it. */
const nodeEntry: string = './worker.ts'

/** @throws an error when this runtime has no workers */
export function spawnTaskWorker(): PoolWorker {
  const thread = startNodeThread(() => new URL(nodeEntry, import.meta.url), resolutionFlags())
  return thread ?? new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
}
