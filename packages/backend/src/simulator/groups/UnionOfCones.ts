/**
 * Which components of cones are simulated together: one joins a part that it shares wires with where the union costs no
 * more than both.
 */
import type { Component } from '../../lowering/lightCone.ts'
import type { Wires } from '../../lowering/wires.ts'

interface GrowingPart {
  readonly instructions: Set<number>
  readonly wires: Set<number>
}

export class UnionOfCones {
  readonly #wires: Wires
  readonly #bits: number
  readonly #parts: GrowingPart[] = []
  readonly #places = new Map<Component, number>()
  /** Parts on each wire. */
  readonly #onWire = new Map<number, Set<number>>()

  /** @param bits index bits a qubit */
  constructor(wires: Wires, bits: number) {
    this.#wires = wires
    this.#bits = bits
  }

  /** The parts; each holds whole components. */
  join(components: readonly Component[]): Component[] {
    for (const component of components.toSorted((a, b) => b.instructions.length - a.instructions.length)) this.#add(component)
    return this.#parts.map(({ instructions, wires }) => ({
      instructions: [...instructions].sort(ascending),
      wires: [...wires].sort(ascending),
    }))
  }

  /** Index of the part that a component went to. */
  partOf(component: Component): number {
    return this.#places.get(component) ?? -1
  }

  #add(component: Component): void {
    const alone = this.#cost(component.instructions.length, component.wires)
    let [best, least] = [-1, alone]
    const candidates = new Set(component.wires.flatMap((wire) => [...(this.#onWire.get(wire) ?? [])]))
    for (const candidate of candidates) {
      const part = this.#parts[candidate]
      const fresh = component.instructions.reduce((count, index) => count + Number(!part.instructions.has(index)), 0)
      const added =
        fresh === 0
          ? 0
          : this.#cost(part.instructions.size + fresh, [...part.wires, ...component.wires]) -
            this.#cost(part.instructions.size, [...part.wires])
      if (added <= least) [best, least] = [candidate, added]
      if (added === 0) break
    }
    const place = best === -1 ? this.#parts.push({ instructions: new Set(), wires: new Set() }) - 1 : best
    this.#places.set(component, place)
    for (const index of component.instructions) this.#parts[place].instructions.add(index)
    for (const wire of component.wires) {
      this.#parts[place].wires.add(wire)
      this.#onWire.set(wire, (this.#onWire.get(wire) ?? new Set()).add(place))
    }
  }

  #cost(instructions: number, wires: readonly number[]): number {
    const qubits = new Set(wires.flatMap((wire) => this.#wires.qubitOf[wire] ?? []))
    return instructions * 2 ** (this.#bits * qubits.size)
  }
}

function ascending(a: number, b: number): number {
  return a - b
}
