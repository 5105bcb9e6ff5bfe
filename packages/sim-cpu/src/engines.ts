/**
 * The engines that compute programs. Each stands in modules of its own, loaded when the first program needs it, so that a page does not fetch what it does not use:
 * bundlers make a chunk of each import. What a program needs is decided by the backend alone (`openCpuBackend.ts`); what a call needs of an engine stands in
 * `computations.ts` of that engine.
 */
import { later } from './later.ts'

export const engines = {
  /** State vectors and trajectories on plain kernels. */
  plainStates: later(() => import('./plainStates.ts')),
  plainDensities: later(() => import('./plainDensities.ts')),
  /** Memory, threads and general kernels that generated ones share. */
  generated: later(() => import('./engine/Engine.ts')),
  /** State vectors and trajectories on generated kernels. */
  generatedStates: later(() => import('./generatedStates.ts')),
  generatedDensities: later(() => import('./generatedDensities.ts')),
}
