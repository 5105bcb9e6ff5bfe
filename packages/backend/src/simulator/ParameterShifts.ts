/** Derivatives of a program by parameter shift, on an executable of the split program: what the shell loads when something first asks for them. */
import type { Inputs, Jacobian, Values } from '../backend.ts'
import { shiftJacobian } from '../gradient/shiftJacobian.ts'
import { type SplitProgram, splitProgramOccurrences } from '../gradient/splitProgramOccurrences.ts'
import type { Program } from '../program.ts'
import type { OpenEvent } from '../TraceRecorder.ts'
import type { EngineCall } from './ProgramEngine.ts'

export { gradientFromJacobian } from '../gradient/gradientFromJacobian.ts'

/** An executable of the split program. */
interface Shifted {
  expectations(inputs?: Inputs, parent?: OpenEvent): Promise<Values>
  dispose(): Promise<void>
}

export class ParameterShifts {
  readonly #program: Program
  readonly #split: SplitProgram
  readonly #shifted: Shifted

  private constructor(program: Program, split: SplitProgram, shifted: Shifted) {
    this.#program = program
    this.#split = split
    this.#shifted = shifted
  }

  static async open(program: Program, load: (program: Program) => Promise<Shifted>): Promise<ParameterShifts> {
    const split = splitProgramOccurrences(program)
    return new ParameterShifts(program, split, await load(split.program))
  }

  /** With the provenance of the expectations that it is made of. */
  jacobian({ inputs, event }: EngineCall): Promise<Jacobian> {
    const nested = { expectations: (shifted?: Inputs) => this.#shifted.expectations(shifted, event) }
    return shiftJacobian(this.#program, this.#split, nested, inputs)
  }

  dispose(): Promise<void> {
    return this.#shifted.dispose()
  }
}
