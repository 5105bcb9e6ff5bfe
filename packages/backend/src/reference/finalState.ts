/** The final state of a row, as expectations, probabilities and estimates ask for it: a state vector, or a density matrix for each reading of the bits. */
import type { UnitaryInstruction } from '../program.ts'
import type { MeasurementBasis } from '../shots/measurementPlan.ts'
import { applyMatrix } from './applyInstruction.ts'
import { type Ensemble, ensembleDiagonal, ensemblePauliExpectation, evolveEnsemble } from './densityMatrix.ts'
import { type PauliAction, pauliMatrixElement } from './pauliAction.ts'
import { evolveRow, evolveRowEnsemble, type Run } from './run.ts'

export interface FinalState {
  /** How many an observable goes over. */
  readonly amplitudes: number
  /** Of a Pauli string. */
  readonly expectation: (action: PauliAction) => number
  /** The probability of each of the 2^n basis states. */
  readonly distribution: () => Float64Array
  /** The same state, of which Z measurements read the basis. */
  readonly turned: (basis: MeasurementBasis) => FinalState
}

/** Runs one row. */
export async function finalState(run: Run, row: number): Promise<FinalState> {
  return run.method === 'stateVector' ? ofVector(await evolveRow(run, row)) : ofEnsemble(await evolveRowEnsemble(run, row))
}

export function ofVector(state: Float64Array): FinalState {
  return {
    amplitudes: state.length / 2,
    expectation: (action) => pauliMatrixElement(state, state, action)[0],
    distribution: () => Float64Array.from({ length: state.length / 2 }, (_, x) => state[2 * x] ** 2 + state[2 * x + 1] ** 2),
    turned: (basis) => {
      const rotated = state.slice()
      for (const { qubit, matrix } of basisChanges(basis)) applyMatrix(rotated, matrix, [qubit])
      return ofVector(rotated)
    },
  }
}

function ofEnsemble(ensemble: Ensemble): FinalState {
  const [first] = ensemble.values()
  const dimension = Math.sqrt(first.length / 2)
  return {
    amplitudes: ensemble.size * dimension,
    expectation: (action) => ensemblePauliExpectation(action, ensemble),
    distribution: () => ensembleDiagonal(ensemble, dimension),
    turned: (basis) => {
      let rotated: Ensemble = new Map([...ensemble].map(([bits, rho]) => [bits, rho.slice()]))
      for (const { qubit, matrix } of basisChanges(basis)) {
        const change: UnitaryInstruction = { kind: 'matrix', qubits: [qubit], controls: [], constant: 0 }
        rotated = evolveEnsemble(rotated, change, { angles: new Float64Array(0), constants: matrix })
      }
      return ofEnsemble(rotated)
    },
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
