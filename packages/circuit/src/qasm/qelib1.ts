/**
 * The gates that OpenQASM 2 knows without a definition: U and CX, all of qelib1.inc, and the other gates of the gate table under their names.
 *
 * Rows of the table carry their OpenQASM name; what stands here are the older names (u1, cu3, ...) and the few gates of qelib1 that the table has
 * in another form. QASM fixes gates only up to global phase; `parseQasm` says which phase they have here.
 */
import type { OperationName } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { type Emit, type QasmGate } from './QasmGate.ts'

/** The gates of qelib1.inc as the paper has it (arXiv:1707.03429), which each reader knows; the rest of the file came later. */
export const gatesOfPaper: ReadonlySet<string> = new Set('u3 u2 u1 cx id x y z h s sdg t tdg rx ry rz cz cy ch ccx crz cu1 cu3'.split(' '))

function tableGates(): QasmGate[] {
  return (Object.entries(gateTable) as [OperationName, (typeof gateTable)[OperationName]][]).flatMap(([name, row]) =>
    row.kind === 'gate' && row.qasm !== undefined && typeof row.qubits === 'number'
      ? [oneOperation(row.qasm, row.angles, row.qubits, name)]
      : [],
  )
}

const otherGates: readonly QasmGate[] = [
  oneOperation('U', 3, 1, 'u'),
  oneOperation('CX', 0, 2, 'cx'),
  oneOperation('u3', 3, 1, 'u'),
  oneOperation('u2', 2, 1, 'u', ([phi, lambda]) => [Math.PI / 2, phi, lambda]),
  oneOperation('u1', 1, 1, 'p'),
  oneOperation('u0', 1, 1, 'i', () => []),
  oneOperation('cu1', 1, 2, 'cp'),
  oneOperation('cu3', 3, 2, 'cu', (angles) => [...angles, 0]),
  oneOperation('c3x', 0, 4, 'mcx'),
  oneOperation('c4x', 0, 5, 'mcx'),
  sequence('c3sqrtx', 4, [
    ['h', 3],
    ['mcp', 0, 1, 2, 3],
    ['h', 3],
  ]), // the phase is a quarter turn: X^(1/2) = H S H
  sequence('rccx', 3, [
    ['h', 2],
    ['t', 2],
    ['cx', 1, 2],
    ['tdg', 2],
    ['cx', 0, 2],
    ['t', 2],
    ['cx', 1, 2],
    ['tdg', 2],
    ['h', 2],
  ]),
  sequence('rc3x', 4, [
    ...([
      ['h', 3],
      ['t', 3],
      ['cx', 2, 3],
      ['tdg', 3],
      ['h', 3],
    ] as const),
    ...([
      ['cx', 0, 3],
      ['t', 3],
      ['cx', 1, 3],
      ['tdg', 3],
      ['cx', 0, 3],
      ['t', 3],
      ['cx', 1, 3],
      ['tdg', 3],
    ] as const),
    ...([
      ['h', 3],
      ['t', 3],
      ['cx', 2, 3],
      ['tdg', 3],
      ['h', 3],
    ] as const),
  ]),
]

function oneOperation(
  name: string,
  parameters: number,
  qubits: number,
  gate: OperationName,
  angles: (given: readonly number[]) => readonly number[] = (given) => given,
): QasmGate {
  return { name, parameters, qubits, size: 1, steps: 1, depth: 1, expand: (given, on, emit) => emit(gate, angles(given), on) }
}

/** A fixed list of gates without parameters; `mcp` stands for its quarter turn. */
function sequence(name: string, qubits: number, gates: readonly (readonly [OperationName, ...number[]])[]): QasmGate {
  const expand = (_: readonly number[], on: readonly number[], emit: Emit): void => {
    for (const [gate, ...places] of gates)
      emit(
        gate,
        gate === 'mcp' ? [Math.PI / 2] : [],
        places.map((place) => on[place]),
      )
  }
  return { name, parameters: 0, qubits, size: gates.length, steps: gates.length, depth: 1, expand }
}

/** All built-in gates by their OpenQASM name. */
export const qasmGates: ReadonlyMap<string, QasmGate> = new Map([...tableGates(), ...otherGates].map((gate) => [gate.name, gate]))
