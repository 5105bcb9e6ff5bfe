/** The size of a circuit: what transpilation is judged by. */
import { type Circuit, counts, depth, isMultiQubitGate, type OperationName, twoQubitDepth } from '@ketwork/circuit'

export interface CircuitMetrics {
  /** All operations but barriers and global phases. */
  readonly operations: number
  /** Gates on two or more qubits (`isMultiQubitGate`). */
  readonly twoQubitOperations: number
  readonly depth: number
  /** Layers of gates on two or more qubits, as `twoQubitDepth` of `@ketwork/circuit` counts them. */
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

/** Gates on two or more qubits: channels, barriers and measurements are left out. */
export function countTwoQubitOperations({ operations }: Circuit): number {
  return operations.reduce((count, operation) => (isMultiQubitGate(operation) ? count + 1 : count), 0)
}
