/**
 * Finds the best fit: one from each reference, then random perturbations (kicks) of the best one.
 *
 * A stationary energy may be an excited state's, whose symmetry the ansatz keeps. A kick appends the whole pool with
 * random angles and optimises everything for some iterations. If that clearly lowers the energy, a fit starts from the
 * determinant with the largest amplitude; if no such fit lowers the energy, the kicked ansatz itself is kept, as one
 * extension.
 */
import type { RandomStream } from '@ketwork/math'
import { extendedBy, growFit, shakeFit, type Fit, type FitProblem } from './adaptiveFit.ts'
import { singlesAndDoubles } from './excitations.ts'
import type { References } from './references.ts'
import { occupiedQubits } from './sector.ts'

/** How many kicks in a row must find no lower energy, and the most that are made. */
export const KICKS = 2
export const MOST_KICKS = 8
/** While references are compared and kicked; energies have no unit here. */
const LOOSE = { gradientTolerance: 2e-4, valueTolerance: 1e-8 }
/** Energies that differ by less are the same. */
const SAME = 1e-9
/** Decrease at which a kick counts as an improvement. */
const LOWER = 2e-4
/** Decrease at which a kicked ansatz is kept with all its operators, where no fit from a determinant is as low. */
const MUCH_LOWER = 1e-3
/** Operators with smaller angles are left out of it, radians. */
const IDLE_ANGLE = 3e-3

/** The fits made so far, and the best of them. */
export class ReferenceSearch {
  readonly fits: { readonly determinant: number; readonly fit: Fit }[] = []
  readonly #problem: FitProblem
  readonly #references: References
  #best: Fit | undefined

  constructor(problem: FitProblem, references: References) {
    this.#problem = problem
    this.#references = references
  }

  get best(): Fit {
    if (this.#best === undefined) throw new Error('no fit has been made')
    return this.#best
  }

  /**
   * UCCSD from this determinant, extended; only operators that keep its block, because the angles of all others stay
   * zero.
   */
  async fitFrom(determinant: number): Promise<void> {
    const { basis } = this.#problem.hamiltonian
    const qubits = 2 * basis.sector.orbitals
    const bare = { reference: determinant, excitations: [], turns: [] }
    const all = extendedBy(this.#problem, bare, singlesAndDoubles(occupiedQubits(basis, determinant), qubits))
    const indices = all.turns.flatMap((turn, i) => (this.#staysInBlocks(turn) ? [i] : []))
    const ansatz = { reference: determinant, excitations: indices.map((i) => all.excitations[i]), turns: indices.map((i) => all.turns[i]) }
    const fit = await growFit(this.#problem, { ansatz, parameters: new Float64Array(indices.length), extensions: 0 }, LOOSE)
    this.fits.push({ determinant, fit })
    if (this.#best === undefined || fit.energy < this.#best.energy - SAME) this.#best = fit
  }

  /** Kicks the best fit until enough kicks in a row have found no lower energy. Returns their number. */
  async kick(random: RandomStream): Promise<number> {
    let survived = 0
    for (let kick = 0; kick < MOST_KICKS && survived < KICKS; kick++) {
      const before = this.best.energy
      const shaken = await shakeFit(this.#problem, this.best, random.substream(kick))
      if (shaken.energy < before - LOWER) await this.#follow(shaken)
      const survives = this.best.energy >= before - LOWER / 2 && shaken.energy >= before - MUCH_LOWER
      survived = survives ? survived + 1 : 0
    }
    return survived
  }

  async #follow(shaken: Fit & { readonly leading: number }): Promise<void> {
    if (!this.fits.some(({ determinant }) => determinant === shaken.leading)) await this.fitFrom(shaken.leading)
    if (shaken.energy >= this.best.energy - MUCH_LOWER || shaken.extensions >= this.#problem.maximumExtensions) return
    const fit = await growFit(this.#problem, withoutIdle(shaken), LOOSE)
    this.fits.push({ determinant: fit.ansatz.reference, fit })
    if (fit.energy < this.best.energy) this.#best = fit
  }

  #staysInBlocks(turn: Int32Array): boolean {
    const { blocks } = this.#references
    for (let k = 0; k < turn.length; k += 2) if (blocks[turn[k]] === blocks[turn[k + 1]]) return true
    return false
  }
}

/** Without operators of negligible angle: one further extension. */
function withoutIdle({ ansatz, parameters, extensions }: Fit): Pick<Fit, 'ansatz' | 'parameters' | 'extensions'> {
  const indices = [...parameters.keys()].filter((i) => Math.abs(parameters[i]) > IDLE_ANGLE)
  return {
    ansatz: {
      reference: ansatz.reference,
      excitations: indices.map((i) => ansatz.excitations[i]),
      turns: indices.map((i) => ansatz.turns[i]),
    },
    parameters: Float64Array.from(indices, (i) => parameters[i]),
    extensions: extensions + 1,
  }
}
