/** What the executables of all simulators share: the names of their inputs, what they refuse at the edge of a call, and that they end. */
import { isHiddenBit } from '@ketwork/circuit'
import type { Inputs, Method, Precision } from './backend.ts'
import { requireMeaningfulShots, requireObservables, requireSingleState } from './callRules.ts'
import { DisposedError } from './DisposedError.ts'
import { resolveInputs, type ResolveOptions } from './inputs.ts'
import { type ResolvedInputs } from './resolvedInputs.ts'
import type { Program } from './program.ts'

type Call = NonNullable<ResolveOptions['call']>

/** How the program was loaded, and whether its backend is still there. */
export interface LoadedAs {
  readonly precision: Precision
  readonly method: Method
  readonly isBackendDisposed: () => boolean
}

export abstract class ProgramExecutable {
  readonly program: Program
  readonly #loadedAs: LoadedAs
  #disposed = false

  constructor(program: Program, loadedAs: LoadedAs) {
    this.program = program
    this.#loadedAs = loadedAs
  }

  get parameters(): readonly string[] {
    return this.program.structure.parameters
  }

  get features(): readonly string[] {
    return this.program.structure.features
  }

  get bits(): readonly string[] {
    return this.program.structure.bits.filter((name) => !isHiddenBit(name))
  }

  /** Later calls reject; those that run are finished. */
  async dispose(): Promise<void> {
    this.#disposed = true
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  protected get isDisposed(): boolean {
    return this.#disposed
  }

  /** @throws DisposedError */
  protected requireOpen(): void {
    if (this.#loadedAs.isBackendDisposed()) throw new DisposedError('backend')
    if (this.#disposed) throw new DisposedError('executable')
  }

  /** The inputs of a call, checked. @throws what `resolveInputs` throws, TypeError without observables, DisposedError, and UnsupportedOperationError where shots mean nothing */
  protected resolve(call: Call, inputs: Inputs): ResolvedInputs {
    this.requireOpen()
    requireObservables(call, this.program)
    const resolved = resolveInputs(this.program, inputs, { precision: this.#loadedAs.precision, call })
    requireMeaningfulShots(call, resolved)
    return resolved
  }

  /** The same for a call that needs one state a row. @throws UnsupportedOperationError where there is none */
  protected resolveState(call: Call, inputs: Inputs): ResolvedInputs {
    this.requireState(call)
    return this.resolve(call, inputs)
  }

  protected requireState(call: Call): void {
    this.requireOpen()
    requireSingleState(call, this.program, this.#loadedAs.method)
  }
}
