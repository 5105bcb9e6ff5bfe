/**
 * exp(-i angle P / 2) on a Pauli string, with any number of controls, written with one-qubit gates and cx.
 *
 * H turns X into Z and SX turns Y into Z; a ladder of CX collects the parity on the last qubit, and RZ there does the rest. Only that RZ needs the controls.
 */
import { type Angle, times } from '../angles/index.ts'
import type { Operation, OperationName } from '../gates/Operation.ts'
import type { RotationPrimitive } from '../gates/Primitive.ts'
import { controlledFlip, multiControlledPhase, multiControlledRz } from './multiControlled.ts'

/** Letter i of `pauli` acts on `qubits[i]`; an identity letter leaves its qubit alone. */
export function pauliRotation({ angle, pauli, qubits, controls }: RotationPrimitive): Operation[] {
  const acting = qubits.map((qubit, i) => ({ qubit, letter: pauli[i] })).filter(({ letter }) => letter !== 'I')
  if (acting.length === 0) return multiControlledPhase(times(-0.5, angle), controls)
  if (acting.length === 1 && controls.length === 0) {
    const [{ qubit, letter }] = acting
    return [oneQubit(`r${letter.toLowerCase()}` as OperationName, qubit, [angle])]
  }
  const target = acting[acting.length - 1].qubit
  const toZ = acting.flatMap(({ qubit, letter }) =>
    letter === 'X' ? [oneQubit('h', qubit)] : letter === 'Y' ? [oneQubit('sx', qubit)] : [],
  )
  const fromZ = acting.flatMap(({ qubit, letter }) =>
    letter === 'X' ? [oneQubit('h', qubit)] : letter === 'Y' ? [oneQubit('sxdg', qubit)] : [],
  )
  const ladder = acting.slice(0, -1).map(({ qubit }, i) => controlledFlip(qubit, acting[i + 1].qubit))
  return [...toZ, ...ladder, ...multiControlledRz(angle, controls, target), ...ladder.toReversed(), ...fromZ]
}

function oneQubit(gate: OperationName, qubit: number, angles: readonly Angle[] = []): Operation {
  return { gate, qubits: [qubit], angles }
}
