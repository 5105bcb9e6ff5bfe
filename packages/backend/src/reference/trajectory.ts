/**
 * One shot of a program with measurement, reset, channels and conditions: a state vector that jumps at random.
 *
 * Each random choice takes one uniform number from the shot's own stream: the outcome of a measurement, then its reading if there is
 * readout error; the Kraus operator of a channel, drawn with probability |K state|^2.
 */
import { innerProduct, type RandomStream } from '@ketwork/math'
import type { Instruction } from '../program.ts'
import { applyInstruction, applyMatrix, type InstructionNumbers, krausOf } from './applyInstruction.ts'
import { conditionHolds, readingProbability, withBit } from './densityMatrix.ts'

/** What a shot has come to: its normalised state and its classical bits (bit i is character i). */
export interface Shot {
  readonly state: Float64Array
  bits: string
}

/** Moves the shot on by one instruction, in place. */
export function stepShot(shot: Shot, instruction: Instruction, numbers: InstructionNumbers, random: RandomStream): void {
  if (!conditionHolds(instruction, shot.bits)) return
  switch (instruction.kind) {
    case 'measure': {
      const outcome = collapse(shot.state, instruction.qubit, random)
      const reading =
        instruction.readout === undefined
          ? outcome
          : Number(random.uniform() < readingProbability(instruction.readout, numbers.constants, outcome, 1))
      shot.bits = withBit(shot.bits, instruction.bit, reading)
      return
    }
    case 'assign':
      shot.bits = withBit(shot.bits, instruction.bit, instruction.value)
      return
    case 'reset':
      if (collapse(shot.state, instruction.qubit, random) === 1) {
        applyInstruction(shot.state, { kind: 'flip', controls: [], target: instruction.qubit }, numbers)
      }
      return
    case 'channel':
      return jump(shot.state, krausOf(instruction, numbers.constants), instruction.qubits, random)
    default:
      return applyInstruction(shot.state, instruction, numbers)
  }
}

/** Measures a qubit: draws 0 or 1, projects and normalises. */
function collapse(state: Float64Array, qubit: number, random: RandomStream): number {
  const weights = [0, 0]
  for (let x = 0; 2 * x < state.length; x++) weights[(x >>> qubit) & 1] += state[2 * x] ** 2 + state[2 * x + 1] ** 2
  const outcome = weights[0] === 0 || random.uniform() * (weights[0] + weights[1]) < weights[1] ? 1 : 0
  const scale = 1 / Math.sqrt(weights[outcome])
  for (let x = 0; 2 * x < state.length; x++) {
    const factor = ((x >>> qubit) & 1) === outcome ? scale : 0
    state[2 * x] *= factor
    state[2 * x + 1] *= factor
  }
  return outcome
}

/** Applies one Kraus operator, drawn with its probability |K state|^2, and normalises. They are tried in turn, so likely ones should come first. */
function jump(state: Float64Array, kraus: readonly Float64Array[], qubits: readonly number[], random: RandomStream): void {
  let left = random.uniform() * innerProduct(state, state)[0]
  let drawn = state
  let weight = 0
  for (const matrix of kraus) {
    const jumped = state.slice()
    applyMatrix(jumped, matrix, qubits)
    const jumpedWeight = innerProduct(jumped, jumped)[0]
    if (jumpedWeight === 0) continue
    drawn = jumped
    weight = jumpedWeight
    left -= jumpedWeight
    if (left < 0) break // otherwise, after the last one: the number drawn was the sum itself, up to rounding
  }
  const scale = 1 / Math.sqrt(weight)
  for (let i = 0; i < state.length; i++) state[i] = scale * drawn[i]
}
