/** State vectors and trajectories on plain kernels: plans a structure, and makes executables of the programs that have it. */
import type { LoadOptions, Program } from '@ketwork/backend'
import type { OpenProgram } from './OpenProgram.ts'
import { PlainExecutable, type PlainHost } from './plain/PlainExecutable.ts'
import { planLoad } from './plain/plan/loadPlan.ts'

/** Each table of diagonal gates may take this share of the memory; building one takes 10 bytes an entry. */
const TABLE_SHARE = 1 / 8
const ENTRY_BYTES = 10

export function planStates(planned: Program, options: LoadOptions, host: PlainHost): OpenProgram {
  const load = planLoad(planned, options, ENTRY_BYTES * 2 ** planned.structure.qubits <= TABLE_SHARE * host.memory.bytes)
  return (program) => new PlainExecutable(program, load, host)
}
