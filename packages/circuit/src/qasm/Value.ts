/**
 * What an expression of OpenQASM can be worth while a file is read.
 *
 * A plain number is a `float`, a polynomial a `float` that depends on inputs; both are angles of a circuit. OpenQASM 2 has real numbers alone.
 * Bits are only known when the circuit runs: what is computed from them is a formula, or a word of formulas.
 */
import { type Angle, isConstant } from '../angles/index.ts'
import type { Formula, Truth } from './formula.ts'

export type Value =
  Angle | boolean | UnsetValue | IntValue | AngleValue | BitsValue | ArrayValue | MeasuredValue | ConditionValue | WordValue | QubitsValue

/** An `int` or `uint`, exact. */
export interface IntValue {
  readonly type: 'int'
  readonly value: bigint
  /** Of `uint[8]` 8; as wide as need be when undefined. */
  readonly width?: number
}

/** An `angle`: at least 0, below 2 pi; `angle[size]` is a multiple of 2 pi / 2^size. */
export interface AngleValue {
  readonly type: 'angle'
  readonly value: number
  readonly size: number | undefined
}

/** A constant register of bits; the last character is bit 0. */
export interface BitsValue {
  readonly type: 'bits'
  readonly text: string
}

/** An element of an array that nothing was assigned to. */
export interface UnsetValue {
  readonly type: 'unset'
}

export interface ArrayValue {
  readonly type: 'array'
  readonly items: readonly Value[]
}

/** Bits of the circuit. */
export interface MeasuredValue {
  readonly type: 'measured'
  readonly bits: readonly string[]
  /** A single bit, not a register of one. */
  readonly single: boolean
  /** Looked at as an `int` of so many bits: the highest one is the sign. */
  readonly signed?: true
}

/** A bool that is known only when the circuit runs. */
export interface ConditionValue {
  readonly type: 'condition'
  readonly formula: Formula
}

/** A register that is computed from bits of the circuit, bit 0 first. */
export interface WordValue {
  readonly type: 'word'
  readonly truths: readonly Truth[]
  /** An `int`: the highest bit is the sign. */
  readonly signed?: true
}

/** What is known only when the circuit runs. */
export type RuntimeValue = MeasuredValue | ConditionValue | WordValue

/** Qubits of the circuit. */
export interface QubitsValue {
  readonly type: 'qubits'
  readonly qubits: readonly number[]
  /** A single qubit, not a register of one. */
  readonly single: boolean
}

/** The values that are an object with a `type`. */
type TypedValue = Extract<Value, { readonly type: string }>

export function isTyped(value: Value): value is TypedValue {
  return typeof value === 'object' && 'type' in value
}

export function isRuntime(value: Value): value is RuntimeValue {
  return isTyped(value) && (value.type === 'measured' || value.type === 'condition' || value.type === 'word')
}

/** The angle that a number of any kind is; undefined for what is no number. */
export function angleOf(value: Value): Angle | undefined {
  if (typeof value === 'boolean') return undefined
  if (!isTyped(value)) return value
  return value.type === 'int' || value.type === 'angle' ? Number(value.value) : undefined
}

/** The whole number that an integer is; undefined for everything else, whole floats included. */
export function integerOf(value: Value): bigint | undefined {
  return isTyped(value) && value.type === 'int' ? value.value : undefined
}

/** A value in words, for messages. */
export function describeValue(value: Value): string {
  if (typeof value === 'boolean') return `the bool ${value}`
  if (!isTyped(value)) return isConstant(value) ? `the number ${value}` : 'a value that depends on inputs'
  switch (value.type) {
    case 'unset':
      return 'an element that was never assigned'
    case 'int':
      return `the integer ${value.value}`
    case 'angle':
      return `the angle ${value.value}`
    case 'bits':
      return `the bits "${value.text.slice(0, 40)}"`
    case 'array':
      return `an array of ${value.items.length}`
    case 'measured':
      return value.single ? `the bit ${value.bits[0]}` : `a register of ${value.bits.length} bits`
    case 'condition':
      return 'a bool that is computed from bits'
    case 'word':
      return `a word of ${value.truths.length} bits that is computed`
    case 'qubits':
      return value.single ? 'a qubit' : `a register of ${value.qubits.length} qubits`
  }
}
