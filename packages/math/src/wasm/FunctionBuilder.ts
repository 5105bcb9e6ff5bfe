/**
 * The body of one function: locals, statements and control flow, written in the order in which the methods are called.
 *
 * Values are expressions (`scalar.ts`, `vector.ts`, `access.ts`); a statement evaluates them where it stands.
 */
import { ByteWriter } from './ByteWriter.ts'
import { CodeTally } from './CodeTally.ts'
import { type AddressType, type Code, type Expression, type Operand, toExpression, type ValueType, valueTypeByte } from './Expression.ts'

/** A variable of a function: an expression that can be assigned to. */
export interface Local<T extends ValueType = ValueType> extends Expression<T> {
  readonly index: number
  /** Identity of its function. */
  readonly scope: object
}

/** A block or loop that is open; `branch` to it leaves the block or begins the loop again. */
export interface Label {
  readonly kind: 'block' | 'repeat'
}

/** Where a counting loop begins, where it ends (exclusive) and how far it goes each time. */
export interface LoopRange<T extends 'i32' | 'i64'> {
  /** 0 when omitted. */
  readonly from?: Operand<T>
  /** Evaluated once, before the loop. */
  readonly to: Operand<T>
  /** 1 when omitted. */
  readonly step?: Operand<T>
}

/** What a builder needs to know of its module. */
export type CodeSettings = Pick<Code, 'relaxedSimd' | 'addressType' | 'module'>

/** What most functions fit into, in bytes. */
const FIRST_ROOM = 4096
const BLOCK = 0x02
const LOOP = 0x03
const NO_RESULT = 0x40
const END = 0x0b

export class FunctionBuilder {
  readonly #code: Code
  readonly #locals: ValueType[] = []
  readonly #parameterCount: number
  readonly #result: ValueType | 'none'
  /** Blocks, loops and ifs that are open, outermost first; an if has no label. */
  readonly #open: (Label | undefined)[] = []

  constructor(parameterCount: number, result: ValueType | 'none', settings: CodeSettings) {
    this.#parameterCount = parameterCount
    this.#result = result
    this.#code = { ...settings, out: new ByteWriter(FIRST_ROOM), tally: new CodeTally(), scope: this }
  }

  /** A new variable, zero until it is set. */
  local<T extends ValueType>(type: T): Local<T> {
    this.#locals.push(type)
    return createLocal(type, this.#parameterCount + this.#locals.length - 1, this)
  }

  /** A new variable that holds what the expression is now. */
  let<T extends ValueType>(value: Expression<T>): Local<T> {
    const local = this.local(value.type)
    this.set(local, value)
    return local
  }

  /** Assigns to a variable or parameter. */
  set<T extends ValueType>(local: Local<T>, value: Operand<T>): void {
    const fits = typeof value === 'object' && value.type === local.type
    const checked = fits ? value : toExpression(value, local.type, `a local of type ${local.type} is set to ${local.type}`)
    checked.write(this.#code)
    requireOwn(local, this)
    this.#code.out.byte(0x21).unsigned(local.index)
  }

  /** Does each of these in turn: stores, calls. A value that nobody uses is dropped. */
  do(...effects: readonly Expression[]): void {
    for (const effect of effects) {
      effect.write(this.#code)
      if (effect.type !== 'none') this.#code.out.byte(0x1a)
    }
  }

  /** Counts upwards, unsigned, from `from` to below `to`; not at all where `from` is not below `to`. The sum of `to` and `step` must not wrap. */
  loop<T extends 'i32' | 'i64' = 'i32'>(range: LoopRange<T>, body: (counter: Local<T>) => void): void {
    const { from = 0, to, step = 1 } = range
    const type = [from, to, step].find((bound) => typeof bound === 'object')?.type ?? ('i32' as T)
    const [first, end, stride] = [from, to, step].map((bound) => toExpression(bound, type, `a loop over ${type} takes ${type} bounds`))
    const counter = this.let(first)
    const limit = typeof to === 'object' ? this.let(end) : end
    const below: Expression<'i32'> = binary(type === 'i32' ? 0x49 : 0x54, 'i32', counter, limit)
    this.if(below, () => {
      this.repeat((again) => {
        body(counter)
        this.set(counter, binary(type === 'i32' ? 0x6a : 0x7c, type, counter, stride))
        this.branchIf(again, below)
      })
    })
  }

  /** Repeats while the condition is not zero, tested before each round. */
  while(condition: Expression<'i32'>, body: () => void): void {
    this.repeat((again) => {
      this.if(condition, () => {
        body()
        this.branch(again)
      })
    })
  }

  /** Runs once; `branch(leave)` leaves it. */
  block(body: (leave: Label) => void): void {
    this.#within(BLOCK, { kind: 'block' }, body)
  }

  /** Runs once, and again on every `branch(again)`. */
  repeat(body: (again: Label) => void): void {
    this.#within(LOOP, { kind: 'repeat' }, body)
  }

  /** Runs the one or the other. */
  if(condition: Operand<'i32'>, whenTrue: () => void, whenFalse?: () => void): void {
    toExpression(condition, 'i32', 'if takes i32 as condition').write(this.#code)
    this.#code.out.byte(0x04).byte(NO_RESULT)
    this.#open.push(undefined)
    whenTrue()
    if (whenFalse !== undefined) {
      this.#code.out.byte(0x05)
      whenFalse()
    }
    this.#open.pop()
    this.#code.out.byte(END)
  }

  branch(label: Label): void {
    this.#code.out.byte(0x0c).unsigned(this.#distance(label))
  }

  branchIf(label: Label, condition: Operand<'i32'>): void {
    toExpression(condition, 'i32', 'branchIf takes i32 as condition').write(this.#code)
    this.#code.out.byte(0x0d).unsigned(this.#distance(label))
  }

  /** Leaves the function, with its result where it has one. */
  return(value?: Operand<ValueType>): void {
    const result = this.#result
    if (result === 'none') {
      if (value !== undefined) throw new TypeError(`a function without a result returns nothing, got ${describe(value)}`)
    } else toExpression(value, result, `a function with result ${result} returns ${result}`).write(this.#code)
    this.#code.out.byte(0x0f)
  }

  /** Of the instructions so far. */
  get tally(): CodeTally {
    return this.#code.tally
  }

  /** The function's entry of the code section. A function with a result that does not return traps at its end. */
  toBytes(): Uint8Array {
    const runs: { readonly type: ValueType; count: number }[] = []
    for (const type of this.#locals) {
      const last = runs.at(-1)
      if (last?.type === type) last.count++
      else runs.push({ type, count: 1 })
    }
    const body = new ByteWriter().unsigned(runs.length)
    for (const { type, count } of runs) body.unsigned(count).byte(valueTypeByte(type))
    body.copy(this.#code.out.bytes)
    if (this.#result !== 'none') body.byte(0x00)
    return body.byte(END).bytes
  }

  #within(opcode: number, label: Label, body: (label: Label) => void): void {
    this.#code.out.byte(opcode).byte(NO_RESULT)
    this.#open.push(label)
    if (opcode === LOOP) this.#code.tally.enterLoop()
    body(label)
    if (opcode === LOOP) this.#code.tally.leaveLoop()
    this.#open.pop()
    this.#code.out.byte(END)
  }

  #distance(label: Label): number {
    const at = this.#open.lastIndexOf(label)
    if (at < 0) throw new RangeError(`this ${label.kind} is not open here: a branch goes to a block or loop around it`)
    return this.#open.length - 1 - at
  }
}

/** A parameter or local of the function that `scope` stands for. */
export function createLocal<T extends ValueType>(type: T, index: number, scope: object): Local<T> {
  const local: Local<T> = {
    type,
    index,
    scope,
    write: (code) => {
      requireOwn(local, code.scope)
      code.out.byte(0x20).unsigned(index)
    },
  }
  return local
}

function requireOwn({ type, index, scope }: Local, here: object): void {
  if (scope !== here) throw new RangeError(`local ${index} (${type}) belongs to another function`)
}

function binary<T extends AddressType>(opcode: number, type: T, left: Expression, right: Expression): Expression<T> {
  return {
    type,
    write: (code) => {
      left.write(code)
      right.write(code)
      code.out.byte(opcode)
    },
  }
}

function describe(value: Operand<ValueType>): string {
  return typeof value === 'object' ? value.type : typeof value
}
