/**
 * Many signed Pauli strings side by side, packed so that a gate acts on 32 of them with one machine word.
 *
 * Each qubit has two columns of bits, x and z, one bit a row (a string): X = (1, 0), Y = (1, 1), Z = (0, 1); one more column holds the signs.
 * Phases of products are counted modulo 4 for all rows at once, in two columns of bits. What the rows mean is the tableau's business.
 */
import { parity, popcount } from '@ketwork/math'

/** A Pauli string with its sign: letter (x[i], z[i]) on `qubits[i]`. */
export interface SignedPauli {
  readonly qubits: readonly number[]
  readonly x: readonly number[]
  readonly z: readonly number[]
  readonly negative: boolean
}

export class PauliColumns {
  readonly qubitCount: number
  /** 32-bit words a column. */
  readonly words: number
  /** Qubit q's columns are words q * words to (q + 1) * words - 1. */
  readonly x: Uint32Array
  readonly z: Uint32Array
  /** Set: the row has the sign -1. */
  readonly signs: Uint32Array

  constructor(qubitCount: number, words: number) {
    this.qubitCount = qubitCount
    this.words = words
    this.x = new Uint32Array(qubitCount * words)
    this.z = new Uint32Array(qubitCount * words)
    this.signs = new Uint32Array(words)
  }

  copy(): PauliColumns {
    const copy = new PauliColumns(this.qubitCount, this.words)
    copy.x.set(this.x)
    copy.z.set(this.z)
    copy.signs.set(this.signs)
    return copy
  }

  /** The rows that anticommute with the string, as a column. */
  anticommuting({ qubits, x, z }: SignedPauli): Uint32Array {
    const mask = new Uint32Array(this.words)
    qubits.forEach((qubit, i) => {
      const start = qubit * this.words
      for (let w = 0; w < this.words; w++) {
        if (x[i] === 1) mask[w] ^= this.z[start + w]
        if (z[i] === 1) mask[w] ^= this.x[start + w]
      }
    })
    return mask
  }

  /** Multiplies the rows in the mask by the string from the right; the powers of i that arise are added to `phases`, signs stay. */
  multiply(mask: Uint32Array, { qubits, x, z, negative }: SignedPauli, phases: RowPhases): void {
    qubits.forEach((qubit, i) => {
      const start = qubit * this.words
      for (let w = 0; w < this.words; w++) {
        const m = mask[w]
        if (m === 0) continue
        const [rowX, rowZ] = [this.x[start + w], this.z[start + w]]
        // Where row and string anticommute the product is +i or -i times a letter: X Y, Y Z and Z X are +i, the other way round is -i.
        if (x[i] === 1 && z[i] === 1) phases.addOdd(w, (rowX ^ rowZ) & m, rowZ & ~rowX & m)
        else if (x[i] === 1) phases.addOdd(w, rowZ & m, rowZ & rowX & m)
        else if (z[i] === 1) phases.addOdd(w, rowX & m, rowX & ~rowZ & m)
        if (x[i] === 1) this.x[start + w] = rowX ^ m
        if (z[i] === 1) this.z[start + w] = rowZ ^ m
      }
    })
    if (negative) for (let w = 0; w < this.words; w++) phases.twos[w] ^= mask[w]
  }

  readRow(row: RowPlace): SignedPauli {
    const [qubits, x, z]: [number[], number[], number[]] = [[], [], []]
    for (let qubit = 0; qubit < this.qubitCount; qubit++) {
      const at = qubit * this.words + row.word
      const [rowX, rowZ] = [(this.x[at] >>> row.bit) & 1, (this.z[at] >>> row.bit) & 1]
      if ((rowX | rowZ) === 0) continue
      qubits.push(qubit)
      x.push(rowX)
      z.push(rowZ)
    }
    return { qubits, x, z, negative: ((this.signs[row.word] >>> row.bit) & 1) === 1 }
  }

  writeRow(row: RowPlace, { qubits, x, z, negative }: SignedPauli): void {
    const clear = ~(1 << row.bit)
    for (let at = row.word; at < this.x.length; at += this.words) {
      this.x[at] &= clear
      this.z[at] &= clear
    }
    qubits.forEach((qubit, i) => {
      this.x[qubit * this.words + row.word] |= x[i] << row.bit
      this.z[qubit * this.words + row.word] |= z[i] << row.bit
    })
    this.signs[row.word] = (this.signs[row.word] & clear) | ((negative ? 1 : 0) << row.bit)
  }

  /**
   * Power of i (0 to 3) in front of X^x Z^z, qubit by qubit, when the rows of the mask are multiplied in ascending order. O(qubits * words).
   *
   * Each letter Y brings an i; each Z of an earlier row that passes an X of a later one on the same qubit brings -1.
   */
  productPhase(mask: Uint32Array): number {
    let [turns, passes] = [0, 0]
    for (let w = 0; w < this.words; w++) turns += 2 * popcount((this.signs[w] & mask[w]) >>> 0)
    for (let qubit = 0; qubit < this.qubitCount; qubit++) {
      let earlier = 0 // all ones when an odd number of Z came in earlier words
      for (let w = 0; w < this.words; w++) {
        if (mask[w] === 0) continue
        const x = this.x[qubit * this.words + w] & mask[w]
        const z = this.z[qubit * this.words + w] & mask[w]
        turns += popcount((x & z) >>> 0)
        let before = z // becomes the parity of z up to and with each bit
        for (let shift = 1; shift < 32; shift *= 2) before ^= before << shift
        passes ^= parity((x & ((before << 1) ^ earlier)) >>> 0)
        if (parity(z >>> 0) === 1) earlier = ~earlier
      }
    }
    return (turns + 2 * passes) & 3
  }
}

/** Where a row's bit is in every column. */
export interface RowPlace {
  readonly word: number
  readonly bit: number
}

/** A power of i for each row, as two columns of bits: ones + 2 twos. */
export class RowPhases {
  readonly ones: Uint32Array
  readonly twos: Uint32Array

  constructor(words: number) {
    this.ones = new Uint32Array(words)
    this.twos = new Uint32Array(words)
  }

  /** Adds 1 to the rows in `odd`, and 2 more to those in `minus`: a factor i, or -i. */
  addOdd(word: number, odd: number, minus: number): void {
    this.twos[word] ^= (this.ones[word] & odd) ^ minus
    this.ones[word] ^= odd
  }
}
