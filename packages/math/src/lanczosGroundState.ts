/**
 * The lowest eigenvalue and eigenvector of a Hermitian operator that is known by its product with a vector.
 *
 * Lanczos with full reorthogonalisation and thick restarts (Wu, Simon, SIAM J. Matrix Anal. Appl. 22, 602 (2000)): when the basis is full,
 * its lowest Ritz vectors and the last residual direction begin the next one. Memory is that of the basis, whatever the iterations. The
 * residual that is returned is |A x - E x| taken anew for the returned x, so that an exact eigenvalue lies within it of the energy.
 */
import { complexMatrix } from './complexMatrix.ts'
import { innerProduct, norm, normalize, removeComponent } from './complexVector.ts'
import { eigenHermitian } from './eigenHermitian.ts'
import { requireFinite } from './finite.ts'
import { RandomStream } from './RandomStream.ts'

export interface LanczosOptions {
  /** How many complex numbers a vector has. */
  readonly dimension: number
  /** Writes A x into `out`; both are interleaved and never the same array. `x` must not be changed. */
  readonly multiply: (x: Float64Array, out: Float64Array) => void
  /** Of the random start vector, a whole number from 0 to 2^53 - 1. */
  readonly seed: number
  /** Converged means residual <= tolerance * max(1, |energy|); 1e-10 when omitted. */
  readonly tolerance?: number
  /** How many products may be made; 1000 when omitted. At least 2. */
  readonly maximumIterations?: number
  /** How many vectors the basis may hold, at least 4; when omitted 40 or what fits 256 MiB, but at least 8. */
  readonly basisSize?: number
  /** Projects x in place into a symmetry sector that the operator keeps; called on the start vector and after each product. */
  readonly project?: (x: Float64Array) => void
}

/** What `lanczosGroundState` found. */
export interface LanczosResult {
  /** The Rayleigh quotient of `state`: never below the exact ground energy of the sector, up to rounding. */
  readonly energy: number
  /** Norm 1, interleaved. */
  readonly state: Float64Array
  /** |A state - energy state|. */
  readonly residual: number
  /** How many products were made. */
  readonly iterations: number
  readonly converged: boolean
}

/**
 * Lowest eigenvalue and eigenvector of a Hermitian operator, from products alone.
 *
 * A result that is not converged is still the best one found, with its true residual. The same seed gives the same bits.
 *
 * @throws RangeError when an option is out of range, the product holds NaN, or `project` leaves nothing of the start vector
 *
 * @example
 * lanczosGroundState({ dimension: csr.rows, multiply: (x, out) => csrMultiply(csr, x, out), seed: 1 }).energy
 */
export function lanczosGroundState(options: LanczosOptions): LanczosResult {
  const { dimension, tolerance = 1e-10, maximumIterations = 1000 } = options
  requireWhole('dimension', dimension, 1)
  requireWhole('maximumIterations', maximumIterations, 2)
  if (!(tolerance > 0)) throw new RangeError(`tolerance must be above 0, got ${tolerance}`)
  const size = basisSize(options)

  const krylov = new KrylovBasis(options, size)
  let reached = Infinity
  for (;;) {
    const { energy, coefficients, estimate, exhausted } = krylov.extend(maximumIterations - 1, tolerance)
    const enough = estimate <= tolerance * Math.max(1, Math.abs(energy))
    if (enough || exhausted || krylov.products >= maximumIterations - 1) {
      const state = normalize(krylov.combine(coefficients))
      const certified = krylov.certify(state)
      const converged = certified.residual <= tolerance * Math.max(1, Math.abs(certified.energy))
      const stuck = exhausted && certified.residual >= reached
      if (converged || stuck || krylov.products >= maximumIterations - 1) {
        return { ...certified, state, iterations: krylov.products, converged }
      }
      if (exhausted) {
        // The space is invariant up to rounding and yet not accurate enough: the state's own remainder leads on.
        reached = certified.residual
        krylov.begin(state)
        continue
      }
    }
    krylov.restart()
  }
}

const DEFAULT_BASIS = 40
const DEFAULT_BASIS_BYTES = 256 * 2 ** 20

function basisSize({ dimension, basisSize: wanted }: LanczosOptions): number {
  if (wanted !== undefined) requireWhole('basisSize', wanted, 4)
  const fitting = Math.max(8, Math.floor(DEFAULT_BASIS_BYTES / (16 * dimension)))
  return Math.min(wanted ?? Math.min(DEFAULT_BASIS, fitting), dimension)
}

interface RitzPair {
  readonly energy: number
  /** Interleaved, one number a basis vector. */
  readonly coefficients: Float64Array
  /** What the recurrence says about the residual. */
  readonly estimate: number
  /** The basis spans an invariant space: nothing can be added to it. */
  readonly exhausted: boolean
}

/** An orthonormal basis, and the projection of the operator on it. */
class KrylovBasis {
  products = 0
  readonly #options: LanczosOptions
  readonly #size: number
  /** One vector more than `size`: the next direction. */
  readonly #vectors: Float64Array[]
  /** How many of the vectors have been multiplied. */
  #known = 0
  /** Row-major size x size, interleaved; the upper left corner of `known` rows is in use. */
  readonly #projected: Float64Array
  readonly #work: Float64Array

  constructor(options: LanczosOptions, size: number) {
    this.#options = options
    this.#size = size
    this.#projected = new Float64Array(2 * size * size)
    this.#work = new Float64Array(2 * options.dimension)
    const start = new RandomStream(options.seed).fillNormal(new Float64Array(2 * options.dimension))
    const before = norm(start)
    options.project?.(start)
    if (!(norm(start) > 1e-12 * before)) throw new RangeError('project left nothing of the start vector: the sector is empty')
    this.#vectors = [normalize(start)]
  }

  /** Multiplies until the lowest pair is good enough, the basis is full, invariant, or `products` has reached `limit`. */
  extend(limit: number, tolerance: number): RitzPair {
    for (;;) {
      const next = this.#multiply(this.#vectors[this.#known])
      const before = norm(next)
      this.#orthogonalize(next)
      const remaining = norm(next)
      this.#known++
      const exhausted = !(remaining > 1e-13 * Math.max(before, this.#scale())) || this.#known === this.#options.dimension
      const full = this.#known === this.#size
      if (!exhausted) this.#vectors[this.#known] = normalize(next.slice())
      if (full || exhausted || this.products >= limit || this.#known % CHECK_EVERY === 0) {
        const pair = this.#lowestPair(exhausted ? 0 : remaining, exhausted)
        const enough = pair.estimate <= tolerance * Math.max(1, Math.abs(pair.energy))
        if (full || exhausted || enough || this.products >= limit) return pair
      }
    }
  }

  /** The vector with these coefficients. */
  combine(coefficients: Float64Array): Float64Array {
    const result = new Float64Array(2 * this.#options.dimension)
    for (let j = 0; j < this.#known; j++) addMultiple(result, this.#vectors[j], coefficients[2 * j], coefficients[2 * j + 1])
    return result
  }

  /** Rayleigh quotient and residual of a state of norm 1, by a product of its own. */
  certify(state: Float64Array): { energy: number; residual: number } {
    const image = this.#multiply(state)
    const [energy] = innerProduct(state, image)
    addMultiple(image, state, -energy, 0)
    return { energy, residual: norm(image) }
  }

  /** Forgets all but this state, where the next basis begins. */
  begin(state: Float64Array): void {
    this.#projected.fill(0)
    this.#vectors.length = 1
    this.#vectors[0] = state
    this.#known = 0
  }

  /** Keeps the lowest Ritz vectors and the last direction as the beginning of the next basis. */
  restart(): void {
    const { values, vectors } = eigenHermitian(this.#corner())
    const known = this.#known
    const kept = Math.max(1, Math.min(Math.floor(known / 3), known - 2))
    const ritz = Array.from({ length: kept }, (_, j) =>
      this.combine(Float64Array.from({ length: 2 * known }, (_, q) => vectors.data[2 * ((q >> 1) * known + j) + (q & 1)])),
    )
    const direction = this.#vectors[known]
    this.#projected.fill(0)
    ritz.forEach((vector, j) => {
      this.#vectors[j] = vector
      this.#projected[2 * j * (this.#size + 1)] = values[j]
    })
    this.#vectors.length = kept
    for (const vector of ritz) removeComponent(direction, vector)
    this.#vectors.push(normalize(direction))
    this.#known = kept
  }

  #multiply(x: Float64Array): Float64Array {
    this.#options.multiply(x, this.#work)
    this.#options.project?.(this.#work)
    this.products++
    if (!Number.isFinite(norm(this.#work))) requireFinite('the product', this.#work)
    return this.#work
  }

  /** Takes all basis vectors out of `next`, twice, and notes what was taken out as column `known` of the projection (and as its row). */
  #orthogonalize(next: Float64Array): void {
    const column = this.#known
    const size = this.#size
    for (let pass = 0; pass < 2; pass++) {
      for (let row = 0; row <= column; row++) {
        const [re, im] = removeComponent(next, this.#vectors[row])
        const at = 2 * (row * size + column)
        this.#projected[at] = pass === 0 ? re : this.#projected[at] + re
        this.#projected[at + 1] = row === column ? 0 : pass === 0 ? im : this.#projected[at + 1] + im
        this.#projected[2 * (column * size + row)] = this.#projected[at]
        this.#projected[2 * (column * size + row) + 1] = -this.#projected[at + 1]
      }
    }
  }

  #corner() {
    const corner = complexMatrix(this.#known, this.#known)
    for (let row = 0; row < this.#known; row++) {
      const start = 2 * row * this.#size
      corner.data.set(this.#projected.subarray(start, start + 2 * this.#known), 2 * row * this.#known)
    }
    return corner
  }

  #scale(): number {
    return this.#projected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  }

  #lowestPair(remaining: number, exhausted: boolean): RitzPair {
    const { values, vectors } = eigenHermitian(this.#corner())
    const coefficients = new Float64Array(2 * this.#known)
    for (let i = 0; i < this.#known; i++) coefficients.set(vectors.data.subarray(2 * i * this.#known, 2 * i * this.#known + 2), 2 * i)
    const last = Math.hypot(coefficients[2 * this.#known - 2], coefficients[2 * this.#known - 1])
    return { energy: values[0], coefficients, estimate: remaining * last, exhausted }
  }
}

/** The small eigenproblem is solved after this many products. */
const CHECK_EVERY = 4

function addMultiple(target: Float64Array, source: Float64Array, re: number, im: number): void {
  for (let q = 0; q < target.length; q += 2) {
    target[q] += re * source[q] - im * source[q + 1]
    target[q + 1] += re * source[q + 1] + im * source[q]
  }
}

function requireWhole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`${name} must be a whole number of at least ${least}, got ${value}`)
}
