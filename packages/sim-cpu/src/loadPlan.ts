/** How an executable will run, decided once when it is loaded, with what depends on structure and options alone. */
import {
  type LoadOptions,
  type MeasureInstruction,
  type Method,
  type ObservedStructure,
  type Precision,
  type Program,
  absorbIntoObservables,
  terminalMeasurements,
} from '@ketwork/backend'
import { doubleProgram, wiredBits } from './densityMatrix/doubleProgram.ts'
import { CompiledProgram } from './engine/CompiledProgram.ts'
import type { CompiledDensity } from './engine/EngineDensity.ts'
import { type LoadPlan as PlainPlan, chooseMethod, planLoad as planPlain } from './plain/plan/loadPlan.ts'

export interface LoadPlan {
  readonly precision: Precision
  readonly method: Method
  /** Why `auto` took the method. */
  readonly reason: string | undefined
  readonly compiled: CompiledProgram
  /** As the observables see it: made when a call needs it. */
  readonly observed: () => Observed
  /** Where all measurements stand at the end: the program before them, and the measurements. */
  readonly terminal: { readonly compiled: CompiledProgram; readonly measurements: readonly MeasureInstruction[] } | undefined
  /** With method 'densityMatrix': the doubled programs. */
  readonly density: CompiledDensity | undefined
  /** The plain engine's plan, made when it is needed. */
  readonly plain: () => PlainPlan
}

export interface Observed extends ObservedStructure {
  readonly compiled: CompiledProgram
}

/** Room for tables of diagonal gates, of 2^n entries each. */
export interface TableRoom {
  /** Whether the plain engine may keep some. */
  readonly plain: boolean
  /** How many a program of generated kernels may have. */
  readonly generated: number
}

/**
 * @throws RangeError for an unknown precision or method
 * @throws UnsupportedOperationError for a density matrix of too many qubits, or a state vector of a program that is not unitary
 */
export function planLoad(program: Program, options: LoadOptions, tables: TableRoom): LoadPlan {
  const { precision = 'f64', method = 'auto' } = options
  if (precision !== 'f64' && precision !== 'f32') throw new RangeError(`precision is '${String(precision)}': it must be 'f64' or 'f32'`)
  const chosen = chooseMethod(program, method)
  const ending = chosen.method === 'densityMatrix' ? undefined : terminalMeasurements(program)
  let plain: PlainPlan | undefined
  let observed: Observed | undefined
  return {
    precision,
    ...chosen,
    compiled: new CompiledProgram(program.structure, precision, { tables: tables.generated }),
    observed: () => (observed ??= compileObserved(program, precision, tables)),
    terminal:
      ending === undefined
        ? undefined
        : {
            compiled: new CompiledProgram(ending.unitary.structure, precision, { tables: tables.generated }),
            measurements: ending.measurements,
          },
    density: chosen.method === 'densityMatrix' ? compileDensity(program, precision) : undefined,
    plain: () => (plain ??= planPlain(program, options, tables.plain)),
  }
}

function compileObserved({ structure }: Program, precision: Precision, tables: TableRoom): Observed {
  const found = absorbIntoObservables(structure)
  return { ...found, compiled: new CompiledProgram(found.structure, precision, { tables: tables.generated }) }
}

function compileDensity(program: Program, precision: Precision): CompiledDensity {
  const compile = (keepBits: boolean) => new CompiledProgram(doubleProgram(program, { keepBits }).program.structure, precision)
  const values = compile(false)
  const sameWires = wiredBits(program, true).length === wiredBits(program, false).length
  return { values, samples: sameWires ? values : compile(true) }
}
