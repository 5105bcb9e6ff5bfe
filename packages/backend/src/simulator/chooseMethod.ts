/** How a program is simulated: what the caller asked for where that is possible, otherwise the reason why not. */
import type { Method, Precision } from '../backend.ts'
import { isWide } from '../precision.ts'
import { LEFT_OUT, dynamicReason, terminalMeasurements } from '../lowering/dynamics.ts'
import type { Program } from '../program.ts'
import { UnsupportedOperationError } from '../UnsupportedOperationError.ts'
import { wiredBits } from './density/wiredBits.ts'

/** Density matrices have 4^n numbers. */
export const MOST_DENSITY_QUBITS = 13

/** Of a program whose groups of qubits are simulated apart: what is made for each qubit takes memory too. */
export const MOST_GROUPED_QUBITS = 2 ** 20

export interface ChosenMethod {
  readonly method: Method
  /** Why `auto` took it. */
  readonly reason: string | undefined
}

/** @throws UnsupportedOperationError for a state vector of a program that does more than to measure at its end */
export function chooseMethod(program: Program, asked: Method | 'auto' = 'auto'): ChosenMethod {
  if (asked === 'densityMatrix' || asked === 'trajectories') return { method: asked, reason: undefined }
  const dynamic = dynamicReason(program)
  if (dynamic === undefined) return { method: 'stateVector', reason: asked === 'auto' ? 'the circuit is unitary' : undefined }
  if (terminalMeasurements(program) !== undefined) return { method: 'stateVector', reason: LEFT_OUT }
  if (asked === 'auto') return { method: 'trajectories', reason: `the circuit ${dynamic}` }
  throw new UnsupportedOperationError("method 'stateVector'", `the circuit ${dynamic}; use 'densityMatrix' or 'trajectories'`)
}

/** Index bits of the largest vector that a method keeps: n, or 2n and the wires of classical bits. */
export function indexBits(program: Program, method: Method): number {
  const { qubits } = program.structure
  return method === 'densityMatrix' ? 2 * qubits + wiredBits(program, true).length : qubits
}

export function bytesAnAmplitude(precision: Precision): number {
  return isWide(precision) ? 16 : 8
}

/** The error of a density matrix of so many qubits, where they are too many. */
export function densityRefusal(qubits: number): UnsupportedOperationError | undefined {
  if (qubits <= MOST_DENSITY_QUBITS) return undefined
  const why = `the circuit has ${qubits} qubits, and a density matrix of n qubits has 4^n numbers: at most ${MOST_DENSITY_QUBITS}`
  return new UnsupportedOperationError("method 'densityMatrix'", `${why}; use 'trajectories'`)
}
