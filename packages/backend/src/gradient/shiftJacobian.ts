/**
 * Jacobians by parameter shift, from expectations alone: exact where these are exact, unbiased with shots, and valid for dynamic programs.
 *
 * Each row of the caller becomes 1 + (shifts) rows of the split program (see `splitProgramOccurrences`): the unshifted angles first, then every
 * shift of every occurrence. They run in tiles; the chain rule from angles to symbols is the angle table's own. With shots all estimates are
 * independent, so variances add: var dE/dt = sum of coefficient^2 var E(t + shift), and likewise through the chain rule.
 */
import { pullBackAngles } from '@ketwork/circuit'
import { RandomStream, matrix } from '@ketwork/math'
import type { AmplitudeBatch, Executable, Jacobian, Provenance } from '../backend.ts'
import type { ResolvedInputs } from '../inputs.ts'
import type { Program } from '../program.ts'
import { rowAngles } from '../rowAngles.ts'
import type { Occurrence, SplitProgram } from './splitProgramOccurrences.ts'

/** At most so many numbers (angles, and amplitudes where rows bring their own) are handed to one call of `expectations`. */
const TILE_NUMBERS = 2 ** 20

/**
 * The Jacobian of a program's expectations with respect to its parameters, its features or both (`inputs.wrt`).
 *
 * @param split of `program`
 * @param executable of `split.program`, from any backend
 * @param inputs of `program`, checked
 */
export async function shiftJacobian(
  program: Program,
  split: SplitProgram,
  executable: Pick<Executable, 'expectations'>,
  inputs: ResolvedInputs,
): Promise<Jacobian> {
  const angles = Array.from({ length: inputs.rows }, (_, row) => rowAngles(program, inputs, row))
  const columns = program.structure.observables.length
  const evaluations = evaluationsOfRow(split.occurrences)
  const estimates = await runTiles(executable, { split, inputs, angles, columns, evaluations })
  const jacobian = allocateJacobian(program, inputs, columns, estimates.errors !== undefined)
  for (let row = 0; row < inputs.rows; row++)
    addRow(jacobian, {
      program,
      inputs,
      row,
      columns,
      derivatives: derivativesOfRow(row, split.occurrences, evaluations, columns, estimates),
    })
  return {
    rows: inputs.rows,
    columns,
    ranOn: estimates.provenance.ranOn,
    values: jacobian.values,
    ...gradientParts(jacobian.parameters, jacobian.features),
    ...(jacobian.errors === undefined ? {} : { standardErrors: jacobian.errors }),
  }
}

/** One run of the split program: the plain angles, or one of them shifted. */
type Evaluation = { readonly occurrence: number; readonly shift: number; readonly coefficient: number } | undefined

function evaluationsOfRow(occurrences: readonly Occurrence[]): Evaluation[] {
  return [undefined, ...occurrences.flatMap(({ rule }, occurrence) => rule.map((term) => ({ occurrence, ...term })))]
}

interface ShiftJob {
  readonly split: SplitProgram
  readonly inputs: ResolvedInputs
  readonly angles: readonly Float64Array[]
  readonly columns: number
  readonly evaluations: readonly Evaluation[]
}

/** Expectations of all evaluations of all rows, row-major; with shots their standard errors. */
interface Estimates {
  readonly values: Float64Array
  readonly errors: Float64Array | undefined
  readonly provenance: Provenance
}

async function runTiles(executable: Pick<Executable, 'expectations'>, job: ShiftJob): Promise<Estimates> {
  const { inputs, columns, split } = job
  const total = inputs.rows * job.evaluations.length
  const amplitudes = inputs.initialShared ? 0 : 2 * 2 ** split.program.structure.qubits
  const tile = Math.max(1, Math.floor(TILE_NUMBERS / Math.max(1, split.occurrences.length + amplitudes)))
  const values = new Float64Array(total * columns)
  const errors = inputs.shots === undefined ? undefined : new Float64Array(total * columns)
  let provenance: Provenance | undefined
  for (let start = 0; start < total; start += tile) {
    const end = Math.min(total, start + tile)
    const result = await executable.expectations({ ...tileInputs(job, start, end), ...tileRandomness(inputs, start) })
    values.set(result.values, start * columns)
    if (result.standardErrors !== undefined) errors?.set(result.standardErrors, start * columns)
    provenance ??= result
  }
  if (provenance === undefined) throw new RangeError('parameter shift needs at least one row')
  return { values, errors, provenance }
}

function tileInputs({ split, inputs, angles, evaluations }: ShiftJob, start: number, end: number) {
  const width = split.occurrences.length
  const features = matrix(end - start, width)
  for (let index = start; index < end; index++) {
    const row = Math.floor(index / evaluations.length)
    const evaluation = evaluations[index % evaluations.length]
    const target = features.data.subarray((index - start) * width, (index - start + 1) * width)
    split.occurrences.forEach(({ slot }, i) => (target[i] = angles[row][slot]))
    if (evaluation !== undefined) target[evaluation.occurrence] += evaluation.shift
  }
  const initial = tileInitial(split.program, inputs, evaluations.length, start, end)
  return { features, ...(initial === undefined ? {} : { initial }), ...(inputs.signal === undefined ? {} : { signal: inputs.signal }) }
}

function tileInitial(
  { structure: { qubits } }: Program,
  inputs: ResolvedInputs,
  perRow: number,
  start: number,
  end: number,
): AmplitudeBatch | undefined {
  const first = inputs.initialRow(0)
  if (first === undefined) return undefined
  if (inputs.initialShared) return { rows: 1, qubits, data: first }
  const data =
    first instanceof Float32Array ? new Float32Array((end - start) * first.length) : new Float64Array((end - start) * first.length)
  for (let index = start; index < end; index++)
    data.set(inputs.initialRow(Math.floor(index / perRow)) ?? first, (index - start) * first.length)
  return { rows: end - start, qubits, data }
}

/** The seed itself for the first tile, one derived from it for each later one. */
function tileRandomness({ shots, seed }: ResolvedInputs, start: number): { shots?: number; seed?: number } {
  const own = seed === undefined || start === 0 ? seed : new RandomStream(seed).substream(start).integer(Number.MAX_SAFE_INTEGER)
  return { ...(shots === undefined ? {} : { shots }), ...(own === undefined ? {} : { seed: own }) }
}

/** What came of one row: values, and derivatives by slot for each observable (slots x columns), with variances where there were shots. */
interface RowDerivatives {
  readonly values: Float64Array
  readonly valueErrors: Float64Array | undefined
  readonly bySlot: ReadonlyMap<number, Float64Array>
  /** Standard errors of the occurrences' derivatives, by slot: uses of one slot are estimated independently, so their squares add. */
  readonly errorBySlot: ReadonlyMap<number, Float64Array> | undefined
}

function derivativesOfRow(
  row: number,
  occurrences: readonly Occurrence[],
  evaluations: readonly Evaluation[],
  columns: number,
  { values, errors }: Estimates,
): RowDerivatives {
  const bySlot = new Map(occurrences.map(({ slot }) => [slot, new Float64Array(columns)]))
  const errorBySlot = errors === undefined ? undefined : new Map(occurrences.map(({ slot }) => [slot, new Float64Array(columns)]))
  const first = row * evaluations.length * columns
  evaluations.forEach((evaluation, index) => {
    if (evaluation === undefined) return
    const { slot } = occurrences[evaluation.occurrence]
    const derivative = bySlot.get(slot)
    const error = errorBySlot?.get(slot)
    for (let k = 0; k < columns; k++) {
      const at = first + index * columns + k
      if (derivative !== undefined) derivative[k] += evaluation.coefficient * values[at]
      if (error !== undefined && errors !== undefined) error[k] = Math.hypot(error[k], evaluation.coefficient * errors[at])
    }
  })
  return { values: values.subarray(first, first + columns), valueErrors: errors?.subarray(first, first + columns), bySlot, errorBySlot }
}

interface JacobianArrays {
  readonly values: Float64Array
  readonly parameters: Float64Array | undefined
  readonly features: Float64Array | undefined
  readonly errors: { values: Float64Array; parameters?: Float64Array; features?: Float64Array } | undefined
}

function allocateJacobian({ structure }: Program, { rows, wrt }: ResolvedInputs, columns: number, withErrors: boolean): JacobianArrays {
  const make = (input: 'parameters' | 'features') =>
    wrt.includes(input) ? new Float64Array(rows * columns * structure[input].length) : undefined
  return {
    values: new Float64Array(rows * columns),
    parameters: make('parameters'),
    features: make('features'),
    errors: withErrors ? { values: new Float64Array(rows * columns), ...gradientParts(make('parameters'), make('features')) } : undefined,
  }
}

function gradientParts(parameters: Float64Array | undefined, features: Float64Array | undefined) {
  return { ...(parameters === undefined ? {} : { parameters }), ...(features === undefined ? {} : { features }) }
}

interface RowJob {
  readonly program: Program
  readonly inputs: ResolvedInputs
  readonly row: number
  readonly columns: number
  readonly derivatives: RowDerivatives
}

/** Takes one row's derivatives by slot through the chain rule into the Jacobian. */
function addRow(jacobian: JacobianArrays, { program, inputs, row, columns, derivatives }: RowJob): void {
  const { angles, parameters, features } = program.structure
  jacobian.values.set(derivatives.values, row * columns)
  const slotGradient = new Float64Array(angles.termStarts.length - 1)
  for (let k = 0; k < columns; k++) {
    for (const [slot, derivative] of derivatives.bySlot) slotGradient[slot] = derivative[k]
    const views = columnViews(jacobian, row * columns + k, parameters.length, features.length)
    pullBackAngles(
      angles,
      program.constants,
      inputs.parameterRow(row),
      inputs.featureRow(row),
      slotGradient,
      views.parameters,
      views.features,
    )
  }
  if (jacobian.errors === undefined || derivatives.valueErrors === undefined) return
  jacobian.errors.values.set(derivatives.valueErrors, row * columns)
  addRowErrors(jacobian.errors, { program, inputs, row, columns, derivatives })
}

/** Standard errors of one row: the chain rule's factors weigh the errors of the slots, whose squares add. */
function addRowErrors(
  errors: { parameters?: Float64Array; features?: Float64Array },
  { program, inputs, row, columns, derivatives }: RowJob,
): void {
  const { angles, parameters, features } = program.structure
  const unit = new Float64Array(angles.termStarts.length - 1)
  const byParameter = new Float64Array(parameters.length)
  const byFeature = new Float64Array(features.length)
  for (const [slot, error] of derivatives.errorBySlot ?? []) {
    byParameter.fill(0)
    byFeature.fill(0)
    unit[slot] = 1
    pullBackAngles(angles, program.constants, inputs.parameterRow(row), inputs.featureRow(row), unit, byParameter, byFeature)
    unit[slot] = 0
    for (let k = 0; k < columns; k++) {
      const views = columnViews(errors, row * columns + k, parameters.length, features.length)
      addError(views.parameters, byParameter, error[k])
      addError(views.features, byFeature, error[k])
    }
  }
}

function addError(target: Float64Array | undefined, factors: Float64Array, error: number): void {
  if (target !== undefined)
    for (let i = 0; i < target.length; i++) if (factors[i] !== 0) target[i] = Math.hypot(target[i], factors[i] * error)
}

/** Where the derivatives of one value (row, observable) stand. */
function columnViews(
  arrays: { readonly parameters?: Float64Array | undefined; readonly features?: Float64Array | undefined },
  index: number,
  parameterCount: number,
  featureCount: number,
): { parameters: Float64Array | undefined; features: Float64Array | undefined } {
  return {
    parameters: arrays.parameters?.subarray(index * parameterCount, (index + 1) * parameterCount),
    features: arrays.features?.subarray(index * featureCount, (index + 1) * featureCount),
  }
}
