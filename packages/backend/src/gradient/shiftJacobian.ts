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
import { initialRow, rowOf, type ResolvedInputs } from '../resolvedInputs.ts'
import type { Program } from '../program.ts'
import { rowAngles } from '../rowAngles.ts'
import { type Derivatives, mapDerivatives } from './derivatives.ts'
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
  const { structure, constants } = program
  const columns = structure.observables.length
  const shifts = split.occurrences.flatMap(shiftsOf)
  const evaluations = [PLAIN, ...shifts]
  const angles = Array.from({ length: inputs.rows }, (_, row) => rowAngles(program, inputs, row))
  const { values, errors, provenance } = await runTiles(executable, { split, inputs, angles, columns, evaluations })
  const make = (): Derivatives => {
    const widths = inputs.wrt.flatMap((input) => (input === 'initial' ? [] : [[input, structure[input].length] as const]))
    return Object.fromEntries(widths.map(([input, width]) => [input, new Float64Array(inputs.rows * columns * width)]))
  }
  const [derivatives, derivativeErrors] = [make(), make()]
  for (let index = 0; index < inputs.rows * columns; index++) {
    const [row, k] = [Math.floor(index / columns), index % columns]
    const pullBack = (slots: Float64Array, { parameters, features }: Derivatives): void =>
      pullBackAngles(structure.angles, constants, rowOf(inputs.parameters, row), rowOf(inputs.features, row), slots, parameters, features)
    const of = (all: Float64Array) => shifts.map((_, shift) => all[(row * evaluations.length + 1 + shift) * columns + k])
    const viewsOf = (all: Derivatives) =>
      mapDerivatives(all, (numbers, input) => numbers.subarray(index * structure[input].length, (index + 1) * structure[input].length))
    pullBack(slotDerivatives(angles[row].length, shifts, of(values)), viewsOf(derivatives))
    if (errors !== undefined) addErrors(viewsOf(derivativeErrors), slotErrors(angles[row].length, shifts, of(errors)), pullBack)
  }
  const plain = (all: Float64Array) => all.filter((_, at) => Math.floor(at / columns) % evaluations.length === 0)
  return {
    rows: inputs.rows,
    columns,
    ranOn: provenance.ranOn,
    values: plain(values),
    ...derivatives,
    ...(errors && { standardErrors: { values: plain(errors), ...derivativeErrors } }),
  }
}

/** One run of the split program: one angle shifted, and what its expectations count for in the derivative by the slot. */
interface Evaluation {
  readonly occurrence: number
  readonly slot: number
  readonly shift: number
  readonly coefficient: number
}

/** The plain angles. */
const PLAIN: Evaluation = { occurrence: 0, slot: 0, shift: 0, coefficient: 0 }

function shiftsOf({ slot, rule }: Occurrence, occurrence: number): Evaluation[] {
  return rule.map((term) => ({ occurrence, slot, ...term }))
}

/** @param values of the shifts of a row, for one observable */
function slotDerivatives(count: number, shifts: readonly Evaluation[], values: readonly number[]): Float64Array {
  const slots = new Float64Array(count)
  shifts.forEach(({ slot, coefficient }, index) => (slots[slot] += coefficient * values[index]))
  return slots
}

/** Their standard errors: uses of one slot are estimated independently, so their squares add. */
function slotErrors(count: number, shifts: readonly Evaluation[], errors: readonly number[]): Float64Array {
  const slots = new Float64Array(count)
  shifts.forEach(({ slot, coefficient }, index) => (slots[slot] = Math.hypot(slots[slot], coefficient * errors[index])))
  return slots
}

/** The chain rule's factors weigh the errors of the slots, whose squares add. */
function addErrors(errors: Derivatives, slots: Float64Array, pullBack: (slots: Float64Array, into: Derivatives) => void): void {
  slots.forEach((error, slot) => {
    if (error === 0) return
    const factors = mapDerivatives(errors, (numbers) => new Float64Array(numbers.length))
    const unit = new Float64Array(slots.length)
    unit[slot] = 1
    pullBack(unit, factors)
    for (const input of ['parameters', 'features'] as const)
      factors[input]?.forEach((factor, i) => (errors[input]![i] = Math.hypot(errors[input]![i], factor * error)))
  })
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
  const amplitudes = inputs.initial === undefined || inputs.initial.rows === 1 ? 0 : 2 * 2 ** split.program.structure.qubits
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
    target[evaluation.occurrence] += evaluation.shift
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
  const first = initialRow(inputs, 0)
  if (first === undefined || inputs.initial?.rows === 1) return inputs.initial
  const data =
    first instanceof Float32Array ? new Float32Array((end - start) * first.length) : new Float64Array((end - start) * first.length)
  for (let index = start; index < end; index++)
    data.set(initialRow(inputs, Math.floor(index / perRow)) ?? first, (index - start) * first.length)
  return { rows: end - start, qubits, data }
}

/** The seed itself for the first tile, one derived from it for each later one. */
function tileRandomness({ shots, seed }: ResolvedInputs, start: number): { shots?: number; seed?: number } {
  const own = seed === undefined || start === 0 ? seed : new RandomStream(seed).substream(start).integer(Number.MAX_SAFE_INTEGER)
  return { ...(shots === undefined ? {} : { shots }), ...(own === undefined ? {} : { seed: own }) }
}
