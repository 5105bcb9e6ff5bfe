/**
 * What every backend refuses at the edge of a call, in the same words: a state that does not exist, shots where there are none to draw, wrong qubits.
 *
 * The numbers of a call (rows, lengths, NaN) are checked by `resolveInputs`; memory is each backend's own matter.
 */
import { inWords, isList } from '@ketwork/math'
import type { Method } from './backend.ts'
import type { ResolveOptions } from './inputs.ts'
import type { ResolvedInputs } from './resolvedInputs.ts'
import { dynamicReason } from './lowering/dynamics.ts'
import type { Program, ProgramStructure } from './program.ts'
import { UnsupportedOperationError } from './UnsupportedOperationError.ts'

type Call = NonNullable<ResolveOptions['call']>

/** How many samples or trajectories, and where their streams start. */
export interface Draws {
  readonly shots: number
  readonly seed: number
}

/** @throws UnsupportedOperationError for a call that needs one state a row where the method has none */
export function requireSingleState(call: Call, program: Program, method: Method): void {
  if (method === 'stateVector') return
  const dynamic = dynamicReason(program)
  const reason = dynamic === undefined ? `it was loaded with method '${method}'` : `the circuit ${dynamic}`
  throw new UnsupportedOperationError(
    call,
    `${reason}, so a row has no single state vector; ask for expectations, probabilities or samples`,
  )
}

/** @throws UnsupportedOperationError for amplitudes or overlaps with shots, or an initial state's cotangent with shots */
export function requireMeaningfulShots(call: Call, { shots, wrt }: ResolvedInputs): void {
  if (shots === undefined) return
  if (call === 'amplitudes' || call === 'overlaps') {
    throw new UnsupportedOperationError(`${call} with shots`, 'amplitudes cannot be estimated from samples: leave shots out')
  }
  if ((call === 'gradient' || call === 'jacobian') && wrt.includes('initial')) {
    throw new UnsupportedOperationError(call, 'the cotangent of the initial state cannot be estimated from shots: leave shots out')
  }
}

/** Shots and seed where the call has them. @throws TypeError where trajectories have none */
export function drawsOf(method: Method, { shots, seed }: ResolvedInputs): Draws | undefined {
  if (shots !== undefined && seed !== undefined) return { shots, seed }
  if (method === 'trajectories') throw new TypeError('trajectories need shots and a seed: how many to average over, and where they start')
  return undefined
}

/** @throws TypeError where the call has no shots and seed */
export function requireDraws({ shots, seed }: ResolvedInputs): Draws {
  if (shots === undefined || seed === undefined) throw new TypeError('shots and a seed are needed')
  return { shots, seed }
}

/** @throws TypeError for a call that is about observables where the program has none */
export function requireObservables(call: Call, { structure }: Program): void {
  if (structure.observables.length > 0 || !['expectations', 'variances', 'gradient', 'jacobian'].includes(call)) return
  throw new TypeError(`${call} needs observables, and there are none: compile(circuit, { observables: [...] })`)
}

/** The qubits of a marginal; all of them by default. @throws RangeError when one is out of range or stands twice */
export function chooseQubits(qubits: readonly number[] | undefined, count: number): readonly number[] {
  if (qubits === undefined) return Array.from({ length: count }, (_, qubit) => qubit)
  if (!isList(qubits)) throw new TypeError(`qubits is ${inWords(qubits)}: a list of qubits is needed`)
  for (const qubit of qubits) {
    if (!Number.isInteger(qubit) || qubit < 0 || qubit >= count) {
      throw new RangeError(`qubit ${inWords(qubit)} is out of range: the circuit has qubits 0 to ${count - 1}`)
    }
  }
  if (new Set(qubits).size !== qubits.length) throw new RangeError(`qubits ${qubits.join(', ')} must differ from each other`)
  return qubits
}

/** Columns of a sample: the measured bits, or all qubits when nothing is measured. */
export function sampleColumns({ bits, qubits }: ProgramStructure): readonly string[] {
  return bits.length > 0 ? bits : Array.from({ length: qubits }, (_, qubit) => `q${qubit}`)
}
