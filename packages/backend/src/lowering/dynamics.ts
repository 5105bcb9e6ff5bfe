/**
 * Tells programs that are one unitary from dynamic ones (measurement, reset, condition, channel), and says in words why.
 *
 * A dynamic program has no amplitudes and no adjoint gradient; its expectations are averages over outcomes. One kind of it is easy: where all
 * measurements stand at the end, sampling needs a single state vector (`terminalMeasurements`).
 */
import type {
  AssignInstruction,
  ChannelInstruction,
  Instruction,
  MeasureInstruction,
  Program,
  ProgramStructure,
  ResetInstruction,
  RotationInstruction,
  UnitaryInstruction,
} from '../program.ts'

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
  return !['measure', 'reset', 'channel', 'assign'].includes(instruction.kind)
}

/** Why the program is not unitary, for an error text: `measures qubit 0 in the middle`; undefined when it is unitary. */
export function dynamicReason(program: Program): string | undefined {
  const { instructions, bits } = program.structure
  const first = instructions.findIndex((instruction) => !isPlainUnitary(instruction))
  if (first === -1) return undefined
  const instruction = instructions[first]
  if (instruction.condition !== undefined) return `runs an operation only if ${conditionText(instruction.condition, bits)}`
  switch (instruction.kind) {
    case 'measure':
      return `measures qubit ${instruction.qubit} ${terminalMeasurements(program) === undefined ? 'in the middle' : 'at the end'}`
    case 'reset':
      return `resets qubit ${instruction.qubit}`
    case 'assign':
      return `writes ${instruction.value} to bit ${bits[instruction.bit]}`
    case 'channel':
      return `has a channel on qubit${instruction.qubits.length === 1 ? '' : 's'} ${instruction.qubits.join(', ')}`
    default:
      return undefined
  }
}

/** `a is 0, b is 1`. */
function conditionText({ bits, values }: NonNullable<Instruction['condition']>, names: readonly string[]): string {
  return listed(bits.map((bit, i) => `${names[bit]} is ${values[i]}`))
}

/** Instructions that are one unitary together; under a condition a single one, which stands here without it. */
export interface Stretch {
  readonly kind: 'stretch'
  readonly instructions: readonly UnitaryInstruction[]
  readonly condition?: Instruction['condition']
}

/** An instruction whose outcome is drawn, or that writes a bit. */
export interface Jump {
  readonly kind: 'jump'
  readonly instruction: MeasureInstruction | ResetInstruction | ChannelInstruction | AssignInstruction
}

/** The program as a trajectory runs it. The first is a stretch without a condition, empty where the program begins in another way. */
export function stretchesAndJumps({ instructions }: ProgramStructure): readonly [Stretch, ...(Stretch | Jump)[]] {
  const first: UnitaryInstruction[] = []
  const found: [Stretch, ...(Stretch | Jump)[]] = [{ kind: 'stretch', instructions: first }]
  let open: UnitaryInstruction[] | undefined = first
  for (const instruction of instructions) {
    if (isUnitaryKind(instruction) && instruction.condition === undefined) {
      if (open === undefined) found.push({ kind: 'stretch', instructions: (open = []) })
      open.push(instruction)
      continue
    }
    open = undefined
    if (!isUnitaryKind(instruction)) found.push({ kind: 'jump', instruction })
    else if (instruction.condition !== undefined) {
      const { condition, ...unconditional } = instruction
      found.push({ kind: 'stretch', instructions: [unconditional], condition })
    }
  }
  return found
}

/** Whether the bits spell what a condition asks for. */
export function holds({ condition }: { readonly condition?: Instruction['condition'] | undefined }, bits: Uint8Array): boolean {
  return condition === undefined || condition.bits.every((bit, i) => bits[bit] === condition.values[i])
}

/** A program whose last measurements were taken off. */
export interface DeferredMeasurements {
  /** The same program without them. */
  readonly rest: Program
  /** In program order; no qubit twice; of two that write one bit, the later one counts. */
  readonly measurements: readonly MeasureInstruction[]
}

/**
 * Takes off the measurements whose outcomes may be read once everything else is done: they always happen, nothing touches their qubits afterwards, no condition reads
 * their bits, and nothing else writes them but measurements that are taken off too.
 */
export function deferMeasurements(program: Program): DeferredMeasurements {
  const { instructions } = program.structure
  const touched = new Set<number>()
  const kept = new Set(instructions.flatMap(({ condition }) => condition?.bits ?? [])) // bits that cannot wait
  const candidates = new Set<MeasureInstruction>()
  for (const instruction of instructions.toReversed()) {
    if (instruction.kind === 'measure') {
      if (instruction.condition === undefined && !touched.has(instruction.qubit)) candidates.add(instruction)
      else kept.add(instruction.bit)
    } else if (instruction.kind === 'assign') kept.add(instruction.bit)
    for (const qubit of instructionQubits(instruction)) touched.add(qubit)
  }
  const isDeferred = (instruction: Instruction): instruction is MeasureInstruction =>
    instruction.kind === 'measure' && candidates.has(instruction) && !kept.has(instruction.bit)
  const rest = { ...program, structure: { ...program.structure, instructions: instructions.filter((each) => !isDeferred(each)) } }
  return { rest, measurements: instructions.filter(isDeferred) }
}

/**
 * Takes the measurements off a program that is unitary but for measurements at its end.
 *
 * @returns undefined for a program that does anything else, or measures nothing
 */
export function terminalMeasurements(program: Program): DeferredMeasurements | undefined {
  const split = deferMeasurements(program)
  return split.measurements.length > 0 && isUnitaryProgram(split.rest) ? split : undefined
}

/** Why a program that only measures at its end runs as one state. */
export const LEFT_OUT = 'the circuit is unitary up to its last measurements, which are left out of everything but samples'

/** Every qubit an instruction acts on, controls first. */
export function instructionQubits(instruction: Instruction): readonly number[] {
  const { controls = [], qubits = [] } = instruction as Partial<RotationInstruction>
  if ('target' in instruction) return [...controls, instruction.target]
  return 'qubit' in instruction ? [instruction.qubit] : [...controls, ...qubits]
}

/** At most eight of them. */
function listed(texts: readonly string[]): string {
  return (texts.length > 8 ? [...texts.slice(0, 7), '...'] : texts).join(', ')
}
