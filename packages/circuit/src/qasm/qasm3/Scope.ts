/** What names mean at a place of an OpenQASM 3 program. */
import type { Angle } from '../../angles/index.ts'
import type { Condition, Operation } from '../../gates/Operation.ts'
import type { ClassicalType, Expression } from '../Expression.ts'
import type { Names } from '../evaluateExpression.ts'
import type { Scanner } from '../Scanner.ts'
import type { Value } from '../Value.ts'
import type { GateDefinition, Subroutine } from './Statement.ts'

/** A gate that is built in: what it does as operations. */
export interface BuiltInGate {
  readonly parameters: number
  readonly qubits: number
  readonly operations: (angles: readonly Angle[], qubits: readonly number[]) => readonly Operation[]
}

export type Binding =
  | Variable
  | { readonly kind: 'builtIn'; readonly gate: BuiltInGate }
  | { readonly kind: 'gate'; readonly definition: GateDefinition }
  | { readonly kind: 'subroutine'; readonly definition: Subroutine }

export interface Variable {
  readonly kind: 'variable'
  readonly constant: boolean
  /** Of a value that can be assigned. */
  readonly type: ClassicalType | undefined
  /** Undefined until it is assigned. */
  value: Value | undefined
  /** The condition under which it was declared: its value is known there alone. */
  readonly condition: Condition | undefined
}

/** Calls a subroutine in an expression. */
export type Caller = (scope: Scope, definition: Subroutine, given: readonly Expression[], at: number) => Value

export interface ScopeOptions {
  readonly scanner: Scanner
  readonly call: Caller
  /** Fetches a qubit of the device. */
  readonly deviceQubit: (index: number, at: number) => Value
}

/** Of what is around the body of a definition only constants, gates and subroutines are seen; in a gate no qubits of the device either. */
export type Isolation = 'gate' | 'subroutine' | undefined

/** Names of a block and of those around it; mutable: `declare` adds to it. */
export class Scope implements Names {
  readonly scanner: Scanner
  readonly #options: ScopeOptions
  readonly #parent: Scope | undefined
  readonly #isolated: Isolation
  readonly #names = new Map<string, Binding>()

  constructor(options: ScopeOptions, parent?: Scope, isolated?: Isolation) {
    this.scanner = options.scanner
    this.#options = options
    this.#parent = parent
    this.#isolated = isolated
  }

  /** A block inside. */
  inner(isolated?: Isolation): Scope {
    return new Scope(this.#options, this, isolated)
  }

  find(name: string): Binding | undefined {
    const own = this.#names.get(name)
    if (own !== undefined) return own
    let outside = this.#isolated !== undefined
    for (let scope = this.#parent; scope !== undefined; scope = scope.#parent) {
      const binding = scope.#names.get(name)
      if (binding !== undefined && (!outside || binding.kind !== 'variable' || binding.constant)) return binding
      outside ||= scope.#isolated !== undefined
    }
    return undefined
  }

  declare(name: string, binding: Binding, at: number): void {
    if (this.#names.has(name)) this.scanner.fail(`'${name}' is declared twice`, at)
    this.#names.set(name, binding)
  }

  /** Declares a constant or variable with its value. */
  declareValue(name: string, value: Value, at: number, constant = true): void {
    this.declare(name, { kind: 'variable', constant, type: undefined, value, condition: undefined }, at)
  }

  valueOf(name: string, at: number): Value {
    if (name.startsWith('$')) return this.#deviceQubit(name, at)
    const binding = this.find(name)
    if (binding === undefined) return this.scanner.fail(`'${name}' is not declared`, at)
    if (binding.kind !== 'variable') return this.scanner.fail(`'${name}' is a gate or subroutine: expected a value`, at)
    return binding.value ?? this.scanner.refuse(`'${name}' has no value that is known before the circuit runs`, at)
  }

  #deviceQubit(name: string, at: number): Value {
    if (this.#isInGate()) this.scanner.fail(`a gate acts on its own qubits alone: '${name.slice(0, 40)}' is of the device`, at)
    return this.#options.deviceQubit(Number(name.slice(1)), at)
  }

  #isInGate(): boolean {
    if (this.#isolated !== undefined) return this.#isolated === 'gate'
    return this.#parent !== undefined && this.#parent.#isInGate()
  }

  call(name: string, given: readonly Expression[], at: number): Value | undefined {
    const binding = this.find(name)
    return binding?.kind === 'subroutine' ? this.#options.call(this, binding.definition, given, at) : undefined
  }
}
