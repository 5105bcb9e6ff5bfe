/** Plans of programs on generated kernels. */
import type { Program } from '@ketwork/backend'
import type { OpenEvent, Plan, ProgramEngine, ProgramStructure } from '@ketwork/backend/simulator'
import { expectationModule, kernelModule } from '../kernels/kernelModule.ts'
import { amplitudeLanes } from '../kernels/layout.ts'
import { stateModule } from '../kernels/stateModule.ts'
import type { CompiledProgram } from './CompiledProgram.ts'
import { CompiledPrograms, type GeneratedOptions } from './CompiledPrograms.ts'
import type { Engine, Library } from './Engine.ts'
import { GeneratedEngine } from './GeneratedEngine.ts'

/** Rough size of what is kept of an instruction: its part of modules, or its step. */
const INSTRUCTION_BYTES = 2000
const STEP_BYTES = 500

export function planStates(engine: Engine, structure: ProgramStructure, options: GeneratedOptions): Plan<ProgramEngine> {
  const programs = new CompiledPrograms(structure, options)
  return planOf(engine, programs.whole, (program) => new GeneratedEngine(engine, programs, program))
}

/** @param compiled what every program of the structure shares */
export function planOf<Kind>(engine: Engine, compiled: CompiledProgram, make: (program: Program) => Kind): Plan<Kind> {
  return {
    get text() {
      return compiled.text
    },
    get lack() {
      return engine.lack
    },
    bytes: (compiled.byStep ? STEP_BYTES : INSTRUCTION_BYTES) * compiled.structure.instructions.length,
    bind: async (program, event) => {
      await loadKernels(engine, compiled, event)
      return make(program)
    },
  }
}

/** Loads the general kernels that a program will need, once a backend, so that its first call does not wait for them. */
async function loadKernels(engine: Engine, compiled: CompiledProgram, event: OpenEvent | undefined): Promise<void> {
  if (engine.trace.within(event, 'plan', 'rows', () => compiled.inTiles)) return // a tile module has its own
  const layout = amplitudeLanes(compiled.precision)
  const libraries: Library[] = [stateModule, kernelModule]
  if (compiled.structure.observables.length > 0) libraries.push(expectationModule)
  await Promise.all(libraries.map((library) => engine.library(library, layout, event)))
}
