/**
 * How many layers of operations a circuit has when everything that can runs at once.
 *
 * A classical bit is a wire too: an operation with a condition comes after the measurement that writes the bit.
 */
import { requireCircuit } from '../requireCircuit.ts'
import { functionValue, optional, requireOptions } from '@ketwork/math'
import type { Circuit } from '../Circuit.ts'
import { gateTable } from '../gates/gateTable.ts'
import type { Operation } from '../gates/Operation.ts'

/**
 * The number of layers of a circuit: the longest chain of operations that share qubits or bits.
 *
 * Barriers and assignments of bits are not counted but hold back what follows them; a global phase takes no time. O(operations).
 *
 * @param options.counted which operations take a layer; by default all but barriers, assignments and global phases. The others still hold back what follows them.
 *
 * @example
 * depth(new Circuit(2).h(0).h(1).cx(0, 1)) // 2
 * depth(circuit, { counted: (operation) => operation.qubits.length === 2 }) // the two-qubit depth
 */
export function depth(circuit: Circuit, options: { readonly counted?: (operation: Operation) => boolean } = {}): number {
  requireCircuit('circuit', circuit)
  requireOptions('depth', options, { counted: optional(functionValue) })
  const { counted = () => true } = options
  const qubitLayers = new Uint32Array(circuit.qubitCount)
  const bitLayers = new Map<string, number>()
  let deepest = 0
  for (const operation of circuit.operations) {
    if (operation.gate === 'globalPhase') continue
    const bits = operation.bits ?? []
    const read = operation.condition?.bits ?? []
    const { kind } = gateTable[operation.gate]
    const cost = kind !== 'barrier' && kind !== 'assign' && counted(operation) ? 1 : 0
    let before = 0
    for (const qubit of operation.qubits) before = Math.max(before, qubitLayers[qubit])
    for (const bit of bits) before = Math.max(before, bitLayers.get(bit) ?? 0)
    for (const bit of read) before = Math.max(before, bitLayers.get(bit) ?? 0)
    const layer = before + cost
    for (const qubit of operation.qubits) qubitLayers[qubit] = layer
    for (const bit of bits) bitLayers.set(bit, layer)
    for (const bit of read) bitLayers.set(bit, layer)
    deepest = Math.max(deepest, layer)
  }
  return deepest
}
