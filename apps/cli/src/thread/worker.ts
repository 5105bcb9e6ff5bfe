/** The thread that `onThread` starts: it does one task and posts its result or its failure. */
import { parentPort, workerData } from 'node:worker_threads'
import { failureOf } from '../failure.ts'
import { tasks, type FromThread, type Tasks } from './tasks.ts'

const { name, task } = workerData as { readonly name: keyof Tasks; readonly task: never }
let message: FromThread
try {
  message = { result: tasks[name](task) }
} catch (error) {
  message = { failure: failureOf(error) }
}
parentPort?.postMessage(message)
