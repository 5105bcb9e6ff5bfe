/**
 * The five unitary instructions that every gate is made of, and short ways to write them.
 *
 * A row of the gate table lists its gate's primitives in the order in which they act; their product is the gate's matrix, phase included. Simulators
 * need kernels for these five alone, and only `rotation` and `phase` have an angle to differentiate.
 */
import type { ComplexMatrix } from '@ketwork/math'
import type { Angle } from '../angles/angle.ts'

/** A primitive acts where all its controls are 1. */
export type Primitive = RotationPrimitive | PhasePrimitive | FlipPrimitive | SwapPrimitive | MatrixPrimitive

/** exp(-i angle P / 2): letter i of `pauli` acts on `qubits[i]`. */
export interface RotationPrimitive {
  readonly kind: 'rotation'
  readonly pauli: string
  readonly qubits: readonly number[]
  readonly controls: readonly number[]
  readonly angle: Angle
}

/** Multiplies by exp(i angle) where all controls are 1; without controls a global phase. */
export interface PhasePrimitive {
  readonly kind: 'phase'
  readonly controls: readonly number[]
  readonly angle: Angle
}

/** X on the target. */
export interface FlipPrimitive {
  readonly kind: 'flip'
  readonly controls: readonly number[]
  readonly target: number
}

export interface SwapPrimitive {
  readonly kind: 'swap'
  readonly controls: readonly number[]
  readonly qubits: readonly [number, number]
}

/** A dense unitary: bit i of its index is `qubits[i]`. */
export interface MatrixPrimitive {
  readonly kind: 'matrix'
  readonly qubits: readonly number[]
  readonly controls: readonly number[]
  readonly matrix: ComplexMatrix
}

export function rotation(pauli: string, angle: Angle, qubits: readonly number[], controls: readonly number[] = []): Primitive {
  return { kind: 'rotation', pauli, qubits, controls, angle }
}

export function phase(angle: Angle, controls: readonly number[]): Primitive {
  return { kind: 'phase', controls, angle }
}

export function flip(controls: readonly number[], target: number): Primitive {
  return { kind: 'flip', controls, target }
}

export function exchange(a: number, b: number, controls: readonly number[] = []): Primitive {
  return { kind: 'swap', controls, qubits: [a, b] }
}

export function dense(matrix: ComplexMatrix, qubits: readonly number[], controls: readonly number[] = []): Primitive {
  return { kind: 'matrix', qubits, controls, matrix }
}
