/**
 * What each unitary instruction does to the bits of a basis-state index, in masks: the form in which a schedule is made.
 *
 * A bit is mixed where amplitudes that differ in it meet, and read where its value only decides or signs. Two actions commute when neither
 * mixes a bit that the other one touches; `clusterActions` moves them past each other by that rule alone.
 */
import type { DiagonalGroup } from '../diagonalGroups.ts'
import type { Instruction } from '../../program.ts'
import { maskOf, qubitBit } from './qubitBit.ts'

interface Touched {
  /** Bits that it mixes. */
  readonly mixes: number
  /** Bits that it only reads. */
  readonly reads: number
}

/** exp(-i angle P / 2) where the controls are 1: P = i^ys X^x Z^z, so a Y is a bit of both masks. */
export interface RotateAction extends Touched {
  readonly kind: 'rotate'
  readonly x: number
  readonly z: number
  /** Number of Y letters. */
  readonly ys: number
  readonly controls: number
  readonly slot: number
  /** The angle counts with the opposite sign. */
  readonly negative: boolean
}

/** exp(i angle) where the controls are 1; without controls a global phase. */
export interface PhaseAction extends Touched {
  readonly kind: 'phase'
  readonly controls: number
  readonly slot: number
}

/** Inverts the target bits where the controls are 1. */
export interface FlipAction extends Touched {
  readonly kind: 'flip'
  readonly target: number
  readonly controls: number
}

export interface SwapAction extends Touched {
  readonly kind: 'swap'
  readonly first: number
  readonly second: number
  readonly controls: number
}

/** A dense matrix; bit i of its index is `qubits[i]`. */
export interface MatrixAction extends Touched {
  readonly kind: 'matrix'
  readonly qubits: readonly number[]
  readonly controls: number
  readonly constant: number
}

/** Diagonal gates that share their symbols, as one table of phases (`tabledActions`). */
export interface TableAction extends Touched {
  readonly kind: 'table'
  readonly group: DiagonalGroup
}

export type Action = RotateAction | PhaseAction | FlipAction | SwapAction | MatrixAction | TableAction

/**
 * @throws TypeError for an instruction that is not an unconditional unitary
 * @throws RangeError for a qubit that no mask holds
 */
export function actionOf(instruction: Instruction): Action {
  if (instruction.condition !== undefined) throw new TypeError('an instruction with a condition is not one action')
  switch (instruction.kind) {
    case 'rotation': {
      const masks = pauliMasks(instruction)
      const controls = maskOf(instruction.controls)
      const { x, z } = masks
      return { kind: 'rotate', ...masks, controls, slot: instruction.angle, negative: false, mixes: x, reads: (z | controls) & ~x }
    }
    case 'phase': {
      const controls = maskOf(instruction.controls)
      return { kind: 'phase', controls, slot: instruction.angle, mixes: 0, reads: controls }
    }
    case 'flip': {
      const [target, controls] = [qubitBit(instruction.target), maskOf(instruction.controls)]
      return { kind: 'flip', target, controls, mixes: target, reads: controls }
    }
    case 'swap': {
      const [first, second] = instruction.qubits.map(qubitBit)
      const controls = maskOf(instruction.controls)
      return { kind: 'swap', first, second, controls, mixes: first | second, reads: controls }
    }
    case 'matrix': {
      const { qubits, constant } = instruction
      const controls = maskOf(instruction.controls)
      return { kind: 'matrix', qubits, controls, constant, mixes: maskOf(qubits), reads: controls }
    }
    default:
      throw new TypeError(`a ${instruction.kind} is not a unitary action`)
  }
}

/** Whether an action is a rotation about a Z string without controls. */
export function isZRotation(action: Action): action is RotateAction {
  return action.kind === 'rotate' && action.x === 0 && action.controls === 0
}

/** Masks of a Pauli string: Z letters first, then X letters, times i^ys. @throws RangeError for a qubit that no mask holds */
export function pauliMasks({ pauli, qubits }: { readonly pauli: string; readonly qubits: readonly number[] }) {
  let [x, z, ys] = [0, 0, 0]
  qubits.forEach((qubit, i) => {
    if (pauli[i] !== 'Z') x |= qubitBit(qubit)
    if (pauli[i] !== 'X') z |= qubitBit(qubit)
    if (pauli[i] === 'Y') ys++
  })
  return { x, z, ys }
}
