/**
 * What a router must know of a circuit, in flat arrays: which operations wait for which, and which two qubits must meet.
 *
 * Nodes are the operations that touch more than one wire; a wire is a qubit or a classical bit. On each wire the operations fall into groups: neighbours that act along the
 * same axis commute (`wireAxes.ts`) and are one group, everything else is a group alone. A node may run once every group before its own is done, on each of its
 * wires. Operations on a single qubit are no nodes; they come along with the next node on their wire.
 */
import { type Circuit, gateTable, type Operation } from '@ketwork/circuit'
import { wireAxis } from '../passes/wireAxes.ts'
import { waysToBridge } from './bridges.ts'
import { swapCosts } from './swapCosts.ts'

export interface RoutingProblem {
  readonly operations: readonly Operation[]
  readonly qubits: number
  /** The operation of each node. */
  readonly nodeOperations: Int32Array
  /** The two qubits that must be neighbours, -1 where none must. */
  readonly first: Int32Array
  readonly second: Int32Array
  /** Two-qubit gates that the node takes, alone and together with a SWAP on the same pair. */
  readonly cost: Uint8Array
  readonly swappedCost: Uint8Array
  /** How the node may run over a qubit in between: see `bridges.ts`. */
  readonly ways: Uint8Array
  /** Groups of node k are groups[groupStart[k]] to groups[groupStart[k + 1] - 1]; the next group on the same wire is one more. */
  readonly groupStart: Int32Array
  readonly groups: Int32Array
  /** Nodes of group g are members[memberStart[g]] to members[memberStart[g + 1] - 1]. */
  readonly memberStart: Int32Array
  readonly members: Int32Array
  /** 1 where the group is the first on its wire. */
  readonly opensWire: Uint8Array
  /** Nodes that need neighbours, those that can run early first: where the router looks ahead. */
  readonly order: Int32Array
  /** For each operation the groups it stands in, or -1 where it is no node; only on qubits. */
  readonly localGroups: Int32Array
}

type GroupArrays = Pick<RoutingProblem, 'groupStart' | 'groups' | 'memberStart'>

interface Wire {
  group: number
  axis: string | undefined
}

/**
 * The routing problem of a circuit whose gates act on at most two qubits.
 *
 * @param commuting whether neighbours along one axis may change places; otherwise every operation is a group alone
 */
export function routingProblem(circuit: Circuit, commuting = true): RoutingProblem {
  const { operations, qubitCount } = circuit
  const bitWires = new Map(circuit.bits.map((bit, i) => [bit, qubitCount + i]))
  const sequences = wireSequences(operations, qubitCount, bitWires, commuting)
  const nodeOperations: number[] = []
  const groupStart = [0]
  const groups: number[] = []
  const localGroups = new Int32Array(operations.length).fill(-1)
  operations.forEach((operation, index) => {
    const own = sequences.groupsOf[index]
    if (own.length === 1 && needsNoOther(operation)) {
      localGroups[index] = own[0]
      return
    }
    if (own.length === 0) return
    nodeOperations.push(index)
    for (const group of own) groups.push(group)
    groupStart.push(groups.length)
  })
  const nodes = nodeOperations.length
  const first = new Int32Array(nodes).fill(-1)
  const second = new Int32Array(nodes).fill(-1)
  const cost = new Uint8Array(nodes)
  const swappedCost = new Uint8Array(nodes)
  const ways = new Uint8Array(nodes)
  nodeOperations.forEach((index, node) => {
    const operation = operations[index]
    if (!mustMeet(operation)) return
    ;[first[node], second[node]] = operation.qubits
    ;[cost[node], swappedCost[node]] = swapCosts(operation)
    ways[node] = waysToBridge(operation)
  })
  const { memberStart, members } = invert(groupStart, groups, sequences.count)
  const arrays = { groupStart: Int32Array.from(groupStart), groups: Int32Array.from(groups), memberStart, members }
  const base = { operations, qubits: qubitCount, nodeOperations: Int32Array.from(nodeOperations), first, second, cost, swappedCost, ways }
  return { ...base, ...arrays, opensWire: sequences.opensWire, localGroups, order: lookaheadOrder(first, arrays, sequences.opensWire) }
}

function wireSequences(
  operations: readonly Operation[],
  qubitCount: number,
  bitWires: ReadonlyMap<string, number>,
  commuting: boolean,
): { groupsOf: number[][]; count: number; opensWire: Uint8Array } {
  const wires = new Map<number, Wire>()
  const wireOfGroup: number[] = []
  // first pass: groups in order of appearance; second: renumbered so that those of a wire follow each other
  const raw = operations.map((operation) =>
    operationWires(operation, bitWires).map((wire, place) => {
      const axis = wire < qubitCount && commuting ? wireAxis(operation, place) : undefined
      const state = wires.get(wire)
      if (state !== undefined && axis !== undefined && state.axis === axis) return state.group
      wires.set(wire, { group: wireOfGroup.length, axis })
      wireOfGroup.push(wire)
      return wireOfGroup.length - 1
    }),
  )
  const sorted = Array.from(wireOfGroup, (_, group) => group).sort((a, b) => wireOfGroup[a] - wireOfGroup[b] || a - b)
  const number = new Int32Array(sorted.length)
  const opensWire = new Uint8Array(sorted.length + 1)
  sorted.forEach((group, i) => {
    number[group] = i
    opensWire[i] = i === 0 || wireOfGroup[sorted[i - 1]] !== wireOfGroup[group] ? 1 : 0
  })
  opensWire[sorted.length] = 1
  return { groupsOf: raw.map((own) => own.map((group) => number[group])), count: sorted.length, opensWire }
}

function operationWires({ qubits, bits, condition }: Operation, bitWires: ReadonlyMap<string, number>): number[] {
  if (bits === undefined && condition === undefined) return [...qubits]
  const names = new Set([...(bits ?? []), ...(condition?.bits ?? [])])
  return [...qubits, ...[...names].map((name) => bitWires.get(name) ?? 0)]
}

function needsNoOther({ qubits, condition, bits }: Operation): boolean {
  return qubits.length === 1 && condition === undefined && bits === undefined
}

/** Whether the two qubits of an operation must be neighbours. */
export function mustMeet({ gate, qubits }: Operation): boolean {
  return qubits.length === 2 && gateTable[gate].kind !== 'barrier'
}

function invert(starts: readonly number[], groups: readonly number[], count: number): { memberStart: Int32Array; members: Int32Array } {
  const memberStart = new Int32Array(count + 1)
  for (const group of groups) memberStart[group + 1]++
  for (let g = 0; g < count; g++) memberStart[g + 1] += memberStart[g]
  const next = memberStart.slice(0, count)
  const members = new Int32Array(groups.length)
  for (let node = 0; node + 1 < starts.length; node++)
    for (let i = starts[node]; i < starts[node + 1]; i++) members[next[groups[i]]++] = node
  return { memberStart, members }
}

/** Coupled nodes by the layer in which they could run, were every pair neighbours. */
function lookaheadOrder(first: Int32Array, arrays: GroupArrays, opensWire: Uint8Array): Int32Array {
  const { groupStart, groups, memberStart } = arrays
  const before = new Int32Array(opensWire.length) // the nearest earlier group on the same wire that has nodes, -1 for none
  for (let g = 0; g < opensWire.length; g++)
    before[g] = opensWire[g] === 1 ? -1 : memberStart[g] > memberStart[g - 1] ? g - 1 : before[g - 1]
  const deepest = new Int32Array(opensWire.length) // of each group: the latest layer of its members
  const layers = new Int32Array(first.length)
  for (let node = 0; node < first.length; node++) {
    let layer = 0
    for (let i = groupStart[node]; i < groupStart[node + 1]; i++) {
      const g = before[groups[i]]
      if (g >= 0) layer = Math.max(layer, deepest[g])
    }
    layers[node] = layer + (first[node] < 0 ? 0 : 1)
    for (let i = groupStart[node]; i < groupStart[node + 1]; i++) deepest[groups[i]] = Math.max(deepest[groups[i]], layers[node])
  }
  return Int32Array.from([...layers.keys()].filter((node) => first[node] >= 0).sort((a, b) => layers[a] - layers[b] || a - b))
}
