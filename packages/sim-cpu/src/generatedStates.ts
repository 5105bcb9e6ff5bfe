/** State vectors and trajectories on generated kernels: plans a structure, and makes executables of the programs that have it. */
import type { LoadOptions, Program, ProgramStructure } from '@ketwork/backend'
import { CpuExecutable } from './CpuExecutable.ts'
import type { OpenProgram } from './OpenProgram.ts'
import { expectationModule, kernelModule } from './kernels/kernelModule.ts'
import { amplitudeLanes } from './kernels/layout.ts'
import { stateModule } from './kernels/stateModule.ts'
import { type LoadPlan, planLoad } from './loadPlan.ts'
import { MOST_BYTES_32 } from './memory/addressSpace.ts'
import { type CostTable, stateSizes } from './program/costTable.ts'
import type { Engine, Library } from './engine/Engine.ts'

/** What generated kernels need of the backend that loads them. */
export interface GeneratedHost {
  readonly engine: Engine
  readonly costs: CostTable
  /** The most that the backend may take. */
  readonly memoryBytes: number
  readonly isDisposed: () => boolean
}

/** Tables of diagonal gates may take this share of the memory together. */
const TABLE_SHARE = 1 / 8
const ENTRY_BYTES = 8

export function planStates(planned: Program, options: LoadOptions, { engine, costs, memoryBytes, isDisposed }: GeneratedHost): OpenProgram {
  const tables = tableRoom(planned.structure.qubits, memoryBytes)
  const load = planLoad(planned, options, { tables, sizes: stateSizes(costs), tileQubits: costs.tileQubits })
  return async (program) => {
    await loadKernels(engine, load, program.structure)
    return new CpuExecutable({ program, load, engine, isDisposed, memoryBytes })
  }
}

/** How many tables of diagonal gates generated kernels may keep. */
function tableRoom(qubits: number, memoryBytes: number): number {
  return Math.floor((TABLE_SHARE * Math.min(memoryBytes, MOST_BYTES_32)) / (ENTRY_BYTES * 2 ** qubits))
}

/** Loads the general kernels that a program will need, once a backend, so that its first call does not wait for them. */
async function loadKernels(engine: Engine, { compiled, precision }: LoadPlan, { observables }: ProgramStructure): Promise<void> {
  if (compiled.inTiles) return // a tile module has its own
  const layout = amplitudeLanes(precision)
  const libraries: Library[] = [stateModule, kernelModule]
  if (observables.length > 0) libraries.push(expectationModule)
  await Promise.all(libraries.map((library) => engine.library(library, layout)))
}
