/**
 * The gates that OpenQASM 3 knows without a definition: U and gphase, and those of stdgates.inc; phases are exact.
 *
 * U(theta, phi, lambda) carries the phase e^(i theta / 2) of the specification, beside the table's u; `cu` and `CX` have the meaning that the
 * specification gives in words and that other readers give them: e^(i gamma) u under a control, and cx.
 */
import { type Angle, plus, times } from '../../angles/index.ts'
import type { Operation, OperationName } from '../../gates/Operation.ts'
import type { BuiltInGate } from './Scope.ts'

const FIXED_GATES = 'x y z h s sdg t tdg sx'.split(' ')

/** U and gphase, which need no file to be included. */
export const languageGates: ReadonlyMap<string, BuiltInGate> = new Map([
  ['U', { parameters: 3, qubits: 1, operations: (angles, qubits) => withPhase(times(0.5, angles[0]), { gate: 'u', qubits, angles }) }],
  ['gphase', { parameters: 1, qubits: 0, operations: (angles) => [{ gate: 'globalPhase', qubits: [], angles }] }],
])

/** What `include "stdgates.inc";` adds. */
export const stdgates: ReadonlyMap<string, BuiltInGate> = new Map([
  ...FIXED_GATES.map((name) => oneOperation(name, 0, 1, name as OperationName)),
  oneOperation('id', 0, 1, 'i'),
  ...(['p', 'rx', 'ry', 'rz'] as const).map((name) => oneOperation(name, 1, 1, name)),
  ...(['cx', 'cy', 'cz', 'ch', 'swap'] as const).map((name) => oneOperation(name, 0, 2, name)),
  ...(['cp', 'crx', 'cry', 'crz'] as const).map((name) => oneOperation(name, 1, 2, name)),
  ...(['ccx', 'cswap'] as const).map((name) => oneOperation(name, 0, 3, name)),
  oneOperation('cu', 4, 2, 'cu'),
  oneOperation('CX', 0, 2, 'cx'),
  oneOperation('phase', 1, 1, 'p'),
  oneOperation('cphase', 1, 2, 'cp'),
  oneOperation('u1', 1, 1, 'p'),
  // u3 is symmetric in its phases: e^(-i (phi + lambda) / 2) u(theta, phi, lambda)
  eulerGate('u2', 2, ([phi, lambda]) => [Math.PI / 2, phi, lambda]),
  eulerGate('u3', 3, (angles) => angles),
])

function oneOperation(name: string, parameters: number, qubits: number, gate: OperationName): [string, BuiltInGate] {
  return [name, { parameters, qubits, operations: (angles, on) => [{ gate, qubits: on, angles }] }]
}

function eulerGate(name: string, parameters: number, euler: (given: readonly Angle[]) => readonly Angle[]): [string, BuiltInGate] {
  const operations = (given: readonly Angle[], qubits: readonly number[]): readonly Operation[] => {
    const angles = euler(given)
    return withPhase(times(-0.5, plus(angles[1], angles[2])), { gate: 'u', qubits, angles })
  }
  return [name, { parameters, qubits: 1, operations }]
}

function withPhase(angle: Angle, operation: Operation): readonly Operation[] {
  return angle === 0 ? [operation] : [{ gate: 'globalPhase', qubits: [], angles: [angle] }, operation]
}
