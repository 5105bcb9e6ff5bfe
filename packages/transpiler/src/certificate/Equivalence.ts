/** What two circuits are compared by, and what a comparison can say. */
import type { Circuit } from '@ketwork/circuit'

/** A circuit, and another one on a device's qubits that should do the same. */
export interface Claim {
  readonly source: Circuit
  readonly output: Circuit
  /** The device qubit that holds each qubit of the source before and after. */
  readonly initialLayout: readonly number[]
  readonly finalLayout: readonly number[]
}

/**
 * What a comparison found, with the method that found it.
 *
 * - `unitary`: all columns of both matrices, global phase included; `error` is the largest difference of two entries.
 * - `clifford`: the stabilizer tableaus of both, any size; the global phase is not part of it. With symbols: at so many draws of multiples of pi/2.
 * - `states`: both on seeded random states, up to a global phase; `error` is the largest infidelity, 1 - |<a|b>|^2.
 * - `outcomes`: for each reading of the bits the states that both leave, from seeded random states; `error` is the largest squared distance.
 */
export type Equivalence =
  | { readonly verdict: Verdict; readonly method: 'unitary'; readonly error: number }
  | { readonly verdict: Verdict; readonly method: 'clifford'; readonly draws?: number }
  | {
      readonly verdict: Verdict
      readonly method: 'states'
      readonly trials: number
      readonly error: number
      readonly bound: InfidelityBound
    }
  | { readonly verdict: Verdict; readonly method: 'outcomes'; readonly trials: number; readonly error: number }
  | { readonly verdict: 'not checked'; readonly method: 'none'; readonly reason: string }

export type Verdict = 'equivalent' | 'different'

/** What random states say about all states. */
export interface InfidelityBound {
  /** The average gate infidelity of the two circuits is at most this, */
  readonly averageInfidelity: number
  /** or what was drawn had a probability of at most 1 minus this. */
  readonly confidence: number
}

/** The method does not apply, and why. */
export interface NotApplicable {
  readonly reason: string
}
