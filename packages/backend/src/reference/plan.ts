/** How the reference backend will run a program: which method, why, and the bytes of one row. Decided by structure and load options alone. */
import { largest } from '@ketwork/math'
import type { LoadOptions, Method, Precision } from '../backend.ts'
import { LEFT_OUT, dynamicReason, terminalMeasurements } from '../lowering/dynamics.ts'
import type { Program } from '../program.ts'
import { UnsupportedOperationError } from '../UnsupportedOperationError.ts'
import { BYTES_AN_AMPLITUDE } from './run.ts'

export interface ReferencePlan {
  readonly precision: Precision
  readonly method: Method
  /** Why `auto` took the method; absent when the caller named it. */
  readonly reason?: string
  /** Working memory for one row. */
  readonly bytes: number
}

/** Density matrices are taken unasked while all of them together, bits included, have at most 2^this entries. */
const MOST_DENSITY_BITS = 18

/**
 * @throws RangeError for an unknown method
 * @throws UnsupportedOperationError when a state vector is asked of a program that is not unitary
 */
export function planReference(
  program: Program,
  { precision, method = 'auto' }: LoadOptions & { readonly precision: Precision },
): ReferencePlan {
  const chosen = method === 'auto' ? chooseMethod(program) : { method }
  return { precision, ...chosen, bytes: bytesOfRow(program, chosen.method) }
}

function chooseMethod(program: Program): { method: Method; reason: string } {
  const { qubits } = program.structure
  const bits = writtenBits(program)
  const dynamic = dynamicReason(program)
  if (dynamic === undefined) return { method: 'stateVector', reason: 'the circuit is unitary' }
  if (terminalMeasurements(program) !== undefined) return { method: 'stateVector', reason: LEFT_OUT }
  if (2 * qubits + bits <= MOST_DENSITY_BITS) {
    return { method: 'densityMatrix', reason: `the circuit ${dynamic}, and density matrices of ${qubits} qubits are small` }
  }
  return {
    method: 'trajectories',
    reason: `the circuit ${dynamic}, and density matrices of ${qubits} qubits for ${bits} bits are large`,
  }
}

/** All others read 0, so they multiply no outcomes. */
function writtenBits({ structure }: Program): number {
  return new Set(structure.instructions.flatMap((instruction) => ('bit' in instruction ? [instruction.bit] : []))).size
}

function bytesOfRow(program: Program, method: Method): number {
  const { qubits, instructions } = program.structure
  const state = BYTES_AN_AMPLITUDE * 2 ** qubits
  switch (method) {
    case 'stateVector': {
      const dynamic = dynamicReason(program)
      if (dynamic !== undefined && terminalMeasurements(program) === undefined) {
        throw new UnsupportedOperationError("method 'stateVector'", `the circuit ${dynamic}; use 'densityMatrix' or 'trajectories'`)
      }
      return 3 * state // the state, the one that the adjoint sweeps back, and scratch
    }
    case 'densityMatrix':
      return 3 * state * 2 ** qubits * 2 ** writtenBits(program) // before, after and scratch
    case 'trajectories': {
      const kraus = instructions.map((instruction) => (instruction.kind === 'channel' ? instruction.kraus : 1))
      return (1 + largest(kraus, 1)) * state
    }
    default:
      throw new RangeError(`method is '${String(method)}': it must be 'auto', 'stateVector', 'densityMatrix' or 'trajectories'`)
  }
}
