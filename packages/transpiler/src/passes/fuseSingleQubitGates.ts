/**
 * Fuses runs of constant one-qubit gates into one matrix each, for simulators.
 *
 * A simulator touches all amplitudes once a gate, whatever the gate is; a hardware target wants `resynthesizeOneQubitRuns` instead. Gates with symbols or conditions stay and
 * bound the runs. One sweep, O(operations).
 */
import type { Circuit, Operation } from '@ketwork/circuit'
import { complexMatrix, type ComplexMatrix } from '@ketwork/math'
import { multiplyPhased, type PhasedQuaternion, turnOfOperation } from '../synthesis/quaternion.ts'

/**
 * The circuit with each run of two or more constant one-qubit gates as one `unitary`; the same unitary, global phase included.
 *
 * @example
 * fuseSingleQubitGates(new Circuit(1).h(0).t(0).h(0)).operations.length // 1
 */
export function fuseSingleQubitGates(circuit: Circuit): Circuit {
  const slots: (Operation | null)[] = []
  const runs: ({ indices: number[]; turned: PhasedQuaternion } | undefined)[] = Array.from({ length: circuit.qubitCount }, () => undefined)
  const finish = (qubit: number): void => {
    const run = runs[qubit]
    runs[qubit] = undefined
    if (run === undefined || run.indices.length < 2) return
    for (const index of run.indices) slots[index] = null
    slots[run.indices[0]] = { gate: 'unitary', qubits: [qubit], angles: [], matrix: turnMatrix(run.turned) }
  }
  circuit.operations.forEach((operation, index) => {
    slots.push(operation)
    const [qubit] = operation.qubits
    const turned = turnOfOperation(operation)
    const run = runs[qubit]
    if (turned === undefined) operation.qubits.forEach(finish)
    else if (run === undefined) runs[qubit] = { indices: [index], turned }
    else {
      run.indices.push(index)
      run.turned = multiplyPhased(turned, run.turned)
    }
  })
  for (let qubit = 0; qubit < circuit.qubitCount; qubit++) finish(qubit)
  const kept = slots.filter((operation) => operation !== null)
  return kept.length === slots.length ? circuit : circuit.withOperations(kept)
}

/** e^(i phase) (w - i (x X + y Y + z Z)). */
function turnMatrix({ phase, turn: { w, x, y, z } }: PhasedQuaternion): ComplexMatrix {
  const [cos, sin] = [Math.cos(phase), Math.sin(phase)]
  const entry = (re: number, im: number): number[] => [cos * re - sin * im, cos * im + sin * re]
  return complexMatrix(2, 2, [...entry(w, -z), ...entry(-y, -x), ...entry(y, -x), ...entry(w, z)])
}
