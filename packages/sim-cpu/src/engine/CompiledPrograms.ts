/** What a structure compiles to: the program as it stands, and as its observables see it. */
import type { Precision } from '@ketwork/math/wasm'
import {
  type HalvedStructure,
  type ObservedStructure,
  type ProgramStructure,
  absorbIntoObservables,
  halveBySymmetry,
} from '@ketwork/backend/simulator'
import { CompiledProgram, type CompileOptions, type Measured } from './CompiledProgram.ts'

export interface Observed extends ObservedStructure {
  readonly compiled: CompiledProgram
}

export interface ObservedPrograms {
  readonly whole: Observed
  /** On one qubit fewer, where the structure allows that: for rows that begin in |0...0>, in programs whose constants are those of H. */
  readonly halved: (Observed & HalvedStructure) | undefined
}

export interface GeneratedOptions {
  readonly precision: Precision
  readonly compile: CompileOptions
}

export class CompiledPrograms {
  readonly precision: Precision
  readonly whole: CompiledProgram
  readonly #compile: CompileOptions
  #observed: ObservedPrograms | undefined

  constructor(structure: ProgramStructure, { precision, compile }: GeneratedOptions) {
    this.precision = precision
    this.whole = new CompiledProgram(structure, precision, compile)
    this.#compile = compile
  }

  /** Made when a call first needs it. */
  observed(call: Measured): ObservedPrograms {
    this.#observed ??= call.measure('plan', 'observables', () => this.#compileObserved())
    return this.#observed
  }

  #compileObserved(): ObservedPrograms {
    const compiled = <S extends ObservedStructure>(found: S) => ({
      ...found,
      compiled: new CompiledProgram(found.structure, this.precision, this.#compile),
    })
    const whole = absorbIntoObservables(this.whole.structure)
    const halved = halveBySymmetry(whole)
    return { whole: compiled(whole), halved: halved && compiled(halved) }
  }
}
