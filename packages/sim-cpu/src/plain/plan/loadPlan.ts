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
import { doubleProgram, wiredBits } from '../../densityMatrix/doubleProgram.ts'
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
  /** With method 'densityMatrix': the plans of the doubled programs, for expectations and probabilities, and for samples, which may need more wires. */
  readonly density: { readonly values: CpuPlan; readonly samples: CpuPlan } | undefined
}

/** Density matrices have 4^n numbers. */
export const MOST_DENSITY_QUBITS = 13

/**
 * @throws RangeError for an unknown precision or method
 * @throws UnsupportedOperationError for a density matrix of too many qubits, or a state vector of a program that is not unitary
 */
export function planLoad(program: Program, options: LoadOptions, useTables: boolean): LoadPlan {
  const { precision = 'f64', method = 'auto' } = options
  if (precision !== 'f64' && precision !== 'f32') throw new RangeError(`precision is '${String(precision)}': it must be 'f64' or 'f32'`)
  const chosen = chooseMethod(program, method)
  if (chosen.method === 'densityMatrix') return { precision, ...chosen, ...planDensity(program), terminal: undefined }
  const ending = terminalMeasurements(program)
  const terminal =
    ending === undefined
      ? undefined
      : {
          structure: ending.rest.structure,
          plan: planProgram(ending.rest.structure, useTables),
          measurements: ending.measurements,
        }
  return { precision, ...chosen, plan: planProgram(program.structure, useTables), terminal, density: undefined }
}

function planDensity(program: Program): Pick<LoadPlan, 'plan' | 'density'> {
  const [values, samples] = [false, true].map((keepBits) => planProgram(doubleProgram(program, { keepBits }).program.structure, false))
  return { plan: { ...values, text: `${values.qubits} index bits of a density matrix; ${values.text}` }, density: { values, samples } }
}

/**
 * Index bits of the largest vector that a method keeps: n, or 2n and the wires of classical bits.
 *
 * @throws UnsupportedOperationError for a density matrix of too many qubits
 */
export function indexBits(program: Program, method: LoadOptions['method']): number {
  const { qubits } = program.structure
  if (method !== 'densityMatrix') return qubits
  requireDensityQubits(program)
  return 2 * qubits + wiredBits(program, true).length
}

function requireDensityQubits({ structure: { qubits } }: Program): void {
  if (qubits <= MOST_DENSITY_QUBITS) return
  const why = `the circuit has ${qubits} qubits, and a density matrix of n qubits has 4^n numbers: at most ${MOST_DENSITY_QUBITS}`
  throw new UnsupportedOperationError("method 'densityMatrix'", `${why}; use 'trajectories'`)
}

export function chooseMethod(program: Program, asked: Method | 'auto'): { method: Method; reason: string | undefined } {
  const dynamic = dynamicReason(program)
  switch (asked) {
    case 'auto':
      if (dynamic === undefined) return { method: 'stateVector', reason: 'the circuit is unitary' }
      return { method: 'trajectories', reason: `the circuit ${dynamic}` }
    case 'stateVector':
      if (dynamic === undefined) return { method: 'stateVector', reason: undefined }
      throw new UnsupportedOperationError("method 'stateVector'", `the circuit ${dynamic}; use 'densityMatrix' or 'trajectories'`)
    case 'trajectories':
      return { method: 'trajectories', reason: undefined }
    case 'densityMatrix':
      requireDensityQubits(program)
      return { method: 'densityMatrix', reason: undefined }
    default:
      throw new RangeError(`method is '${String(asked)}': it must be 'auto', 'stateVector', 'densityMatrix' or 'trajectories'`)
  }
}
