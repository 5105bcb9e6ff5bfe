/** Statements of OpenQASM 3 as a tree: what `parseStatement` reads and `runStatement` carries out. `at` is the offset in the text, for errors. */
import type { BinaryOperator, ClassicalType, Expression } from '../Expression.ts'

export type Statement =
  | GateCall
  | { readonly kind: 'measure'; readonly source: Expression; readonly target: Expression | undefined; readonly at: number }
  | { readonly kind: 'reset'; readonly operand: Expression; readonly at: number }
  | { readonly kind: 'delay'; readonly operands: readonly Expression[]; readonly at: number }
  | { readonly kind: 'duration'; readonly name: string; readonly at: number }
  | { readonly kind: 'barrier'; readonly operands: readonly Expression[]; readonly at: number }
  | { readonly kind: 'qubits'; readonly name: string; readonly size: Expression | undefined; readonly at: number }
  | Declaration
  | Input
  | { readonly kind: 'alias'; readonly name: string; readonly parts: readonly Expression[]; readonly at: number }
  | Assignment
  | For
  | {
      readonly kind: 'if'
      readonly condition: Expression
      readonly then: readonly Statement[]
      readonly otherwise: readonly Statement[]
      readonly at: number
    }
  | Switch
  | { readonly kind: 'while'; readonly condition: Expression; readonly body: readonly Statement[]; readonly at: number }
  | { readonly kind: 'break' | 'continue' | 'end'; readonly at: number }
  | { readonly kind: 'block'; readonly body: readonly Statement[]; readonly at: number }
  | GateDefinition
  | Subroutine
  | { readonly kind: 'return'; readonly value: Initializer | undefined; readonly at: number }
  | { readonly kind: 'evaluate'; readonly expression: Expression; readonly at: number }
  | { readonly kind: 'include'; readonly name: string; readonly at: number }

/** `ctrl @ inv @ name(arguments) operands;` */
export interface GateCall {
  readonly kind: 'gateCall'
  readonly name: string
  /** Outermost first, as written. */
  readonly modifiers: readonly Modifier[]
  readonly given: readonly Expression[]
  readonly operands: readonly Expression[]
  readonly at: number
}

export interface Modifier {
  readonly kind: 'ctrl' | 'negctrl' | 'inv' | 'pow'
  /** The number of controls, or the exponent. */
  readonly argument: Expression | undefined
  readonly at: number
}

/** A value, `measure` of qubits, or the elements of an array. */
export type Initializer =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly at: number }
  | { readonly kind: 'measure'; readonly source: Expression; readonly at: number }
  | { readonly kind: 'array'; readonly items: readonly Initializer[]; readonly at: number }

/** `const int[8] n = 3;`, `bit[4] c;` and the like. */
export interface Declaration {
  readonly kind: 'declaration'
  readonly name: string
  readonly type: ClassicalType
  readonly constant: boolean
  readonly value: Initializer | undefined
  /** What an annotation says about the bits. */
  readonly annotation?: string
  readonly at: number
}

/** `input float theta;`, with what an annotation says about the symbol. */
export interface Input {
  readonly kind: 'input'
  readonly name: string
  readonly type: ClassicalType
  readonly annotation: string | undefined
  readonly at: number
}

/** `x = 1;`, `x += 1;`, `a[2] = 0;` */
export interface Assignment {
  readonly kind: 'assignment'
  readonly target: Expression
  /** Undefined for a plain `=`. */
  readonly operator: BinaryOperator | undefined
  readonly value: Initializer
  readonly at: number
}

export interface For {
  readonly kind: 'for'
  readonly name: string
  readonly type: ClassicalType
  readonly values: ForValues
  readonly body: readonly Statement[]
  readonly at: number
}

/** `switch (n) { case 0, 1 { ... } default { ... } }` */
export interface Switch {
  readonly kind: 'switch'
  readonly on: Expression
  readonly cases: readonly { readonly values: readonly Expression[]; readonly body: readonly Statement[] }[]
  readonly otherwise: readonly Statement[]
  readonly at: number
}

/** `{1, 2}`, `[0:2:8]`, or an array or register. */
export type ForValues =
  | { readonly kind: 'set'; readonly members: readonly Expression[] }
  | {
      readonly kind: 'range'
      readonly first: Expression
      readonly step: Expression | undefined
      readonly last: Expression
      readonly at: number
    }
  | { readonly kind: 'expression'; readonly expression: Expression }

export interface GateDefinition {
  readonly kind: 'gate'
  readonly name: string
  readonly parameters: readonly string[]
  readonly qubits: readonly string[]
  readonly body: readonly Statement[]
  readonly at: number
}

export interface Subroutine {
  readonly kind: 'def'
  readonly name: string
  readonly parameters: readonly SubroutineParameter[]
  readonly returns: ClassicalType | undefined
  readonly body: readonly Statement[]
  readonly at: number
}

export interface SubroutineParameter {
  readonly name: string
  /** `qubit` with its size, or the type of a value. */
  readonly type: ClassicalType | { readonly name: 'qubit'; readonly size: Expression | undefined; readonly at: number }
  readonly at: number
}
