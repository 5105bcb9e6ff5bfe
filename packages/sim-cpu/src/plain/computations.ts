/** What an executable on plain kernels computes beside amplitudes and expectations: each part is loaded by the first call that asks for it. */
import { later } from '../later.ts'

export const computations = {
  probabilities: later(() => import('./sampling/probabilities.ts')),
  adjoint: later(() => import('./gradient/adjoint.ts')),
  overlaps: later(() => import('./overlaps/overlapTiles.ts')),
  /** From one state for all shots. */
  samples: later(() => import('./sampling/sampleState.ts')),
  estimates: later(() => import('./sampling/estimateState.ts')),
  /** A state for each shot. */
  trajectories: later(() => import('./trajectories/averages.ts')),
}
