/** Starts a worker thread: of Node where there is one, otherwise of the browser. */

/** What the pool needs of a worker; those of Node and of browsers have it. */
export interface PoolWorker {
  postMessage(message: unknown): void
  terminate(): unknown
  /** Node: `message`, `error`, `exit`. */
  on?(event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): unknown
  /** Browsers: `message`, `error`. */
  addEventListener?(event: string, listener: (event: Event) => void): unknown
  ref?(): void
  unref?(): void
}

/** Makes a worker that runs this package's `worker.js`, for a bundler or a place where its own way does not work. */
export type WorkerFactory = () => PoolWorker

interface NodeThreads {
  readonly Worker: new (file: URL, options: { readonly name: string; readonly execArgv: readonly string[] }) => PoolWorker
}
interface Globals {
  readonly process?: { readonly getBuiltinModule?: (name: string) => NodeThreads | undefined }
}

/** In a variable, so that bundlers for browsers, which never come here, do not make a file of it. */
const nodeEntry: string = './worker.ts'

/** @throws an error when this runtime has no workers */
export function spawnWorker(): PoolWorker {
  const threads = (globalThis as Globals).process?.getBuiltinModule?.('node:worker_threads')
  if (threads !== undefined) return new threads.Worker(new URL(nodeEntry, import.meta.url), { name: 'ketwork', execArgv: [] })
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
}

export interface WorkerListener {
  readonly message: (message: unknown) => void
  /** The worker is gone or threw: `how` completes "the worker ...". */
  readonly failed: (how: string) => void
}

/** Listens to a worker of either kind. */
export function listenTo(worker: PoolWorker, { message, failed }: WorkerListener): void {
  if (worker.on !== undefined) {
    worker.on('message', message)
    worker.on('error', (error) => failed(`threw ${String(error)}`))
    worker.on('exit', (code) => failed(`exited with code ${String(code)}`))
    return
  }
  worker.addEventListener?.('message', (event) => message((event as MessageEvent<unknown>).data))
  for (const name of ['error', 'messageerror']) {
    worker.addEventListener?.(name, (event) => {
      event.preventDefault()
      const text = (event as Partial<ErrorEvent>).message ?? '' // a script that could not be fetched has none
      failed(text === '' ? 'could not be loaded' : `threw ${text}`)
    })
  }
}
