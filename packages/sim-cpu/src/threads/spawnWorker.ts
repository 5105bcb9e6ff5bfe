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

/** Makes a worker that runs this package's `worker.mjs`, for a bundler or a place where its own way does not work. */
export type WorkerFactory = () => PoolWorker

interface NodeThreads {
  readonly Worker: new (file: URL, options: { readonly name: string; readonly execArgv: readonly string[] }) => PoolWorker
}
interface Globals {
  readonly process?: { readonly getBuiltinModule?: (name: string) => NodeThreads | undefined }
}

/** In a variable, so that bundlers for browsers, which never come here, do not make a file of it. */
const nodeEntry: string = './worker.ts'

/** Runs the script that stands beside this module. @throws an error when this runtime has no workers */
export function spawnWorker(): PoolWorker {
  const threads = nodeThreads()
  if (threads !== undefined) return new threads.Worker(new URL(nodeEntry, import.meta.url), OPTIONS)
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
}

/** Runs the same script from its text, where a bundler has left it behind. */
export function spawnFromText(text: string): PoolWorker {
  const threads = nodeThreads()
  if (threads !== undefined) return new threads.Worker(new URL(`data:text/javascript,${encodeURIComponent(text)}`), OPTIONS)
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
  return new Worker(url, { type: 'module' })
}

const OPTIONS = { name: 'ketwork', execArgv: [] }

function nodeThreads(): NodeThreads | undefined {
  return (globalThis as Globals).process?.getBuiltinModule?.('node:worker_threads')
}

export interface WorkerListener {
  readonly message: (message: unknown) => void
  /** The worker is gone or threw: `how` completes "the worker ...". */
  readonly failed: (how: string) => void
}

/** Browsers do not tell which it is. */
const NOT_LOADED =
  "could not be loaded: its script is not there (404), or a policy forbids it (worker-src of the page's Content-Security-Policy, or its embedder policy where the script comes without one)"

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
      failed(text === '' ? NOT_LOADED : `threw ${text}`)
    })
  }
}
