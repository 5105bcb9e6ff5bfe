/** The state of an OpenQASM 3 program while it is carried out: its qubits, bits and operations so far. */
import { type Angle, isConstant, plus } from '../../angles/index.ts'
import { HIDDEN_BIT } from '../../gates/hiddenBits.ts'
import type { Condition, Operation } from '../../gates/Operation.ts'
import type { Expression } from '../Expression.ts'
import { OperationList } from '../OperationList.ts'
import { MOST_QUBITS } from '../readQasm2.ts'
import type { QasmReadOptions } from '../QasmReadOptions.ts'
import type { Scanner } from '../Scanner.ts'
import type { MeasuredValue, QubitsValue, Value } from '../Value.ts'
import { Scope } from './Scope.ts'
import type { Initializer, Statement, Subroutine } from './Statement.ts'

/** Blocks, gates and subroutines inside each other, all together: each is a few calls deep. */
const DEEPEST = 200
const MOST_MERGED_TERMS = 8
const LARGEST_MERGED = 1e300

/** What gates and expressions need of the interpreter: to carry out the body of a gate, to call a subroutine. */
export interface Interpreter {
  /** In order, up to a return, a break and the like. */
  readonly runStatements: (run: Run, scope: Scope, body: readonly Statement[]) => Outcome | undefined
  readonly callSubroutine: (run: Run, scope: Scope, call: SubroutineCall) => Value
}

/** That statements came to their end before the last one. */
export type Outcome = Returned | { readonly kind: 'break' | 'continue' | 'end' }

/** That a subroutine came to its end here, and with what. */
export interface Returned {
  readonly kind: 'return'
  readonly value: Initializer | undefined
  readonly scope: Scope
}

export interface SubroutineCall {
  readonly definition: Subroutine
  readonly given: readonly Expression[]
  readonly at: number
  /** The bits that a returned measurement writes. */
  readonly target?: MeasuredValue
}

interface Collected {
  readonly operations: Operation[]
  readonly counted: boolean
}

/** Mutable: statements add to it. */
export class Run {
  readonly scanner: Scanner
  readonly list: OperationList
  readonly interpreter: Interpreter
  readonly options: QasmReadOptions
  /** The inputs that the program declares, in order. */
  readonly inputs: string[] = []
  /** The constants and gates of the language. */
  readonly builtIns: Scope
  /** What the file declares outside of blocks. */
  readonly global: Scope
  /** In order of declaration. */
  readonly bits: string[] = []
  qubits = 0
  /** Whether qubits of the device are named: `$0`. */
  device = false
  /** The branch on results that is carried out now, if any: its operations stand under this condition when it is done. */
  condition: Condition | undefined
  /** The branch in which the loop began that a break ends, and the subroutine that a return ends. */
  loopBegan: { readonly condition: Condition | undefined } | undefined
  callBegan: { readonly condition: Condition | undefined } | undefined
  #depth = 0
  #collected: Collected | undefined
  readonly #bitNames = new Map<string, number>()
  /** How many bits are borrowed now, and those that ever were. */
  #borrowed = 0
  readonly #everBorrowed = new Set<string>()

  constructor(scanner: Scanner, interpreter: Interpreter, options: QasmReadOptions) {
    this.scanner = scanner
    this.options = options
    this.list = new OperationList(scanner)
    this.interpreter = interpreter
    this.builtIns = new Scope({
      scanner,
      call: (scope, definition, given, at) => interpreter.callSubroutine(this, scope, { definition, given, at }),
      deviceQubit: (index, at) => this.#deviceQubit(index, at),
    })
    this.global = this.builtIns.inner()
  }

  /** The operations that are emitted inside; they are not added. Each is a step of work, as a gate may be expanded again and again. */
  collect(inside: () => void): readonly Operation[] {
    return this.#collect(inside, true)
  }

  /** The operations of a branch on results: they are not added either. */
  collectBranch(condition: Condition, inside: () => void): readonly Operation[] {
    const outer = this.condition
    this.condition = condition
    const operations = this.#collect(inside, false)
    this.condition = outer
    return operations
  }

  #collect(inside: () => void, counted: boolean): readonly Operation[] {
    const outer = this.#collected
    const collected: Collected = { operations: [], counted }
    this.#collected = collected
    inside()
    this.#collected = outer
    return collected.operations
  }

  /** Where operations go now: the circuit, or what is collected. */
  get operations(): Operation[] {
    return this.#collected?.operations ?? this.list.operations
  }

  emit(operation: Operation, at: number): void {
    const { scanner, list } = this
    if (this.#collected?.counted === true) scanner.spend(1 + operation.qubits.length / 8, at)
    if (mergesPhase(this.operations, operation)) return
    if (this.#collected === undefined) return list.add(operation, at)
    list.reserve(this.#collected.operations.length, at)
    this.#collected.operations.push(operation)
  }

  /** A bit that is 0 and that the program does not know of; its name begins with '#'. It is free again after `returnBits`. */
  borrowBit(at: number): string {
    return this.claimBit(this.reserveBit(), at)
  }

  /** Keeps a bit for later. */
  reserveBit(): string {
    return `${HIDDEN_BIT}${++this.#borrowed}`
  }

  /** Makes a reserved bit 0. */
  claimBit(bit: string, at: number): string {
    if (this.#everBorrowed.has(bit)) this.emit({ gate: 'clearBit', qubits: [], angles: [], bits: [bit] }, at)
    else {
      this.#everBorrowed.add(bit)
      this.bits.push(bit)
    }
    return bit
  }

  get borrowed(): number {
    return this.#borrowed
  }

  /** Gives back all but the first so many. */
  returnBits(kept: number): void {
    this.#borrowed = kept
  }

  /** Carries out what is nested one level deeper. */
  nest<T>(at: number, inside: () => T): T {
    if (++this.#depth > DEEPEST) this.scanner.fail(`blocks, gates and subroutines nest deeper than ${DEEPEST} levels`, at)
    const result = inside()
    this.#depth--
    return result
  }

  addQubits(count: number, at: number): number[] {
    if (this.device) this.scanner.refuse('declared qubits beside qubits of the device ($0) are not supported', at)
    if (!(count >= 1 && this.qubits + count <= MOST_QUBITS)) {
      this.scanner.fail(`expected a size from 1 to ${MOST_QUBITS - this.qubits}, found ${count}`, at)
    }
    const first = this.qubits
    this.qubits += count
    return Array.from({ length: count }, (_, i) => first + i)
  }

  /** Qubit $i of the device is qubit i of the circuit. */
  #deviceQubit(index: number, at: number): QubitsValue {
    if (this.qubits > 0 && !this.device) this.scanner.refuse('qubits of the device ($0) beside declared ones are not supported', at)
    if (!(index < MOST_QUBITS)) this.scanner.fail(`expected a qubit of the device from $0 to $${MOST_QUBITS - 1}`, at)
    this.device = true
    this.qubits = Math.max(this.qubits, index + 1)
    return { type: 'qubits', qubits: [index], single: true }
  }

  /** New bits of the circuit, which are 0 at first; a name that is taken gets a number behind it. */
  addBits(name: string, count: number | undefined, at: number): string[] {
    if (!((count ?? 1) >= 1 && this.bits.length + (count ?? 1) <= MOST_QUBITS)) {
      this.scanner.fail(`expected a size from 1 to ${MOST_QUBITS - this.bits.length}, found ${count ?? 1}`, at)
    }
    const free = this.#freeName(name, count === undefined ? '' : '[')
    const added = count === undefined ? [free] : Array.from({ length: count }, (_, i) => `${free}[${i}]`)
    for (const bit of added) this.bits.push(bit)
    return added
  }

  /** A bit c and a register c have no bit in common: what their names end with tells them apart. */
  #freeName(name: string, end: '' | '['): string {
    let free = name
    while (this.#bitNames.has(free + end)) {
      const next = (this.#bitNames.get(name + end) ?? 1) + 1
      this.#bitNames.set(name + end, next)
      free = `${name}_${next}`
    }
    this.#bitNames.set(free + end, 1)
    return free
  }
}

/** Whether a global phase went into the one before it, or is none; phases that cancel, as in a definition of u by U, go. */
function mergesPhase(operations: Operation[], { gate, angles: [angle], condition }: Operation): boolean {
  if (gate === 'globalPhase' && angle === 0) return true
  const last = operations.at(-1)
  if (gate !== 'globalPhase' || last?.gate !== 'globalPhase' || last.condition !== condition) return false
  if (![angle, last.angles[0]].every(isSmall)) return false
  const sum = plus(last.angles[0], angle)
  operations.pop()
  if (sum !== 0) operations.push({ ...last, angles: [sum] })
  return true
}

/** Sums of such angles neither grow long nor leave the range of doubles. */
function isSmall(angle: Angle): boolean {
  if (isConstant(angle)) return Math.abs(angle) < LARGEST_MERGED
  return angle.terms.length <= MOST_MERGED_TERMS && angle.terms.every(({ coefficient }) => Math.abs(coefficient) < LARGEST_MERGED)
}
