/**
 * Synchronous work on a thread of its own: the main thread stays free to receive signals, and ends the thread in the
 * middle of its work.
 */
import { Worker } from 'node:worker_threads'
import { ThreadError } from '../failure.ts'
import type { FromThread, Tasks } from './tasks.ts'

/**
 * Runs a task of `tasks.ts`; task and result are plain data.
 *
 * @throws ThreadError with the failure of the task; the signal's reason once it is aborted
 */
export async function onThread<Name extends keyof Tasks>(
  name: Name,
  task: Parameters<Tasks[Name]>[0],
  signal: AbortSignal,
): Promise<ReturnType<Tasks[Name]>> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { name, task } })
  try {
    const message = await new Promise<FromThread>((resolve, reject) => {
      worker.on('message', resolve)
      worker.on('error', reject) // its memory ran out
      worker.on('exit', (code) => reject(new Error(`the thread of the command exited with code ${code}`)))
      signal.addEventListener('abort', () => reject(signal.reason as Error))
    })
    if ('failure' in message) throw new ThreadError(message.failure)
    return message.result as ReturnType<Tasks[Name]>
  } finally {
    await worker.terminate()
  }
}
