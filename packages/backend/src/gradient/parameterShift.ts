/** Jacobians by parameter shift. The work stands in `shiftJacobian.ts`, which is loaded when a Jacobian is first asked for. */
import type { Jacobian } from '../backend.ts'
import type { shiftJacobian } from './shiftJacobian.ts'

/**
 * The Jacobian of a program's expectations with respect to its parameters, its features or both (`inputs.wrt`).
 *
 * @param job program, its `SplitProgram`, an executable of `split.program` from any backend, and the checked inputs of the program
 */
export async function parameterShiftJacobian(...job: Parameters<typeof shiftJacobian>): Promise<Jacobian> {
  const work = await import('./shiftJacobian.ts')
  return work.shiftJacobian(...job)
}
