/**
 * Rewrites runs of constant one-qubit gates in the shortest form that a basis has.
 *
 * A run is what acts on one qubit with nothing between. It is replaced when the form is shorter, or when it holds a gate that the basis lacks; runs that are the identity
 * vanish. Gates with symbols or conditions bound a run: `mergeRotations` adds their angles, `translateBasis` writes them in the basis. One sweep, O(operations).
 */
import type { Circuit, Operation, OperationName } from '@ketwork/circuit'
import { type OneQubitBasis, oneQubitBasis, shortestForm } from '../synthesis/oneQubitForm.ts'
import { multiplyPhased, type PhasedQuaternion, turnOfOperation } from '../synthesis/quaternion.ts'
import { wrapPhase } from '../synthesis/remainder.ts'
import { withGlobalPhase } from './withGlobalPhase.ts'

interface Run {
  readonly indices: number[]
  turned: PhasedQuaternion
  isNative: boolean
}

/**
 * The circuit with each run of constant one-qubit gates as short as the basis allows; the same unitary, global phase included.
 *
 * @param basis names of gates; those on several qubits do not matter. A run that these gates cannot write stays as it is
 *
 * @example
 * resynthesizeOneQubitRuns(new Circuit(1).h(0).t(0).h(0), ['rz', 'sx', 'x']) // rz sx rz sx rz at most
 */
export function resynthesizeOneQubitRuns(circuit: Circuit, basis: readonly OperationName[]): Circuit {
  const native = oneQubitBasis(basis)
  const slots: (readonly Operation[] | null)[] = []
  const runs: (Run | undefined)[] = Array.from({ length: circuit.qubitCount }, () => undefined)
  let phase = 0
  let changed = false
  const finish = (qubit: number): void => {
    const run = runs[qubit]
    runs[qubit] = undefined
    const form = run && shorterForm(run, native, qubit)
    if (run === undefined || form === undefined) return
    for (const index of run.indices) slots[index] = null
    slots[run.indices[0]] = form.operations
    phase = wrapPhase(phase + form.phase)
    changed = true
  }
  circuit.operations.forEach((operation, index) => {
    slots.push([operation])
    const turned = turnOfOperation(operation)
    if (turned === undefined) for (const qubit of operation.qubits) finish(qubit)
    else runs[operation.qubits[0]] = extended(runs[operation.qubits[0]], index, turned, native.gates.has(operation.gate))
  })
  for (let qubit = 0; qubit < circuit.qubitCount; qubit++) finish(qubit)
  return changed ? withGlobalPhase(circuit, slots.filter((slot) => slot !== null).flat(), phase) : circuit
}

function extended(run: Run | undefined, index: number, turned: PhasedQuaternion, isNative: boolean): Run {
  if (run === undefined) return { indices: [index], turned, isNative }
  run.indices.push(index)
  run.turned = multiplyPhased(turned, run.turned)
  run.isNative &&= isNative
  return run
}

function shorterForm(run: Run, basis: OneQubitBasis, qubit: number): ReturnType<typeof shortestForm> {
  const form = shortestForm(run.turned, basis, qubit)
  if (form === undefined) return undefined
  return !run.isNative || form.operations.length < run.indices.length ? form : undefined
}
