/** The size of a circuit: what transpilation is judged by. */
import { type Circuit, counts, depth, type Operation, type OperationName } from '@ketwork/circuit'

export interface CircuitMetrics {
  /** All operations but barriers and global phases. */
  readonly operations: number
  readonly twoQubitOperations: number
  readonly depth: number
  readonly twoQubitDepth: number
  readonly counts: Partial<Record<OperationName, number>>
}

export function measureCircuit(circuit: Circuit): CircuitMetrics {
  return {
    operations: countOperations(circuit),
    twoQubitOperations: countTwoQubitOperations(circuit),
    depth: depth(circuit),
    twoQubitDepth: twoQubitDepth(circuit),
    counts: counts(circuit),
  }
}

/** All but barriers and global phases. */
export function countOperations({ operations }: Circuit): number {
  return operations.reduce((count, { gate }) => (gate === 'barrier' || gate === 'globalPhase' ? count : count + 1), 0)
}

export function countTwoQubitOperations({ operations }: Circuit): number {
  return operations.reduce((count, operation) => (actsOnTwo(operation) ? count + 1 : count), 0)
}

export function twoQubitDepth(circuit: Circuit): number {
  return depth(circuit, { counted: actsOnTwo })
}

function actsOnTwo({ gate, qubits }: Operation): boolean {
  return qubits.length === 2 && gate !== 'barrier'
}
