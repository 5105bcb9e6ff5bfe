/**
 * The part of a circuit that some qubits can feel.
 *
 * Walks backwards from the end and keeps each operation that acts on a qubit of the cone, which then takes in its other qubits. An operation
 * with a condition takes in the bits it reads, and with them the measurements that write these. Everything left out is trace preserving
 * on other qubits, so the reduced state of the given qubits is the same without it.
 */
import type { Circuit } from '../Circuit.ts'
import type { Operation } from '../gates/Operation.ts'

/**
 * The operations that can influence the final state of these qubits, in a circuit with the same numbering.
 *
 * Barriers and global phases are left out. A reset without condition cuts the cone: nothing before it on its qubit can be felt through that qubit.
 * O(operations).
 *
 * @throws RangeError when a qubit is not one of the circuit's
 *
 * @example
 * lightCone(new Circuit(3).h(0).cx(0, 1).h(2), [1]).operations.length // 2: h(0) and cx(0, 1)
 */
export function lightCone(circuit: Circuit, qubits: readonly number[]): Circuit {
  for (const qubit of qubits) {
    if (!Number.isInteger(qubit) || qubit < 0 || qubit >= circuit.qubitCount) {
      throw new RangeError(`qubit ${qubit} is out of range: the circuit has qubits 0 to ${circuit.qubitCount - 1}`)
    }
  }
  const cone = new Set(qubits)
  const bits = new Set<string>()
  const kept: Operation[] = []
  for (let i = circuit.operations.length - 1; i >= 0; i--) {
    const operation = circuit.operations[i]
    if (operation.gate === 'barrier' || operation.gate === 'globalPhase' || !isFelt(operation, cone, bits)) continue
    kept.push(operation)
    for (const qubit of operation.qubits) cone.add(qubit)
    for (const bit of operation.condition?.bits ?? []) bits.add(bit)
    if (operation.gate === 'reset' && operation.condition === undefined) cone.delete(operation.qubits[0])
  }
  return circuit.withOperations(kept.reverse())
}

function isFelt(operation: Operation, cone: ReadonlySet<number>, bits: ReadonlySet<string>): boolean {
  return operation.qubits.some((qubit) => cone.has(qubit)) || (operation.bits ?? []).some((bit) => bits.has(bit))
}
