/** Expressions of OpenQASM as a tree. What has no name in it is a value at once, so only what depends on names has nodes. */
import type { Value } from './Value.ts'

/** `at` is the offset in the text, for errors. */
export type Expression =
  | { readonly kind: 'value'; readonly value: Value; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression; readonly at: number }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
      readonly at: number
    }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Expression[]; readonly at: number }
  | { readonly kind: 'cast'; readonly type: ClassicalType; readonly operand: Expression; readonly at: number }
  | { readonly kind: 'index'; readonly base: Expression; readonly indices: readonly Index[]; readonly at: number }

export type UnaryOperator = '-' | '!' | '~'
export type BinaryOperator =
  '+' | '-' | '*' | '/' | '%' | 'power' | '<<' | '>>' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '&' | 'xor' | '|' | '&&' | '||'

/** What stands between brackets: an index, a range with both ends included, or a set. */
export type Index =
  | { readonly kind: 'single'; readonly index: Expression }
  | {
      readonly kind: 'range'
      readonly first: Expression | undefined
      readonly step: Expression | undefined
      readonly last: Expression | undefined
      readonly at: number
    }
  | { readonly kind: 'set'; readonly members: readonly Expression[]; readonly at: number }

/** `uint[8]`, `float`, `array[float[64], 3]`. */
export interface ClassicalType {
  readonly name: 'bit' | 'bool' | 'int' | 'uint' | 'float' | 'angle' | 'array'
  readonly size: Expression | undefined
  /** Of arrays: the type of an element and the lengths. */
  readonly element?: ClassicalType
  readonly lengths?: readonly Expression[]
  readonly at: number
}
