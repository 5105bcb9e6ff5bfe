/**
 * A `Program` is a lowered circuit: portable plain data that every simulator can load.
 *
 * It knows only five unitary instructions (rotation, phase, flip, swap, matrix) besides measurement, reset and channels, so a simulator needs few
 * kernels and the derivative is written once. Structure holds gates, qubits, symbols and shapes; every number stands in `constants`, so that two
 * circuits that differ in one constant angle share one structure.
 */
import type { AngleTable } from '@ketwork/circuit'

export const PROGRAM_VERSION = 2

export interface Program {
  readonly version: typeof PROGRAM_VERSION
  readonly structure: ProgramStructure
  readonly constants: Float64Array
}

export interface ProgramStructure {
  readonly qubits: number
  readonly parameters: readonly string[]
  readonly features: readonly string[]
  readonly bits: readonly string[]
  /** Polynomial angles over the symbols (parameters first, then features), coefficients by index into `constants`. */
  readonly angles: AngleTable
  readonly instructions: readonly Instruction[]
  readonly observables: readonly ObservableStructure[]
}

/** `controls` are qubits that must all be 1; the list is empty for an uncontrolled instruction. */
export type Instruction = UnitaryInstruction | MeasureInstruction | ResetInstruction | ChannelInstruction | AssignInstruction
export type UnitaryInstruction = RotationInstruction | PhaseInstruction | FlipInstruction | SwapInstruction | MatrixInstruction

interface Conditional {
  /** Runs only when each of the bits (indices into `structure.bits`) reads its entry of `values`. */
  readonly condition?: { readonly bits: readonly number[]; readonly values: readonly (0 | 1)[] }
}

/** exp(-i angle P / 2) on a Pauli string: letter i of `pauli` acts on `qubits[i]`. */
export interface RotationInstruction extends Conditional {
  readonly kind: 'rotation'
  readonly pauli: string
  readonly qubits: readonly number[]
  readonly controls: readonly number[]
  /** Index into `structure.angles`. */
  readonly angle: number
}

/** Multiplies the amplitudes whose controls are all 1 by exp(i angle); without controls a global phase. */
export interface PhaseInstruction extends Conditional {
  readonly kind: 'phase'
  readonly controls: readonly number[]
  readonly angle: number
}

/** X on the target. */
export interface FlipInstruction extends Conditional {
  readonly kind: 'flip'
  readonly controls: readonly number[]
  readonly target: number
}

export interface SwapInstruction extends Conditional {
  readonly kind: 'swap'
  readonly controls: readonly number[]
  readonly qubits: readonly [number, number]
}

/** A dense unitary on k qubits: 2 * 4^k numbers from `constants[constant]`, row-major, interleaved; bit i of its index is `qubits[i]`. */
export interface MatrixInstruction extends Conditional {
  readonly kind: 'matrix'
  readonly qubits: readonly number[]
  readonly controls: readonly number[]
  readonly constant: number
}

/** Projects the qubit, writes the outcome to a bit; with `readout` (index of p(0|0), p(1|0), p(0|1), p(1|1) in `constants`) the bit is then confused. */
export interface MeasureInstruction extends Conditional {
  readonly kind: 'measure'
  readonly qubit: number
  readonly bit: number
  readonly readout?: number
}

export interface ResetInstruction extends Conditional {
  readonly kind: 'reset'
  readonly qubit: number
}

/** Writes a constant to a bit (index into `structure.bits`). */
export interface AssignInstruction extends Conditional {
  readonly kind: 'assign'
  readonly bit: number
  readonly value: 0 | 1
}

/** `kraus` matrices of 2 * 4^k numbers each, one after the other from `constants[constant]`. */
export interface ChannelInstruction extends Conditional {
  readonly kind: 'channel'
  readonly qubits: readonly number[]
  readonly kraus: number
  readonly constant: number
}

/** A Hermitian Pauli sum; the coefficient of term i is `constants[coefficient + i]`. */
export interface ObservableStructure {
  readonly coefficient: number
  readonly terms: readonly { readonly pauli: string; readonly qubits: readonly number[] }[]
}
