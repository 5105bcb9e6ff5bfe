/**
 * How OpenQASM 2 says the gates of the table: by the names of the paper's qelib1.inc (arXiv:1707.03429), which every reader knows, or by a `gate` definition made from
 * `decompose`. What later editions of that file added (swap, sx, rzz, ...) is defined too: strict readers, Qiskit's among them, do not know it.
 *
 * OpenQASM 2 has no global phase, so definitions leave it out.
 */
import { parameter } from '../angles/index.ts'
import { decompose } from '../decompositions/decompose.ts'
import type { Operation, OperationName } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { formatQasmAngle } from './formatQasmAngle.ts'
import { gatesOfPaper } from './qelib1.ts'

/** What the table's gates are called in the paper where that is another name. */
const PAPER_NAMES: Partial<Record<OperationName, string>> = { u: 'u3', p: 'u1', cp: 'cu1' }
/** In definitions, where global phases do not count. */
const AS_ROTATIONS: Partial<Record<OperationName, string>> = { sx: 'rx(pi/2)', sxdg: 'rx(-pi/2)' }
const MULTI_CONTROLLED = ['x', 'cx', 'ccx', 'c3x', 'c4x']

/** The name of an operation's gate that needs no definition. */
export function nameInPaper({ gate, qubits }: Operation): string | undefined {
  const name = gate === 'mcx' ? MULTI_CONTROLLED[qubits.length - 1] : (PAPER_NAMES[gate] ?? gateTable[gate].qasm)
  return name !== undefined && gatesOfPaper.has(name) ? name : undefined
}

/** The name that a gate is defined by, unless it is a matrix: those of one gate are defined once. */
export function nameOfDefinition({ gate, qubits, pauli }: Operation): string {
  if (gate === 'mcx' && qubits.length <= MULTI_CONTROLLED.length) return MULTI_CONTROLLED[qubits.length - 1]
  return (
    gateTable[gate].qasm ??
    (pauli === undefined ? `${gate.toLowerCase()}_${qubits.length}` : `pauli_${pauli.toLowerCase()}_${qubits.length}`)
  )
}

/** ` q0, q1 { ... }` or `(a0) q0, q1 { ... }`: the operation's gates with its angles as parameters. */
export function definitionBody(operation: Operation): string {
  const parameters = operation.angles.map((_, i) => `a${i}`)
  const places = operation.qubits.map((_, i) => i)
  const { condition: _, ...unconditional } = operation
  const parts = decompose({ ...unconditional, qubits: places, angles: parameters.map(parameter) })
  const lines = parts
    .filter(({ gate }) => gate !== 'globalPhase')
    .map((part) => `  ${call(part)} ${part.qubits.map((qubit) => `q${qubit}`).join(', ')};`)
  const head = parameters.length === 0 ? '' : `(${parameters.join(', ')})`
  return `${head} ${places.map((place) => `q${place}`).join(', ')} {\n${lines.join('\n')}\n}`
}

function call(part: Operation): string {
  const rotation = AS_ROTATIONS[part.gate]
  if (rotation !== undefined) return rotation
  const angles = part.angles.map((angle) => formatQasmAngle(angle, (name) => name))
  return `${nameInPaper(part) ?? part.gate}${angles.length === 0 ? '' : `(${angles.join(', ')})`}`
}

/** How `toQasm` defines the gate of the table that has this name, from the name on; a file that has just this text means the gate itself. */
export function knownDefinition(name: string): string | undefined {
  const operation = operationNamed(name)
  return operation === undefined || nameInPaper(operation) !== undefined ? undefined : `${name}${definitionBody(operation)}`
}

function operationNamed(name: string): Operation | undefined {
  const qubits = (count: number): number[] => Array.from({ length: count }, (_, qubit) => qubit)
  const controls = MULTI_CONTROLLED.indexOf(name)
  if (controls > 2) return { gate: 'mcx', qubits: qubits(controls + 1), angles: [] }
  for (const [gate, row] of Object.entries(gateTable) as [OperationName, (typeof gateTable)[OperationName]][]) {
    if (row.kind !== 'gate' || row.qasm !== name || typeof row.qubits !== 'number') continue
    return { gate, qubits: qubits(row.qubits), angles: new Array<number>(row.angles).fill(0) }
  }
  return undefined
}
