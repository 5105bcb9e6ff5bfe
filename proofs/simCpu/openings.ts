/**
 * The ways in which sim-cpu can be opened, each of which must pass all tests; those of one variant must give the same
 * bits. Programs run often, on kernels of their own.
 */
import type { Worker } from 'node:worker_threads'
import type { Backend } from '@ketwork/backend'
import { expectingOften } from '@ketwork/backend/conformance'
import { type CpuVariant, openCpuBackend } from '@ketwork/sim-cpu'

export interface Opening {
  readonly name: string
  readonly variant: CpuVariant
  readonly threads: number
  open(workerFactory?: () => Worker): Backend
}

/** Kinds of kernels, with the numbers of worker threads that each is opened with; the plain ones have no threads. */
const VARIANTS: Readonly<Record<CpuVariant, readonly number[]>> = { relaxed: [0, 1, 2, 8], simd: [0, 1, 2, 8], plain: [0] }

export const OPENINGS: readonly Opening[] = (Object.keys(VARIANTS) as CpuVariant[]).flatMap((variant) =>
  VARIANTS[variant].map((threads) => ({
    name: `${variant}, ${threads} threads`,
    variant,
    threads,
    open: (workerFactory) => expectingOften(openCpuBackend({ variant, threads, ...(workerFactory !== undefined && { workerFactory }) })),
  })),
)

/** The others of an opening's variant, in the form that the conformance suite compares bits with. */
export function sameBitsAs({ variant, name }: Opening): readonly Opening[] {
  return OPENINGS.filter((other) => other.variant === variant && other.name !== name)
}
