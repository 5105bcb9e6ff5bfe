/** A worker thread, of Node or of a browser: what both have, and how it is listened to. Each package starts a script of its own. */

/** What a pool needs of a worker; those of Node and of browsers have it. */
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

/** Makes a worker that runs a package's `worker.mjs`, for a bundler or a place where its own way does not work. */
export type WorkerFactory = () => PoolWorker

interface NodeThreads {
  readonly Worker: new (file: URL, options: { readonly name: string; readonly execArgv: readonly string[] }) => PoolWorker
}
interface Globals {
  readonly process?: {
    readonly getBuiltinModule?: (name: string) => NodeThreads | undefined
    readonly execArgv?: readonly string[]
  }
}

/**
 * Starts a script on a thread of Node; undefined where this is not Node.
 *
 * @param scriptUrl is asked in Node alone: what bundlers for browsers make of a URL that they cannot follow throws there
 */
export function startNodeThread(scriptUrl: () => { readonly href: string }, execArgv: readonly string[] = []): PoolWorker | undefined {
  const threads = (globalThis as Globals).process?.getBuiltinModule?.('node:worker_threads')
  return threads && new threads.Worker(new URL(scriptUrl().href), { name: 'ketwork', execArgv })
}

/** Of this process's flags those that say how modules are found: others may forbid a thread to start (`--input-type`). */
export function resolutionFlags(): readonly string[] {
  const { execArgv = [] } = (globalThis as Globals).process ?? {}
  return execArgv.filter((flag) => /^--(conditions|import)=/.test(flag))
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
