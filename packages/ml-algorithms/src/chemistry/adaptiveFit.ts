/**
 * Fits an ansatz of excitations to the ground state of a sector and extends it by operators of a pool (ADAPT-VQE).
 *
 * All parameters are optimised; then the derivative along every generalised excitation is taken in one sweep, the
 * operators with the largest ones are appended, and this repeats while a derivative exceeds the tolerance (Grimsley et
 * al., arXiv:1812.11173). `molecularVqe` chooses the references and checks the result. Energies and tolerances here are
 * in the unit of the Hamiltonian's scale (`unitless`).
 */
import type { RandomStream } from '@ketwork/math'
import { lbfgs } from '../optimizers/lbfgs.ts'
import type { OptimizerProgress, ProgressHook } from '../optimizers/objective.ts'
import type { Excitation } from './excitations.ts'
import { energyAndGradient, sectorState, slopeAlong, turnOf, type SectorAnsatz, type Turn } from './sectorAnsatz.ts'
import { multiplySector, type SectorHamiltonian } from './sectorHamiltonian.ts'

export interface FitProgress extends OptimizerProgress {
  readonly operators: number
  readonly extensions: number
}

/** What all fits of one molecule share. */
export interface FitProblem {
  readonly hamiltonian: SectorHamiltonian
  readonly pool: readonly Excitation[]
  readonly poolTolerance: number
  readonly maximumExtensions: number
  readonly signal?: AbortSignal
  readonly onProgress: ProgressHook<FitProgress>
  /** Cost so far. */
  readonly spent: { iterations: number; evaluations: number; seconds: number }
}

export interface Fit {
  readonly ansatz: SectorAnsatz
  readonly parameters: Float64Array
  readonly energy: number
  readonly gradientNorm: number
  readonly largestSlope: number
  readonly extensions: number
  /** Energy after each iteration. */
  readonly history: readonly number[]
  /** The optimizer met a tolerance and no derivative along an operator of the pool exceeds `poolTolerance`. */
  readonly converged: boolean
}

export interface FitTolerances {
  readonly gradientTolerance: number
  readonly valueTolerance: number
  readonly maximumIterations?: number
}

/** How many operators one extension appends. */
const OPERATORS_AN_EXTENSION = 8
const MOST_ITERATIONS = 2000

/** Optimises and extends until the pool is flat or the extensions are used up. */
export async function growFit(
  problem: FitProblem,
  from: Pick<Fit, 'ansatz' | 'parameters' | 'extensions'>,
  tolerances: FitTolerances,
): Promise<Fit> {
  let { ansatz, parameters, extensions } = from
  const history: number[] = []
  for (;;) {
    const run = await optimise(problem, ansatz, parameters, { ...tolerances, extensions })
    parameters = run.parameters
    for (const energy of run.history.slice(history.length === 0 ? 0 : 1)) history.push(energy) // the first value of a run is the last one of the run before
    const steepest = steepestOfPool(problem, ansatz, parameters)
    const largestSlope = steepest[0]?.slope ?? 0
    const flat = largestSlope <= problem.poolTolerance
    if (flat || extensions >= problem.maximumExtensions) {
      const { value: energy, gradientNorm } = run
      return { ansatz, parameters, energy, gradientNorm, largestSlope, extensions, history, converged: run.converged && flat }
    }
    const added = steepest.slice(0, OPERATORS_AN_EXTENSION).filter(({ slope }) => slope > problem.poolTolerance)
    ansatz = extendedBy(problem, ansatz, added.map(({ excitation }) => excitation)) // prettier-ignore
    parameters = Float64Array.from({ length: ansatz.turns.length }, (_, i) => parameters[i] ?? 0)
    extensions++
  }
}

/** The ansatz with these operators after its own. */
export function extendedBy({ hamiltonian }: FitProblem, ansatz: SectorAnsatz, excitations: readonly Excitation[]): SectorAnsatz {
  return {
    reference: ansatz.reference,
    excitations: [...ansatz.excitations, ...excitations],
    turns: [...ansatz.turns, ...excitations.map((excitation) => turnOf(hamiltonian.basis, excitation))],
  }
}

/** Standard deviation of the angles of a kick, radians. */
const KICK_ANGLE = 0.3
const KICK = { gradientTolerance: 1e-3, valueTolerance: 1e-6, maximumIterations: 100 }
/** The most pairs of determinants that a kick rotates; where the pool has more, a random part of it is used. */
const KICK_PAIRS = 4_000_000

/**
 * Appends the whole pool in random order with random angles and optimises for some iterations: a step of basin hopping.
 *
 * @returns the fit, and the determinant with the largest amplitude
 */
export async function shakeFit(problem: FitProblem, fit: Fit, random: RandomStream): Promise<Fit & { readonly leading: number }> {
  const { hamiltonian, pool } = problem
  const excitations: Excitation[] = []
  const turns: Turn[] = []
  let pairs = 0
  for (const i of random.permutation(pool.length)) {
    const turn = turnOf(hamiltonian.basis, pool[i])
    pairs += turn.length / 2
    if (pairs > KICK_PAIRS) break
    if (turn.length === 0) continue
    excitations.push(pool[i])
    turns.push(turn)
  }
  const base = fit.ansatz
  const ansatz = { reference: base.reference, excitations: [...base.excitations, ...excitations], turns: [...base.turns, ...turns] }
  const start = Float64Array.from({ length: ansatz.turns.length }, (_, i) => fit.parameters[i] ?? KICK_ANGLE * random.normal())
  const run = await optimise(problem, ansatz, start, { ...KICK, extensions: fit.extensions })
  const state = sectorState(ansatz, run.parameters, hamiltonian.basis.count)
  const leading = state.reduce((best, amplitude, i) => (Math.abs(amplitude) > Math.abs(state[best]) ? i : best), 0)
  const { value: energy, parameters, gradientNorm } = run
  return { ...fit, ansatz, parameters, energy, gradientNorm, converged: false, leading }
}

/** How long the optimizer may work before it yields to the event loop. */
const MILLISECONDS_A_TURN = 30

async function optimise(
  problem: FitProblem,
  ansatz: SectorAnsatz,
  start: Float64Array,
  { gradientTolerance, valueTolerance, maximumIterations = MOST_ITERATIONS, extensions }: FitTolerances & { readonly extensions: number },
) {
  const { hamiltonian, signal, spent, onProgress } = problem
  let turn = performance.now()
  const run = await lbfgs(
    (parameters) => {
      const begin = performance.now()
      const evaluation = energyAndGradient(hamiltonian, ansatz, parameters)
      spent.seconds += (performance.now() - begin) / 1000
      return evaluation
    },
    start,
    {
      maximumIterations,
      gradientTolerance,
      valueTolerance,
      ...(signal && { signal }),
      onProgress: async ({ parameters: _, ...progress }) => {
        await onProgress({ ...progress, operators: ansatz.turns.length, extensions })
        if (performance.now() - turn < MILLISECONDS_A_TURN) return
        await new Promise((resolve) => setTimeout(resolve))
        turn = performance.now()
      },
    },
  )
  spent.iterations += run.iterations
  spent.evaluations += run.evaluations
  return run
}

/** The pool by decreasing derivative of the energy along each operator, appended with angle zero. */
function steepestOfPool(
  { hamiltonian, pool }: FitProblem,
  ansatz: SectorAnsatz,
  parameters: Float64Array,
): { readonly excitation: Excitation; readonly slope: number }[] {
  const state = sectorState(ansatz, parameters, hamiltonian.basis.count)
  const image = new Float64Array(state.length)
  multiplySector(hamiltonian, state, image)
  return pool
    .map((excitation) => ({ excitation, slope: Math.abs(slopeAlong(turnOf(hamiltonian.basis, excitation), state, image)) }))
    .sort((a, b) => b.slope - a.slope)
}
