/**
 * The three things a state-vector simulator must do to get the adjoint gradient in its reference form.
 *
 * States are 2^n interleaved amplitudes. `angles` holds the evaluated slots of the program's angle table for the row at hand.
 */
import type { UnitaryInstruction } from '../program.ts'

/** The numbers an instruction refers to by index. */
export interface InstructionNumbers {
  readonly angles: Float64Array
  readonly constants: Float64Array
}

export interface StateKernels {
  /** Applies the instruction, or its inverse, in place. */
  applyInstruction(
    state: Float64Array,
    instruction: UnitaryInstruction,
    numbers: InstructionNumbers,
    direction: 'forward' | 'inverse',
  ): void
  /** target += weight * P|source> for a Pauli string (letter i acts on `qubits[i]`; '' is the identity). */
  addPauli(target: Float64Array, source: Float64Array, string: PauliString, weight: number): void
  /** <bra| Pi P |ket> as [re, im], where Pi projects all `controls` on 1. */
  pauliElement(bra: Float64Array, ket: Float64Array, string: PauliString, controls: readonly number[]): readonly [re: number, im: number]
}

export interface PauliString {
  readonly pauli: string
  readonly qubits: readonly number[]
}
