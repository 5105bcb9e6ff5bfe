/**
 * Follows one amplitude of a stabilizer state through Clifford gates h, s and cx, its phase included.
 *
 * A tableau says what a Clifford circuit does up to a global phase; two circuits with one tableau differ by the quotient of one amplitude of what they make of |0...0>. Diagonal
 * gates and CX keep the amplitude or move it; after H it is a sum of two, whose quotient is the sign of a stabilizer with X on that qubit alone, found by elimination:
 * O(n^3 / 32) for an H, O(n) for the others. Phases are counted in eighths of a turn.
 */
import { PauliString } from './PauliString.ts'

export class StabilizerAmplitude {
  readonly #qubits: number
  readonly #stabilizers: PauliString[]
  /** The basis state whose amplitude is followed. */
  readonly #bits: Uint8Array
  /** The argument of the amplitude, in eighths of a turn. */
  #eighths = 0

  /** |0...0>. */
  constructor(qubits: number) {
    this.#qubits = qubits
    this.#bits = new Uint8Array(qubits)
    this.#stabilizers = Array.from({ length: qubits }, (_, qubit) => new PauliString(qubits).multiplyLetter(qubit, 2))
  }

  /** Phase i where the qubit is 1. */
  s(qubit: number): void {
    this.#eighths += 2 * this.#bits[qubit]
    for (const row of this.#stabilizers) row.conjugateByS(qubit)
  }

  cx(control: number, target: number): void {
    this.#bits[target] ^= this.#bits[control]
    for (const row of this.#stabilizers) row.conjugate({ a: control, letterA: 2, b: target, letterB: 1 })
  }

  /** The amplitude of b becomes that of b with the qubit at 0 plus or minus that with the qubit at 1. */
  h(qubit: number): void {
    const quarters = this.#quotient([qubit])
    for (const row of this.#stabilizers) row.conjugateByH(qubit)
    const bit = this.#bits[qubit]
    if (quarters === undefined) {
      // the other amplitude is zero: 0 goes to 0 + 1, 1 to 0 - 1, and the amplitude of 0 keeps the sign
      this.#bits[qubit] = 0
      return
    }
    // amplitudes of 0 and 1 stand in the ratio 1 : i^k; 0 gets 1 + i^k, which is zero for k = 2
    const ratio = bit === 0 ? quarters : (4 - quarters) & 3
    if (bit === 1) this.#eighths -= 2 * ratio // now that of 0
    if (ratio === 2) this.#bits[qubit] = 1
    else {
      this.#bits[qubit] = 0
      this.#eighths += ratio === 1 ? 1 : ratio === 3 ? -1 : 0
    }
  }

  /** The argument of the amplitude of another basis state, in radians, or of the one that is followed. */
  argument(bits: ArrayLike<number> = this.#bits): number {
    const flips: number[] = []
    for (let qubit = 0; qubit < this.#qubits; qubit++) if (bits[qubit] !== this.#bits[qubit]) flips.push(qubit)
    const quarters = flips.length === 0 ? 0 : (this.#quotient(flips) ?? 0)
    return (((this.#eighths + 2 * quarters) & 7) * Math.PI) / 4
  }

  /** The basis state whose amplitude is followed. */
  get bits(): Uint8Array {
    return this.#bits
  }

  /** k where the amplitude with these qubits flipped is i^k times the one that is followed; nothing where it is zero. */
  #quotient(flips: readonly number[]): number | undefined {
    const rows = this.#stabilizers
    const product = new PauliString(this.#qubits)
    const wanted = new PauliString(this.#qubits)
    for (const qubit of flips) wanted.multiplyLetter(qubit, 1)
    // the x parts of the rows are brought to echelon form; the rows stay stabilizers
    let next = 0
    for (let qubit = 0; qubit < this.#qubits; qubit++) {
      const pivot = rows.findIndex((row, i) => i >= next && (row.letter(qubit) & 1) === 1)
      if (pivot >= 0) {
        ;[rows[next], rows[pivot]] = [rows[pivot], rows[next]]
        for (let i = next + 1; i < rows.length; i++) if ((rows[i].letter(qubit) & 1) === 1) rows[i].multiply(rows[next])
        next++
      }
      if (((product.letter(qubit) ^ wanted.letter(qubit)) & 1) === 0) continue
      if (pivot < 0) return undefined
      product.multiply(rows[next - 1])
    }
    // product |b> = i^turns (-1)^(z b) |b + flips>, and it leaves the state unchanged
    let signs = 0
    for (let qubit = 0; qubit < this.#qubits; qubit++) if ((product.letter(qubit) & 2) !== 0) signs += this.#bits[qubit]
    return (product.turns + 2 * signs) & 3
  }
}
