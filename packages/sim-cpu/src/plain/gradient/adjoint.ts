/**
 * Exact gradients by adjoint differentiation: forward once, then ket and bra back together, one pass a step.
 *
 * For a vector-Jacobian product all observables of a row, weighted by its cotangents, are one bra, so the backward sweep does not grow with the
 * number of observables; a Jacobian takes one sweep for each. The sweep ends at the first step whose derivative is wanted.
 * Jones and Gacon, arXiv:2009.02823.
 */
import { type GradientInputs, resolveCotangents, type ScaledCotangents, scaleCotangents } from '@ketwork/backend'
import { pullBackAngles } from '@ketwork/circuit'
import type { Amplitudes } from '../kernels/cube.ts'
import { evolveRow, prepareNumbers } from '../run/evolve.ts'
import { writeBra, writeExpectations } from '../run/observe.ts'
import type { Run } from '../run/Run.ts'
import { advanceBackward, startCursor } from '../run/sweep.ts'

/** Which derivatives a run wants, worked out once. */
interface Wanted {
  readonly parameters: boolean
  readonly features: boolean
  readonly initial: boolean
  /** 1 for each step that contributes. */
  readonly steps: Uint8Array
  /** The sweep goes back to this step. */
  readonly first: number
}

function planWanted({ plan, inputs }: Run): Wanted {
  const { angles } = plan.program.structure
  const [parameters, features, initial] = (['parameters', 'features', 'initial'] as const).map((kind) => inputs.wrt.includes(kind))
  const isWanted = (slot: number): boolean => {
    const from = angles.factorStarts[angles.termStarts[slot]]
    const to = angles.factorStarts[angles.termStarts[slot + 1]]
    for (let i = from; i < to; i++) if (angles.factors[i] < angles.parameters ? parameters : features) return true
    return false
  }
  const steps = Uint8Array.from(plan.steps, (step) => (step.slots.some(isWanted) ? 1 : 0))
  const firstWanted = steps.indexOf(1)
  return { parameters, features, initial, steps, first: initial ? 0 : firstWanted === -1 ? steps.length : firstWanted }
}

/** What a gradient is written to; parts that are not wanted have length 0. */
export interface GradientArrays {
  readonly values: Float64Array
  readonly parameters: Float64Array
  readonly features: Float64Array
  readonly initial: Amplitudes
}

/** @param keep whether all forward states fit the memory, so that none is computed twice; only asked where cotangents depend on the values */
export async function adjointGradient(
  run: Run,
  cotangents: GradientInputs['cotangents'],
  keep: boolean,
  out: GradientArrays,
): Promise<void> {
  const { rows } = run.inputs
  const columns = run.observables.length
  const size = 2 * 2 ** run.plan.qubits
  const wanted = planWanted(run)
  const bra = run.borrow()
  if (typeof cotangents !== 'function') {
    const weights = scaleCotangents(resolveCotangents(cotangents, out.values, rows, columns), columns)
    const ket = run.borrow()
    for (let row = 0; row < rows; row++) {
      await evolveRow(run, row, ket)
      await writeExpectations(run, ket, out.values, row * columns)
      await backwardRow(run, row, { ket, bra }, { weights, wanted, out })
    }
    return
  }
  const kept = run.borrow(keep ? rows : 1)
  const stateOf = (row: number) => (keep ? kept.subarray(row * size, (row + 1) * size) : kept)
  for (let row = 0; row < rows; row++) {
    const ket = stateOf(row)
    await evolveRow(run, row, ket)
    await writeExpectations(run, ket, out.values, row * columns)
  }
  const weights = scaleCotangents(resolveCotangents(cotangents, out.values, rows, columns), columns)
  for (let row = 0; row < rows; row++) {
    const ket = stateOf(row)
    if (keep) prepareNumbers(run, row)
    else await evolveRow(run, row, ket)
    await backwardRow(run, row, { ket, bra }, { weights, wanted, out })
  }
}

interface BackwardJob {
  readonly weights: ScaledCotangents
  readonly wanted: Wanted
  readonly out: GradientArrays
}

/** Sweeps one row back and adds its share to the gradient. `ket` is used up. */
async function backwardRow(
  run: Run,
  row: number,
  { ket, bra }: { ket: Amplitudes; bra: Amplitudes },
  { weights, wanted, out }: BackwardJob,
): Promise<void> {
  await writeBra(run, ket, bra, weights.weights, row * run.observables.length)
  await sweepBack(run, { ket, bra }, wanted)
  const unit = weights.units[row] ?? 1
  const { slotGradient } = run.numbers
  if (unit !== 1) for (let slot = 0; slot < slotGradient.length; slot++) slotGradient[slot] *= unit
  const { structure } = run.plan.program
  pullBack(run, row, wanted, {
    parameters: rowOf(out.parameters, run.inputs.parametersShared ? 0 : row, structure.parameters.length),
    features: rowOf(out.features, row, structure.features.length),
  })
  if (!wanted.initial) return
  for (let i = 0; i < bra.length; i++) out.initial[row * bra.length + i] = 2 * unit * bra[i]
}

async function sweepBack(run: Run, states: { ket: Amplitudes; bra: Amplitudes }, wanted: Wanted): Promise<void> {
  run.numbers.slotGradient.fill(0)
  const cursor = startCursor()
  while (!advanceBackward(run, states, cursor, wanted.steps, wanted.first)) await run.pace.breathe()
}

function pullBack(
  { plan, inputs, numbers }: Run,
  row: number,
  wanted: Wanted,
  into: { parameters: Float64Array; features: Float64Array },
): void {
  const { structure, constants } = plan.program
  pullBackAngles(
    structure.angles,
    constants,
    inputs.parameterRow(row),
    inputs.featureRow(row),
    numbers.slotGradient,
    wanted.parameters ? into.parameters : undefined,
    wanted.features ? into.features : undefined,
  )
}

function rowOf(array: Float64Array, row: number, width: number): Float64Array {
  return array.length === 0 ? array : array.subarray(row * width, (row + 1) * width)
}

/** B x K x P and B x K x F derivatives; a sweep for each observable of each row. */
export async function adjointJacobian(run: Run, out: Omit<GradientArrays, 'initial'>): Promise<void> {
  const columns = run.observables.length
  const { structure } = run.plan.program
  const wanted = planWanted(run)
  const [final, ket, bra] = [run.borrow(), run.borrow(), run.borrow()]
  for (let row = 0; row < run.inputs.rows; row++) {
    await evolveRow(run, row, final)
    await writeExpectations(run, final, out.values, row * columns)
    for (let k = 0; k < columns; k++) {
      const weights = new Float64Array(columns)
      weights[k] = 1
      ket.set(final)
      await writeBra(run, ket, bra, weights, 0)
      await sweepBack(run, { ket, bra }, wanted)
      pullBack(run, row, wanted, {
        parameters: rowOf(out.parameters, row * columns + k, structure.parameters.length),
        features: rowOf(out.features, row * columns + k, structure.features.length),
      })
    }
  }
}
