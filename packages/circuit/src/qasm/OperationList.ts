/** The operations that a file expands to, kept within limits: definitions and loops may double at each level. */
import type { Operation } from '../gates/Operation.ts'
import type { Scanner } from './Scanner.ts'

/** Barriers over large registers take a line each but much memory: the qubits and matrix entries of all operations together are bounded too. */
const MOST_OPERANDS = 2 ** 24

/** A circuit looks at each bit of each condition. */
const STEPS_OF_CONDITION_BITS = 1 / 16

/** Grows by `add`. */
export class OperationList {
  readonly operations: Operation[] = []
  readonly #scanner: Scanner
  #operands = 0

  constructor(scanner: Scanner) {
    this.#scanner = scanner
  }

  add(operation: Operation, at?: number): void {
    const { operations } = this
    this.#operands += operation.qubits.length
    if (operation.matrix !== undefined) this.#operands += operation.matrix.data.length
    if (operation.condition !== undefined) this.#scanner.spend(operation.condition.bits.length * STEPS_OF_CONDITION_BITS, at)
    if (operations.length >= this.#scanner.mostOperations) this.#failAt(at)
    if (this.#operands > MOST_OPERANDS) this.#scanner.fail(`the operations of the program name more than ${MOST_OPERANDS} qubits`, at)
    operations.push(operation)
  }

  /** Fails when so many more would be too many. */
  reserve(count: number, at?: number): void {
    if (this.operations.length + count > this.#scanner.mostOperations) this.#failAt(at)
  }

  #failAt(at?: number): never {
    return this.#scanner.fail(`the program expands to more than ${this.#scanner.mostOperations} operations`, at)
  }
}
