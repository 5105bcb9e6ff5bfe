/** Jacobians: a way back for each observable. */
import type { BoundProgram } from './BoundProgram.ts'
import type { Call } from './Call.ts'
import { computeGradient, type GradientArrays } from './gradient.ts'

export interface JacobianArrays {
  values: Float64Array
  /** B x K x P; empty where not wanted. */
  readonly parameters: Float64Array
  /** B x K x F. */
  readonly features: Float64Array
}

export async function computeJacobian(call: Call, bound: BoundProgram, out: JacobianArrays): Promise<void> {
  const { structure } = bound.compiled
  const columns = structure.observables.length
  const { rows, wrt } = call.inputs
  for (let k = 0; k < columns; k++) {
    const weights = new Float64Array(rows * columns)
    for (let row = 0; row < rows; row++) weights[row * columns + k] = 1
    const one: GradientArrays = {
      values: out.values,
      parameters: new Float64Array(wrt.includes('parameters') ? rows * structure.parameters.length : 0),
      features: new Float64Array(wrt.includes('features') ? rows * structure.features.length : 0),
      initial: new Float64Array(0),
      rowByRow: true,
    }
    await computeGradient(call, bound, weights, one)
    out.values = one.values
    place(out.parameters, one.parameters, { columns, k, width: structure.parameters.length })
    place(out.features, one.features, { columns, k, width: structure.features.length })
  }
}

/** Column k of every row. */
function place(
  out: Float64Array,
  from: Float64Array,
  { columns, k, width }: { readonly columns: number; readonly k: number; readonly width: number },
): void {
  for (let row = 0; row * width < from.length; row++) out.set(from.subarray(row * width, (row + 1) * width), (row * columns + k) * width)
}
