/**
 * Estimates the cost of a fit on the determinants of a sector before it starts.
 *
 * Counts are closed forms: the determinants, the single and double excitations of one of them (couplings of the
 * Hamiltonian), the pairs of determinants that each operator of UCCSD turns, the products that make the Hamiltonian.
 * Seconds are those counts times measured figures of one core, right to a factor of a few.
 */
import { formatBytes } from '@ketwork/math'
import { determinantCount, type Sector } from './sector.ts'

export interface WorkEstimate {
  readonly determinants: number
  readonly bytes: number
  readonly seconds: number
}

/** The most that is allowed. */
export interface WorkLimits {
  /** Default 1 GiB. */
  readonly bytes?: number
  /** Default 3600. */
  readonly seconds?: number
}

/** The molecule is too large. Nothing was computed or allocated. */
export class WorkTooLargeError extends RangeError {
  override readonly name = 'WorkTooLargeError'
  readonly estimate: WorkEstimate

  constructor(sector: Sector, estimate: WorkEstimate, limits: Required<WorkLimits>) {
    const { determinants, bytes, seconds } = estimate
    const what = `${sector.orbitals} orbitals with ${sector.up} + ${sector.down} electrons are ${determinants} determinants`
    const limit = `at most ${formatBytes(limits.bytes)} and ${inWords(limits.seconds)} are allowed`
    super(
      `${what}: that needs ${formatBytes(bytes)} and takes about ${inWords(seconds)}; ${limit}: use fewer active orbitals or freeze more electrons`,
    )
    this.estimate = estimate
  }
}

/** Evaluations of energy and gradient that all fits of a strongly correlated molecule make together. */
const EVALUATIONS = 5000
/** How often the derivatives of the pool are computed. */
const POOL_SWEEPS = 60
/**
 * Measured: seconds a coupling in a product with the Hamiltonian, a pair in an evaluation, an operator in a sweep of
 * the pool, a ladder product.
 */
const SECONDS = { coupling: 4e-9, pair: 8e-9, operator: 1e-6, ladder: 4e-6 }
/**
 * Bytes of a coupling (its arrays double as they grow), a pair, a determinant (state, image, index), an operator of the
 * pool, an integral and its Pauli strings.
 */
const BYTES = { coupling: 32, pair: 8, determinant: 100, operator: 400, integral: 500 }

/** @throws WorkTooLargeError */
export function requireFeasible(sector: Sector, { bytes = 2 ** 30, seconds = 3600 }: WorkLimits = {}): void {
  const estimate = estimateWork(sector)
  if (!(estimate.bytes <= bytes && estimate.seconds <= seconds)) throw new WorkTooLargeError(sector, estimate, { bytes, seconds })
}

export function estimateWork(sector: Sector): WorkEstimate {
  const { orbitals: n, up, down } = sector
  const determinants = determinantCount(sector)
  const [upSingles, downSingles] = [up * (n - up), down * (n - down)]
  const [upDoubles, downDoubles] = [pairCount(up) * pairCount(n - up), pairCount(down) * pairCount(n - down)]
  const excitations = upSingles + downSingles + upSingles * downSingles + upDoubles + downDoubles
  const couplings = (determinants * excitations) / 2
  const pairs = // an operator turns the determinants whose orbitals it finds occupied and empty: p (1 - p) for each orbital pair it moves
    determinants * (upSingles * filled(n, up) + downSingles * filled(n, down) + upSingles * downSingles * filled(n, up) * filled(n, down)) +
    determinants * (upDoubles * filled(n, up) ** 2 + downDoubles * filled(n, down) ** 2)
  const pool = (n * (n - 1) * (n - 2) * (n - 3)) / 4 + n ** 4 / 2
  const seconds =
    EVALUATIONS * (SECONDS.coupling * couplings + SECONDS.pair * pairs) +
    POOL_SWEEPS * SECONDS.operator * pool +
    SECONDS.ladder * 4 * n ** 4
  const bytes =
    BYTES.coupling * couplings + BYTES.pair * pairs + BYTES.determinant * determinants + BYTES.operator * pool + BYTES.integral * n ** 4
  return { determinants, bytes, seconds }
}

/** The part of the strings in which one orbital is occupied and another empty. */
function filled(orbitals: number, electrons: number): number {
  return orbitals < 2 ? 0 : (electrons * (orbitals - electrons)) / (orbitals * (orbitals - 1))
}

function pairCount(n: number): number {
  return (n * (n - 1)) / 2
}

/** A duration in the largest unit that it fills. */
function inWords(seconds: number): string {
  const units = [['year', 31_557_600], ['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]] as const // prettier-ignore
  const [name, length] = units.find(([, size]) => seconds >= size) ?? units[units.length - 1]
  const count = Number((seconds / length).toPrecision(2))
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
