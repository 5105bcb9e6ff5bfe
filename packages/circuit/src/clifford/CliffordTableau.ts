/**
 * Simulates Clifford circuits with thousands of qubits: a state is the n Pauli strings that leave it unchanged.
 *
 * Row i of the destabilizers is where the circuit takes X_i, row i of the stabilizers where it takes Z_i; the state is |0...0> taken along.
 * A gate costs O(n / 16) word operations, a measurement O(n^2 / 16). The global phase is not represented.
 * Source: Aaronson and Gottesman, Phys. Rev. A 70, 052328 (2004), with the bits of all rows in one column a qubit (`PauliColumns.ts`).
 */
import { type RandomStream } from '@ketwork/math'
import { formatAngle } from '../angles/formatAngle.ts'
import { type Circuit } from '../Circuit.ts'
import { gateTable } from '../gates/gateTable.ts'
import { type Operation } from '../gates/Operation.ts'
import { type UnitaryRow } from '../gates/GateRow.ts'
import { cliffordImages, type PauliImage } from './cliffordImages.ts'
import { cliffordKernels } from './cliffordKernels.ts'
import { PauliColumns, RowPhases, type RowPlace, type SignedPauli } from './PauliColumns.ts'

/** What a measurement found, and whether it could have been otherwise. */
export interface CliffordMeasurement {
  readonly outcome: 0 | 1
  /** The state already had this value; no random number was drawn. */
  readonly deterministic: boolean
}

/** An angle this close to a multiple of pi/2, in radians, counts as one. */
const ANGLE_TOLERANCE = 1e-10
/** Gates on more qubits than this are not tried as matrices. */
const LARGEST_MATRIX = 4

/**
 * A stabilizer state of n qubits, |0...0> at first; mutable: `apply` and `measure` change it. Memory n^2 / 2 bytes.
 *
 * @example
 * const bell = CliffordTableau.fromCircuit(new Circuit(2).h(0).cx(0, 1))
 * bell.stabilizers() // ['+X0*X1', '+Z0*Z1']
 * bell.measure(0, new RandomStream(7)).deterministic // false
 * bell.measure(1, new RandomStream(8)).deterministic // true: it equals the first outcome
 */
export class CliffordTableau {
  readonly qubitCount: number
  /** Words for the rows of one kind: destabilizers take the first half of each column, stabilizers the second. */
  readonly #half: number
  #columns: PauliColumns

  /** @throws RangeError unless qubitCount is a whole number from 0 to 32768 */
  constructor(qubitCount: number) {
    if (!Number.isInteger(qubitCount) || qubitCount < 0 || qubitCount > 32768) {
      throw new RangeError(`a tableau has from 0 to 32768 qubits, got ${qubitCount}`)
    }
    this.qubitCount = qubitCount
    this.#half = Math.ceil(qubitCount / 32)
    this.#columns = new PauliColumns(qubitCount, 2 * this.#half)
    for (let qubit = 0; qubit < qubitCount; qubit++) {
      this.#columns.writeRow(this.#destabilizer(qubit), { qubits: [qubit], x: [1], z: [0], negative: false })
      this.#columns.writeRow(this.#stabilizer(qubit), { qubits: [qubit], x: [0], z: [1], negative: false })
    }
  }

  /**
   * The tableau after the circuit on |0...0>.
   *
   * @throws NonCliffordError when the circuit holds a gate that is not Clifford
   * @throws RangeError when it holds a measurement, reset, channel, condition, or an angle with symbols
   */
  static fromCircuit(circuit: Circuit): CliffordTableau {
    const tableau = new CliffordTableau(circuit.qubitCount)
    for (const operation of circuit.operations) tableau.apply(operation)
    return tableau
  }

  copy(): CliffordTableau {
    const copy = new CliffordTableau(this.qubitCount)
    copy.#columns = this.#columns.copy()
    return copy
  }

  /**
   * Applies a Clifford gate: any gate of the table whose matrix takes Pauli strings to Pauli strings, rotations by multiples of pi/2 included.
   *
   * @throws NonCliffordError when the gate is not Clifford
   * @throws RangeError for a measurement (see `measure`), reset, channel or condition, an angle with symbols, or a qubit out of range
   */
  apply(operation: Operation): this {
    const { gate, qubits } = operation
    if (gate === 'barrier' || gate === 'globalPhase') return this
    const row = this.#requireGate(operation)
    if (Object.hasOwn(cliffordKernels, gate)) cliffordKernels[gate](this.#columns, qubits)
    else this.#applyGeneral(operation, row)
    return this
  }

  /**
   * Measures a qubit in the computational basis and leaves the state that the outcome implies.
   *
   * @param random gives one number, but only where both outcomes are possible; they are then equally likely
   */
  measure(qubit: number, random: RandomStream): CliffordMeasurement {
    this.#requireQubits([qubit])
    const measured: SignedPauli = { qubits: [qubit], x: [0], z: [1], negative: false }
    const mask = this.#columns.anticommuting(measured)
    const row = this.#firstStabilizer(mask)
    if (row === undefined) return { outcome: this.#signOf(measured, mask) === 1 ? 0 : 1, deterministic: true }

    const outcome = random.integer(2) as 0 | 1
    const pivot = this.#columns.readRow(this.#stabilizer(row))
    for (const { word, bit } of [this.#stabilizer(row), this.#destabilizer(row)]) mask[word] &= ~(1 << bit)
    this.#multiplyRows(mask, pivot)
    this.#columns.writeRow(this.#destabilizer(row), pivot)
    this.#columns.writeRow(this.#stabilizer(row), { ...measured, negative: outcome === 1 })
    return { outcome, deterministic: false }
  }

  /**
   * The expectation of a Pauli string: +1 or -1 where the state is its eigenstate, else 0.
   *
   * @param pauli letters X, Y, Z and I; letter i acts on `qubits[i]`
   */
  expectation(pauli: string, qubits: readonly number[]): -1 | 0 | 1 {
    this.#requireQubits(qubits)
    if (pauli.length !== qubits.length || /[^IXYZ]/.test(pauli)) {
      throw new RangeError(`'${pauli}' must be ${qubits.length} letters, each I, X, Y or Z`)
    }
    return this.#expect(signedPauli(pauli, qubits))
  }

  /** Strings that leave the state unchanged, with their signs: `+X0*X1`, `-Z0`. The text is that of a Pauli sum. */
  stabilizers(): string[] {
    return this.#rowTexts((row) => this.#stabilizer(row))
  }

  /** Row i anticommutes with row i of the stabilizers and commutes with the others. */
  destabilizers(): string[] {
    return this.#rowTexts((row) => this.#destabilizer(row))
  }

  /** Whether all rows agree: for tableaus of circuits, whether these are the same unitary up to global phase. */
  equals(other: CliffordTableau): boolean {
    if (this.qubitCount !== other.qubitCount) return false
    const [mine, theirs] = [this.#columns, other.#columns]
    const same = (a: Uint32Array, b: Uint32Array): boolean => a.every((word, i) => word === b[i])
    return same(mine.signs, theirs.signs) && same(mine.x, theirs.x) && same(mine.z, theirs.z)
  }

  /** Whether both are the same state up to global phase, whatever rows describe it. O(n^3 / 32). */
  isSameState(other: CliffordTableau): boolean {
    if (this.qubitCount !== other.qubitCount) return false
    for (let row = 0; row < this.qubitCount; row++) {
      const pauli = other.#columns.readRow(other.#stabilizer(row))
      if (this.#expect(pauli) !== (pauli.negative ? -1 : 1)) return false
    }
    return true
  }

  #applyGeneral(operation: Operation, row: UnitaryRow): void {
    const { qubits, angles } = operation
    const numbers = angles.map((angle) => {
      if (typeof angle === 'number') return angle
      throw new RangeError(`the angle ${formatAngle(angle)} of ${operation.gate} has symbols: bind them to numbers first`)
    })
    const [primitive, ...others] = row.primitives(operation)
    if (primitive?.kind === 'rotation' && primitive.controls.length === 0 && others.length === 0) {
      const quarters = Math.round(numbers[0] / (Math.PI / 2))
      if (!(Math.abs(numbers[0] - quarters * (Math.PI / 2)) <= ANGLE_TOLERANCE)) throw new NonCliffordError(operation)
      this.#rotate(signedPauli(primitive.pauli, primitive.qubits), ((quarters % 4) + 4) % 4)
      return
    }
    const images = qubits.length <= LARGEST_MATRIX ? cliffordImages(row.matrix({ ...operation, angles: numbers })) : undefined
    if (images === undefined) throw new NonCliffordError(operation)
    const lift = ({ x, z, negative }: PauliImage): SignedPauli => {
      return { qubits, x: qubits.map((_, i) => (x >>> i) & 1), z: qubits.map((_, i) => (z >>> i) & 1), negative }
    }
    this.#substitute(qubits, images.map(lift))
  }

  /** exp(-i k pi/4 P) takes what anticommutes with P, Q, to -i P Q = i Q P (k = 1), -Q (2), -i Q P (3). */
  #rotate(string: SignedPauli, k: number): void {
    const mask = this.#columns.anticommuting(string)
    if (k === 2) for (let w = 0; w < mask.length; w++) this.#columns.signs[w] ^= mask[w]
    else if (k !== 0) this.#multiplyRows(mask, string, k)
  }

  /** Replaces X and Z on these qubits by their images, in the order X_0, Z_0, X_1, Z_1, ...: each row is the product of what it held. */
  #substitute(qubits: readonly number[], images: readonly SignedPauli[]): void {
    const { words, signs } = this.#columns
    const phases = new RowPhases(words)
    const held = qubits.map((qubit) => {
      const [start, end] = [qubit * words, (qubit + 1) * words]
      const columns = { x: this.#columns.x.slice(start, end), z: this.#columns.z.slice(start, end) }
      this.#columns.x.fill(0, start, end)
      this.#columns.z.fill(0, start, end)
      return columns
    })
    held.forEach(({ x, z }, i) => {
      for (let w = 0; w < words; w++) phases.addOdd(w, x[w] & z[w], 0) // Y = i X Z
      this.#columns.multiply(x, images[2 * i], phases)
      this.#columns.multiply(z, images[2 * i + 1], phases)
    })
    for (let w = 0; w < words; w++) signs[w] ^= phases.twos[w]
  }

  /** Multiplies the rows in the mask by i^turns times the string, which must leave them Hermitian. */
  #multiplyRows(mask: Uint32Array, string: SignedPauli, turns = 0): void {
    const phases = new RowPhases(mask.length)
    for (let w = 0; w < mask.length; w++) {
      if (turns % 2 === 1) phases.ones[w] = mask[w]
      if (turns >= 2) phases.twos[w] = mask[w]
    }
    this.#columns.multiply(mask, string, phases)
    for (let w = 0; w < mask.length; w++) this.#columns.signs[w] ^= phases.twos[w]
  }

  #expect(string: SignedPauli): -1 | 0 | 1 {
    const mask = this.#columns.anticommuting(string)
    return this.#firstStabilizer(mask) === undefined ? this.#signOf(string, mask) : 0
  }

  /** The sign with which the letters of the string are a product of stabilizers: of those whose destabilizer anticommutes with it. */
  #signOf({ x, z }: SignedPauli, anticommuting: Uint32Array): -1 | 1 {
    const factors = new Uint32Array(anticommuting.length)
    factors.set(anticommuting.subarray(0, this.#half), this.#half)
    const letterY = x.reduce((count, bit, i) => count + (bit & z[i]), 0)
    return ((this.#columns.productPhase(factors) - letterY) & 3) === 0 ? 1 : -1
  }

  #firstStabilizer(mask: Uint32Array): number | undefined {
    for (let w = 0; w < this.#half; w++) {
      const word = mask[this.#half + w]
      if (word !== 0) return 32 * w + 31 - Math.clz32(word & -word)
    }
    return undefined
  }

  #destabilizer(row: number): RowPlace {
    return { word: row >>> 5, bit: row & 31 }
  }

  #stabilizer(row: number): RowPlace {
    return { word: this.#half + (row >>> 5), bit: row & 31 }
  }

  #rowTexts(place: (row: number) => RowPlace): string[] {
    return Array.from({ length: this.qubitCount }, (_, row) => {
      const { qubits, x, z, negative } = this.#columns.readRow(place(row))
      const letters = qubits.map((qubit, i) => `${x[i] === 1 ? (z[i] === 1 ? 'Y' : 'X') : 'Z'}${qubit}`)
      return (negative ? '-' : '+') + letters.join('*')
    })
  }

  #requireGate({ gate, qubits, condition }: Operation): UnitaryRow {
    this.#requireQubits(qubits)
    if (condition !== undefined) throw new RangeError(`${gate} has a condition: a tableau holds no classical bits`)
    const row = gateTable[gate]
    if (row.kind === 'measure') throw new RangeError("a measurement is random: use the tableau's measure(qubit, random)")
    if (row.kind !== 'gate') throw new RangeError(`${gate} is not unitary: a tableau applies Clifford gates`)
    if (row.qubits !== 'any' && row.qubits !== qubits.length)
      throw new RangeError(`${gate} acts on ${row.qubits} qubits, got ${qubits.length}`)
    return row
  }

  #requireQubits(qubits: readonly number[]): void {
    qubits.forEach((qubit, i) => {
      if (!Number.isInteger(qubit) || qubit < 0 || qubit >= this.qubitCount) {
        throw new RangeError(`qubit ${qubit} is out of range: the tableau has qubits 0 to ${this.qubitCount - 1}`)
      }
      if (qubits.indexOf(qubit) !== i) throw new RangeError(`qubit ${qubit} appears twice: an operation's qubits are different`)
    })
  }
}

function signedPauli(pauli: string, qubits: readonly number[]): SignedPauli {
  const letters = pauli.split('')
  const x = letters.map((letter) => ('XY'.includes(letter) ? 1 : 0))
  const z = letters.map((letter) => ('YZ'.includes(letter) ? 1 : 0))
  return { qubits, x, z, negative: false }
}

/** The gate does not take Pauli strings to Pauli strings, so that a tableau cannot follow it. */
export class NonCliffordError extends RangeError {
  override readonly name = 'NonCliffordError'
  readonly operation: Operation

  constructor(operation: Operation) {
    const { gate, qubits, angles } = operation
    const shown = angles.length === 0 ? gate : `${gate}(${angles.map((angle) => formatAngle(angle)).join(', ')})`
    const right = angles.length === 0 ? 'use Clifford gates (h, s, cx, ...)' : 'a multiple of pi/2 may be one'
    super(`${shown} on [${qubits.join(', ')}] is not a Clifford gate: ${right}, or a state-vector simulator`)
    this.operation = operation
  }
}
