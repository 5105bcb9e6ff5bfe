/** A `TaskMap` on threads of this process, which run a function that a module exports. */
import { functionValue, inWords, optional, requireOptions, textValue, wholeNumber } from '@ketwork/math'
import { spawnTaskWorker } from './spawnTaskWorker.ts'
import type { TaskMap } from './TaskMap.ts'
import { ThreadTaskMap } from './ThreadTaskMap.ts'
import type { WorkerFactory } from './threadWorker.ts'

export interface ThreadTaskMapOptions {
  /** Of the module: `new URL('./fold.js', import.meta.url)`. */
  readonly module: string | { readonly href: string }
  /** Name of the function that it exports: it takes a task and returns a result or a promise of one. */
  readonly export: string
  /** Default: as many as the machine has. */
  readonly threads?: number
  /** Makes a worker that runs `@ketwork/backend/worker`, where a bundler has left it behind. */
  readonly workerFactory?: WorkerFactory
}

/**
 * Opens threads for tasks; each is started when a task first needs it, and keeps its module between tasks. Idle ones do not keep the process alive.
 *
 * A thread that dies (its memory ran out, it exited) is replaced, and its task run once more; then the task fails. A call that is aborted ends the threads
 * that run its tasks.
 *
 * @throws TypeError or RangeError for options that make no sense
 *
 * @example
 * const folds = openThreadTaskMap({ module: new URL('./fold.js', import.meta.url), export: 'trainFold' })
 * const scores = await folds.map([{ fold: 0, seed: 1 }, { fold: 1, seed: 2 }])
 */
export function openThreadTaskMap(options: ThreadTaskMapOptions): TaskMap {
  requireOptions('openThreadTaskMap', options, {
    module: requireModule,
    export: textValue,
    threads: optional(wholeNumber(1)),
    workerFactory: optional(functionValue),
  })
  const { module, export: name, threads = machineThreads(), workerFactory = spawnTaskWorker } = options
  return new ThreadTaskMap({ module: hrefOf(module), name, threads, spawn: workerFactory })
}

function hrefOf(module: ThreadTaskMapOptions['module']): string {
  return typeof module === 'string' ? module : module.href
}

function requireModule(name: string, value: unknown): void {
  if (URL.canParse(hrefOf((value ?? '') as ThreadTaskMapOptions['module']))) return
  throw new TypeError(`${name} is ${inWords(value)}: it must be an absolute URL, such as new URL('./fold.js', import.meta.url)`)
}

interface Globals {
  readonly navigator?: { readonly hardwareConcurrency?: number }
}

function machineThreads(): number {
  return (globalThis as Globals).navigator?.hardwareConcurrency ?? 1
}
