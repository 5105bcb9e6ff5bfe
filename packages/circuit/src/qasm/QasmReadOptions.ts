/** What a caller of `parseQasm` gives beside the text. */
import type { QasmInclude } from './includeFile.ts'

/** A value of an input; text is read as one of the input's type: `0.3`, `true`, `0110` for bits, `0.1,0.2` for an array. */
export type QasmInput = number | boolean | string | readonly (number | boolean)[]

export interface QasmReadOptions {
  /** Values of `input` declarations of OpenQASM 3. An input of type float or angle without one is a parameter of the circuit. */
  readonly inputs?: Readonly<Record<string, QasmInput>> | undefined
  /** Finds the files that the program includes, besides those that are built in. */
  readonly include?: QasmInclude | undefined
}

/** An input has no value that it needs, has one that is none of its type, or does not exist. */
export class QasmInputError extends RangeError {
  override readonly name = 'QasmInputError'
  /** Of the input. */
  readonly input: string

  constructor(input: string, reason: string) {
    super(`input ${input} ${reason}`)
    this.input = input
  }
}

/** @throws QasmInputError for a value of an input that the program does not have */
export function requireDeclared({ inputs = {} }: QasmReadOptions, declared: readonly string[]): void {
  const unknown = Object.keys(inputs).find((name) => !declared.includes(name))
  if (unknown === undefined) return
  const there = declared.length === 0 ? 'it has no inputs' : `its inputs are ${declared.join(', ')}`
  throw new QasmInputError(unknown, `is given a value, and the program does not declare it: ${there}`)
}
