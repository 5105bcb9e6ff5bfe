/**
 * A gate as OpenQASM knows it: how many parameters and qubits it takes, and what it expands to.
 *
 * A gate of a `gate` definition expands through the gates of its body, which were defined before it; there is no recursion in OpenQASM 2.
 */
import type { OperationName } from '../gates/Operation.ts'

/** Receives one operation of an expanded gate. */
export type Emit = (gate: OperationName, angles: readonly number[], qubits: readonly number[]) => void

export interface QasmGate {
  readonly name: string
  readonly parameters: number
  readonly qubits: number
  /** How many operations it expands to. */
  readonly size: number
  /** How many steps it takes: gates that are called on the way, itself included, wide ones counted more. */
  readonly steps: number
  /** How many definitions are nested in it. */
  readonly depth: number
  /** Declared without a body: it may be named but not used. */
  readonly opaque?: boolean
  readonly expand: (angles: readonly number[], qubits: readonly number[], emit: Emit) => void
}

/** One line of a gate's body: qubits are indices into the qubits of the definition. */
export interface BodyCall {
  readonly gate: QasmGate
  /** Numbers, or functions of the parameters of the definition. */
  readonly angles: readonly (number | ((values: readonly number[]) => number))[]
  readonly qubits: readonly number[]
}

export function definedGate(name: string, parameters: number, qubits: number, body: readonly BodyCall[]): QasmGate {
  return {
    name,
    parameters,
    qubits,
    size: body.reduce((sum, call) => sum + call.gate.size, 0),
    steps: body.reduce((sum, call) => sum + call.gate.steps, 1 + qubits / 8),
    depth: 1 + body.reduce((deepest, call) => Math.max(deepest, call.gate.depth), 0),
    expand: (angles, actual, emit) => {
      for (const call of body) {
        call.gate.expand(
          call.angles.map((angle) => (typeof angle === 'number' ? angle : angle(angles))),
          call.qubits.map((qubit) => actual[qubit]),
          emit,
        )
      }
    },
  }
}

export function opaqueGate(name: string, parameters: number, qubits: number): QasmGate {
  return { name, parameters, qubits, size: 0, steps: 1, depth: 1, opaque: true, expand: () => undefined }
}
