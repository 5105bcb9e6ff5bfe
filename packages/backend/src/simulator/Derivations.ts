/**
 * What an executable makes of its expectations: gradients, jacobians and variances. The shell loads this when a call
 * first needs it.
 *
 * Derivatives come from the engine where it has them and no shots are asked for, otherwise from parameter shifts.
 * Shifts and variances run programs of their own, made and loaded once, in the same way as the executable's, and
 * released with it.
 */
import type { DifferentiableInput, Gradient, GradientInputs, Inputs, Jacobian, RanOn, Values } from '../backend.ts'
import { gradientFromJacobian } from '../gradient/gradientFromJacobian.ts'
import { gradientWeights } from '../gradient/gradientWeights.ts'
import { shiftJacobian } from '../gradient/shiftJacobian.ts'
import { type SplitProgram, splitProgramOccurrences } from '../gradient/splitProgramOccurrences.ts'
import type { Program } from '../program.ts'
import type { OpenEvent, TraceRecorder } from '../TraceRecorder.ts'
import { UnsupportedOperationError } from '../UnsupportedOperationError.ts'
import { requireVarianceShots, type VarianceProgram, varianceProgram, variancesOf } from '../variance/varianceProgram.ts'
import { jacobianByGradients } from './jacobianByGradients.ts'
import type { MemoryLedger } from './MemoryLedger.ts'
import type { LoadedMethod } from './methods.ts'
import type { EngineCall, ProgramEngine } from './ProgramEngine.ts'

/** An executable of a program that is made of another. */
interface DerivedExecutable {
  expectations(inputs?: Inputs, parent?: OpenEvent): Promise<Values>
  dispose(): Promise<void>
}

/** The executable that these are derived from. */
interface Source {
  readonly program: Program
  readonly trace: TraceRecorder
  readonly memory: MemoryLedger
  /** Of a row. */
  readonly stateBytes: number
  readonly engine: LoadedMethod['engine']
  readonly load: (program: Program, event: OpenEvent | undefined) => Promise<DerivedExecutable>
  readonly text: () => string
  readonly ranOn: (plan: string | undefined) => RanOn
}

interface Loaded<Derived> {
  readonly derived: Derived
  readonly executable: DerivedExecutable
}

export class Derivations {
  readonly #source: Source
  #shifts: Promise<Loaded<SplitProgram>> | undefined
  #variances: Promise<Loaded<VarianceProgram>> | undefined

  constructor(source: Source) {
    this.#source = source
  }

  /**
   * @throws TooManyQubitsError for a cotangent of the initial state that is larger than the memory
   * @throws UnsupportedOperationError for one where the engine has no derivatives
   */
  async gradient(call: EngineCall, inputs: GradientInputs): Promise<Gradient> {
    const { rows, wrt, parametersShared } = call.inputs
    const { program, memory, stateBytes } = this.#source
    const { qubits, observables } = program.structure
    const weights = await gradientWeights(inputs, rows, observables.length)
    const gradient = this.#engineGradient(call)
    if (gradient === undefined) {
      requireNoInitial(wrt)
      return weights.complete(gradientFromJacobian(await this.#shiftJacobian(call), weights.cotangents, parametersShared))
    }
    memory.require(qubits, wrt.includes('initial') ? rows * stateBytes : 0)
    const found = await gradient(call, { cotangents: weights.cotangents, rowByRow: false })
    return weights.complete({
      rows,
      columns: observables.length,
      values: found.values,
      ...wanted(wrt, found),
      ...(wrt.includes('initial') ? { initial: { rows, qubits, data: found.initial } } : {}),
      ranOn: this.#source.ranOn(found.plan),
    })
  }

  /** @throws TooManyQubitsError for one that is larger than the memory */
  async jacobian(call: EngineCall): Promise<Jacobian> {
    const { program, memory, ranOn } = this.#source
    const { qubits, parameters, features, observables } = program.structure
    memory.require(qubits, 8 * call.inputs.rows * observables.length * (parameters.length + features.length))
    const gradient = this.#engineGradient(call)
    if (gradient === undefined) return this.#shiftJacobian(call)
    const { values, plan, ...found } = await jacobianByGradients(call, program.structure, gradient)
    return { rows: call.inputs.rows, columns: observables.length, values, ...wanted(call.inputs.wrt, found), ranOn: ranOn(plan) }
  }

  async variances(inputs: Inputs, event: OpenEvent | undefined): Promise<Values> {
    requireVarianceShots(inputs.shots)
    this.#variances ??= this.#open(varianceProgram(this.#source.program), event)
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

  /** Exact; undefined where the engine has none, and where shots are asked for. */
  #engineGradient({ inputs }: EngineCall): ProgramEngine['gradient'] {
    const { engine } = this.#source
    if (engine === undefined) throw new TypeError('the method has no state: the edge of the call refuses it')
    return inputs.shots === undefined ? engine.gradientFor(inputs) : undefined
  }

  async #shiftJacobian({ inputs, event }: EngineCall): Promise<Jacobian> {
    const { program, trace, text, ranOn } = this.#source
    this.#shifts ??= this.#open(splitProgramOccurrences(program), event)
    const { derived, executable } = await this.#shifts
    const jacobian = await trace.within(event, 'pass', 'parameter shift', (parent) => {
      const nested = { expectations: (shifted?: Inputs) => executable.expectations(shifted, parent) }
      return shiftJacobian(program, derived, nested, inputs)
    })
    return { ...jacobian, ranOn: ranOn(`${text()}; parameter shift`) }
  }

  async #open<Derived extends { readonly program: Program }>(derived: Derived, event: OpenEvent | undefined): Promise<Loaded<Derived>> {
    return { derived, executable: await this.#source.load(derived.program, event) }
  }
}

function requireNoInitial(wrt: readonly DifferentiableInput[]): void {
  if (wrt.includes('initial'))
    throw new UnsupportedOperationError(
      "gradient with wrt 'initial'",
      'this simulator has no adjoint gradient, and shifts of parameters do not give the cotangent of the initial state',
    )
}

/** The derivatives that were asked for. */
function wanted(
  wrt: readonly DifferentiableInput[],
  { parameters, features }: { readonly parameters: Float64Array; readonly features: Float64Array },
): { readonly parameters?: Float64Array; readonly features?: Float64Array } {
  return { ...(wrt.includes('parameters') ? { parameters } : {}), ...(wrt.includes('features') ? { features } : {}) }
}
