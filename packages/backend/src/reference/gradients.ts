/**
 * Exact gradients and Jacobians, row by row through the adjoint gradient.
 *
 * The values of all rows come first, then the cotangents, then each row sweeps forward and back again: no state is kept between the sweeps.
 */
import type { Cotangents } from '../backend.ts'
import { adjointGradient } from '../gradient/adjoint.ts'
import { resolveCotangents } from '../gradient/cotangents.ts'
import type { ResolvedInputs } from '../inputs.ts'
import { exactExpectations } from './expectations.ts'
import { referenceKernels } from './referenceKernels.ts'
import { pass, type Run } from './run.ts'

export interface Derivatives {
  readonly values: Float64Array
  readonly parameters?: Float64Array
  readonly features?: Float64Array
  readonly initial?: Float64Array
}

/** Values and the vector-Jacobian product, shaped as in `Gradient`. */
export async function exactGradient(run: Run, cotangents: Cotangents | undefined): Promise<Derivatives> {
  const { rows, parametersShared } = run.inputs
  const columns = run.program.structure.observables.length
  const values = await exactExpectations(run, 'stateVector')
  const weights = resolveCotangents(cotangents, values, rows, columns)
  const parts: Derivatives[] = []
  for (let row = 0; row < rows; row++) parts.push(await rowGradient(run, row, weights.subarray(row * columns, (row + 1) * columns)))
  return {
    values,
    ...named('parameters', parametersShared ? sum(parts, 'parameters') : concatenate(parts, 'parameters')),
    ...named('features', concatenate(parts, 'features')),
    ...named('initial', concatenate(parts, 'initial')),
  }
}

/** Values, B x K x P and B x K x F: one adjoint gradient for each observable of each row. */
export async function exactJacobian(run: Run): Promise<Derivatives> {
  const { rows } = run.inputs
  const columns = run.program.structure.observables.length
  const values = await exactExpectations(run, 'stateVector')
  const parts: Derivatives[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const unit = new Float64Array(columns)
      unit[column] = 1
      parts.push(await rowGradient(run, row, unit))
    }
  }
  const wanted = (input: 'parameters' | 'features') =>
    run.inputs.wrt.includes(input) ? named(input, concatenate(parts, input) ?? new Float64Array(0)) : {}
  return { values, ...wanted('parameters'), ...wanted('features') }
}

/** The derivative of one row's weighted sum of expectations. */
async function rowGradient(run: Run, row: number, weights: Float64Array): Promise<Derivatives> {
  const { structure } = run.program
  const sweeps = 4 * structure.instructions.length * 2 ** structure.qubits // forward, back on two states, and the matrix elements
  let derivatives: Derivatives | undefined
  await pass(run, 'adjoint', sweeps, () => {
    derivatives = adjointGradient(run.program, referenceKernels(run.precision), oneRow(run.inputs, row), weights)
  })
  return derivatives ?? { values: new Float64Array(0) }
}

/** One row of the inputs as a batch of its own. */
function oneRow(inputs: ResolvedInputs, row: number): ResolvedInputs {
  return {
    ...inputs,
    rows: 1,
    parameterRow: () => inputs.parameterRow(row),
    featureRow: () => inputs.featureRow(row),
    initialRow: () => inputs.initialRow(row),
  }
}

type Part = 'parameters' | 'features' | 'initial'

function named(part: Part, values: Float64Array | undefined): Partial<Record<Part, Float64Array>> {
  return values === undefined ? {} : { [part]: values }
}

function sum(parts: readonly Derivatives[], part: Part): Float64Array | undefined {
  const [first, ...others] = arraysOf(parts, part)
  return first === undefined ? undefined : first.map((value, i) => others.reduce((total, other) => total + other[i], value))
}

function concatenate(parts: readonly Derivatives[], part: Part): Float64Array | undefined {
  const arrays = arraysOf(parts, part)
  return arrays.length === 0 ? undefined : Float64Array.from(arrays.flatMap((array) => [...array]))
}

function arraysOf(parts: readonly Derivatives[], part: Part): Float64Array[] {
  return parts.flatMap((derivatives) => derivatives[part] ?? [])
}
