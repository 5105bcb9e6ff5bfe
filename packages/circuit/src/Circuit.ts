/**
 * A quantum circuit: a list of operations on numbered qubits, written with one method a gate.
 *
 * The gate methods come from the gate table (`GateMethods.ts`); everything is checked when it is appended, so a circuit is always valid.
 * Builder methods change the circuit and return it; methods that make another circuit of it (`inverse`, `bind`, ...) leave it alone.
 */
import { inWords } from '@ketwork/math'
import { type Angle, angleSymbols, isConstant, substituteAngle, type SymbolKind } from './angles/index.ts'
import type { CircuitData } from './CircuitData.ts'
import type { CircuitJson } from './CircuitJson.ts'
import { circuitToJson } from './circuitToJson.ts'
import { controlledOperations } from './controlledOperation.ts'
import { GateMethods } from './GateMethods.ts'
import { bothConditions } from './gates/bothConditions.ts'
import { conditionValue } from './gates/conditionValues.ts'
import { checkCondition, checkOperation, checkQubit } from './gates/checkOperation.ts'
import { inverseOperation } from './gates/inverseOperation.ts'
import type { Condition, Operation } from './gates/Operation.ts'
import { operationBinder } from './operationBinder.ts'

const MOST_QUBITS = 2 ** 20

/**
 * A circuit on qubits 0 to qubitCount - 1, empty at first; mutable.
 *
 * Qubit 0 is the least significant bit of a basis-state index. Angles are in radians and may hold symbols.
 *
 * @throws RangeError or TypeError from every method that is given something invalid; the circuit is then as it was
 *
 * @example
 * const circuit = new Circuit(2).h(0).cx(0, 1).rx(parameter('w'), 1)
 * circuit.parameters // ['w']
 */
export class Circuit extends GateMethods implements CircuitData {
  readonly qubitCount: number
  readonly operations: readonly Operation[] = []
  /** Names of the trainable symbols, in order of first use. */
  readonly parameters: readonly string[] = []
  /** Names of the data symbols, in order of first use. */
  readonly features: readonly string[] = []
  /** Names of the bits that are written or read, in order of first use. */
  readonly bits: readonly string[] = []
  readonly #kinds = new Map<string, SymbolKind>()
  readonly #bitNames = new Set<string>()

  constructor(qubitCount: number) {
    super()
    if (!Number.isInteger(qubitCount) || qubitCount < 1 || qubitCount > MOST_QUBITS) {
      throw new RangeError(`a circuit has from 1 to ${MOST_QUBITS} qubits, got ${inWords(qubitCount)}`)
    }
    this.qubitCount = qubitCount
  }

  /** Appends an operation, which is kept as it is: do not change it afterwards. A bigint that a number can hold becomes one in its condition. */
  append(operation: Operation): this {
    const complete = withSmallValue(
      operation.gate === 'barrier' && operation.qubits.length === 0 ? { ...operation, qubits: this.#allQubits() } : operation,
    )
    checkOperation(complete, this.qubitCount)
    this.#declareSymbols(complete)
    this.#declareBits(complete)
    ;(this.operations as Operation[]).push(complete)
    return this
  }

  /** Measures qubit i into the bit `name[i]`, for all qubits. */
  measureAll(name = 'm'): this {
    for (let qubit = 0; qubit < this.qubitCount; qubit++) this.measure(qubit, `${name}[${qubit}]`)
    return this
  }

  /**
   * Appends what the callback appends to the circuit that it is given, each operation on the condition that the bits spell the value.
   *
   * The bits are read before each operation. Inside another `when` both conditions must hold.
   *
   * @throws RangeError when the value does not fit into the bits, or contradicts a condition inside
   *
   * @example
   * new Circuit(2).h(0).measure(0, 'a').when({ bits: ['a'], value: 1 }, (circuit) => circuit.x(1))
   */
  when(condition: Condition, build: (circuit: Circuit) => void): this {
    checkCondition(condition)
    const conditional = new Circuit(this.qubitCount)
    build(conditional)
    const operations = conditional.operations.map((operation) => ({
      ...operation,
      condition: operation.condition === undefined ? condition : bothConditions(operation.condition, condition),
    }))
    return this.#appendAll(operations)
  }

  /**
   * Appends another circuit, its qubit i on `qubits[i]`. Symbols and bits of the same name are the same.
   *
   * @param qubits by default the lowest ones
   *
   * @example
   * new Circuit(3).compose(new Circuit(2).cx(0, 1), [2, 0]) // cx(2, 0)
   */
  compose(other: Circuit, qubits: readonly number[] = other.#allQubits()): this {
    checkMapping(qubits, other.qubitCount, this.qubitCount)
    return this.#appendAll(other.operations.map((operation) => onQubits(operation, qubits)))
  }

  /** Another circuit with the same operations. */
  copy(): Circuit {
    return this.withOperations(this.operations)
  }

  /** Another circuit on the same qubits with these operations; symbols and bits keep their order, even those that are not used any more. */
  withOperations(operations: readonly Operation[]): Circuit {
    return this.#rebuilt(this.qubitCount, operations)
  }

  /**
   * The circuit that undoes this one, global phase included.
   *
   * @throws NonUnitaryOperationError when there is a measurement, reset or channel
   */
  inverse(): Circuit {
    return this.withOperations(this.operations.toReversed().map(inverseOperation))
  }

  /**
   * The circuit where all of `count` new qubits are 1, otherwise nothing. The controls are qubits 0 to count - 1; the others move up by `count`.
   *
   * Exact: a global phase becomes a phase on the controls.
   *
   * @throws NonUnitaryOperationError when there is a measurement, reset or channel
   */
  controlled(count = 1): Circuit {
    checkCount('the number of controls', count)
    const controls = Array.from({ length: count }, (_, i) => i)
    const shifted = this.#allQubits().map((qubit) => qubit + count)
    const operations = controlledOperations(
      this.operations.map((operation) => onQubits(operation, shifted)),
      controls,
    )
    return this.#rebuilt(this.qubitCount + count, operations)
  }

  /**
   * The circuit k times; below 0 its inverse -k times.
   *
   * @throws NonUnitaryOperationError when k is negative and there is a measurement, reset or channel
   */
  power(k: number): Circuit {
    if (!Number.isSafeInteger(k)) throw new RangeError(`the power is ${k}: it must be a whole number`)
    return k < 0 ? this.inverse().repeat(-k) : this.repeat(k)
  }

  /** The circuit so many times, one after the other. */
  repeat(times: number): Circuit {
    checkCount('the number of repetitions', times)
    return this.withOperations(Array.from({ length: times }, () => this.operations).flat())
  }

  /** The circuit with qubit i on `mapping[i]`, on as many qubits as before unless `qubitCount` says otherwise. */
  mapQubits(mapping: readonly number[], qubitCount = this.qubitCount): Circuit {
    checkMapping(mapping, this.qubitCount, qubitCount)
    return this.#rebuilt(
      qubitCount,
      this.operations.map((operation) => onQubits(operation, mapping)),
    )
  }

  /**
   * The circuit with numbers or other angles in the place of symbols; the others stay, in their order.
   *
   * @throws RangeError for a name that the circuit does not have, or a value that is not finite
   *
   * @example
   * circuit.bind({ w: 0.3, x: times(2, parameter('scale')) })
   */
  bind(values: Readonly<Record<string, Angle>>): Circuit {
    for (const [name, value] of Object.entries(values)) {
      if (!this.#kinds.has(name))
        throw new RangeError(`the circuit has no symbol '${name}': it has ${[...this.#kinds.keys()].join(', ') || 'none'}`)
      if (isConstant(value) && !Number.isFinite(value))
        throw new RangeError(`the value of '${name}' is ${value}: it must be a finite number`)
    }
    const bound = new Circuit(this.qubitCount)
    for (const [name, kind] of this.#kinds) if (!Object.hasOwn(values, name)) bound.#declare(kind, name)
    for (const bit of this.bits) bound.#declareBit(bit)
    const isBound = (angle: Angle): boolean =>
      !isConstant(angle) && angle.terms.some(({ symbols }) => symbols.some(({ name }) => Object.hasOwn(values, name)))
    const operations = this.operations.map((operation) =>
      operation.angles.some(isBound)
        ? { ...operation, angles: operation.angles.map((angle) => substituteAngle(angle, values)) }
        : operation,
    )
    return bound.#appendAll(operations, new Set(this.operations))
  }

  /**
   * Binds every symbol to a number, prepared once for circuits that are bound again and again: what has no symbol is shared, nothing is checked twice.
   *
   * @returns a function of the parameters and features, each in the order of this circuit's lists, to the bound circuit; the circuit must not change in between
   *
   * @example
   * const bind = circuit.binder()
   * bind(Float64Array.of(0.3)) // circuit.bind({ w: 0.3 }), a hundred times as fast
   */
  binder(): (parameters: ArrayLike<number>, features?: ArrayLike<number>) => Circuit {
    const bindOperations = operationBinder(this)
    return (parameters, features = []) => {
      const bound = new Circuit(this.qubitCount)
      ;(bound as { operations: readonly Operation[] }).operations = bindOperations(parameters, features)
      for (const bit of this.bits) bound.#declareBit(bit)
      return bound
    }
  }

  /** What `JSON.stringify` writes; `circuitFromJson` reads it. */
  toJSON(): CircuitJson {
    return circuitToJson(this)
  }

  #rebuilt(qubitCount: number, operations: readonly Operation[]): Circuit {
    const result = new Circuit(qubitCount)
    for (const [name, kind] of this.#kinds) result.#declare(kind, name)
    for (const bit of this.bits) result.#declareBit(bit)
    return result.#appendAll(operations, qubitCount === this.qubitCount ? new Set(this.operations) : undefined)
  }

  /** All or nothing; `valid` ones belong to this circuit's symbols already. */
  #appendAll(operations: readonly Operation[], valid?: ReadonlySet<Operation>): this {
    const before = {
      operations: this.operations.length,
      parameters: this.parameters.length,
      features: this.features.length,
      bits: this.bits.length,
    }
    try {
      for (const operation of operations) {
        if (valid?.has(operation) === true) (this.operations as Operation[]).push(operation)
        else this.append(operation)
      }
    } catch (error) {
      for (const name of [...this.parameters.slice(before.parameters), ...this.features.slice(before.features)]) this.#kinds.delete(name)
      for (const bit of this.bits.slice(before.bits)) this.#bitNames.delete(bit)
      for (const list of ['operations', 'parameters', 'features', 'bits'] as const) (this[list] as unknown[]).length = before[list]
      throw error
    }
    return this
  }

  #allQubits(): number[] {
    return Array.from({ length: this.qubitCount }, (_, qubit) => qubit)
  }

  #declareSymbols({ angles }: Operation): void {
    if (angles.every(isConstant)) return
    const symbols = angles.flatMap(angleSymbols)
    const fresh = new Map<string, SymbolKind>()
    for (const { kind, name } of symbols) {
      const known = this.#kinds.get(name) ?? fresh.get(name) ?? kind
      if (known !== kind) throw new RangeError(`'${name}' is a ${known}: a ${kind} of the same circuit needs another name`)
      fresh.set(name, kind)
    }
    for (const [name, kind] of fresh) this.#declare(kind, name)
  }

  #declare(kind: SymbolKind, name: string): void {
    if (this.#kinds.has(name)) return
    this.#kinds.set(name, kind)
    ;((kind === 'parameter' ? this.parameters : this.features) as string[]).push(name)
  }

  #declareBits({ bits, condition }: Operation): void {
    if (condition !== undefined) for (const bit of condition.bits) this.#declareBit(bit)
    if (bits !== undefined) for (const bit of bits) this.#declareBit(bit)
  }

  #declareBit(bit: string): void {
    if (this.#bitNames.has(bit)) return
    this.#bitNames.add(bit)
    ;(this.bits as string[]).push(bit)
  }
}

/** With a condition's value in the one form that circuits keep it in. */
function withSmallValue(operation: Operation): Operation {
  const { condition } = operation
  if (typeof condition?.value !== 'bigint') return operation
  const value = conditionValue(condition.value)
  return typeof value === 'bigint' ? operation : { ...operation, condition: { bits: condition.bits, value } }
}

function onQubits(operation: Operation, mapping: readonly number[]): Operation {
  return { ...operation, qubits: operation.qubits.map((qubit) => mapping[qubit]) }
}

function checkMapping(qubits: readonly number[], needed: number, qubitCount: number): void {
  if (qubits.length !== needed) throw new RangeError(`${needed} qubits are needed, one for each of the circuit's, got ${qubits.length}`)
  for (const qubit of qubits) checkQubit(qubit, qubitCount)
  if (new Set(qubits).size !== qubits.length) throw new RangeError(`qubits must be different, got ${qubits.join(', ')}`)
}

function checkCount(what: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${what} is ${count}: it must be a whole number from 0 on`)
}
