/**
 * Ground-state energy of a molecule from its integrals: UCCSD from several references, extended by operators of a pool,
 * and checked by random perturbations (kicks).
 *
 * The ansatz is a determinant and the exactly exponentiated singles and doubles that keep its symmetry (Trotterised
 * UCCSD; Peruzzo et al., arXiv:1304.3061), grown as `adaptiveFit` says. Every operator conserves both spins, so the
 * energy is an upper bound of the sector's ground energy. A fit is stationary at excited states of another symmetry
 * too: one is made from each of the references (`references`), and the best of them is kicked: the whole pool is
 * appended with random angles and everything is optimised for some iterations. If that lowers the energy, a fit from
 * the leading determinant replaces it. The exact energy is not used.
 *
 * Amplitudes outside the sector are zero, so only its determinants are stored (`sectorAnsatz`); the resulting circuit
 * is run once on the backend, where its register is small enough, and must have the same energy.
 */
import type { Backend } from '@ketwork/backend'
import { Circuit, molecularHamiltonian, parameter, type MolecularIntegrals, type PauliSum } from '@ketwork/circuit'
import {
  abortSignal,
  functionValue,
  numberFromZero,
  objectWith,
  type OptionChecks,
  optional,
  positiveNumber,
  RandomStream,
  requireOptions,
  wholeNumber,
} from '@ketwork/math'
import type { OptimizerProgress, ProgressHook } from '../optimizers/objective.ts'
import { backendValue } from '../optionChecks.ts'
import { growFit, type Fit, type FitProblem } from './adaptiveFit.ts'
import { appendExcitation, generalisedSinglesAndDoubles, type Excitation } from './excitations.ts'
import { KICKS, MOST_KICKS, ReferenceSearch } from './referenceSearch.ts'
import { findReferences } from './references.ts'
import { occupiedQubits, sectorBasis, sectorOf } from './sector.ts'
import { sectorHamiltonian, unitless } from './sectorHamiltonian.ts'
import { requireFeasible, type WorkLimits } from './workEstimate.ts'

export interface MolecularVqeOptions {
  readonly backend: Backend
  readonly integrals: MolecularIntegrals
  /** Draws the kicks. */
  readonly seed: number
  /**
   * Stops extending when no generalised excitation has a larger derivative, hartree. Default 1e-3 of the Hamiltonian's
   * scale, which is 0.1 to 1 for most molecules.
   */
  readonly poolTolerance?: number
  /** How many times the ansatz may be extended. Default 30. */
  readonly maximumExtensions?: number
  /** Optimizer's limit on the gradient, hartree. Default 1e-5 of the Hamiltonian's scale. */
  readonly gradientTolerance?: number
  /** Larger work is refused before it starts. */
  readonly limits?: WorkLimits
  readonly onProgress?: ProgressHook<MolecularVqeProgress>
  readonly signal?: AbortSignal
}

export interface MolecularVqeProgress extends OptimizerProgress {
  readonly operators: number
  readonly extensions: number
  /** So far, in evaluations of value and gradient. */
  readonly evaluationSeconds: number
}

/** One fit from one determinant. */
export interface ReferenceFit {
  /** The qubits that are 1. */
  readonly occupied: readonly number[]
  /** Of the fit, hartree. */
  readonly energy: number
}

export interface MolecularVqeResult {
  /** Hartree, nuclear repulsion included. */
  readonly energy: number
  /** Of the lowest determinant. */
  readonly referenceEnergy: number
  readonly parameters: Float64Array
  readonly excitations: readonly Excitation[]
  readonly circuit: Circuit
  readonly hamiltonian: PauliSum
  /**
   * The energy of `circuit` as the backend simulates it, on all amplitudes; absent where that would be too much work.
   */
  readonly circuitEnergy?: number
  /** How many determinants the sector has. */
  readonly determinants: number
  /** How many blocks the Hamiltonian splits them into. */
  readonly symmetryBlocks: number
  /** The fits that were made, the first ones from determinants of different blocks. */
  readonly references: readonly ReferenceFit[]
  /** How many kicks in a row found no lower energy. */
  readonly kicksSurvived: number
  /** Of all fits. */
  readonly iterations: number
  /** Value-and-gradient evaluations, line searches included. */
  readonly evaluations: number
  /** Seconds spent in those evaluations. */
  readonly evaluationSeconds: number
  /** Of the fit that gave the answer. */
  readonly extensions: number
  readonly gradientNorm: number
  /** Largest derivative along any generalised excitation at the end, hartree. */
  readonly largestPoolGradient: number
  /** The energy scale that tolerances are multiples of, hartree. */
  readonly scale: number
  /** Energy after each iteration of the fit that gave the answer. */
  readonly history: readonly number[]
  /** The optimizer and the pool met their tolerances, and no kick lowered the energy. */
  readonly converged: boolean
  /** Why it is converged or not, as a sentence fragment. */
  readonly reason: string
}

const OPTIONS: OptionChecks<MolecularVqeOptions> = {
  backend: backendValue,
  integrals: objectWith(
    'molecular integrals, as readFcidump gives,',
    'orbitals',
    'electrons',
    'ms2',
    'coreEnergy',
    'oneElectron',
    'twoElectron',
  ),
  seed: wholeNumber(0),
  poolTolerance: optional(numberFromZero),
  maximumExtensions: optional(wholeNumber(0)),
  gradientTolerance: optional(numberFromZero),
  limits: optional((_, limits) =>
    requireOptions('limits', limits as WorkLimits, { bytes: optional(positiveNumber), seconds: optional(positiveNumber) }),
  ),
  onProgress: optional(functionValue),
  signal: optional(abortSignal),
}

/** Multiples of the Hamiltonian's scale. */
const DEFAULT_POOL_TOLERANCE = 1e-3
const DEFAULT_GRADIENT_TOLERANCE = 1e-5
/** The last optimisation ends when an iteration lowers the energy by less. */
const FLAT = 1e-9
/** The most amplitudes times gates and Pauli strings for which the resulting circuit is checked. */
const CHECK_WORK = 1e10
/** How far the circuit's energy may be from the sector's. */
const SAME_ENERGY = 1e-7

/**
 * @throws RangeError when the electrons do not fit the orbitals, WorkTooLargeError before anything starts, or the
 *   signal's reason when aborted
 *
 * @example
 * const { energy } = await molecularVqe({ backend, integrals: readFcidump(text), seed: 7 })
 */
export async function molecularVqe(options: MolecularVqeOptions): Promise<MolecularVqeResult> {
  requireOptions('molecularVqe', options, OPTIONS)
  const { integrals, signal, seed } = options
  const sector = sectorOf(integrals)
  requireFeasible(sector, options.limits)
  signal?.throwIfAborted()
  const hamiltonian = molecularHamiltonian(integrals)
  const { matrix, origin, scale } = unitless(sectorHamiltonian(hamiltonian, sectorBasis(sector)))
  const hartree = (value: number): number => origin + scale * value
  const problem = fitProblem(options, { matrix, scale, hartree })
  const found = findReferences(matrix)
  const search = new ReferenceSearch(problem, found)
  for (const { determinant } of found.candidates) await search.fitFrom(determinant)
  const kicksSurvived = await search.kick(new RandomStream(seed))
  const fit = await growFit(problem, search.best, finalTolerances(options, scale))

  const occupied = (determinant: number): number[] => occupiedQubits(matrix.basis, determinant)
  const { reference, excitations } = fit.ansatz
  const circuit = circuitOf(2 * sector.orbitals, occupied(reference), excitations)
  const answer = { energy: hartree(fit.energy), parameters: fit.parameters, excitations, circuit, hamiltonian }
  const circuitEnergy = await energyOnBackend(options, answer, scale)
  const { iterations, evaluations, seconds: evaluationSeconds } = problem.spent
  return {
    ...answer,
    ...(circuitEnergy !== undefined && { circuitEnergy }),
    referenceEnergy: origin,
    determinants: matrix.basis.count,
    symmetryBlocks: found.blockCount,
    references: search.fits.map(({ determinant, fit: { energy } }) => ({ occupied: occupied(determinant), energy: hartree(energy) })),
    kicksSurvived,
    iterations,
    evaluations,
    evaluationSeconds,
    extensions: fit.extensions,
    gradientNorm: scale * fit.gradientNorm,
    largestPoolGradient: scale * fit.largestSlope,
    scale,
    history: [...search.best.history, ...fit.history.slice(1)].map(hartree),
    converged: fit.converged && kicksSurvived >= KICKS,
    reason: reasonOf(fit, kicksSurvived),
  }
}

function finalTolerances({ gradientTolerance }: MolecularVqeOptions, scale: number) {
  return {
    gradientTolerance: gradientTolerance === undefined ? DEFAULT_GRADIENT_TOLERANCE : gradientTolerance / scale,
    valueTolerance: FLAT,
  }
}

function fitProblem(
  { integrals, poolTolerance, maximumExtensions = 30, signal, onProgress }: MolecularVqeOptions,
  { matrix, scale, hartree }: { matrix: FitProblem['hamiltonian']; scale: number; hartree: (value: number) => number },
): FitProblem {
  const spent = { iterations: 0, evaluations: 0, seconds: 0 }
  return {
    hamiltonian: matrix,
    pool: generalisedSinglesAndDoubles(2 * integrals.orbitals),
    poolTolerance: poolTolerance === undefined ? DEFAULT_POOL_TOLERANCE : poolTolerance / scale,
    maximumExtensions,
    ...(signal && { signal }),
    spent,
    onProgress: (progress) =>
      onProgress?.({
        ...progress,
        iteration: spent.iterations + progress.iteration,
        evaluations: spent.evaluations + progress.evaluations,
        value: hartree(progress.value),
        gradientNorm: scale * progress.gradientNorm,
        evaluationSeconds: spent.seconds,
      }),
  }
}

/** The reference determinant, then one exponential an excitation with parameter `t[i]`. */
function circuitOf(qubits: number, occupied: readonly number[], excitations: readonly Excitation[]): Circuit {
  const circuit = new Circuit(qubits)
  for (const qubit of occupied) circuit.x(qubit)
  excitations.forEach((excitation, i) => appendExcitation(circuit, excitation, parameter(`t[${i}]`)))
  return circuit
}

/** The energy of the circuit on the backend, where that is affordable: it must be the one that the sector gave. */
async function energyOnBackend(
  { backend, signal }: MolecularVqeOptions,
  { energy, circuit, hamiltonian, parameters }: Pick<MolecularVqeResult, 'energy' | 'circuit' | 'hamiltonian' | 'parameters'>,
  scale: number,
): Promise<number | undefined> {
  const work = 2 ** circuit.qubitCount * (circuit.operations.length + hamiltonian.terms.length)
  if (work > CHECK_WORK) return undefined
  await using executable = await backend.compile(circuit, { observables: [hamiltonian], expectedRuns: 1 })
  const { values } = await executable.expectations({ parameters, ...(signal && { signal }) })
  const rounding = 1e-12 * hamiltonian.terms.reduce((sum, { re }) => sum + Math.abs(re), 0)
  if (Math.abs(values[0] - energy) > SAME_ENERGY * scale + rounding)
    throw new Error(`the circuit has the energy ${values[0]} on ${backend.name} and ${energy} on the determinants of its sector`)
  return values[0]
}

function reasonOf(fit: Fit, kicksSurvived: number): string {
  if (kicksSurvived < KICKS) return `kicks still led to lower energies after ${MOST_KICKS} of them`
  if (!fit.converged) return fit.extensions > 0 ? 'the extensions or the iterations are used up' : 'the iterations are used up'
  return `no operator of the pool lowers the energy to first order, and ${kicksSurvived} kicks found no lower energy`
}
