/** Expectations of states and density matrices estimated from samples, group by group of qubit-wise commuting terms. */
import type { Method } from '../backend.ts'
import type { UnitaryInstruction } from '../program.ts'
import { type BasisSampler, estimateExpectations } from '../shots/estimate.ts'
import { type MeasurementBasis, measurementPlan } from '../shots/measurementPlan.ts'
import { sampleIndices } from '../shots/sampleIndices.ts'
import { applyMatrix } from './applyInstruction.ts'
import { type Ensemble, ensembleDiagonal, evolveEnsemble } from './densityMatrix.ts'
import type { Estimates } from './expectations.ts'
import type { Draws } from '../callRules.ts'
import { distributionOf } from './probabilities.ts'
import { evolveRow, evolveRowEnsemble, type Run } from './run.ts'

/** B x K estimates with standard errors, `shots` samples a group. */
export async function sampledExpectations(run: Run, method: Exclude<Method, 'trajectories'>, { shots, seed }: Draws): Promise<Estimates> {
  const plan = measurementPlan(run.program)
  const values = new Float64Array(run.inputs.rows * plan.observables)
  const standardErrors = new Float64Array(values.length)
  for (let row = 0; row < run.inputs.rows; row++) {
    const sampler =
      method === 'stateVector' ? stateSampler(await evolveRow(run, row)) : ensembleSampler(run, await evolveRowEnsemble(run, row))
    const estimate = await estimateExpectations(plan, run.program.constants, sampler, { shots, seed, row })
    values.set(estimate.values, row * plan.observables)
    standardErrors.set(estimate.standardErrors, row * plan.observables)
  }
  return { values, standardErrors }
}

function stateSampler(state: Float64Array): BasisSampler {
  return (basis, shots, random) => {
    const rotated = state.slice()
    for (const { qubit, matrix } of basisChanges(basis)) applyMatrix(rotated, matrix, [qubit])
    return sampleIndices(distributionOf(rotated), shots, random)
  }
}

function ensembleSampler(run: Run, ensemble: Ensemble): BasisSampler {
  return (basis, shots, random) => {
    let rotated: Ensemble = new Map([...ensemble].map(([bits, rho]) => [bits, rho.slice()]))
    for (const { qubit, matrix } of basisChanges(basis)) {
      const change: UnitaryInstruction = { kind: 'matrix', qubits: [qubit], controls: [], constant: 0 }
      rotated = evolveEnsemble(rotated, change, run.program, { angles: new Float64Array(0), constants: matrix })
    }
    return sampleIndices(ensembleDiagonal(rotated, 2 ** run.program.structure.qubits), shots, random)
  }
}

/** The matrices that turn each measured axis into Z. */
function basisChanges({ qubits, pauli }: MeasurementBasis): { qubit: number; matrix: Float64Array }[] {
  return qubits.flatMap((qubit, i) => (pauli[i] === 'Z' ? [] : [{ qubit, matrix: pauli[i] === 'X' ? X_TO_Z : Y_TO_Z }]))
}

/** H. */
const X_TO_Z = Float64Array.of(Math.SQRT1_2, 0, Math.SQRT1_2, 0, Math.SQRT1_2, 0, -Math.SQRT1_2, 0)

/** H S^H. */
const Y_TO_Z = Float64Array.of(Math.SQRT1_2, 0, 0, -Math.SQRT1_2, Math.SQRT1_2, 0, 0, Math.SQRT1_2)
