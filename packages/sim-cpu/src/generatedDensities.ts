/** Density matrices on generated kernels: compiles the doubled programs of a structure, and makes executables of the programs that have it. */
import type { LoadOptions, Program } from '@ketwork/backend'
import { DensityExecutable } from './densityMatrix/DensityExecutable.ts'
import { doubleProgram } from './densityMatrix/doubleProgram.ts'
import { wiredBits } from './loadMethod.ts'
import type { OpenProgram } from './OpenProgram.ts'
import { stateSizes } from './program/costTable.ts'
import { CompiledProgram } from './engine/CompiledProgram.ts'
import { EngineDensity } from './engine/EngineDensity.ts'
import type { GeneratedHost } from './generatedStates.ts'

/** Tables of the observables may take this share of the memory. */
const TABLE_SHARE = 1 / 8

export function planDensities(
  planned: Program,
  { precision = 'f64' }: LoadOptions,
  { engine, costs, memoryBytes, isDisposed }: GeneratedHost,
): OpenProgram {
  const compile = (keepBits: boolean) => {
    const { structure } = doubleProgram(planned, { keepBits }).program
    return new CompiledProgram(structure, precision, { sizes: stateSizes(costs) })
  }
  const values = compile(false)
  const sameWires = wiredBits(planned, true).length === wiredBits(planned, false).length
  const compiled = { values, samples: sameWires ? values : compile(true) }
  return (program) => {
    const density = new EngineDensity(program, compiled, engine)
    return new DensityExecutable({ program, engine: density, tableBytes: TABLE_SHARE * memoryBytes, isDisposed })
  }
}
