/** The ways in which sim-cpu can be opened, each of which must hold everything; those of one group must give the same bits. */
import type { Worker } from 'node:worker_threads'
import type { Backend } from '@ketwork/backend'
import { type CpuBackendOptions, openCpuBackend } from '@ketwork/sim-cpu'

export interface Opening {
  readonly name: string
  /** Kernels of one kind: their results do not depend on the number of threads. */
  readonly group: string
  open(workerFactory?: () => Worker): Backend
}

interface Part {
  readonly name: string
  readonly options: CpuBackendOptions
}

/** Kinds of kernels. */
const VARIANTS: readonly Part[] = [{ name: 'typed arrays', options: {} }]

/** Numbers of threads, ascending. */
const THREADS: readonly Part[] = [{ name: "the caller's thread", options: {} }]

export const OPENINGS: readonly Opening[] = VARIANTS.flatMap((variant) =>
  THREADS.map((threads) => ({
    name: `${variant.name}, ${threads.name}`,
    group: variant.name,
    open: (workerFactory) => {
      const options: CpuBackendOptions & { workerFactory?: () => Worker } = { ...variant.options, ...threads.options }
      return openCpuBackend(workerFactory === undefined ? options : { ...options, workerFactory })
    },
  })),
)

/** One of each group, with the fewest threads and with the most. */
export const FIRST_OPENINGS: readonly Opening[] = OPENINGS.filter(
  ({ group }, i) => !OPENINGS.slice(0, i).some((other) => other.group === group),
)
export const LAST_OPENINGS: readonly Opening[] = OPENINGS.filter(
  ({ group }, i) => !OPENINGS.slice(i + 1).some((other) => other.group === group),
)

/** The others of an opening's group, in the form that the conformance suite compares bits with. */
export function sameBitsAs({ group, name }: Opening): readonly Opening[] {
  return OPENINGS.filter((other) => other.group === group && other.name !== name)
}
