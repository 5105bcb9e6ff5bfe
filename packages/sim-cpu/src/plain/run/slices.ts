/** Cuts a long pass over a state into slices, between which the run may breathe. */
import { popcount } from '@ketwork/math'
import type { Cube } from '../kernels/cube.ts'
import type { Run } from './Run.ts'

/** Free bits of a slice: some milliseconds of work. */
const SLICE_BITS = 18

/**
 * Calls `work` for sub-cubes that together make the cube with these bits fixed to 0; a small state is one slice.
 *
 * The high bits that the kernel leaves free are those that a slice fixes.
 */
export async function inSlices(run: Run, fixed: number, work: (cube: Cube) => void): Promise<void> {
  const { cube, pace, plan } = run
  let outside = 0
  for (let qubit = plan.qubits - 1; plan.qubits - popcount(fixed | outside) > SLICE_BITS; qubit--) outside |= (1 << qubit) & ~fixed
  const count = 1 << (plan.qubits - popcount(fixed | outside))
  const slices = 1 << popcount(outside)
  for (let slice = 0, values = 0; slice < slices; slice++, values = ((values | ~outside) + 1) & outside) {
    cube.fixed = fixed | outside
    cube.ones = values
    cube.count = count
    work(cube)
    if (pace.add(count)) await pace.breathe()
  }
}
