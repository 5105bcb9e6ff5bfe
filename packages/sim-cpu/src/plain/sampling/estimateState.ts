/** Estimates from shots on state vectors: the state is turned into each measurement basis and sampled there. */
import { type Estimate, type MeasurementBasis, type MeasurementPlan, estimateExpectations } from '@ketwork/backend'
import type { RandomStream } from '@ketwork/math'
import type { Amplitudes } from '../kernels/cube.ts'
import { cumulate } from '../kernels/reductions.ts'
import { applySingle } from '../kernels/single.ts'
import { evolveRow } from '../run/evolve.ts'
import type { Run } from '../run/Run.ts'
import { firstAbove } from './drawSamples.ts'

const H = Math.SQRT1_2
/** H, which turns X into Z, and H S^dagger, which turns Y into Z. */
const TURN_X = Float64Array.of(H, 0, H, 0, H, 0, -H, 0)
const TURN_Y = Float64Array.of(H, 0, 0, -H, H, 0, 0, H)

/** B x K estimates with standard errors. */
export async function estimateState(run: Run, plan: MeasurementPlan, shots: number, seed: number): Promise<Estimate> {
  const { rows } = run.inputs
  const values = new Float64Array(rows * plan.observables)
  const standardErrors = new Float64Array(rows * plan.observables)
  const [state, turned] = [run.borrow(), run.borrow()]
  const sums = run.borrowNumbers(2 ** run.plan.qubits)
  for (let row = 0; row < rows; row++) {
    await evolveRow(run, row, state)
    const sample = (basis: MeasurementBasis, count: number, random: RandomStream) => {
      turned.set(state)
      turn(run, turned, basis)
      return draw(turned, sums, count, random)
    }
    const estimate = await estimateExpectations(plan, run.plan.program.constants, sample, { shots, seed, row })
    values.set(estimate.values, row * plan.observables)
    standardErrors.set(estimate.standardErrors, row * plan.observables)
    if (run.pace.add(plan.groups.length * (2 ** run.plan.qubits + 16 * shots))) await run.pace.breathe()
  }
  return { values, standardErrors }
}

/** The unitary after which a Z measurement reads this letter; undefined for Z. */
export function basisTurn(pauli: string): Float64Array | undefined {
  return pauli === 'Z' ? undefined : pauli === 'X' ? TURN_X : TURN_Y
}

function turn({ cube, plan }: Run, state: Amplitudes, { qubits, pauli }: MeasurementBasis): void {
  qubits.forEach((qubit, i) => {
    const matrix = basisTurn(pauli[i])
    if (matrix === undefined) return
    cube.fixed = 1 << qubit
    cube.ones = 0
    cube.count = 2 ** (plan.qubits - 1)
    applySingle(state, cube, 1 << qubit, matrix, 0)
  })
}

function draw(state: Amplitudes, sums: Float64Array, shots: number, random: RandomStream): Uint32Array {
  const total = cumulate(state, sums, 0, sums.length, 0)
  let last = sums.length - 1
  while (last > 0 && sums[last - 1] === sums[last]) last--
  const drawn = new Uint32Array(shots)
  for (let shot = 0; shot < shots; shot++) drawn[shot] = firstAbove(sums, last, random.uniform() * total)
  return drawn
}
