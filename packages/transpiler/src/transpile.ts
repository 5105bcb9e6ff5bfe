/** The pipeline: from any circuit to one that a target accepts. Each line is a pass of its own file. */
import { type Circuit, counts, depth, type OperationName } from '@ketwork/circuit'
import { cancelInverses } from './passes/cancelInverses.ts'
import { mergeRotations } from './passes/mergeRotations.ts'
import { translateBasis } from './passes/translateBasis.ts'
import { type Target, validateTarget } from './target.ts'

export interface CircuitMetrics {
  /** All operations but barriers and global phases. */
  readonly operations: number
  readonly twoQubitOperations: number
  readonly depth: number
  readonly twoQubitDepth: number
  readonly counts: Partial<Record<OperationName, number>>
}

export interface PassReport {
  readonly name: string
  readonly milliseconds: number
  /** Operations after the pass, counted as in `CircuitMetrics`. */
  readonly operations: number
}

export interface TranspileResult {
  readonly circuit: Circuit
  readonly before: CircuitMetrics
  readonly after: CircuitMetrics
  /** In the order in which they ran. */
  readonly passes: readonly PassReport[]
}

/**
 * Rewrites a circuit with the gates of a target; the unitary is the same, global phase included.
 *
 * Symbolic angles stay symbolic, so a parameterised circuit is transpiled once and bound as often as one likes. Measurements, conditions, channels, resets and
 * barriers keep their places. Every qubit can meet every other: routing is not part of this version.
 *
 * @throws RangeError when the circuit has more qubits than the target, or the target makes no sense
 * @throws UnsupportedGateError when an operation cannot be written in the basis
 *
 * @example
 * transpile(new Circuit(3).ccx(0, 1, 2), { basis: ['cz', 'rz', 'sx', 'x'] }).after.counts.cz // 6
 */
export function transpile(circuit: Circuit, target: Target): TranspileResult {
  validateTarget(target)
  if (target.qubits !== undefined && circuit.qubitCount > target.qubits) {
    throw new RangeError(`the circuit has ${circuit.qubitCount} qubits and the target ${target.qubits}: use a larger target`)
  }
  const pipeline: readonly (readonly [name: string, pass: (circuit: Circuit) => Circuit])[] = [
    ['cancelInverses', cancelInverses],
    ['mergeRotations', mergeRotations],
    ['translateBasis', (given) => translateBasis(given, target.basis)],
    ['mergeRotations', mergeRotations],
    ['cancelInverses', cancelInverses],
  ]
  let current = circuit
  const passes = pipeline.map(([name, pass]): PassReport => {
    const start = performance.now()
    current = pass(current)
    return { name, milliseconds: performance.now() - start, operations: countOperations(current) }
  })
  return { circuit: current, before: measure(circuit), after: measure(current), passes }
}

function measure(circuit: Circuit): CircuitMetrics {
  return {
    operations: countOperations(circuit),
    twoQubitOperations: circuit.operations.filter(({ gate, qubits }) => gate !== 'barrier' && qubits.length === 2).length,
    depth: depth(circuit),
    twoQubitDepth: depth(circuit, { counted: ({ qubits }) => qubits.length === 2 }),
    counts: counts(circuit),
  }
}

function countOperations(circuit: Circuit): number {
  return circuit.operations.reduce((count, { gate }) => (gate === 'barrier' || gate === 'globalPhase' ? count : count + 1), 0)
}
