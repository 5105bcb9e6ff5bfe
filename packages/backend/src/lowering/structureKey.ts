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

function instructionKey(instruction: Instruction): unknown[] {
  const condition = instruction.condition === undefined ? [] : [instruction.condition.bits, instruction.condition.values]
  return [instruction.kind, ...instructionFields(instruction), ...condition]
}

function instructionFields(instruction: Instruction): unknown[] {
  switch (instruction.kind) {
    case 'rotation':
      return [instruction.pauli, instruction.qubits, instruction.controls, instruction.angle]
    case 'phase':
      return [instruction.controls, instruction.angle]
    case 'flip':
      return [instruction.controls, instruction.target]
    case 'swap':
      return [instruction.controls, instruction.qubits]
    case 'matrix':
      return [instruction.qubits, instruction.controls, instruction.constant]
    case 'measure':
      return [instruction.qubit, instruction.bit, instruction.readout ?? null]
    case 'reset':
      return [instruction.qubit]
    case 'assign':
      return [instruction.bit, instruction.value]
    case 'channel':
      return [instruction.qubits, instruction.kraus, instruction.constant]
  }
}
