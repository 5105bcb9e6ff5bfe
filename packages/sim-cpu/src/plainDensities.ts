/** Density matrices on plain kernels: plans the doubled programs of a structure, and makes executables of the programs that have it. */
import type { LoadOptions, Program } from '@ketwork/backend'
import { DensityExecutable } from './densityMatrix/DensityExecutable.ts'
import { doubleProgram } from './densityMatrix/doubleProgram.ts'
import type { OpenProgram } from './OpenProgram.ts'
import { PlainDensity } from './densityMatrix/PlainDensity.ts'
import type { PlainHost } from './plain/PlainExecutable.ts'
import { planProgram } from './plain/plan/planProgram.ts'

/** Tables of the observables may take this share of the memory. */
const TABLE_SHARE = 1 / 8

export function planDensities(planned: Program, { precision = 'f64' }: LoadOptions, host: PlainHost): OpenProgram {
  const plan = (keepBits: boolean) => planProgram(doubleProgram(planned, { keepBits }).program.structure, false)
  const plans = { values: plan(false), samples: plan(true) }
  return (program) => {
    const engine = new PlainDensity(program, { precision, plans, host })
    return new DensityExecutable({ program, engine, tableBytes: TABLE_SHARE * host.memory.bytes, isDisposed: () => host.disposed })
  }
}
