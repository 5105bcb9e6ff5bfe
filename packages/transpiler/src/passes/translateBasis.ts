/**
 * Rewrites every gate with those of a basis, the global phase included.
 *
 * First everything becomes one-qubit gates and the basis's entangling gate (`decompose` of circuit does the work; a CX is a CZ between two H); what then
 * cancels is taken out; last each one-qubit gate is written in the family that the basis offers (`oneQubitFamilies.ts`). Gates that the basis holds already stay as they are.
 */
import { type Circuit, decompose, gateTable, type Operation, type OperationName, UnsupportedGateError } from '@ketwork/circuit'
import { cancelInverses } from './cancelInverses.ts'
import { flipWith } from './flipWith.ts'
import { mergeRotations } from './mergeRotations.ts'
import { oneQubitFamily, writeOneQubitGate } from './oneQubitFamilies.ts'
import { rewriteOperations } from './rewriteOperations.ts'

/**
 * The circuit with the gates of a basis, the same unitary, global phase included.
 *
 * A basis needs an entangling gate of the table for circuits with gates on several qubits, and for one-qubit gates u, rz or p with sx, h, ry or rx, or rx with ry; {cz, rz, sx, x},
 * {ecr, rz, sx, x}, {rxx, rx, rz}, {iswap, rz, sx} and {cx, u} are such. Gates with symbolic angles keep polynomial angles. A circuit that is in the basis already comes back unchanged. Measurements, resets,
 * channels, barriers and global phases stay.
 *
 * @throws UnsupportedGateError when an operation cannot be written in the basis
 *
 * @example
 * translateBasis(new Circuit(2).swap(0, 1), ['cz', 'rz', 'sx', 'x'])
 */
export function translateBasis(circuit: Circuit, basis: readonly OperationName[]): Circuit {
  const gates: ReadonlySet<OperationName> = new Set(basis)
  const isNative = nativeTest(gates)
  if (circuit.operations.every(isNative)) return circuit
  const simplified = mergeRotations(cancelInverses(translateEntanglers(circuit, basis)))
  const family = oneQubitFamily(gates)
  return rewriteOperations(simplified, isNative, (operation) => {
    if (family !== undefined) return writeOneQubitGate(operation, family)
    const missing = `the basis ${basis.join(', ')} has no complete set of one-qubit gates: expected u, rz or p with sx, h, ry or rx, or rx with ry`
    throw new UnsupportedGateError(operation, missing)
  })
}

/**
 * The first half of `translateBasis`: gates on several qubits become one-qubit gates of the table and entangling gates of the basis.
 *
 * @throws UnsupportedGateError when the basis has no entangling gate
 */
export function translateEntanglers(circuit: Circuit, basis: readonly OperationName[]): Circuit {
  const gates: ReadonlySet<OperationName> = new Set(basis)
  const isNative = nativeTest(gates)
  const isKept = (operation: Operation): boolean => gateTable[operation.gate].qubits === 1 || isNative(operation)
  if (circuit.operations.every(isKept)) return circuit
  return rewriteOperations(circuit, isKept, (operation) => writeEntanglers(operation, gates, isNative))
}

function nativeTest(gates: ReadonlySet<OperationName>): (operation: Operation) => boolean {
  return ({ gate }) => gate === 'globalPhase' || gateTable[gate].kind !== 'gate' || gates.has(gate)
}

/** One-qubit gates and the entangling gate of the basis. */
function writeEntanglers(
  operation: Operation,
  gates: ReadonlySet<OperationName>,
  isNative: (operation: Operation) => boolean,
): Operation[] {
  return decompose(operation).flatMap((part) => {
    if (part.gate !== 'cx' || isNative(part)) return [part]
    const [control, target] = part.qubits
    const flip = flipWith(gates, control, target)
    if (flip === undefined)
      throw new UnsupportedGateError(
        operation,
        `the basis ${[...gates].join(', ')} has no entangling gate such as cx, cz, ecr, rzz or iswap`,
      )
    return flip
  })
}
