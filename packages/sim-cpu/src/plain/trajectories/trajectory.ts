/**
 * One shot of a program with measurement, reset, channels and conditions: a state vector that jumps at random.
 *
 * A measurement takes one uniform number, and one more with readout error; a channel takes one: Kraus operator K is drawn with probability
 * |K psi|^2, which comes from the reduced density matrix of its qubits, so that only the drawn operator is applied. Of a mixture of unitaries the
 * probabilities are known before, and where the identity comes nothing is done.
 */
import { type ChannelInstruction, type Instruction, maskOf } from '@ketwork/backend'
import type { RandomStream } from '@ketwork/math'
import { type Amplitudes, setCube } from '../kernels/cube.ts'
import { type DenseFrame, applyDense } from '../kernels/dense.ts'
import { exchange } from '../kernels/permutation.ts'
import { reducedDensity, scaleCube, weightOf } from '../kernels/reductions.ts'
import { finishForward } from '../run/evolve.ts'
import type { Run } from '../run/Run.ts'
import { readBit } from '../sampling/sampleState.ts'
import { drawWeighted, krausWeight } from './krausWeights.ts'

export interface Shot {
  readonly state: Amplitudes
  readonly bits: Uint8Array
  readonly random: RandomStream
}

/** Index of the first segment that is random or conditional: what stands before it is the same for all shots of a row. */
export function deterministicSegments({ plan }: Run): number {
  const first = plan.segments.findIndex((segment) => plan.steps[segment.start].instruction !== undefined)
  return first === -1 ? plan.segments.length : first
}

/** Moves the shot from segment `start` to the end of the program. */
export async function finishShot(run: Run, shot: Shot, start: number): Promise<void> {
  const { segments, steps } = run.plan
  for (let index = start; index < segments.length; index++) {
    const step = steps[segments[index].start]
    if (step.instruction !== undefined && !holds(step.instruction, shot.bits)) continue
    if (step.kind === 'dynamic' && step.instruction !== undefined) jump(run, shot, step.instruction)
    else await finishForward(run, shot.state, index, index + 1)
    if (run.pace.due) await run.pace.breathe()
  }
}

/** Whether the bits spell what the condition asks for. */
export function holds({ condition }: { readonly condition?: Instruction['condition'] | undefined }, bits: Uint8Array): boolean {
  if (condition === undefined) return true
  return condition.bits.every((bit, i) => bits[bit] === condition.values[i])
}

function jump(run: Run, shot: Shot, instruction: Instruction): void {
  if (instruction.kind === 'assign') {
    shot.bits[instruction.bit] = instruction.value
    return
  }
  const event = run.beginPass(instruction.kind)
  const { constants } = run.plan.program
  switch (instruction.kind) {
    case 'measure': {
      const outcome = collapse(run, shot, instruction.qubit)
      shot.bits[instruction.bit] =
        instruction.readout === undefined ? outcome : readBit(constants, instruction.readout, outcome, shot.random)
      break
    }
    case 'reset':
      if (collapse(run, shot, instruction.qubit) === 1) {
        setCube(run.cube, run.plan.qubits, 1 << instruction.qubit, 0)
        exchange(shot.state, run.cube, 0, 1 << instruction.qubit)
      }
      break
    case 'channel':
      drawKraus(run, shot, instruction)
      break
    default:
      throw new TypeError(`a ${instruction.kind} is no random step`)
  }
  const amplitudes = 2 ** run.plan.qubits
  run.pace.add(3 * amplitudes)
  run.endPass(event, { amplitudes, bytes: 3 * run.bytesAnAmplitude * amplitudes })
}

/** Measures a qubit: draws 0 or 1, projects and normalises. */
function collapse({ cube, plan }: Run, { state, random }: Shot, qubit: number): number {
  const bit = 1 << qubit
  setCube(cube, plan.qubits, bit, 0)
  const zero = weightOf(state, cube)
  cube.ones = bit
  const one = weightOf(state, cube)
  const outcome = zero === 0 || random.uniform() * (zero + one) < one ? 1 : 0
  scaleCube(state, cube, outcome === 1 ? 1 / Math.sqrt(one) : 0)
  cube.ones = 0
  scaleCube(state, cube, outcome === 0 ? 1 / Math.sqrt(zero) : 0)
  return outcome
}

function drawKraus({ cube, plan }: Run, { state, random }: Shot, channel: ChannelInstruction): void {
  const { constants } = plan.program
  const { frame, mixture } = plan.channels.get(channel)!
  const { qubits, kraus, constant } = channel
  const size = frame.offsets.length
  setCube(cube, plan.qubits, maskOf(qubits), 0)
  if (mixture !== undefined) {
    const unitary = mixture.unitaries[drawWeighted(mixture.weights, random.uniform())]
    if (unitary !== undefined) applyDense(state, cube, frame, unitary, 0)
    return
  }
  const density = reducedDensity(state, cube, frame)
  const weights = Array.from({ length: kraus }, (_, i) => krausWeight(constants, constant + 2 * i * size * size, density, size))
  const drawn = drawWeighted(weights, random.uniform())
  applyScaled(state, { cube, frame, constants, at: constant + 2 * drawn * size * size, scale: 1 / Math.sqrt(weights[drawn]) })
}

interface ScaledMatrix {
  readonly cube: Run['cube']
  readonly frame: DenseFrame
  readonly constants: Float64Array
  readonly at: number
  readonly scale: number
}

function applyScaled(state: Amplitudes, { cube, frame, constants, at, scale }: ScaledMatrix): void {
  const matrix = constants.slice(at, at + 2 * frame.offsets.length ** 2).map((entry) => scale * entry)
  applyDense(state, cube, frame, matrix, 0)
}
