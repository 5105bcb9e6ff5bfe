/** The CPU simulator: a compiler from programs to WebAssembly modules, with the memory and threads that they run on. */
import type { Backend } from '@ketwork/backend'
import { openSimulator } from '@ketwork/backend/simulator'
import { functionValue, oneOf, type OptionChecks, optional, positiveNumber, requireOptions, wholeNumber } from '@ketwork/math'
import { type CpuBackendOptions, CpuSimulator } from './CpuSimulator.ts'
import { type CostTable, requireCosts } from './program/costTable.ts'

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
  requireOptions('openCpuBackend', options, OPTIONS)
  return openSimulator(new CpuSimulator(options))
}

const MOST_THREADS = 64

const OPTIONS: OptionChecks<CpuBackendOptions> = {
  memoryBytes: optional(positiveNumber),
  threads: optional(wholeNumber(0, MOST_THREADS)),
  workerFactory: optional(functionValue),
  variant: optional(oneOf('relaxed', 'simd', 'plain')),
  costs: optional((_, costs) => requireCosts(costs as CostTable)),
}
