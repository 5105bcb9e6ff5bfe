/**
 * Tells programs that are one unitary from dynamic ones (measurement, reset, condition, channel), and says in words why.
 *
 * A dynamic program has no amplitudes and no adjoint gradient; its expectations are averages over outcomes. One kind of it is easy: where all
 * measurements stand at the end, sampling needs a single state vector (`terminalMeasurements`).
 */
import type { Instruction, MeasureInstruction, Program, UnitaryInstruction } from '../program.ts'

/** Whether every instruction is an unconditional unitary. A measurement at the very end counts as a measurement. */
export function isUnitaryProgram(program: Program): boolean {
  return program.structure.instructions.every(isPlainUnitary)
}

/** Whether an instruction is a unitary that always runs. */
export function isPlainUnitary(instruction: Instruction): instruction is UnitaryInstruction {
  return instruction.condition === undefined && isUnitaryKind(instruction)
}

/** Whether an instruction is a unitary, conditional or not. */
export function isUnitaryKind(instruction: Instruction): instruction is UnitaryInstruction {
  return !(instruction.kind === 'measure' || instruction.kind === 'reset' || instruction.kind === 'channel')
}

/** Why the program is not unitary, for an error text: `measures qubit 0 in the middle`; undefined when it is unitary. */
export function dynamicReason(program: Program): string | undefined {
  const { instructions, bits } = program.structure
  const first = instructions.findIndex((instruction) => !isPlainUnitary(instruction))
  if (first === -1) return undefined
  const instruction = instructions[first]
  if (instruction.condition !== undefined)
    return `runs an operation only if ${instruction.condition.bits.map((bit) => bits[bit]).join(', ')} reads ${instruction.condition.value}`
  switch (instruction.kind) {
    case 'measure':
      return `measures qubit ${instruction.qubit} ${terminalMeasurements(program) === undefined ? 'in the middle' : 'at the end'}`
    case 'reset':
      return `resets qubit ${instruction.qubit}`
    case 'channel':
      return `has a channel on qubit${instruction.qubits.length === 1 ? '' : 's'} ${instruction.qubits.join(', ')}`
    default:
      return undefined
  }
}

/** What a program measures once all its unitary work is done. */
export interface TerminalMeasurements {
  /** The same program without its measurements: unitary. */
  readonly unitary: Program
  /** In program order; no qubit twice; of two that write one bit, the later one counts. */
  readonly measurements: readonly MeasureInstruction[]
}

/**
 * Takes the measurements off a program that only measures, unconditionally, qubits that nothing touches afterwards.
 *
 * @returns undefined for a program that does anything else than that beside its unitaries, or measures nothing
 */
export function terminalMeasurements(program: Program): TerminalMeasurements | undefined {
  const measured = new Set<number>()
  const measurements: MeasureInstruction[] = []
  for (const instruction of program.structure.instructions) {
    if (instruction.condition !== undefined) return undefined
    if (instructionQubits(instruction).some((qubit) => measured.has(qubit))) return undefined
    if (instruction.kind === 'measure') {
      measured.add(instruction.qubit)
      measurements.push(instruction)
    } else if (!isUnitaryKind(instruction)) return undefined
  }
  if (measurements.length === 0) return undefined
  const instructions = program.structure.instructions.filter(isPlainUnitary)
  return { unitary: { ...program, structure: { ...program.structure, instructions } }, measurements }
}

/** Every qubit an instruction acts on, controls first. */
export function instructionQubits(instruction: Instruction): readonly number[] {
  switch (instruction.kind) {
    case 'rotation':
    case 'matrix':
    case 'swap':
      return [...instruction.controls, ...instruction.qubits]
    case 'phase':
      return instruction.controls
    case 'flip':
      return [...instruction.controls, instruction.target]
    case 'measure':
    case 'reset':
      return [instruction.qubit]
    case 'channel':
      return instruction.qubits
  }
}

/** What a run must supply, in words (`parameters a, b and feature x[0]`); undefined when the program has no symbols. */
export function unboundReason(program: Program): string | undefined {
  const { parameters, features } = program.structure
  const kinds = [nameSymbols('parameter', parameters), nameSymbols('feature', features)].filter((text) => text !== '')
  return kinds.length === 0 ? undefined : `needs values for ${kinds.join(' and ')}`
}

function nameSymbols(kind: string, names: readonly string[]): string {
  if (names.length === 0) return ''
  return `${kind}${names.length === 1 ? '' : 's'} ${names.length > 8 ? [...names.slice(0, 7), '...'].join(', ') : names.join(', ')}`
}
