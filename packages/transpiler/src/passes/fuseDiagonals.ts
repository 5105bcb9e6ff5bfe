/**
 * Fuses diagonal gates that no other gate parts into diagonal matrices on a few qubits each, for simulators.
 *
 * Diagonal gates commute with one another, so that a group collects them whatever their order until a gate that is not diagonal touches one of its qubits. Those with symbols
 * are merged with others about the same qubits (`cancelCommuting`) and otherwise stay as they are, within the order that they need. O(operations x groups on a qubit).
 */
import { type Circuit, gateTable, isConstant, isDiagonal, type Operation, operationMatrix } from '@ketwork/circuit'
import { diagonalMatrix } from '@ketwork/math'

export interface DiagonalOptions {
  /** On how many qubits a matrix acts at most, 4 by default. */
  readonly qubits?: number
}

interface Group {
  readonly qubits: number[]
  readonly indices: number[]
}

/**
 * The circuit with groups of two or more constant diagonal gates as one diagonal `unitary` each; the same unitary, global phase included.
 *
 * @throws RangeError when the matrices may act on less than 1 qubit or on more than 8
 *
 * @example
 * fuseDiagonals(new Circuit(3).cz(0, 1).t(0).x(2).cz(1, 0)).operations.length // 2
 */
export function fuseDiagonals(circuit: Circuit, { qubits: most = 4 }: DiagonalOptions = {}): Circuit {
  if (!Number.isInteger(most) || most < 1 || most > 8) throw new RangeError(`diagonals are fused on 1 to 8 qubits, got ${most}`)
  let current = circuit
  for (;;) {
    const next = fuseOnce(current, most)
    if (next === current) return current
    current = next
  }
}

/** One sweep; groups that grew towards each other are found by the next. */
function fuseOnce(circuit: Circuit, most: number): Circuit {
  const open: Group[][] = Array.from({ length: circuit.qubitCount }, () => [])
  const groups: Group[] = []
  circuit.operations.forEach((operation, index) => {
    if (operation.gate === 'globalPhase') return
    if (isConstantDiagonal(operation, most)) {
      const group = fittingGroup(operation, open, most) ?? { qubits: [], indices: [] }
      if (group.indices.length === 0) groups.push(group)
      group.indices.push(index)
      for (const qubit of operation.qubits) {
        if (group.qubits.includes(qubit)) continue
        group.qubits.push(qubit)
        open[qubit].push(group)
      }
    } else if (!isDiagonal(operation) || operation.condition !== undefined) {
      for (const group of new Set(operation.qubits.flatMap((qubit) => open[qubit]))) {
        for (const qubit of group.qubits) open[qubit] = open[qubit].filter((each) => each !== group)
      }
    }
  })
  const fused = groups.filter(({ indices }) => indices.length > 1)
  return fused.length === 0 ? circuit : circuit.withOperations(withGroups(circuit, fused))
}

function isConstantDiagonal(operation: Operation, most: number): boolean {
  const { gate, qubits, angles, condition } = operation
  return (
    condition === undefined && qubits.length <= most && gateTable[gate].kind === 'gate' && angles.every(isConstant) && isDiagonal(operation)
  )
}

/** The group on these qubits that shares most of them and has room for the others. */
function fittingGroup({ qubits }: Operation, open: readonly (readonly Group[])[], most: number): Group | undefined {
  let best: Group | undefined
  let least = Infinity
  for (const qubit of qubits) {
    for (const group of open[qubit]) {
      const fresh = qubits.filter((each) => !group.qubits.includes(each)).length
      if (fresh < least && group.qubits.length + fresh <= most) [best, least] = [group, fresh]
    }
  }
  return best
}

/** Each group stands where its last gate stood: nothing that is not diagonal touched its qubits since the first. */
function withGroups(circuit: Circuit, groups: readonly Group[]): Operation[] {
  const slots: (Operation | null)[] = [...circuit.operations]
  for (const { qubits, indices } of groups) {
    for (const index of indices) slots[index] = null
    const matrix = diagonalMatrix(
      diagonalOf(
        qubits,
        indices.map((index) => circuit.operations[index]),
      ),
    )
    slots[indices[indices.length - 1]] = { gate: 'unitary', qubits, angles: [], matrix }
  }
  return slots.filter((operation) => operation !== null)
}

/** The product of the diagonals, `re, im` each; bit i of an index is `qubits[i]`. */
function diagonalOf(qubits: readonly number[], operations: readonly Operation[]): number[] {
  const size = 2 ** qubits.length
  const product = Array.from({ length: 2 * size }, (_, q) => 1 - (q % 2))
  for (const operation of operations) {
    const { data, columns } = operationMatrix(operation)
    const places = operation.qubits.map((qubit) => qubits.indexOf(qubit))
    for (let state = 0; state < size; state++) {
      const own = places.reduce((index, place, i) => index | (((state >> place) & 1) << i), 0)
      const at = 2 * own * (columns + 1)
      const [re, im] = [product[2 * state], product[2 * state + 1]]
      product[2 * state] = re * data[at] - im * data[at + 1]
      product[2 * state + 1] = re * data[at + 1] + im * data[at]
    }
  }
  return product
}
