/** The circuits whose first answers are timed: of 2 to 20 qubits and 10 to 10,000 operations, as lists that both sides build their own circuit from. */
import { RandomStream } from '@ketwork/math'

/** Name of the gate, angles, qubits: the names are OpenQASM's, which both sides have as methods. */
export type DrawnOperation = readonly [gate: string, angles: readonly number[], qubits: readonly number[]]

export interface DrawnCircuit {
  readonly qubits: number
  readonly operations: readonly DrawnOperation[]
}

const FEWEST_QUBITS = 2
const MOST_QUBITS = 20
const FEWEST_OPERATIONS = 10
const MOST_OPERATIONS = 10_000

/** Gates by angles and qubits. */
const GATES = [
  { angles: 0, qubits: 1, names: ['h', 'x', 's', 't'] },
  { angles: 1, qubits: 1, names: ['rx', 'ry', 'rz', 'p'] },
  { angles: 0, qubits: 2, names: ['cx', 'cz', 'swap'] },
  { angles: 1, qubits: 2, names: ['rzz', 'rxx', 'crz', 'cry', 'cp'] },
  { angles: 0, qubits: 3, names: ['ccx'] },
] as const
/** Of 20 operations so many are of each row: local ones and CX are most of what circuits have. */
const ROWS = [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4] as const

/** Qubits are drawn evenly, the number of operations evenly in its logarithm. */
export function drawCircuits(count: number, seed: number): DrawnCircuit[] {
  const random = new RandomStream(seed)
  return Array.from({ length: count }, () => {
    const qubits = FEWEST_QUBITS + random.integer(MOST_QUBITS - FEWEST_QUBITS + 1)
    const operations = Math.round(FEWEST_OPERATIONS * (MOST_OPERATIONS / FEWEST_OPERATIONS) ** random.uniform())
    return { qubits, operations: Array.from({ length: operations }, () => drawOperation(qubits, random)) }
  })
}

/** The same circuit with every qubit `by` further, so that it is another one to a cache. */
export function turned({ qubits, operations }: DrawnCircuit, by: number): DrawnCircuit {
  return { qubits, operations: operations.map(([gate, angles, on]) => [gate, angles, on.map((qubit) => (qubit + by) % qubits)]) }
}

function drawOperation(qubits: number, random: RandomStream): DrawnOperation {
  const row = GATES[ROWS[random.integer(ROWS.length)]]
  if (row.qubits > qubits) return drawOperation(qubits, random)
  const angles = Array.from({ length: row.angles }, () => Math.PI * (2 * random.uniform() - 1))
  return [row.names[random.integer(row.names.length)], angles, [...random.permutation(qubits)].slice(0, row.qubits)]
}
