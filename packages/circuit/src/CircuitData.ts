/** What a circuit is, without what can be done to it: enough to draw it and to write it down. */
import type { Operation } from './gates/Operation.ts'

export interface CircuitData {
  readonly qubitCount: number
  readonly operations: readonly Operation[]
  readonly parameters: readonly string[]
  readonly features: readonly string[]
  readonly bits: readonly string[]
}
