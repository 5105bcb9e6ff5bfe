/**
 * Turns two-qubit gates round that a device runs in the other direction alone.
 *
 * A symmetric gate only exchanges its qubits; RZX and CX take four H; any other is written with CX, each of which is turned round.
 */
import { type Circuit, decompose, type Operation } from '@ketwork/circuit'
import { isSymmetric, pairTest } from '../conformance.ts'
import type { Target } from '../target.ts'
import { flipWith } from './flipWith.ts'
import { rewriteOperations } from './rewriteOperations.ts'
import { translateBasis } from './translateBasis.ts'

/**
 * The circuit with every two-qubit gate in a direction that the target has; the same unitary, global phase included.
 *
 * @throws UnsupportedGateError when what it takes cannot be written in the basis
 */
export function directGates(circuit: Circuit, target: Target): Circuit {
  const runsOn = pairTest(target)
  const isDirected = ({ gate, qubits: [a, b], qubits }: Operation): boolean => qubits.length !== 2 || gate === 'barrier' || runsOn(a, b)
  if (circuit.operations.every(isDirected)) return circuit
  // a fixed gate is turned round the same way wherever it stands, so rewriting by template is right
  return translateBasis(
    rewriteOperations(circuit, isDirected, (operation) => turnedRound(operation, target)),
    target.basis,
  )
}

function turnedRound(operation: Operation, target: Target): Operation[] {
  const [a, b] = operation.qubits
  const exchanged = { ...operation, qubits: [b, a] }
  if (isSymmetric(operation)) return [exchanged]
  const h = [a, b].map((qubit): Operation => ({ gate: 'h', qubits: [qubit], angles: [] }))
  if (operation.gate === 'cx' || operation.gate === 'rzx') return [...h, exchanged, ...h]
  const flipped = { ...operation, qubits: [0, 1] }
  return decompose(flipped).flatMap((part): Operation[] => {
    const qubits = part.qubits.map((place) => [a, b][place])
    if (part.gate !== 'cx') return [{ ...part, qubits }]
    return turnCx(qubits[0], qubits[1], [a, b], target)
  })
}

/** CX from control to target where gates run from b to a alone. */
function turnCx(control: number, flipped: number, [a]: readonly [number, number], target: Target): Operation[] {
  const h = [control, flipped].map((qubit): Operation => ({ gate: 'h', qubits: [qubit], angles: [] }))
  const isReversed = control === a
  const form = flipForm(target, isReversed ? flipped : control, isReversed ? control : flipped)
  return isReversed ? [...h, ...form, ...h] : form
}

function flipForm({ basis }: Target, control: number, flipped: number): Operation[] {
  return flipWith(new Set(basis), control, flipped) ?? [{ gate: 'cx', qubits: [control, flipped], angles: [] }]
}
