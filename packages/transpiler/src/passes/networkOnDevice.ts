/**
 * Writes a circuit on few qubits as a Pauli network on the coupled pairs of a device, with no SWAP and no routing.
 *
 * A router brings qubits together gate by gate; a network (`shortestNetwork.ts`) only needs the coupled pairs to be connected and counts what each gate costs on them from the
 * start. Several layouts are compared: qubits that meet often lie close together, by exchanges that shorten the weighted distances.
 */
import { type Circuit, decompose, gateTable, type Operation } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { CoupledQubits } from '../synthesis/CoupledQubits.ts'
import { shortestNetwork } from '../synthesis/shortestNetwork.ts'
import { flipsNeeded } from './flipsNeeded.ts'
import { rewriteOperations } from './rewriteOperations.ts'

/** Costs are tabled for every set of qubits. */
const MOST_QUBITS = 8

/** What a device is to a network. */
export interface CoupledDevice {
  readonly qubits: number
  /** Pairs of qubits that may meet, in any order. */
  readonly coupling: readonly (readonly [number, number])[]
}

export interface DeviceNetworkOptions {
  /** How many layouts are compared, 6 by default. */
  readonly layouts?: number
  /** How many networks are compared for each layout, 4 by default. */
  readonly trials?: number
  /** Of the layouts; 1 by default. */
  readonly seed?: number
}

export interface NetworkOnDevice {
  /** On the device's qubits. */
  readonly circuit: Circuit
  /** The device qubit that holds each circuit qubit, at the start and at the end. */
  readonly layout: readonly number[]
}

/**
 * The circuit on coupled pairs alone, in cx, rx, ry, rz and one-qubit Clifford gates; the same unitary on the qubits of the layout, global phase included.
 *
 * Nothing comes back for more than 8 qubits, for a circuit with anything but unconditional gates, and where the device has no connected part that is large enough.
 *
 * @example
 * networkOnDevice(new Circuit(3).cx(0, 2).cx(1, 2), { qubits: 3, coupling: [[0, 1], [1, 2]] }) // two cx, with qubit 2 in the middle
 */
export function networkOnDevice(circuit: Circuit, device: CoupledDevice, options: DeviceNetworkOptions = {}): NetworkOnDevice | undefined {
  const { layouts = 6, trials = 4, seed = 1 } = options
  const count = circuit.qubitCount
  if (count < 2 || count > MOST_QUBITS || !circuit.operations.every(isPlainGate)) return undefined
  const map = new DeviceMap(device)
  const weights = meetings(circuit)
  let best: { readonly operations: readonly Operation[]; readonly layout: readonly number[] } | undefined
  let below = Infinity
  for (let attempt = 0; attempt < layouts; attempt++) {
    const layout = map.layout(count, weights, new RandomStream(seed + 7919 * attempt))
    if (layout === undefined) continue
    const coupled = new CoupledQubits(count, map.pairsWithin(layout))
    const operations = shortestNetwork(circuit, { trials, length: flipsNeeded, below, coupled })
    if (operations === undefined) continue
    best = { operations, layout }
    below = flipsNeeded(circuit.withOperations(operations))
  }
  return best && { circuit: circuit.withOperations(best.operations).mapQubits(best.layout, device.qubits), layout: best.layout }
}

function isPlainGate({ gate, condition }: Operation): boolean {
  return gateTable[gate].kind === 'gate' && condition === undefined
}

/** How often each pair of qubits meets, as a full table. */
function meetings(circuit: Circuit): readonly Float64Array[] {
  const weights = Array.from({ length: circuit.qubitCount }, () => new Float64Array(circuit.qubitCount))
  for (const { qubits } of rewriteOperations(
    circuit,
    ({ qubits }) => qubits.length < 3,
    (operation) => decompose(operation),
  ).operations) {
    if (qubits.length !== 2) continue
    weights[qubits[0]][qubits[1]]++
    weights[qubits[1]][qubits[0]]++
  }
  return weights
}

class DeviceMap {
  readonly #neighbours: readonly (readonly number[])[]

  constructor({ qubits, coupling }: CoupledDevice) {
    const sets = Array.from({ length: qubits }, () => new Set<number>())
    for (const [a, b] of coupling) {
      sets[a].add(b)
      sets[b].add(a)
    }
    this.#neighbours = sets.map((set) => [...set].sort((a, b) => a - b))
  }

  /** The coupled pairs of a layout, by place. */
  pairsWithin(layout: readonly number[]): (readonly [number, number])[] {
    return layout.flatMap((a, i) => layout.slice(0, i).flatMap((b, j) => (this.#neighbours[a].includes(b) ? [[j, i] as const] : [])))
  }

  /** A connected part of the device, grown from a random qubit, with the circuit's qubits exchanged on it until no exchange helps. */
  layout(count: number, weights: readonly Float64Array[], random: RandomStream): number[] | undefined {
    const part = [random.integer(this.#neighbours.length)]
    while (part.length < count) {
      const border = [...new Set(part.flatMap((qubit) => this.#neighbours[qubit]))].filter((qubit) => !part.includes(qubit))
      if (border.length === 0) return undefined
      // what has most neighbours inside keeps the part round
      const inside = (qubit: number): number => this.#neighbours[qubit].filter((each) => part.includes(each)).length + random.uniform()
      part.push(border.reduce((best, each) => (inside(each) > inside(best) ? each : best)))
    }
    const layout = Array.from(random.permutation(count), (place) => part[place])
    const distances = layout.map((from) => this.#distances(from))
    return exchanged(layout, part, distances, weights)
  }

  #distances(from: number): Map<number, number> {
    const distances = new Map([[from, 0]])
    for (const [qubit, distance] of distances) {
      for (const next of this.#neighbours[qubit]) if (!distances.has(next)) distances.set(next, distance + 1)
    }
    return distances
  }
}

/** Exchanges pairs of circuit qubits as long as that lowers the sum of meetings times distances. */
function exchanged(
  layout: readonly number[],
  part: readonly number[],
  distances: readonly Map<number, number>[],
  weights: readonly Float64Array[],
): number[] {
  const from = new Map(layout.map((qubit, i) => [qubit, distances[i]]))
  const current = [...layout]
  const cost = (): number =>
    current.reduce(
      (sum, a, i) => sum + current.slice(0, i).reduce((inner, b, j) => inner + weights[i][j] * (from.get(a)?.get(b) ?? part.length), 0),
      0,
    )
  let least = cost()
  for (let improved = true; improved;) {
    improved = false
    for (let i = 0; i < current.length; i++) {
      for (let j = 0; j < i; j++) {
        ;[current[i], current[j]] = [current[j], current[i]]
        const now = cost()
        if (now < least) [least, improved] = [now, true]
        else [current[i], current[j]] = [current[j], current[i]]
      }
    }
  }
  return current
}
