/**
 * What `compile` does before `load`, the same for every backend: the transpiler's passes that need no constants, then lowering.
 */
import type { Circuit } from '@ketwork/circuit'
import { cancelInverses, mergeRotations } from '@ketwork/transpiler'
import type { CompileOptions } from '../backend.ts'
import type { Program } from '../program.ts'
import { lower } from './lower.ts'

/** Cancels inverses, merges rotations and lowers; the program is device-independent and holds the whole circuit. */
export function compileProgram(circuit: Circuit, options: Pick<CompileOptions, 'observables'> = {}): Program {
  return lower(mergeRotations(cancelInverses(circuit)), options.observables)
}
