/** How an executable will run, decided once when it is loaded, with what depends on structure and options alone. */
import {
  type HalvedStructure,
  type LoadOptions,
  type MeasureInstruction,
  type Method,
  type ObservedStructure,
  type Precision,
  type Program,
  absorbIntoObservables,
  deferMeasurements,
  halveBySymmetry,
} from '@ketwork/backend'
import { CompiledProgram, type CompileOptions } from './engine/CompiledProgram.ts'
import { chooseMethod } from './loadMethod.ts'

export interface LoadPlan {
  readonly precision: Precision
  readonly method: Method
  /** Why `auto` took the method. */
  readonly reason: string | undefined
  readonly compiled: CompiledProgram
  /** As the observables see it: made when a call needs it. */
  readonly observed: () => ObservedPlans
  /** For samples, where measurements stand at the end: the program without them, and the measurements. */
  readonly terminal: { readonly compiled: CompiledProgram; readonly measurements: readonly MeasureInstruction[] } | undefined
  /** Of the program whose angles are all parameters of their own, for parameter shifts: made when a call needs it. */
  readonly shifted: (split: Program) => LoadPlan
}

export interface Observed extends ObservedStructure {
  readonly compiled: CompiledProgram
}

export interface ObservedPlans {
  readonly whole: Observed
  /** On one qubit fewer, where the structure allows that: for rows that begin in |0...0>, in programs whose constants are those of H. */
  readonly halved: (Observed & HalvedStructure) | undefined
}

/**
 * @param compile the sizes of plans, and the tables of diagonal gates (2^n entries each) that there is room for
 * @throws UnsupportedOperationError for a state vector of a program that is not unitary
 */
export function planLoad(program: Program, options: LoadOptions, compile: CompileOptions): LoadPlan {
  const { precision = 'f64', method = 'auto' } = options
  const chosen = chooseMethod(program, method)
  const { rest, measurements } = deferMeasurements(program)
  let observed: ObservedPlans | undefined
  let shifted: LoadPlan | undefined
  return {
    precision,
    ...chosen,
    compiled: new CompiledProgram(program.structure, precision, compile),
    observed: () => (observed ??= compileObserved(program, precision, compile)),
    terminal: measurements.length === 0 ? undefined : { compiled: new CompiledProgram(rest.structure, precision, compile), measurements },
    shifted: (split) => (shifted ??= planLoad(split, options, compile)),
  }
}

function compileObserved({ structure }: Program, precision: Precision, compile: CompileOptions): ObservedPlans {
  const compiled = <S extends ObservedStructure>(found: S) => ({
    ...found,
    compiled: new CompiledProgram(found.structure, precision, compile),
  })
  const whole = absorbIntoObservables(structure)
  const halved = halveBySymmetry(whole)
  return { whole: compiled(whole), halved: halved && compiled(halved) }
}
