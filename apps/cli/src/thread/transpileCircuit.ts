/** An OpenQASM file rewritten for a target, with the sizes of both circuits. */
import { gateTable, toQasm, transpile, type Circuit, type TranspileOptions } from 'ketwork'
import { isConstant } from 'ketwork/circuit'
import type { CircuitMetrics } from 'ketwork/transpiler'
import { readCircuit, type CircuitSource } from '../readCircuit.ts'
import { readTarget, type TargetOptions } from '../readTarget.ts'

export interface TranspileTask {
  readonly source: CircuitSource
  readonly target: TargetOptions
  readonly options: TranspileOptions
}

/** Sizes by the names that benchmarks of transpilers use. */
export interface Sizes {
  readonly qubits: number
  readonly gates2q: number
  readonly depth2q: number
  /** Unitary gates on qubits; measurements, resets and barriers are left out. */
  readonly gates: number
  readonly depth: number
  readonly counts: CircuitMetrics['counts']
}

export type Transpiled = ReturnType<typeof transpileCircuit>

export function transpileCircuit({ source, target, options }: TranspileTask) {
  const circuit = readCircuit(source)
  const result = transpile(circuit, readTarget(target, circuit.qubitCount), options)
  const { milliseconds, certificate, initialLayout, finalLayout, lowerBound } = result
  return {
    answer: {
      ...sizes(result.after, result.circuit.qubitCount),
      before: sizes(result.before, circuit.qubitCount),
      lowerBound,
      milliseconds,
      certificate,
      initialLayout,
      finalLayout,
    },
    qasm: toQasm(result.circuit, { version: needsVersion3(result.circuit) ? 3 : 2 }),
  }
}

/** OpenQASM 2 has no symbols and no assignments of bits. */
function needsVersion3({ operations }: Circuit): boolean {
  return operations.some(({ gate, angles }) => gate === 'setBit' || gate === 'clearBit' || !angles.every(isConstant))
}

function sizes({ counts, twoQubitOperations, twoQubitDepth, depth }: CircuitMetrics, qubits: number): Sizes {
  const gates = Object.entries(counts).filter(([name]) => isGateOnQubits(name))
  return {
    qubits,
    gates2q: twoQubitOperations,
    depth2q: twoQubitDepth,
    gates: gates.reduce((sum, [, count]) => sum + count, 0),
    depth,
    counts: Object.fromEntries(gates),
  }
}

function isGateOnQubits(name: string): boolean {
  const { kind, qubits } = gateTable[name as keyof typeof gateTable]
  return kind === 'gate' && qubits !== 0
}
