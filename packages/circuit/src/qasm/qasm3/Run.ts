/** The state of an OpenQASM 3 program while it is carried out: its qubits, bits and operations so far. */
import { type Angle, isConstant, plus } from '../../angles/index.ts'
import type { Condition, Operation } from '../../gates/Operation.ts'
import type { Expression } from '../Expression.ts'
import { OperationList } from '../OperationList.ts'
import { MOST_QUBITS } from '../readQasm2.ts'
import type { Scanner } from '../Scanner.ts'
import type { MeasuredValue, QubitsValue, Value } from '../Value.ts'
import { Scope } from './Scope.ts'
import type { Statement, Subroutine } from './Statement.ts'

/** Blocks, gates and subroutines inside each other, all together: each is a few calls deep. */
const DEEPEST = 200
const MOST_MERGED_TERMS = 8
const LARGEST_MERGED = 1e300

/** What gates and expressions need of the interpreter: to carry out the body of a gate, to call a subroutine. */
export interface Interpreter {
  readonly runBody: (run: Run, scope: Scope, body: readonly Statement[]) => void
  readonly callSubroutine: (run: Run, scope: Scope, call: SubroutineCall) => Value
}

export interface SubroutineCall {
  readonly definition: Subroutine
  readonly given: readonly Expression[]
  readonly at: number
  /** The bits that a returned measurement writes. */
  readonly target?: MeasuredValue
}

/** Mutable: statements add to it. */
export class Run {
  readonly scanner: Scanner
  readonly list: OperationList
  readonly interpreter: Interpreter
  /** The constants and gates of the language. */
  readonly builtIns: Scope
  /** What the file declares outside of blocks. */
  readonly global: Scope
  /** In order of declaration. */
  readonly bits: string[] = []
  qubits = 0
  /** Whether qubits of the device are named: `$0`. */
  device = false
  /** Under which operations stand now. */
  condition: Condition | undefined
  #depth = 0
  #collected: Operation[] | undefined
  /** Bits that were measured inside an if that asks for them. */
  readonly #changed = new Set<string>()
  readonly #bitNames = new Map<string, number>()

  constructor(scanner: Scanner, interpreter: Interpreter) {
    this.scanner = scanner
    this.list = new OperationList(scanner)
    this.interpreter = interpreter
    this.builtIns = new Scope({
      scanner,
      call: (scope, definition, given, at) => interpreter.callSubroutine(this, scope, { definition, given, at }),
      deviceQubit: (index, at) => this.#deviceQubit(index, at),
    })
    this.global = this.builtIns.inner()
  }

  /** The operations that are emitted inside, without the condition; they are not added. */
  collect(inside: () => void): readonly Operation[] {
    const outer = this.#collected
    const collected: Operation[] = []
    this.#collected = collected
    inside()
    this.#collected = outer
    return collected
  }

  /** Adds an operation under the condition that holds now. */
  emit(operation: Operation, at: number): void {
    if (this.#collected !== undefined) {
      this.scanner.spend(1 + operation.qubits.length / 8, at)
      if (!mergesPhase(this.#collected, operation, undefined)) this.#collected.push(operation)
      return
    }
    const { condition } = this
    const { gate, bits } = operation
    if (mergesPhase(this.list.operations, operation, condition)) return
    if (condition === undefined || gate === 'barrier') return this.list.add(operation, at)
    const changed = condition.bits.find((bit) => this.#changed.has(bit))
    if (changed !== undefined) {
      this.scanner.refuse(
        `bit ${changed} was measured inside this if that asks for it: a circuit reads conditions again before each operation`,
        at,
      )
    }
    for (const bit of bits ?? []) if (condition.bits.includes(bit)) this.#changed.add(bit)
    this.list.add({ ...operation, condition }, at)
  }

  /** An if on bits has ended: the next one reads them anew. */
  endOfIf(): void {
    if (this.condition === undefined) this.#changed.clear()
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
function mergesPhase(operations: Operation[], { gate, angles: [angle] }: Operation, condition: Condition | undefined): boolean {
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
