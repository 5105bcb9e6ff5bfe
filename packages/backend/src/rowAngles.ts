/** The angles of a row as every engine takes them: within a turn of 4 pi where they are large, so that sums with them keep their last digits. */
import { evaluateAngles } from '@ketwork/circuit'
import { reduceAngles } from '@ketwork/math'
import { rowOf, type ResolvedInputs } from './resolvedInputs.ts'
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

/** The angle slots of a program, evaluated for one row: slot s is the `angle` s of its instructions, in radians. */
export function rowAngles(program: Program, inputs: ResolvedInputs, row: number): Float64Array {
  const angles = new Float64Array(program.structure.angles.termStarts.length - 1)
  return writeRowAngles(program, rowOf(inputs.parameters, row), rowOf(inputs.features, row), angles)
}
