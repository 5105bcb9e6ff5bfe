/**
 * What an executable computes by running programs that are made of its own: derivatives by parameter shift, and variances.
 *
 * The shell loads this when a call first needs it, and jacobians by gradients with it. Each program is made and loaded once, in the same way as its own, and released with the executable.
 */
import type { Gradient, Inputs, Jacobian, Values } from '../backend.ts'
import { gradientFromJacobian } from '../gradient/gradientFromJacobian.ts'
import type { GradientWeights } from '../gradient/gradientWeights.ts'
import { shiftJacobian } from '../gradient/shiftJacobian.ts'
import { type SplitProgram, splitProgramOccurrences } from '../gradient/splitProgramOccurrences.ts'
import type { Program } from '../program.ts'
import type { OpenEvent, TraceRecorder } from '../TraceRecorder.ts'
import { requireVarianceShots, type VarianceProgram, varianceProgram, variancesOf } from '../variance/varianceProgram.ts'
import type { EngineCall } from './ProgramEngine.ts'

/** An executable of a program that is made of another. */
interface DerivedExecutable {
  expectations(inputs?: Inputs, parent?: OpenEvent): Promise<Values>
  dispose(): Promise<void>
}

export { jacobianByGradients } from './jacobianByGradients.ts'

interface Loaded<Derived> {
  readonly derived: Derived
  readonly executable: DerivedExecutable
}

export class DerivedPrograms {
  readonly #program: Program
  readonly #trace: TraceRecorder
  readonly #load: (program: Program, event: OpenEvent | undefined) => Promise<DerivedExecutable>
  #shifts: Promise<Loaded<SplitProgram>> | undefined
  #variances: Promise<Loaded<VarianceProgram>> | undefined

  constructor(
    program: Program,
    trace: TraceRecorder,
    load: (program: Program, event: OpenEvent | undefined) => Promise<DerivedExecutable>,
  ) {
    this.#program = program
    this.#trace = trace
    this.#load = load
  }

  /** With the provenance of the expectations that it is made of. */
  async shiftJacobian({ inputs, event }: EngineCall): Promise<Jacobian> {
    this.#shifts ??= this.#open(splitProgramOccurrences(this.#program), event)
    const { derived, executable } = await this.#shifts
    return this.#trace.within(event, 'pass', 'parameter shift', (parent) => {
      const nested = { expectations: (shifted?: Inputs) => executable.expectations(shifted, parent) }
      return shiftJacobian(this.#program, derived, nested, inputs)
    })
  }

  /** The same, weighed. */
  async shiftGradient(call: EngineCall, { cotangents, complete }: GradientWeights): Promise<Gradient> {
    return complete(gradientFromJacobian(await this.shiftJacobian(call), cotangents, call.inputs.parametersShared))
  }

  async variances(inputs: Inputs, event: OpenEvent | undefined): Promise<Values> {
    requireVarianceShots(inputs.shots)
    this.#variances ??= this.#open(varianceProgram(this.#program), event)
    const { derived, executable } = await this.#variances
    return variancesOf(await executable.expectations(inputs, event), derived.units)
  }

  dispose(): void {
    for (const loaded of [this.#shifts, this.#variances])
      loaded?.then(
        ({ executable }) => executable.dispose(),
        () => undefined, // whoever asked for it has the error
      )
  }

  async #open<Derived extends { readonly program: Program }>(derived: Derived, event: OpenEvent | undefined): Promise<Loaded<Derived>> {
    return { derived, executable: await this.#load(derived.program, event) }
  }
}
