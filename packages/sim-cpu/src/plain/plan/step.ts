/**
 * One kernel call of a plan. All steps have the same fields, so that the loops that walk them stay fast; what a kind does not use is 0 or empty.
 */
import type { Instruction } from '@ketwork/backend'
import type { DenseFrame } from '../kernels/dense.ts'
import type { RotationAxis } from '../kernels/rotation.ts'

export type StepKind =
  | 'single' // a run of single-qubit gates on one qubit, as one 2x2 matrix
  | 'rotate' // exp(-i angle P / 2), P flips a qubit
  | 'parity' // exp(-i angle Z..Z / 2)
  | 'phase' // exp(i angle) where all controls are 1
  | 'exchange' // X and SWAP
  | 'dense' // a matrix on two or more qubits
  | 'table' // many diagonal gates whose angles share their symbols
  | 'dynamic' // measurement, reset or channel

/** A gate inside a 'single' step. */
export interface SingleElement {
  readonly gate: 'X' | 'Y' | 'Z' | 'phase' | 'flip' | 'matrix'
  /** Angle slot of a rotation (X, Y, Z) or phase. */
  readonly slot: number
  /** Index of a matrix in the program's constants. */
  readonly constant: number
}

export interface Step {
  readonly kind: StepKind
  /** Bits that the step mixes: all their values must lie in one tile. */
  readonly mixes: number
  /** Bits that its kernels fix themselves: targets or pivot, and controls. */
  readonly fixed: number
  readonly controls: number
  /** Target bit of 'single', z mask of 'parity'. */
  readonly mask: number
  /** The two bits of 'exchange'; 0 and the target for X. */
  readonly first: number
  readonly second: number
  readonly axis: RotationAxis
  readonly elements: readonly SingleElement[]
  readonly frame: DenseFrame
  /** Index into the plan's tables. */
  readonly table: number
  /** Angle slots that the step depends on. */
  readonly slots: readonly number[]
  /** Place of the step's numbers in the run's number array; the plan's layout assigns it. */
  at: number
  /** Place of its eight sums in the backward sweep. */
  sums: number
  /** The instruction of a dynamic or conditional step. */
  readonly instruction: Instruction | undefined
}

const NO_AXIS: RotationAxis = { x: 0, z: 0, real: false, sign: -1 }
const NO_FRAME: DenseFrame = { offsets: new Int32Array(0), gathered: new Float64Array(0) }

/** A step with all fields in one order. */
export function makeStep(fields: Partial<Step> & Pick<Step, 'kind'>): Step {
  return {
    kind: fields.kind,
    mixes: fields.mixes ?? 0,
    fixed: fields.fixed ?? 0,
    controls: fields.controls ?? 0,
    mask: fields.mask ?? 0,
    first: fields.first ?? 0,
    second: fields.second ?? 0,
    axis: fields.axis ?? NO_AXIS,
    elements: fields.elements ?? [],
    frame: fields.frame ?? NO_FRAME,
    table: fields.table ?? 0,
    slots: fields.slots ?? [],
    at: 0,
    sums: 0,
    instruction: fields.instruction,
  }
}
