import type { ResolvedInputs } from '../inputs.ts'
import type { Program } from '../program.ts'
import { writeRowAngles } from '../rowAngles.ts'

/** The angle slots of a program, evaluated for one row: slot s is the `angle` s of its instructions, in radians. */
export function rowAngles(program: Program, inputs: ResolvedInputs, row: number): Float64Array {
  const angles = new Float64Array(program.structure.angles.termStarts.length - 1)
  return writeRowAngles(program, inputs.parameterRow(row), inputs.featureRow(row), angles)
}
