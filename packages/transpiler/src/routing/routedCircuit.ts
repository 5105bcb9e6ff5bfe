/** Writes what a router decided as a circuit on the device's qubits. */
import type { Circuit, Operation } from '@ketwork/circuit'
import { bridge } from './bridges.ts'
import { stepKind, stepPair } from './routeSteps.ts'
import type { RoutingProblem } from './RoutingProblem.ts'

/**
 * The circuit of the routing problem on the device's qubits, SWAPs and bridges included.
 *
 * Operations on a single qubit come before the first node on their wire that is of a later group, or of the same one and stands after them.
 *
 * @param steps as in `Routed`
 */
export function routedCircuit(
  problem: RoutingProblem,
  source: Circuit,
  layout: ArrayLike<number>,
  steps: Int32Array,
  deviceQubits: number,
): Circuit {
  const { operations, nodeOperations, groupStart, groups, localGroups } = problem
  const positions = Int32Array.from(layout)
  const occupants = new Int32Array(deviceQubits).fill(-1)
  positions.forEach((place, qubit) => (occupants[place] = qubit))
  const locals = localsByQubit(problem)
  const done = new Int32Array(problem.qubits)
  const result: Operation[] = []
  const placed = (operation: Operation): Operation => ({ ...operation, qubits: operation.qubits.map((qubit) => positions[qubit]) })
  const catchUp = (qubit: number, group: number, index: number): void => {
    const waiting = locals[qubit]
    while (done[qubit] < waiting.length) {
      const local = waiting[done[qubit]]
      if (localGroups[local] > group || (localGroups[local] === group && local > index)) return
      result.push(placed(operations[local]))
      done[qubit]++
    }
  }
  let start: readonly [number, number] | undefined
  for (const step of steps) {
    const kind = stepKind(step, deviceQubits)
    if (kind === 'swap') {
      const [a, b] = stepPair(step, deviceQubits)
      result.push({ gate: 'swap', qubits: [a, b], angles: [] })
      exchange(a, b, positions, occupants)
    } else if (kind === 'bridge') start = stepPair(step, deviceQubits)
    else {
      const index = nodeOperations[step]
      const operation = operations[index]
      operation.qubits.forEach((qubit, i) => catchUp(qubit, groups[groupStart[step] + i], index))
      for (const each of start === undefined ? [placed(operation)] : bridge(placed(operation), start)) result.push(each)
      start = undefined
    }
  }
  for (let qubit = 0; qubit < problem.qubits; qubit++) catchUp(qubit, Infinity, Infinity)
  for (const operation of operations)
    if (operation.qubits.length === 0 && operation.condition === undefined && operation.bits === undefined) result.push(operation)
  return source.withOperations([]).mapQubits(identity(source.qubitCount), deviceQubits).withOperations(result)
}

function localsByQubit({ operations, localGroups, qubits }: RoutingProblem): number[][] {
  const locals = Array.from({ length: qubits }, (): number[] => [])
  operations.forEach((operation, index) => {
    if (localGroups[index] >= 0) locals[operation.qubits[0]].push(index)
  })
  return locals
}

function exchange(a: number, b: number, positions: Int32Array, occupants: Int32Array): void {
  const [x, y] = [occupants[a], occupants[b]]
  occupants[a] = y
  occupants[b] = x
  if (x >= 0) positions[x] = b
  if (y >= 0) positions[y] = a
}

function identity(qubits: number): number[] {
  return Array.from({ length: qubits }, (_, qubit) => qubit)
}
