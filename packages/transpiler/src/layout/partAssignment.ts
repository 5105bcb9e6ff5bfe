/**
 * Which connected part of a device each connected part of a circuit goes to, where both are several: bin packing, exactly.
 *
 * Parts of two qubits and more are placed by depth-first search, the largest first, on the device parts with the least room first; what was found not to fit is remembered by
 * the rooms that are left. Single qubits go where room is left, so they fit whenever there are enough device qubits.
 */
import type { RandomStream } from '@ketwork/math'

/** Placements tried before the search ends; it is over long before on any device with few parts. */
const MOST_STEPS = 200_000
/** Parts of a circuit that a text lists one by one. */
const MOST_LISTED = 12

/** Qubits of the circuit for each part of the device, rising. */
export type PartAssignment = readonly (readonly number[])[]

/**
 * Qubits of the circuit for each part of the device.
 *
 * @param circuit qubits of each connected part of the circuit, the largest first
 * @param device qubits of each connected part of the device, the largest first
 * @param random draws the order in which device parts are tried, instead of the least room first
 * @throws CircuitDoesNotFitError when there is no such assignment, or none was found
 */
export function partAssignment(
  circuit: readonly (readonly number[])[],
  device: readonly (readonly number[])[],
  random?: RandomStream,
): PartAssignment {
  const rooms = device.map(({ length }) => length)
  if (circuit[0].length > rooms[0]) throw new CircuitDoesNotFitError(circuit, device, `qubits ${listed(circuit[0])} must reach each other`)
  const joined = circuit.filter(({ length }) => length > 1)
  const places = new PartPacking(joined, rooms, random).run()
  if (places === undefined || places === 'gave up') {
    throw new CircuitDoesNotFitError(
      circuit,
      device,
      places === undefined ? 'they do not fit side by side' : `no way to put them side by side was found in ${MOST_STEPS} steps`,
    )
  }
  const assigned = rooms.map((): number[] => [])
  joined.forEach((part, i) => {
    for (const each of part) assigned[places[i]].push(each)
  })
  let place = 0
  for (const [qubit] of circuit.slice(joined.length)) {
    while (assigned[place].length === rooms[place]) place++
    assigned[place].push(qubit)
  }
  return assigned.map((qubits) => qubits.sort((a, b) => a - b))
}

class PartPacking {
  readonly #sizes: readonly number[]
  readonly #rooms: number[]
  readonly #order: readonly number[] | undefined
  readonly #places: number[] = []
  readonly #failed = new Set<string>()
  #left = MOST_STEPS

  constructor(parts: readonly (readonly number[])[], rooms: readonly number[], random: RandomStream | undefined) {
    this.#sizes = parts.map(({ length }) => length)
    this.#rooms = [...rooms]
    this.#order = random === undefined ? undefined : [...random.permutation(rooms.length)]
  }

  /** The device part of each part; undefined when there is no way for sure. */
  run(): readonly number[] | 'gave up' | undefined {
    if (this.#place(0)) return this.#places
    return this.#left > 0 ? undefined : 'gave up'
  }

  #place(index: number): boolean {
    if (index === this.#sizes.length) return true
    const key = `${index} ${[...this.#rooms].sort((a, b) => a - b).join(' ')}`
    if (this.#failed.has(key)) return false
    const size = this.#sizes[index]
    const tried = new Set<number>()
    for (const place of this.#candidates()) {
      const room = this.#rooms[place]
      if (room < size || tried.has(room)) continue
      if (this.#left-- <= 0) return false
      tried.add(room)
      this.#rooms[place] -= size
      this.#places[index] = place
      if (this.#place(index + 1)) return true
      this.#rooms[place] += size
    }
    if (this.#left > 0) this.#failed.add(key)
    return false
  }

  #candidates(): readonly number[] {
    return this.#order ?? this.#rooms.map((_, place) => place).sort((a, b) => this.#rooms[a] - this.#rooms[b] || a - b)
  }
}

/** Connected parts of a circuit have no place in the connected parts of the device. */
export class CircuitDoesNotFitError extends RangeError {
  override readonly name = 'CircuitDoesNotFitError'
  /** How many qubits must reach each other, the largest part of the circuit first. */
  readonly circuitParts: readonly number[]
  /** How many qubits reach each other, the largest part of the device first. */
  readonly deviceParts: readonly number[]

  constructor(circuit: readonly (readonly number[])[], device: readonly (readonly number[])[], reason: string) {
    const [needed, given] = [circuit, device].map((parts) => parts.map(({ length }) => length))
    super(
      `the circuit's connected parts have ${sizes(needed)}, those of the device ${sizes(given)}: ${reason}; use a device with a larger connected part, or cut the circuit`,
    )
    this.circuitParts = needed
    this.deviceParts = given
  }
}

/** `5, 2 and 1 qubits`; parts of the same size are counted. */
function sizes(parts: readonly number[]): string {
  const counted = [...new Set(parts)].map((size) => {
    const count = parts.filter((each) => each === size).length
    return count === 1 ? String(size) : `${count} x ${size}`
  })
  return `${listedTexts(counted)} qubit${parts.length === 1 && parts[0] === 1 ? '' : 's'}`
}

function listed(qubits: readonly number[]): string {
  return listedTexts(qubits.map(String))
}

function listedTexts(texts: readonly string[]): string {
  if (texts.length > MOST_LISTED) return `${texts.slice(0, MOST_LISTED).join(', ')} and ${texts.length - MOST_LISTED} more`
  return texts.length === 1 ? texts[0] : `${texts.slice(0, -1).join(', ')} and ${texts[texts.length - 1]}`
}
