/**
 * What an executable on generated kernels computes beside expectations. Each part is loaded by the first call that asks for it: a page that takes
 * expectations fetches neither adjoint gradients nor trajectories.
 */
import { later } from '@ketwork/backend/simulator'

export const computations = {
  amplitudes: later(() => import('./fillRows.ts')),
  probabilities: later(() => import('./probabilities.ts')),
  gradient: later(() => import('./gradient.ts')),
  overlaps: later(() => import('./overlaps.ts')),
  /** From one state for all shots. */
  samples: later(() => import('./sampling.ts')),
  estimates: later(() => import('./shots.ts')),
  /** A state for each shot. */
  trajectories: later(() => import('./trajectories/trajectories.ts')),
}
