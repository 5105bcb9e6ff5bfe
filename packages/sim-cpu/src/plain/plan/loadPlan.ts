/** How an executable will run, decided once when it is loaded: precision, method and why, and the plans behind them. */
import {
  type LoadOptions,
  type MeasureInstruction,
  type Method,
  type Precision,
  type Program,
  type ProgramStructure,
  terminalMeasurements,
} from '@ketwork/backend'
import { chooseMethod } from '../../loadMethod.ts'
import { type CpuPlan, planProgram } from './planProgram.ts'

/** What depends on structure and options alone: kept in the compile cache. */
export interface LoadPlan {
  readonly precision: Precision
  readonly method: Method
  /** Why `auto` took the method. */
  readonly reason: string | undefined
  readonly plan: CpuPlan
  /** Where all measurements stand at the end: the plan of what comes before, and the measurements. */
  readonly terminal:
    { readonly structure: ProgramStructure; readonly plan: CpuPlan; readonly measurements: readonly MeasureInstruction[] } | undefined
}

/**
 * For state vectors and trajectories.
 *
 * @throws UnsupportedOperationError for a state vector of a program that is not unitary
 */
export function planLoad(program: Program, { precision = 'f64', method = 'auto' }: LoadOptions, useTables: boolean): LoadPlan {
  const ending = terminalMeasurements(program)
  const terminal =
    ending === undefined
      ? undefined
      : {
          structure: ending.rest.structure,
          plan: planProgram(ending.rest.structure, useTables),
          measurements: ending.measurements,
        }
  return { precision, ...chooseMethod(program, method), plan: planProgram(program.structure, useTables), terminal }
}
