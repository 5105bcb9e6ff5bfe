/** Entry of a worker thread, of Node or of a browser. It imports nothing of other packages, so it runs from sources and built alike. */
import type { FromWorker, ToWorker } from './messages.ts'
import { WorkerLoop } from './WorkerLoop.ts'

/** What a parent port of Node and the global scope of a web worker have in common. */
interface Port {
  readonly postMessage: (message: FromWorker) => void
  readonly on?: (event: 'message', listener: (message: ToWorker) => void) => void
  onmessage?: (event: { readonly data: ToWorker }) => void
}

interface Globals {
  readonly process?: { readonly getBuiltinModule?: (name: string) => { readonly parentPort: Port | null } | undefined }
}

serve((globalThis as Globals).process?.getBuiltinModule?.('node:worker_threads')?.parentPort ?? (globalThis as unknown as Port))

function serve(port: Port): void {
  let loop: WorkerLoop | undefined
  const post = (message: FromWorker): void => port.postMessage(message)
  const receive = (message: ToWorker): void => {
    if (message.kind !== 'start') return loop!.receive(message)
    loop = new WorkerLoop(message, post)
    post({ kind: 'ready' })
    loop.work()
  }
  if (port.on !== undefined) port.on('message', receive)
  else port.onmessage = ({ data }) => receive(data)
}
