/**
 * Chooses a simulator: the only place where one is chosen.
 *
 * Whoever wants a particular one opens it from its own package (`openCpuBackend` of `@ketwork/sim-cpu`) and passes it on: a backend is a value.
 */
import type { Backend } from '@ketwork/backend'
import { openCpuBackend } from '@ketwork/sim-cpu'

export interface OpenBackendOptions {
  /** Where to compute. `cpu` is the one there is. Default `cpu`. */
  readonly device?: 'cpu'
  /** Most bytes that states may take. Default: a share of the machine's free memory. */
  readonly memoryBytes?: number
}

/**
 * Opens the best simulator that this machine has.
 *
 * @throws RangeError for a device that there is no simulator for
 *
 * @example
 * const backend = await openBackend()
 * await backend.dispose() // when all work is done
 */
export function openBackend(options: OpenBackendOptions = {}): Promise<Backend> {
  const { device = 'cpu', memoryBytes } = options
  if (device !== 'cpu') throw new RangeError(`there is no simulator for the device "${String(device)}": "cpu" is available`)
  return Promise.resolve(openCpuBackend(memoryBytes === undefined ? {} : { memoryBytes }))
}
