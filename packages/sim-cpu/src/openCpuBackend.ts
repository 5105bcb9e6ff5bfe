/** The CPU simulator: a compiler from programs to WebAssembly modules, with the memory and threads that they run on. */
import type { Backend } from '@ketwork/backend'
import { openSimulator } from '@ketwork/backend/simulator'
import { type CpuBackendOptions, CpuSimulator, type CpuVariant } from './CpuSimulator.ts'
import { requireCosts } from './program/costTable.ts'

/**
 * Opens a simulator on the CPU.
 *
 * Unitary circuits run on state vectors of 16 bytes (f32: 8) an amplitude, others as trajectories, which need shots and a seed, or on request exactly as
 * density matrices of 4^n amplitudes (`method: 'densityMatrix'`, up to 13 qubits). A gate costs O(2^n); gradients are adjoint: a few times the cost of a value,
 * whatever the number of parameters. Workers are started by the first call that is worth them and do not keep a process alive.
 *
 * @throws RangeError when `memoryBytes` is not a positive number, `threads` not a whole number from 0 to 64, `variant` unknown, or an entry of `costs` out of its range
 *
 * @example
 * const backend = openCpuBackend()
 * const bell = await backend.compile(new Circuit(2).h(0).cx(0, 1), { observables: [parsePauliSum('Z0*Z1')] })
 * const { values } = await bell.expectations() // [1] up to rounding
 * await backend.dispose()
 */
export function openCpuBackend(options: CpuBackendOptions = {}): Backend {
  const { memoryBytes, threads, variant } = options
  if (memoryBytes !== undefined && !(memoryBytes > 0 && memoryBytes < Infinity))
    throw new RangeError(`memoryBytes is ${memoryBytes}: it must be a positive number of bytes`)
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 0 && threads <= MOST_THREADS))
    throw new RangeError(`threads is ${threads}: it must be a whole number from 0 to ${MOST_THREADS}`)
  if (variant !== undefined && !VARIANTS.includes(variant))
    throw new RangeError(`variant is '${variant}': it must be ${VARIANTS.map((name) => `'${name}'`).join(', ')}`)
  if (options.costs !== undefined) requireCosts(options.costs)
  return openSimulator(new CpuSimulator(options))
}

const MOST_THREADS = 64
const VARIANTS: readonly CpuVariant[] = ['relaxed', 'simd', 'plain']
