/**
 * Compares two circuits on seeded random states: V U^dagger must leave each of them where it is.
 *
 * Trials alternate between Haar-random states and products of Haar-random one-qubit states. For Haar-random states the mean of the infidelity is the average gate infidelity r
 * (Nielsen, Phys. Lett. A 303, 249 (2002)). An infidelity is at most 1, so it exceeds e with a probability of at least (r - e) / (1 - e), and k of them are all at
 * most e with a probability of at most ((1 - r) / (1 - e))^k: whatever the two circuits are, that bounds r.
 */
import type { Circuit } from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import { roundingTolerance } from './compareUnitaries.ts'
import { type CompressedClaim, embedded } from './compressed.ts'
import type { Equivalence } from './Equivalence.ts'
import { evolveState } from './evolveState.ts'

/** The state after a circuit, interleaved `re, im`; the given one is left alone. */
export type Evolve = (circuit: Circuit, state: Float64Array) => Float64Array

const CONFIDENCE = 0.99

export interface StateTrials {
  readonly seed: number
  readonly trials: number
  readonly evolve?: Evolve
}

/** The verdict. O(trials 2^n) for each operation. */
export function compareStates({ source, output, initialLayout, finalLayout }: CompressedClaim, options: StateTrials): Equivalence {
  const { seed, trials, evolve = evolveState } = options
  let error = 0
  for (let trial = 0; trial < trials; trial++) {
    const state = randomState(source.qubitCount, new RandomStream(seed, trial), trial % 2 === 1)
    const expected = embedded(evolve(source, state), finalLayout, output.qubitCount)
    const actual = evolve(output, embedded(state, initialLayout, output.qubitCount))
    error = Math.max(error, infidelity(expected, actual))
  }
  const tolerance = roundingTolerance(source.operations.length + output.operations.length) ** 2
  const haarTrials = Math.ceil(trials / 2)
  const averageInfidelity = 1 - (1 - Math.min(1, error)) * (1 - CONFIDENCE) ** (1 / haarTrials)
  const bound = { averageInfidelity, confidence: CONFIDENCE }
  return { verdict: error <= tolerance ? 'equivalent' : 'different', method: 'states', trials, error, bound }
}

/** A Haar-random state, or a product of such of one qubit. */
export function randomState(qubits: number, random: RandomStream, isProduct: boolean): Float64Array {
  if (!isProduct) return haarState(2 ** qubits, random)
  let state = new Float64Array([1, 0])
  for (let qubit = 0; qubit < qubits; qubit++) {
    const [aRe, aIm, bRe, bIm] = haarState(2, random)
    const next = new Float64Array(2 * state.length)
    for (let i = 0; i < state.length; i += 2) {
      const [re, im] = [state[i], state[i + 1]]
      next[i] = re * aRe - im * aIm
      next[i + 1] = re * aIm + im * aRe
      next[state.length + i] = re * bRe - im * bIm
      next[state.length + i + 1] = re * bIm + im * bRe
    }
    state = next
  }
  return state
}

/** 1 - |<a|b>|^2 of two normalised states, from the part of b that is not along a, so that it is right down to 1e-32. */
function infidelity(a: Float64Array, b: Float64Array): number {
  let [re, im] = [0, 0]
  for (let i = 0; i < a.length; i += 2) {
    re += a[i] * b[i] + a[i + 1] * b[i + 1]
    im += a[i] * b[i + 1] - a[i + 1] * b[i]
  }
  let rest = 0
  for (let i = 0; i < a.length; i += 2) {
    rest += (b[i] - re * a[i] + im * a[i + 1]) ** 2 + (b[i + 1] - re * a[i + 1] - im * a[i]) ** 2
  }
  return rest
}
