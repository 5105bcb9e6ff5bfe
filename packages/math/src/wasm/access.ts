/**
 * Everything that touches the memory: loads, stores, atomics, bulk fill and copy.
 *
 * An address is an i32, or an i64 in a module with `memory64`; which one is known, and checked, when the code is written into a function.
 * A number as address becomes a constant of the right type.
 */
import { numbersMoved } from './CodeTally.ts'
import {
  type AddressType,
  type Code,
  constant,
  type Expression,
  isExpression,
  type Operand,
  toExpression,
  type ValueType,
} from './Expression.ts'

/** An address in bytes: an expression of the module's address type, or a number. */
export type Address = Expression<AddressType> | number

/** What is added to an address without an instruction, and what is known about the sum. */
export interface AccessOptions {
  /** In bytes; 0 when omitted. The sum does not wrap. */
  readonly offset?: number
  /** A power of two in bytes that the sum is known to be a multiple of: a hint that cannot make a result wrong; the width of the access when omitted. */
  readonly align?: number
}

type Load<T extends ValueType> = (address: Address, options?: AccessOptions) => Expression<T>
type Store<T extends ValueType> = (address: Address, value: Operand<T>, options?: AccessOptions) => Expression<'none'>
/** Gives what stood there before. */
type Exchange<T extends ValueType> = (address: Address, value: Operand<T>, options?: { readonly offset?: number }) => Expression<T>

export const i32Access = {
  load: load('i32.load', [0x28], 4, 'i32'),
  load8_u: load('i32.load8_u', [0x2d], 1, 'i32'),
  load16_u: load('i32.load16_u', [0x2f], 2, 'i32'),
  store: store('i32.store', [0x36], 4, 'i32'),
  store8: store('i32.store8', [0x3a], 1, 'i32'),
  atomic: { ...atomics('i32', 4, 0), wait: wait('memory.atomic.wait32', 1, 4, 'i32') },
}
export const i64Access = {
  load: load('i64.load', [0x29], 8, 'i64'),
  load32_u: load('i64.load32_u', [0x35], 4, 'i64'),
  store: store('i64.store', [0x37], 8, 'i64'),
  store32: store('i64.store32', [0x3e], 4, 'i64'),
  atomic: { ...atomics('i64', 8, 1), wait: wait('memory.atomic.wait64', 2, 8, 'i64') },
}
export const f32Access = { load: load('f32.load', [0x2a], 4, 'f32'), store: store('f32.store', [0x38], 4, 'f32') }
export const f64Access = { load: load('f64.load', [0x2b], 8, 'f64'), store: store('f64.store', [0x39], 8, 'f64') }
export const v128Access = {
  load: load('v128.load', [0xfd, 0], 16, 'v128'),
  /** One number into every lane. */
  load32_splat: load('v128.load32_splat', [0xfd, 9], 4, 'v128'),
  load64_splat: load('v128.load64_splat', [0xfd, 10], 8, 'v128'),
  /** One number into lane 0, zeros elsewhere. */
  load32_zero: load('v128.load32_zero', [0xfd, 92], 4, 'v128'),
  load64_zero: load('v128.load64_zero', [0xfd, 93], 8, 'v128'),
  store: store('v128.store', [0xfd, 11], 16, 'v128'),
}

/** The memory as a whole. */
export const memory = {
  /** Size in pages of 64 KiB. */
  size: (type: AddressType = 'i32'): Expression<AddressType> => ({
    type,
    write: (code) => {
      requireAddress('memory.size', 'gives', type, code)
      code.out.byte(0x3f).byte(0)
    },
  }),
  /** Sets `bytes` bytes to the lowest byte of `value`. */
  fill: (address: Address, value: Operand<'i32'>, bytes: Address): Expression<'none'> => {
    const filler = toExpression(value, 'i32', 'memory.fill takes i32 as value')
    return effect([addressOperand('memory.fill', address), filler, addressOperand('memory.fill', bytes)], [0xfc, 11, 0])
  },
  /** Copies `bytes` bytes; the two places may overlap. */
  copy: (to: Address, from: Address, bytes: Address): Expression<'none'> =>
    effect(
      [to, from, bytes].map((operand) => addressOperand('memory.copy', operand)),
      [0xfc, 10, 0, 0],
    ),
  /** Wakes at most `count` threads that wait at the address; gives how many there were. */
  notify: (address: Address, count: Operand<'i32'>, options: { readonly offset?: number } = {}): Expression<'i32'> => {
    const waiters = toExpression(count, 'i32', 'memory.atomic.notify takes i32 as count')
    return access('memory.atomic.notify', [0xfe, 0], 4, 'i32', address, [waiters], options)
  },
  fence: (): Expression<'none'> => ({ type: 'none', write: ({ out }) => void out.append([0xfe, 3, 0]) }),
}

function load<T extends ValueType>(name: string, opcode: readonly number[], width: number, type: T): Load<T> {
  return (address, options = {}) => access(name, opcode, width, type, address, [], options)
}

function store<T extends ValueType>(name: string, opcode: readonly number[], width: number, type: T): Store<T> {
  const expectation = `${name} takes ${type} as value`
  return (address, value, options = {}) => access(name, opcode, width, 'none', address, [toExpression(value, type, expectation)], options)
}

/** Sequentially consistent accesses; the opcodes of i64 follow those of i32. The address must be a multiple of the width. */
function atomics<T extends 'i32' | 'i64'>(type: T, width: number, next: 0 | 1) {
  const exchange = (operation: string, opcode: number): Exchange<T> => {
    const name = `${type}.atomic.rmw.${operation}`
    return (address, value, options = {}) =>
      access(name, [0xfe, opcode + next], width, type, address, [toExpression(value, type, `${name} takes ${type} as value`)], options)
  }
  return {
    load: load(`${type}.atomic.load`, [0xfe, 0x10 + next], width, type),
    store: store(`${type}.atomic.store`, [0xfe, 0x17 + next], width, type),
    add: exchange('add', 0x1e),
    sub: exchange('sub', 0x25),
    and: exchange('and', 0x2c),
    or: exchange('or', 0x33),
    xor: exchange('xor', 0x3a),
    exchange: exchange('xchg', 0x41),
    /** Writes `replacement` where `expected` stands. */
    compareExchange: (
      address: Address,
      expected: Operand<T>,
      replacement: Operand<T>,
      options: { readonly offset?: number } = {},
    ): Expression<T> => {
      const name = `${type}.atomic.rmw.cmpxchg`
      const values = [expected, replacement].map((value) => toExpression(value, type, `${name} takes ${type} as value`))
      return access(name, [0xfe, 0x48 + next], width, type, address, values, options)
    },
  }
}

/** Sleeps while `expected` stands there, at most `nanoseconds` (negative: for ever); gives 0 woken, 1 another value stood there, 2 timed out. */
function wait<T extends 'i32' | 'i64'>(name: string, opcode: number, width: number, type: T) {
  return (
    address: Address,
    expected: Operand<T>,
    nanoseconds: Operand<'i64'>,
    options: { readonly offset?: number } = {},
  ): Expression<'i32'> =>
    access(
      name,
      [0xfe, opcode],
      width,
      'i32',
      address,
      [toExpression(expected, type, `${name} takes ${type} as value`), toExpression(nanoseconds, 'i64', `${name} takes i64 as time`)],
      options,
    )
}

function access<R extends ValueType | 'none'>(
  name: string,
  opcode: readonly number[],
  width: number,
  type: R,
  address: Address,
  values: readonly Expression[],
  { offset = 0, align = width }: AccessOptions,
): Expression<R> {
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new RangeError(`the offset of ${name} is a whole number of at least 0, got ${offset}`)
  const exponent = Math.log2(align)
  if (!Number.isInteger(exponent) || align < 1 || align > width) {
    throw new RangeError(`the alignment of ${name} is a power of two up to ${width} bytes, got ${align}`)
  }
  const place = addressOperand(name, address)
  const numbers = numbersMoved(name)
  return {
    type,
    write: (code) => {
      place.write(code)
      for (const value of values) value.write(code)
      code.out.append(opcode).byte(exponent).unsigned(offset)
      if (numbers !== undefined) code.tally.count(numbers)
    },
  }
}

function effect(operands: readonly Pick<Expression, 'write'>[], opcode: readonly number[]): Expression<'none'> {
  return {
    type: 'none',
    write: (code) => {
      for (const operand of operands) operand.write(code)
      code.out.append(opcode)
    },
  }
}

/** An address whose type is checked when it is written. */
function addressOperand(name: string, address: Address): Pick<Expression, 'write'> {
  if (!isExpression(address) && typeof address !== 'number')
    throw new TypeError(`${name} takes i32 or i64 as address, got ${typeof address}`)
  return {
    write: (code) => {
      if (typeof address === 'number') {
        constant(code.addressType, address).write(code)
        return
      }
      requireAddress(name, 'takes', address.type, code)
      address.write(code)
    },
  }
}

function requireAddress(name: string, verb: 'takes' | 'gives', type: ValueType | 'none', { addressType }: Code): void {
  if (type !== addressType) {
    throw new TypeError(
      `${name} ${verb} ${addressType} addresses in a module ${addressType === 'i64' ? 'with' : 'without'} memory64, got ${type}`,
    )
  }
}
