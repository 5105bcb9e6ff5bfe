/** Jacobians from an engine's gradients: a backward sweep for each observable, its cotangent one and all others zero. */
import type { ProgramStructure } from '../program.ts'
import type { EngineCall, EngineGradient, GradientRequest } from './ProgramEngine.ts'

/** As in `Jacobian`: values B x K, derivatives B x K x P and B x K x F; empty where `inputs.wrt` does not name them. */
export interface JacobianArrays {
  readonly values: Float64Array
  readonly parameters: Float64Array
  readonly features: Float64Array
  readonly plan: string
}

export async function jacobianByGradients(
  call: EngineCall,
  { parameters, features, observables }: ProgramStructure,
  gradient: (call: EngineCall, request: GradientRequest) => Promise<EngineGradient>,
): Promise<JacobianArrays> {
  const { rows, wrt } = call.inputs
  const columns = observables.length
  const width = { parameters: parameters.length, features: features.length }
  const make = (input: 'parameters' | 'features') => new Float64Array(wrt.includes(input) ? rows * columns * width[input] : 0)
  const out = { parameters: make('parameters'), features: make('features') }
  let plan = ''
  let values: Float64Array = new Float64Array(rows * columns)
  for (let k = 0; k < columns; k++) {
    const cotangents = new Float64Array(rows * columns)
    for (let row = 0; row < rows; row++) cotangents[row * columns + k] = 1
    const found = await gradient(call, { cotangents, rowByRow: true })
    values = found.values
    plan = `${found.plan}, a backward sweep for each observable`
    for (const input of ['parameters', 'features'] as const) place(out[input], found[input], { columns, k, width: width[input] })
  }
  return { values, ...out, plan }
}

/** Column k of every row. */
function place(
  out: Float64Array,
  from: Float64Array,
  { columns, k, width }: { readonly columns: number; readonly k: number; readonly width: number },
): void {
  for (let row = 0; row * width < from.length; row++) out.set(from.subarray(row * width, (row + 1) * width), (row * columns + k) * width)
}
