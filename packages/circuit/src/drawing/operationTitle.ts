/** An operation in words, for a reader who points at it. */
import { controlCount } from '../gates/inverseOperation.ts'
import type { Operation } from '../gates/Operation.ts'
import { angleText, conditionText } from './pieces.ts'
import { printable } from './printable.ts'

/**
 * The operation's name, qubits, angles, bits and condition, a line each.
 *
 * @example
 * operationTitle({ gate: 'crx', qubits: [0, 2], angles: [parameter('w')] }) // 'crx\ncontrol q0, target q2\nangle w'
 */
export function operationTitle(operation: Operation): string {
  const { gate, angles, rates = [], pauli, bits = [], readout, condition } = operation
  return [
    gate,
    ...(operation.qubits.length === 0 ? [] : [qubitsText(operation)]),
    ...(pauli === undefined ? [] : [`Pauli string ${pauli}`]),
    ...(angles.length === 0 ? [] : [`${angles.length === 1 ? 'angle' : 'angles'} ${angles.map(angleText).join(', ')}`]),
    ...(rates.length === 0 ? [] : [`${rates.length === 1 ? 'rate' : 'rates'} ${rates.join(', ')}`]),
    ...(bits.length === 0 ? [] : [`writes ${printable(bits.join(', '))}`]),
    ...(readout === undefined ? [] : [`reads 0 for 1 with ${readout.p01}, 1 for 0 with ${readout.p10}`]),
    ...(condition === undefined ? [] : [conditionText(condition)]),
  ].join('\n')
}

function qubitsText(operation: Operation): string {
  const { qubits } = operation
  const controls = controlCount(operation)
  if (controls === 0) return listed(qubits)
  return `${controls === 1 ? 'control' : 'controls'} ${listed(qubits.slice(0, controls))}, ${qubits.length - controls === 1 ? 'target' : 'targets'} ${listed(qubits.slice(controls))}`
}

/** Three or more that follow one another are written as a range. */
function listed(qubits: readonly number[]): string {
  const isRange = qubits.length > 2 && qubits.every((qubit, i) => qubit === qubits[0] + i)
  return isRange ? `q${qubits[0]} to q${qubits[qubits.length - 1]}` : qubits.map((qubit) => `q${qubit}`).join(', ')
}
