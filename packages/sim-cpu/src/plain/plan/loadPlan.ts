/** How an executable will run, decided once when it is loaded: precision, method and why, and the plans behind them. */
import {
  type LoadOptions,
  type MeasureInstruction,
  type Method,
  type Precision,
  type Program,
  type ProgramStructure,
  UnsupportedOperationError,
  dynamicReason,
  terminalMeasurements,
} from '@ketwork/backend'
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
 * @throws RangeError for an unknown precision or method
 * @throws UnsupportedOperationError for a density matrix, or a state vector of a program that is not unitary
 */
export function planLoad(program: Program, options: LoadOptions, useTables: boolean): LoadPlan {
  const { precision = 'f64', method = 'auto' } = options
  if (precision !== 'f64' && precision !== 'f32') throw new RangeError(`precision is '${String(precision)}': it must be 'f64' or 'f32'`)
  const chosen = chooseMethod(program, method)
  const ending = terminalMeasurements(program)
  const terminal =
    ending === undefined
      ? undefined
      : {
          structure: ending.unitary.structure,
          plan: planProgram(ending.unitary.structure, useTables),
          measurements: ending.measurements,
        }
  return { precision, ...chosen, plan: planProgram(program.structure, useTables), terminal }
}

function chooseMethod(program: Program, asked: Method | 'auto'): { method: Method; reason: string | undefined } {
  const dynamic = dynamicReason(program)
  switch (asked) {
    case 'auto':
      if (dynamic === undefined) return { method: 'stateVector', reason: 'the circuit is unitary' }
      return { method: 'trajectories', reason: `the circuit ${dynamic}` }
    case 'stateVector':
      if (dynamic === undefined) return { method: 'stateVector', reason: undefined }
      throw new UnsupportedOperationError("method 'stateVector'", `the circuit ${dynamic}; use 'trajectories'`)
    case 'trajectories':
      return { method: 'trajectories', reason: undefined }
    case 'densityMatrix':
      throw new UnsupportedOperationError("method 'densityMatrix'", NO_DENSITY_MATRIX)
    default:
      throw new RangeError(`method is '${String(asked)}': it must be 'auto', 'stateVector' or 'trajectories'`)
  }
}

export const NO_DENSITY_MATRIX = `this backend has no density matrices; use 'trajectories', or the reference backend for few qubits`
