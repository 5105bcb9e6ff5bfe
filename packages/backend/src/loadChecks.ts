/** What `compile` and `load` take, held at the edge of every backend. */
import { anyValue, oneOf, type OptionChecks, optional, requireOptions } from '@ketwork/math'
import type { CompileOptions, LoadOptions } from './backend.ts'

const LOAD: OptionChecks<LoadOptions> = {
  precision: anyValue, // `choosePrecision` knows what the backend offers
  method: optional(oneOf('auto', 'stateVector', 'densityMatrix', 'trajectories')),
  expectedRuns: anyValue, // `expectedRunsOf` says what is right
}
const COMPILE: OptionChecks<CompileOptions> = { ...LOAD, observables: anyValue } // `compileProgram` reads them

/** @throws TypeError or RangeError for an unknown key or a value that is not among the choices */
export function requireLoadOptions(options: LoadOptions): void {
  requireOptions('load', options, LOAD)
}

/** @throws TypeError or RangeError for an unknown key or a value that is not among the choices */
export function requireCompileOptions(options: CompileOptions): void {
  requireOptions('compile', options, COMPILE)
}
