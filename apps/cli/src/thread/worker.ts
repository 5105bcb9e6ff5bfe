/** The thread that `onThread` starts: it does one task and posts its result or its failure. Imported elsewhere, it does nothing. */
import { parentPort, workerData } from 'node:worker_threads'
import { failureOf } from '../failure.ts'
import { tasks, type FromThread, type Tasks } from './tasks.ts'

interface Asked {
  readonly name: keyof Tasks
  readonly task: never
}

function answer({ name, task }: Asked): FromThread {
  try {
    return { result: tasks[name](task) }
  } catch (error) {
    return { failure: failureOf(error) }
  }
}

parentPort?.postMessage(answer(workerData as Asked))
