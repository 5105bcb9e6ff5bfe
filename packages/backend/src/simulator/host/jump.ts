/**
 * One random step of a trajectory on a state in memory: a measurement, a reset, a channel, or a bit that is written.
 *
 * A measurement takes one uniform number, and one more with readout error; a channel takes one: Kraus operator K is drawn with probability
 * |K psi|^2, which comes from the reduced density matrix of its qubits, so that only the drawn operator is applied. Of a mixture of unitaries the
 * probabilities are known before, and where the identity comes nothing is done.
 */
import type { RandomStream } from '@ketwork/math'
import { maskOf } from '../../lowering/schedule/qubitBit.ts'
import type { Jump } from '../../lowering/dynamics.ts'
import type { ChannelInstruction, Program } from '../../program.ts'
import type { Amplitudes } from '../ProgramEngine.ts'
import { setCube, wholeCube } from './cube.ts'
import { denseFrame } from './dense.ts'
import { drawWeighted, krausWeight } from './krausWeights.ts'
import { applyMatrix, readBit } from './measurement.ts'
import { type Mixture, mixtureOf } from './mixture.ts'
import { reducedDensity, scaleCube, weightOf } from './reductions.ts'

/** A shot on its way. */
export interface Shot {
  readonly state: Amplitudes
  readonly bits: Uint8Array
  readonly random: RandomStream
}

export type JumpStep = (shot: Shot) => void

const FLIP = Float64Array.of(0, 0, 1, 0, 1, 0, 0, 0)

/** Makes the step of an instruction, with what does not depend on the shot worked out once. */
export function jumpOf({ instruction }: Jump, { structure, constants }: Program): JumpStep {
  const { qubits: count } = structure
  switch (instruction.kind) {
    case 'measure': {
      const { qubit, bit, readout } = instruction
      return (shot) => {
        const outcome = collapse(shot, count, qubit)
        shot.bits[bit] = readout === undefined ? outcome : readBit(constants, readout, outcome, shot.random)
      }
    }
    case 'assign':
      return ({ bits }) => {
        bits[instruction.bit] = instruction.value
      }
    case 'reset':
      return (shot) => {
        if (collapse(shot, count, instruction.qubit) === 1) applyMatrix(shot.state, count, [instruction.qubit], FLIP)
      }
    case 'channel': {
      const mixture = mixtureOf(instruction, constants)
      if (mixture !== undefined) return (shot) => drawUnitary(shot, count, instruction.qubits, mixture)
      return (shot) => drawKraus(shot, count, instruction, constants)
    }
  }
}

/** Measures a qubit: draws 0 or 1, projects and normalises. */
function collapse({ state, random }: Shot, qubits: number, qubit: number): number {
  const bit = 1 << qubit
  const cube = wholeCube(qubits)
  setCube(cube, qubits, bit, 0)
  const zero = weightOf(state, cube)
  cube.ones = bit
  const one = weightOf(state, cube)
  const outcome = zero === 0 || random.uniform() * (zero + one) < one ? 1 : 0
  scaleCube(state, cube, outcome === 1 ? 1 / Math.sqrt(one) : 0)
  cube.ones = 0
  scaleCube(state, cube, outcome === 0 ? 1 / Math.sqrt(zero) : 0)
  return outcome
}

function drawUnitary({ state, random }: Shot, count: number, qubits: readonly number[], { weights, unitaries }: Mixture): void {
  const unitary = unitaries[drawWeighted(weights, random.uniform())]
  if (unitary !== undefined) applyMatrix(state, count, qubits, unitary)
}

function drawKraus({ state, random }: Shot, count: number, { qubits, kraus, constant }: ChannelInstruction, constants: Float64Array): void {
  const size = 2 ** qubits.length
  const cube = wholeCube(count)
  setCube(cube, count, maskOf(qubits), 0)
  const density = reducedDensity(state, cube, denseFrame(qubits))
  const weights = Array.from({ length: kraus }, (_, i) => krausWeight(constants, constant + 2 * i * size * size, density, size))
  const drawn = drawWeighted(weights, random.uniform())
  const at = constant + 2 * drawn * size * size
  const scale = 1 / Math.sqrt(weights[drawn])
  applyMatrix(
    state,
    count,
    qubits,
    constants.slice(at, at + 2 * size * size).map((entry) => scale * entry),
  )
}
