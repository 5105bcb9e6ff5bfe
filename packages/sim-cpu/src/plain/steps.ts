/**
 * The instructions of a program as calls of plain kernels: what depends on the structure alone is worked out once.
 *
 * A step has two numbers a row: cosine and signed sine of half its angle, or of its angle for a phase.
 */
import type { Program } from '@ketwork/backend'
import {
  type Amplitudes,
  applyDense,
  axisOf,
  backRotate,
  type Cube,
  denseFrame,
  exchange,
  maskOf,
  type MatrixInstruction,
  multiplyPhase,
  parityImaginary,
  rotate,
  rotateZ,
  type RotationAxis,
  type UnitaryInstruction,
} from '@ketwork/backend/simulator'
import { adjoint, complexMatrix, highestBit } from '@ketwork/math'

export interface Step {
  /** Bits that the kernel fixes itself: pivot or targets, and controls. */
  readonly fixed: number
  /** Bits that are 1 where the step acts. */
  readonly controls: number
  /** Bits that a slice of the state must hold all values of. */
  readonly mixes: number
  /** Angle slot; -1 where there is none. */
  readonly slot: number
  /** The two numbers of an angle. */
  numbersOf(angle: number): readonly [c: number, s: number]
  apply(state: Amplitudes, cube: Cube, c: number, s: number): void
  /** Undoes the step on both states, and gives the derivative by its angle: its share over the cube. */
  back(ket: Amplitudes, bra: Amplitudes, cube: Cube, c: number, s: number): number
}

export function stepOf(instruction: UnitaryInstruction, { constants }: Program): Step {
  const controls = maskOf(instruction.controls)
  switch (instruction.kind) {
    case 'rotation': {
      const axis = axisOf(instruction)
      return axis.x === 0 ? parityStep(axis.z, controls, instruction.angle) : rotationStep(axis, controls, instruction.angle)
    }
    case 'phase':
      return phaseStep(controls, instruction.angle)
    case 'flip':
      return exchangeStep(0, 1 << instruction.target, controls)
    case 'swap':
      return exchangeStep(1 << instruction.qubits[0], 1 << instruction.qubits[1], controls)
    case 'matrix':
      return denseStep(instruction, controls, constants)
  }
}

function rotationStep(axis: RotationAxis, controls: number, slot: number): Step {
  const step = { fixed: controls | highestBit(axis.x), controls, mixes: axis.x, slot }
  return {
    ...step,
    numbersOf: (angle) => [Math.cos(angle / 2), axis.sign * Math.sin(angle / 2)],
    apply: (state, cube, c, s) => rotate(state, cube, axis, c, s),
    back: (ket, bra, cube, c, s) => backRotate(ket, bra, cube, axis, c, s),
  }
}

function parityStep(z: number, controls: number, slot: number): Step {
  return diagonalStep({ fixed: controls, controls, mixes: 0, slot }, (angle) => [Math.cos(angle / 2), Math.sin(angle / 2)], {
    apply: (state, cube, c, s) => rotateZ(state, cube, z, c, s),
    derivative: (ket, bra, cube) => parityImaginary(ket, bra, cube, z),
  })
}

function phaseStep(controls: number, slot: number): Step {
  return diagonalStep({ fixed: controls, controls, mixes: 0, slot }, (angle) => [Math.cos(angle), Math.sin(angle)], {
    apply: multiplyPhase,
    derivative: (ket, bra, cube) => -2 * parityImaginary(ket, bra, cube, 0),
  })
}

function diagonalStep(
  step: Pick<Step, 'fixed' | 'controls' | 'mixes' | 'slot'>,
  numbersOf: Step['numbersOf'],
  { apply, derivative }: Pick<Step, 'apply'> & { readonly derivative: (ket: Amplitudes, bra: Amplitudes, cube: Cube) => number },
): Step {
  const back: Step['back'] = (ket, bra, cube, c, s) => {
    const found = derivative(ket, bra, cube) // the phases of both cancel
    apply(ket, cube, c, -s)
    apply(bra, cube, c, -s)
    return found
  }
  return { ...step, numbersOf, apply, back }
}

const NO_NUMBERS = [1, 0] as const

function constantStep(step: Pick<Step, 'fixed' | 'controls' | 'mixes'>, apply: Step['apply'], undo: Step['apply']): Step {
  const back: Step['back'] = (ket, bra, cube, c, s) => {
    undo(ket, cube, c, s)
    undo(bra, cube, c, s)
    return 0
  }
  return { ...step, slot: -1, numbersOf: () => NO_NUMBERS, apply, back }
}

function exchangeStep(first: number, second: number, controls: number): Step {
  const mixes = first | second
  const run: Step['apply'] = (state, cube) => exchange(state, cube, first, second)
  return constantStep({ fixed: controls | mixes, controls, mixes }, run, run)
}

function denseStep({ qubits, constant }: MatrixInstruction, controls: number, constants: Float64Array): Step {
  const frame = denseFrame(qubits)
  const mixes = maskOf(qubits)
  const size = 2 ** qubits.length
  const matrix = constants.subarray(constant, constant + 2 * size * size)
  const inverse = adjoint(complexMatrix(size, size, matrix)).data
  return constantStep(
    { fixed: controls | mixes, controls, mixes },
    (state, cube) => applyDense(state, cube, frame, matrix, 0),
    (state, cube) => applyDense(state, cube, frame, inverse, 0),
  )
}
