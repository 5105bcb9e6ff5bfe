/** Starting layouts on a device of several connected parts: those of `startingLayouts.ts` on each part, for the qubits of the circuit that go there. */
import type { Circuit } from '@ketwork/circuit'
import type { RandomStream } from '@ketwork/math'
import type { CouplingMap } from '../routing/CouplingMap.ts'
import { circuitParts, deviceParts, partOfMap } from './connectedParts.ts'
import type { Interactions } from './interactions.ts'
import { type PartAssignment, partAssignment } from './partAssignment.ts'

/** Puts the qubits of a circuit on a connected map. */
export type StartingLayout = (meetings: Interactions, map: CouplingMap, random: RandomStream) => Int32Array

/** Layouts for one circuit on one device in which qubits that must meet reach each other. */
export class PartLayouts {
  readonly #circuit: readonly (readonly number[])[]
  readonly #device: readonly (readonly number[])[]
  readonly #maps: readonly CouplingMap[]
  readonly #whole: CouplingMap
  readonly #first: PartAssignment

  /** @throws CircuitDoesNotFitError when a part of the circuit has no place */
  constructor(circuit: Circuit, map: CouplingMap) {
    this.#whole = map
    this.#device = deviceParts(map)
    this.#maps = this.#device.length === 1 ? [map] : this.#device.map((part) => partOfMap(map, part))
    this.#circuit = this.#device.length === 1 ? [] : circuitParts(circuit)
    this.#first = this.#device.length === 1 ? [] : partAssignment(this.#circuit, this.#device)
  }

  /** Whether this layout leaves every part of the circuit in one part of the device. */
  reaches(layout: ArrayLike<number>): boolean {
    const { distance, qubits } = this.#whole
    return this.#circuit.every((part) => part.every((qubit) => distance[layout[part[0]] * qubits + layout[qubit]] < qubits))
  }

  /** @param drawn whether the parts of the circuit are put on parts of the device in an order that is drawn */
  layout(start: StartingLayout, meetings: Interactions, random: RandomStream, drawn: boolean): Int32Array {
    if (this.#device.length === 1) return start(meetings, this.#whole, random)
    const assignment = drawn ? partAssignment(this.#circuit, this.#device, random) : this.#first
    const places = new Int32Array(meetings.qubits)
    assignment.forEach((qubits, part) => {
      if (qubits.length === 0) return
      const local = start(meetingsAmong(meetings, qubits), this.#maps[part], random)
      qubits.forEach((qubit, i) => (places[qubit] = this.#device[part][local[i]]))
    })
    return places
  }
}

/** Those of some qubits, numbered anew. */
function meetingsAmong({ partners }: Interactions, qubits: readonly number[]): Interactions {
  const numbers = new Map(qubits.map((qubit, i) => [qubit, i]))
  const own = qubits.map((qubit) => {
    const inside = [...partners[qubit]].flatMap(([partner, weight]): [number, number][] => {
      const number = numbers.get(partner)
      return number === undefined ? [] : [[number, weight]]
    })
    return new Map(inside)
  })
  return { qubits: qubits.length, partners: own }
}
