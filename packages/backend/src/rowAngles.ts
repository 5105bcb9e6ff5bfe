/** The angles of a row as every engine takes them: within a turn of 4 pi where they are large, so that sums with them keep their last digits. */
import { evaluateAngles } from '@ketwork/circuit'
import { reduceAngles } from '@ketwork/math'
import type { Program } from './program.ts'

/** Writes the angle of every slot to `out`. O(factors). */
export function writeRowAngles(
  { structure, constants }: Program,
  parameters: ArrayLike<number>,
  features: ArrayLike<number>,
  out: Float64Array,
): Float64Array {
  evaluateAngles(structure.angles, constants, parameters, features, out)
  reduceAngles(out)
  return out
}
