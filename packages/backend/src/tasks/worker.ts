/** Entry of a worker thread, of Node or of a browser: imports the user's module once and runs its function on each task. It imports nothing of other packages. */
import type { FromTaskWorker, ToTaskWorker } from './messages.ts'

/** What a parent port of Node and the global scope of a web worker have in common. */
interface Port {
  readonly postMessage: (message: FromTaskWorker) => void
  readonly on?: (event: 'message', listener: (message: ToTaskWorker) => void) => void
  onmessage?: (event: { readonly data: ToTaskWorker }) => void
}

interface Globals {
  readonly process?: { readonly getBuiltinModule?: (name: string) => { readonly parentPort: Port | null } | undefined }
}

serve((globalThis as Globals).process?.getBuiltinModule?.('node:worker_threads')?.parentPort ?? (globalThis as unknown as Port))

function serve(port: Port): void {
  const receive = async (message: ToTaskWorker): Promise<void> => {
    try {
      port.postMessage({ kind: 'result', result: await run(message) }) // throws for a result that cannot be posted
    } catch (thrown) {
      const { name, message: text, stack } = thrown instanceof Error ? thrown : new Error(String(thrown))
      port.postMessage({ kind: 'error', name, message: text, ...(stack === undefined ? {} : { stack }) })
    }
  }
  if (port.on !== undefined) port.on('message', (message) => void receive(message))
  else port.onmessage = ({ data }) => void receive(data)
}

async function run({ module, name, task }: ToTaskWorker): Promise<unknown> {
  const exports = (await import(/* @vite-ignore */ /* webpackIgnore: true */ module)) as Readonly<Record<string, unknown>>
  const found = exports[name]
  if (typeof found !== 'function') {
    const names = Object.keys(exports).filter((each) => typeof exports[each] === 'function')
    throw new TypeError(`${module} exports no function '${name}': it has ${names.join(', ') || 'none'}`)
  }
  return (found as (task: unknown) => unknown)(task)
}
