/**
 * A program's structure as text: equal texts mean equal structures, so caches may be keyed by it. Constants are not part of it.
 */
import type { Instruction, ProgramStructure } from '../program.ts'

/** The whole structure as one line of text, the same for every copy of a structure however its objects were built; O(structure). */
export function structureKey(structure: ProgramStructure): string {
  const { qubits, parameters, features, bits, angles, instructions, observables } = structure
  return JSON.stringify([
    [qubits, parameters, features, bits],
    [angles.parameters, angles.termStarts, angles.coefficients, angles.factorStarts, angles.factors],
    instructions.map(instructionKey),
    observables.map(({ coefficient, terms }) => [coefficient, terms.map((term) => [term.pauli, term.qubits])]),
  ])
}

/** What an instruction of each kind says beside its condition. */
const FIELDS: { readonly [Kind in Instruction['kind']]: readonly (keyof Extract<Instruction, { kind: Kind }>)[] } = {
  rotation: ['pauli', 'qubits', 'controls', 'angle'],
  phase: ['controls', 'angle'],
  flip: ['controls', 'target'],
  swap: ['controls', 'qubits'],
  matrix: ['qubits', 'controls', 'constant'],
  measure: ['qubit', 'bit', 'readout'],
  reset: ['qubit'],
  assign: ['bit', 'value'],
  channel: ['qubits', 'kraus', 'constant'],
}

function instructionKey(instruction: Instruction): unknown[] {
  const { kind, condition } = instruction
  const key: unknown[] = [kind]
  for (const field of FIELDS[kind]) key.push((instruction as unknown as Readonly<Record<string, unknown>>)[field])
  if (condition !== undefined) key.push(condition.bits, condition.values)
  return key
}
