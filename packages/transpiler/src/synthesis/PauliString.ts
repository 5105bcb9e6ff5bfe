/**
 * A Pauli string on any number of qubits as two rows of bits, i^turns X^x Z^z, and what controlled Paulis do to it.
 *
 * A controlled Pauli G with A on one qubit and B on another, (1 + A + B - AB) / 2, is a CX between local Cliffords and the same both ways round. It takes a string that
 * anticommutes with A to that string times B, one that anticommutes with B to it times A, and one that does both to minus the string times A times B.
 */
import { parity, popcount } from '@ketwork/math'

/** 0 for none, 1 for X, 2 for Z, 3 for Y: bit 0 is x, bit 1 is z. */
export type Letter = 0 | 1 | 2 | 3

/** A on qubit a and B on qubit b. */
export interface ControlledPauli {
  readonly a: number
  readonly letterA: Letter
  readonly b: number
  readonly letterB: Letter
}

export class PauliString {
  readonly x: Uint32Array
  readonly z: Uint32Array
  /** Modulo 4. */
  turns: number

  constructor(qubits: number) {
    const words = (qubits + 31) >>> 5
    this.x = new Uint32Array(words)
    this.z = new Uint32Array(words)
    this.turns = 0
  }

  copy(): PauliString {
    const copy = new PauliString(32 * this.x.length)
    copy.x.set(this.x)
    copy.z.set(this.z)
    copy.turns = this.turns
    return copy
  }

  letter(qubit: number): Letter {
    const [word, bit] = [qubit >>> 5, qubit & 31]
    return (((this.x[word] >>> bit) & 1) | (((this.z[word] >>> bit) & 1) << 1)) as Letter
  }

  /** How many letters there are. */
  weight(): number {
    let weight = 0
    for (let w = 0; w < this.x.length; w++) weight += popcount(this.x[w] | this.z[w])
    return weight
  }

  /** The qubits that have a letter, rising. */
  support(): number[] {
    const qubits: number[] = []
    for (let w = 0; w < this.x.length; w++) {
      for (let rest = this.x[w] | this.z[w]; rest !== 0; rest &= rest - 1) qubits.push(32 * w + 31 - Math.clz32(rest & -rest))
    }
    return qubits
  }

  /** 1 or -1 before the letters X, Y, Z; the string is Hermitian. */
  sign(): 1 | -1 {
    let letterY = 0
    for (let w = 0; w < this.x.length; w++) letterY += popcount(this.x[w] & this.z[w])
    return ((this.turns - letterY) & 3) === 0 ? 1 : -1
  }

  commutesWith(other: PauliString): boolean {
    let bits = 0
    for (let w = 0; w < this.x.length; w++) bits ^= (this.x[w] & other.z[w]) ^ (this.z[w] & other.x[w])
    return parity(bits >>> 0) === 0
  }

  hasLettersOf(other: PauliString): boolean {
    for (let w = 0; w < this.x.length; w++) if (this.x[w] !== other.x[w] || this.z[w] !== other.z[w]) return false
    return true
  }

  /** This string times another one, in place. */
  multiply(other: PauliString): this {
    let crossings = 0
    for (let w = 0; w < this.x.length; w++) {
      crossings += popcount(this.z[w] & other.x[w])
      this.x[w] ^= other.x[w]
      this.z[w] ^= other.z[w]
    }
    this.turns = (this.turns + other.turns + 2 * crossings) & 3
    return this
  }

  /** This string times a letter. */
  multiplyLetter(qubit: number, letter: Letter): this {
    if (letter === 0) return this
    const [word, bit] = [qubit >>> 5, qubit & 31]
    if ((letter & 1) !== 0) this.turns += 2 * ((this.z[word] >>> bit) & 1)
    if (letter === 3) this.turns += 1 // Y = i X Z
    this.turns &= 3
    this.x[word] ^= (letter & 1) << bit
    this.z[word] ^= (letter >>> 1) << bit
    return this
  }

  /** H P H^-1: X^x Z^z becomes Z^x X^z. */
  conjugateByH(qubit: number): void {
    const [word, bit] = [qubit >>> 5, qubit & 31]
    const differs = ((this.x[word] ^ this.z[word]) >>> bit) & 1
    if (differs === 0) this.turns = (this.turns + 2 * ((this.x[word] >>> bit) & 1)) & 3
    this.x[word] ^= differs << bit
    this.z[word] ^= differs << bit
  }

  /** S P S^-1: X becomes Y = i X Z. */
  conjugateByS(qubit: number): void {
    const x = (this.x[qubit >>> 5] >>> (qubit & 31)) & 1
    this.z[qubit >>> 5] ^= x << (qubit & 31)
    this.turns = (this.turns + x) & 3
  }

  /** G P G^-1 for a controlled Pauli G; returns whether that is another string. */
  conjugate({ a, letterA, b, letterB }: ControlledPauli): boolean {
    const antiA = anticommute(this.letter(a), letterA)
    const antiB = anticommute(this.letter(b), letterB)
    if (!antiA && !antiB) return false
    if (antiB) this.multiplyLetter(a, letterA)
    if (antiA) this.multiplyLetter(b, letterB)
    if (antiA && antiB) this.turns = (this.turns + 2) & 3
    return true
  }
}

export function anticommute(p: Letter, q: Letter): boolean {
  return p !== 0 && q !== 0 && p !== q
}
