/**
 * Ground-state energy of a molecule from its integrals: UCCSD, then more operators where the pool says that they help.
 *
 * The ansatz starts from the determinant of lowest energy in the sector of NELEC and MS2 and applies the exactly exponentiated singles and doubles
 * (Trotterised UCCSD; Peruzzo et al., arXiv:1304.3061). Every operator conserves both spins, so the energy is an upper bound of that sector's ground energy.
 * At the optimum the derivative along every generalised excitation is taken in one gradient; while one exceeds the tolerance, the largest few are appended
 * and all parameters are optimised again (ADAPT-VQE; Grimsley et al., arXiv:1812.11173), loosely while it grows and tightly at the end. The exact energy
 * plays no part in this.
 */
import type { Backend } from '@ketwork/backend'
import { Circuit, molecularHamiltonian, parameter, type MolecularIntegrals, type PauliSum } from '@ketwork/circuit'
import { vqe, type VqeProgress, type VqeResult } from '../vqe.ts'
import { appendExcitation, generalisedSinglesAndDoubles, singlesAndDoubles, type Excitation } from './excitations.ts'
import { lowestDeterminant, sectorOf } from './sector.ts'

export interface MolecularVqeOptions {
  readonly backend: Backend
  readonly integrals: MolecularIntegrals
  /** Stops extending when no generalised excitation has a larger derivative, hartree. Default 1e-3. */
  readonly poolTolerance?: number
  /** How many times the ansatz may be extended. Default 30. */
  readonly maximumExtensions?: number
  /** Optimiser's limit on the gradient, hartree. Default 1e-5. */
  readonly gradientTolerance?: number
  readonly onProgress?: (progress: MolecularVqeProgress) => void
  readonly signal?: AbortSignal
}

export interface MolecularVqeProgress extends VqeProgress {
  readonly operators: number
  readonly extensions: number
}

export interface MolecularVqeResult {
  /** Hartree, nuclear repulsion included. */
  readonly energy: number
  readonly referenceEnergy: number
  readonly parameters: Float64Array
  readonly excitations: readonly Excitation[]
  readonly circuit: Circuit
  readonly hamiltonian: PauliSum
  readonly iterations: number
  /** Value-and-gradient evaluations, line searches included. */
  readonly evaluations: number
  /** Seconds spent in those evaluations. */
  readonly evaluationSeconds: number
  readonly extensions: number
  readonly gradientNorm: number
  /** Largest derivative along any generalised excitation at the end, hartree. */
  readonly largestPoolGradient: number
  /** Energy after each iteration. */
  readonly history: readonly number[]
  readonly converged: boolean
}

/** How many operators one extension appends. */
const OPERATORS_AN_EXTENSION = 8
/** An optimisation ends when an iteration lowers the energy by less than this, hartree; ten times as much while the ansatz still grows. */
const FLAT = 1e-9

/**
 * @throws RangeError when the electrons do not fit the orbitals, or the signal's reason when aborted
 *
 * @example
 * const { energy } = await molecularVqe({ backend, integrals: readFcidump(text) })
 */
export async function molecularVqe(options: MolecularVqeOptions): Promise<MolecularVqeResult> {
  const { backend, integrals, poolTolerance = 1e-3, maximumExtensions = 30, gradientTolerance = 1e-5, onProgress, signal } = options
  const hamiltonian = molecularHamiltonian(integrals)
  const qubits = 2 * integrals.orbitals
  const reference = lowestDeterminant(hamiltonian, sectorOf(integrals))
  const occupied = Array.from({ length: qubits }, (_, qubit) => qubit).filter((qubit) => (reference.determinant >> qubit) & 1)
  const pool = generalisedSinglesAndDoubles(qubits)
  const excitations = singlesAndDoubles(occupied, qubits)
  const total = { iterations: 0, evaluations: 0, evaluationSeconds: 0, extensions: 0, history: [] as number[] }
  const report = (progress: VqeProgress): void =>
    onProgress?.({
      ...progress,
      iteration: total.iterations + progress.iteration,
      operators: excitations.length,
      extensions: total.extensions,
    })

  let parameters: Float64Array = new Float64Array(excitations.length)
  let final = false
  for (;;) {
    const circuit = ansatz(qubits, occupied, excitations)
    const tolerances = final
      ? { gradientTolerance, valueTolerance: FLAT }
      : { gradientTolerance: Math.max(gradientTolerance, poolTolerance), valueTolerance: 10 * FLAT }
    const shared = { backend, circuit, hamiltonian, ...(signal && { signal }) }
    const run = await vqe({ ...shared, ...tolerances, start: parameters, onProgress: report })
    parameters = run.parameters
    addRun(total, run)
    const steepest = await steepestOfPool({ ...shared, pool, parameters })
    const largestPoolGradient = steepest[0]?.slope ?? 0
    const grown = largestPoolGradient <= poolTolerance || total.extensions >= maximumExtensions
    if (grown && final) {
      const { value: energy, gradientNorm } = run
      const converged = run.converged && largestPoolGradient <= poolTolerance
      return {
        ...total,
        energy,
        referenceEnergy: reference.energy,
        parameters,
        excitations,
        circuit,
        hamiltonian,
        gradientNorm,
        largestPoolGradient,
        converged,
      }
    }
    final = grown
    if (grown) continue
    excitations.push(
      ...steepest.slice(0, OPERATORS_AN_EXTENSION).flatMap(({ excitation, slope }) => (slope > poolTolerance ? [excitation] : [])),
    )
    parameters = Float64Array.from({ length: excitations.length }, (_, i) => parameters[i] ?? 0)
    total.extensions++
  }
}

function addRun(total: { iterations: number; evaluations: number; evaluationSeconds: number; history: number[] }, run: VqeResult): void {
  total.iterations += run.iterations
  total.evaluations += run.evaluations
  total.evaluationSeconds += run.evaluationSeconds
  total.history.push(...run.history.slice(total.history.length === 0 ? 0 : 1)) // a run starts where the last one ended
}

/** The reference determinant, then one exponential an excitation with parameter `t[i]`. */
function ansatz(qubits: number, occupied: readonly number[], excitations: readonly Excitation[]): Circuit {
  const circuit = new Circuit(qubits)
  for (const qubit of occupied) circuit.x(qubit)
  excitations.forEach((excitation, i) => appendExcitation(circuit, excitation, parameter(`t[${i}]`)))
  return circuit
}

/** The pool by falling derivative of the energy along each operator appended to the circuit with parameter zero. */
async function steepestOfPool(options: {
  readonly backend: Backend
  readonly circuit: Circuit
  readonly pool: readonly Excitation[]
  readonly hamiltonian: PauliSum
  readonly parameters: Float64Array
  readonly signal?: AbortSignal
}): Promise<{ readonly excitation: Excitation; readonly slope: number }[]> {
  const { backend, circuit, pool, hamiltonian, parameters, signal } = options
  const probe = circuit.copy()
  pool.forEach((excitation, i) => appendExcitation(probe, excitation, parameter(`pool[${i}]`)))
  await using executable = await backend.compile(probe, { observables: [hamiltonian], expectedRuns: 1 })
  const all = Float64Array.from({ length: executable.parameters.length }, (_, i) => parameters[i] ?? 0)
  const gradient = await executable.gradient({ parameters: all, ...(signal && { signal }) })
  const slopes = gradient.parameters?.subarray(parameters.length) ?? new Float64Array(0)
  return pool.map((excitation, i) => ({ excitation, slope: Math.abs(slopes[i]) })).sort((a, b) => b.slope - a.slope)
}
