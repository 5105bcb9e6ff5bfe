/** Plans of trajectories on generated kernels. */
import type { Plan, ProgramStructure, TrajectoryEngine } from '@ketwork/backend/simulator'
import { CompiledProgram } from './CompiledProgram.ts'
import type { GeneratedOptions } from './CompiledPrograms.ts'
import type { Engine } from './Engine.ts'
import { GeneratedTrajectories } from './GeneratedTrajectories.ts'
import { planOf } from './planGenerated.ts'

export function planTrajectories(
  engine: Engine,
  structure: ProgramStructure,
  { precision, compile }: GeneratedOptions,
): Plan<TrajectoryEngine> {
  const compiled = new CompiledProgram(structure, precision, compile)
  return planOf(engine, compiled, (program) => new GeneratedTrajectories(engine, compiled, program))
}
