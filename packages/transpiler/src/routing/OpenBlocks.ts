/**
 * What a routed circuit costs so far: two-qubit gates of the class of CX, and layers of them.
 *
 * Neighbouring gates on one pair of device qubits are a block, and no block needs more than three such gates. For the open block on each pair it is known how many it takes and
 * how many it would take with a SWAP more (`swapCosts.ts`); a gate on one of its qubits and a third one closes it.
 */
export class OpenBlocks {
  /** The other qubit of the open block on each device qubit, -1 for none. */
  readonly #partner: Int32Array
  readonly #gates: Uint8Array
  readonly #swappedGates: Uint8Array
  readonly #layers: Int32Array
  #cost = 0

  constructor(qubits: number) {
    this.#partner = new Int32Array(qubits)
    this.#gates = new Uint8Array(qubits)
    this.#swappedGates = new Uint8Array(qubits)
    this.#layers = new Int32Array(qubits)
  }

  /** Forgets all that was counted. */
  clear(): void {
    this.#partner.fill(-1)
    this.#layers.fill(0)
    this.#cost = 0
  }

  get cost(): number {
    return this.#cost
  }

  get depth(): number {
    return this.#layers.reduce((deepest, layer) => Math.max(deepest, layer), 0)
  }

  /** Counts a gate on two qubits by what it takes alone and with a SWAP on the pair. */
  add(a: number, b: number, gates: number, swappedGates: number): void {
    if (this.#partner[a] !== b) this.#open(a, b)
    const [alone, swapped] = [this.#gates[a], this.#swappedGates[a]]
    this.#set(a, b, Math.min(3, alone + gates, swapped + swappedGates), Math.min(3, swapped + gates, alone + swappedGates))
  }

  swap(a: number, b: number): void {
    if (this.#partner[a] !== b) this.#open(a, b)
    this.#set(a, b, this.#swappedGates[a], this.#gates[a])
  }

  /** How many gates a SWAP of two qubits would add now. */
  swapPrice(a: number, b: number): number {
    return this.#partner[a] === b ? this.#swappedGates[a] - this.#gates[a] : 3
  }

  /** How many gates one on two qubits would add now. */
  price(a: number, b: number, gates: number, swappedGates: number): number {
    if (this.#partner[a] !== b) return gates
    const alone = this.#gates[a]
    return Math.min(3, alone + gates, this.#swappedGates[a] + swappedGates) - alone
  }

  close(qubit: number): void {
    if (this.#partner[qubit] >= 0) this.#partner[this.#partner[qubit]] = -1
    this.#partner[qubit] = -1
  }

  #open(a: number, b: number): void {
    this.close(a)
    this.close(b)
    this.#partner[a] = b
    this.#partner[b] = a
    this.#gates[a] = this.#gates[b] = 0
    this.#swappedGates[a] = this.#swappedGates[b] = 3
    this.#layers[a] = this.#layers[b] = Math.max(this.#layers[a], this.#layers[b])
  }

  #set(a: number, b: number, gates: number, swappedGates: number): void {
    const added = gates - this.#gates[a]
    this.#cost += added
    this.#layers[a] = this.#layers[b] = this.#layers[a] + added
    this.#gates[a] = this.#gates[b] = gates
    this.#swappedGates[a] = this.#swappedGates[b] = swappedGates
  }
}
