/** Expectations of a program's observables: exact, estimated from samples of each group of terms that commute qubit by qubit, or as averages over trajectories. */
import type { Draws } from '../callRules.ts'
import { type Estimate, estimateExpectations, stackEstimates } from '../shots/estimate.ts'
import { measurementPlan } from '../shots/measurementPlan.ts'
import { observableUnits } from '../shots/observableUnits.ts'
import { RowAverages } from '../shots/RowAverages.ts'
import { sampleIndices } from '../shots/sampleIndices.ts'
import { type FinalState, finalState, ofVector } from './finalState.ts'
import { pauliAction, product } from './pauliAction.ts'
import { eachShot, pass, type Run } from './run.ts'

/** B x K exact values. */
export async function exactExpectations(run: Run): Promise<Float64Array> {
  const rows: number[][] = []
  for (let row = 0; row < run.inputs.rows; row++) rows.push(await measureObservables(run, await finalState(run, row)))
  return Float64Array.from(rows.flat())
}

/** B x K: the sum over pairs of terms, c_i c_j (<P_i P_j> - <P_i> <P_j>), which is 0 for the identity. */
export async function exactVariances(run: Run): Promise<Float64Array> {
  const { structure, constants } = run.program
  const rows: number[] = []
  for (let row = 0; row < run.inputs.rows; row++) {
    const state = await finalState(run, row)
    for (const { coefficient, terms } of structure.observables) {
      const varying = terms.flatMap((term, i) => {
        const action = pauliAction(term)
        return term.pauli === '' ? [] : [{ factor: constants[coefficient + i], action, mean: state.expectation(action) }]
      })
      let variance = 0
      for (const left of varying)
        await pass(run, 'pauli pairs', varying.length * state.amplitudes, () => {
          for (const right of varying)
            variance += left.factor * right.factor * (state.expectation(product(left.action, right.action)) - left.mean * right.mean)
        })
      rows.push(Math.max(0, variance))
    }
  }
  return Float64Array.from(rows)
}

/** B x K estimates with standard errors, `shots` samples a group. */
export async function sampledExpectations(run: Run, draws: Draws): Promise<Estimate> {
  const plan = measurementPlan(run.program)
  const rows: Estimate[] = []
  for (let row = 0; row < run.inputs.rows; row++) {
    const state = await finalState(run, row)
    const sample: Parameters<typeof estimateExpectations>[2] = (basis, shots, random) =>
      sampleIndices(state.turned(basis).distribution(), shots, random)
    rows.push(await estimateExpectations(plan, run.program.constants, sample, { ...draws, row }))
  }
  return stackEstimates(rows)
}

/** Averages over `shots` trajectories a row. */
export function trajectoryExpectations(run: Run, draws: Draws): Promise<Estimate> {
  return averageOverShots(run, draws, observableUnits(run.program), (state) => measureObservables(run, state))
}

/** @param units of the numbers: powers of two */
export async function averageOverShots(
  run: Run,
  draws: Draws,
  units: Float64Array,
  valuesOf: (state: FinalState) => ArrayLike<number> | Promise<ArrayLike<number>>,
): Promise<Estimate> {
  const average = new RowAverages(run.inputs.rows, units)
  await eachShot(run, draws, async (row, index, { state }) => average.add(row, index, await valuesOf(ofVector(state))))
  return average.estimate(draws.shots)
}

/** The sum of coefficient times value of each term, for each observable. */
async function measureObservables(run: Run, state: FinalState): Promise<number[]> {
  const { structure, constants } = run.program
  const values: number[] = []
  for (const { coefficient, terms } of structure.observables) {
    let sum = 0
    for (const [i, term] of terms.entries())
      await pass(run, 'pauli', state.amplitudes, () => void (sum += constants[coefficient + i] * state.expectation(pauliAction(term))))
    values.push(sum)
  }
  return values
}
