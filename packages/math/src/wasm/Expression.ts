/**
 * Typed expressions: trees that know the type of their value and how to write themselves.
 *
 * An expression is plain and immutable; it is written where a statement uses it, and once for each use, so a value that is needed twice is
 * bound to a local (`f.let`). The types are checked twice: by TypeScript, and when the tree is built (a TypeError that names both types),
 * because kernels are often emitted from tables. What each instruction is called and takes stands in `scalar.ts`, `vector.ts` and `access.ts`.
 */
import type { ByteWriter } from './ByteWriter.ts'
import { type CodeTally, numbersOf } from './CodeTally.ts'

/** What a local, a parameter or an operand can be. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

/** What an address is: i32, or i64 in a module with memory64. */
export type AddressType = 'i32' | 'i64'

/** A value of this type when the code runs; 'none' for what is done for its effect, such as a store. */
export interface Expression<T extends ValueType | 'none' = ValueType | 'none'> {
  readonly type: T
  /** Appends its instructions; called by the builder. */
  readonly write: (code: Code) => void
}

/** Where an expression is written: the bytes of one function, and what that function may use. */
export interface Code {
  readonly out: ByteWriter
  readonly tally: CodeTally
  /** Whether a multiply-add is one fused instruction (relaxed SIMD) or two. */
  readonly relaxedSimd: boolean
  readonly addressType: AddressType
  /** Identity of the function, to refuse locals of another one. */
  readonly scope: object
  /** Identity of the module, to refuse functions of another one. */
  readonly module: object
}

/** An operand: an expression, or a number that becomes a constant of the type that is asked for. */
export type Operand<T extends ValueType> = Expression<T> | (T extends 'v128' ? never : T extends 'i64' ? number | bigint : number)

/** The operands of a list of types, in order. */
export type Operands<P extends readonly ValueType[]> = { readonly [i in keyof P]: Operand<P[i]> }

/** One instruction without immediates: call it with its operands. */
export interface Instruction<P extends readonly ValueType[], R extends ValueType | 'none'> {
  (...operands: Operands<P>): Expression<R>
  /** Its name in the specification, such as `f64x2.add`. */
  readonly mnemonic: string
  readonly takes: P
  readonly gives: R
}

/** Makes an instruction out of its row: name, opcode bytes, types of the operands and of the result. */
export function instruction<const P extends readonly ValueType[], R extends ValueType | 'none'>(
  mnemonic: string,
  opcode: readonly number[],
  takes: P,
  gives: R,
): Instruction<P, R> {
  const numbers = numbersOf(mnemonic)
  const build = (...operands: readonly unknown[]): Expression<R> => {
    if (operands.length !== takes.length) {
      throw new TypeError(`${mnemonic} takes ${takes.length} operands (${takes.join(', ')}), got ${operands.length}`)
    }
    const checked: Expression[] = []
    for (let i = 0; i < takes.length; i++) checked.push(toOperand(operands[i], takes[i], mnemonic, i + 1))
    return {
      type: gives,
      write: (code) => {
        for (let i = 0; i < checked.length; i++) checked[i].write(code)
        code.out.append(opcode)
        if (numbers !== undefined) code.tally.count(numbers)
      },
    }
  }
  return Object.assign(build as (...operands: Operands<P>) => Expression<R>, { mnemonic, takes, gives })
}

/** An operand of an instruction. The error's text is written only where it is needed: there are tens of thousands of operands in a module. */
export function toOperand<T extends ValueType>(operand: unknown, type: T, mnemonic: string, place: number): Expression<T> {
  if (isExpression(operand) && operand.type === type) return operand as Expression<T>
  return toExpression(operand, type, `${mnemonic} takes ${type} as operand ${place}`)
}

/** The operand as an expression of this type; `expectation` begins the error's text. */
export function toExpression<T extends ValueType>(operand: unknown, type: T, expectation: string): Expression<T> {
  if ((typeof operand === 'number' || typeof operand === 'bigint') && type !== 'v128') return constant(type, operand)
  if (!isExpression(operand)) throw new TypeError(`${expectation}, got ${operand === null ? 'null' : typeof operand}`)
  if (operand.type !== type) throw new TypeError(`${expectation}, got ${operand.type}`)
  return operand as Expression<T>
}

export function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'write' in value && 'type' in value
}

/**
 * A scalar constant. An i32 may be given signed or unsigned, likewise an i64.
 *
 * @throws RangeError when an integer type is given a number that it cannot hold
 */
export function constant<T extends ValueType>(type: T, value: number | bigint): Expression<T> {
  if (type === 'i32' || type === 'i64') {
    const integer = toInteger(type, value)
    const opcode = type === 'i32' ? 0x41 : 0x42
    return { type, write: ({ out }) => void out.byte(opcode).signed(integer) }
  }
  const number = Number(value)
  if (type === 'f32') return { type, write: ({ out }) => void out.byte(0x43).f32(number) }
  return { type, write: ({ out }) => void out.byte(0x44).f64(number) }
}

/** The integer in two's complement of 32 or 64 bits. */
function toInteger(type: 'i32' | 'i64', value: number | bigint): number | bigint {
  if (typeof value === 'number' && (value | 0) === value) return value
  const bits = type === 'i32' ? 32 : 64
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError(`an ${type} constant is a whole number, got ${value}`)
  const integer = BigInt(value)
  if (integer < -(2n ** BigInt(bits - 1)) || integer >= 2n ** BigInt(bits)) {
    throw new RangeError(`an ${type} constant has ${bits} bits, got ${integer.toString()}`)
  }
  return BigInt.asIntN(bits, integer)
}

/** `whenTrue` where the condition is not zero, else `whenFalse`; both are evaluated. */
export function select<T extends ValueType>(condition: Operand<'i32'>, whenTrue: Expression<T>, whenFalse: Expression<T>): Expression<T> {
  const test = toExpression(condition, 'i32', 'select takes i32 as condition')
  const other = toExpression(whenFalse, whenTrue.type, `select takes ${whenTrue.type} in both places`)
  return {
    type: whenTrue.type,
    write: (code) => {
      for (const part of [whenTrue, other, test]) part.write(code)
      if (whenTrue.type === 'v128') code.out.append([0x1c, 1, valueTypeByte(whenTrue.type)])
      else code.out.byte(0x1b)
    },
  }
}

/** How a type is written in signatures and declarations. */
export function valueTypeByte(type: ValueType): number {
  return { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b }[type]
}
