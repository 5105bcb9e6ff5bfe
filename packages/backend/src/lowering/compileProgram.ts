/**
 * What `compile` does before `load`, the same for every backend: the transpiler's passes that need no constants, then lowering.
 *
 * The passes could read constants (a rotation by 0 does nothing), and circuits that differ in one constant would then differ in structure. So they
 * are shown a symbol in the place of each constant angle, and what they return is bound to the constants again.
 */
import { type Angle, type Circuit, isConstant, type Operation, parameter, pauliSumsOf, requireCircuit } from '@ketwork/circuit'
import { reduceAngle } from '@ketwork/math'
import { cancelInverses, mergeRotations } from '@ketwork/transpiler'
import type { CompileOptions } from '../backend.ts'
import { requireCompileOptions } from '../loadChecks.ts'
import type { Program } from '../program.ts'
import { lower } from './lower.ts'

/**
 * Cancels inverses, merges rotations and lowers; the program is device-independent and holds the whole circuit.
 *
 * @throws TypeError for what is no circuit, an option that `compile` does not have, or an observable that is none
 */
export function compileProgram(circuit: Circuit, options: CompileOptions = {}): Program {
  requireCircuit('circuit', circuit)
  requireCompileOptions(options)
  const observables = pauliSumsOf(options.observables ?? [], 'observables')
  if (!circuit.operations.some(hasConstant)) return lower(simplified(circuit), observables)
  const { hidden, constants } = hideConstants(circuit)
  return lower(simplified(hidden).bind(constants), observables)
}

function simplified(circuit: Circuit): Circuit {
  return mergeRotations(cancelInverses(circuit))
}

function hasConstant({ angles }: Operation): boolean {
  return angles.some(isConstant)
}

/** The circuit with a new parameter for every constant angle, and the angles by these names. */
function hideConstants(circuit: Circuit): { hidden: Circuit; constants: Record<string, number> } {
  const constants: Record<string, number> = {}
  const prefix = unusedPrefix([...circuit.parameters, ...circuit.features])
  let count = 0
  const hide = (angle: Angle): Angle => {
    if (!isConstant(angle)) return angle
    const name = `${prefix}${count++}`
    constants[name] = reduceAngle(angle) // before passes add angles up
    return parameter(name)
  }
  const operations = circuit.operations.map((operation) =>
    hasConstant(operation) ? { ...operation, angles: operation.angles.map(hide) } : operation,
  )
  return { hidden: circuit.withOperations(operations), constants }
}

function unusedPrefix(names: readonly string[]): string {
  let prefix = '#'
  while (names.some((name) => name.startsWith(prefix))) prefix += '#'
  return prefix
}
