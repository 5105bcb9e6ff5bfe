/**
 * The random steps of a trajectory: each says which stages move the state on, once the number has been drawn that decides.
 *
 * Most need to know the state: it is brought up to date, weighed, and the draw made on the caller's thread. A channel of multiples of unitaries, as a mixture of
 * Paulis is, draws without looking, and where the identity comes there is nothing to do. An assignment of a bit draws nothing and leaves the state alone.
 */
import {
  type AssignInstruction,
  type ChannelInstruction,
  drawWeighted,
  type Jump,
  krausWeight,
  type MeasureInstruction,
  type Mixture,
  mixtureOf,
  readBit,
  type ResetInstruction,
} from '@ketwork/backend/simulator'
import type { RandomStream } from '@ketwork/math'
import { cellBitOf, outcomeWeights, resetMatrix, writeCollapseFactors } from '../../kernels/emitCollapse.ts'
import { densityFromSums, densitySumsLength } from '../../kernels/emitReducedDensity.ts'
import { amplitudeLanes, cellsOf, lanes } from '../../kernels/layout.ts'
import { groupsOf } from '../../kernels/operatorFrame.ts'
import type { LoadedModule } from '../../threads/loadModule.ts'
import type { Stage } from '../../threads/stage.ts'
import type { OperatorMaker } from '../Operator.ts'
import type { StateWork } from '../StateWork.ts'

/** What a shot has come to. */
export interface Shot {
  readonly bits: Uint8Array
  readonly random: RandomStream
}

/** A random step on the one state of a call. */
export interface JumpWork {
  /**
   * Draws, after running the pending stages where the state must be known.
   *
   * @returns the stages that are pending then
   */
  draw(shot: Shot, pending: readonly Stage[]): Promise<readonly Stage[]>
}

export interface JumpPlaces {
  readonly work: StateWork
  readonly state: number
  readonly constants: Float64Array
  readonly makeOperator: OperatorMaker
  /** The library `dynamics`. */
  readonly module: LoadedModule
}

/** Partial sums in single precision take at most so many cells. */
const CHUNK = 2 ** 10

export function openJump({ instruction }: Jump, places: JumpPlaces): JumpWork {
  if (instruction.kind === 'channel') return openChannel(instruction, places)
  if (instruction.kind === 'assign') return openAssignment(instruction)
  return instruction.kind === 'measure' ? openMeasurement(instruction, places) : openReset(instruction, places)
}

function openMeasurement({ qubit, bit, readout }: MeasureInstruction, places: JumpPlaces): JumpWork {
  const { work, state, constants, module } = places
  const { call } = work
  const outcomes = openOutcomes(qubit, places)
  const { layout, cells } = sizesOf(work)
  const factors = call.borrow(2 * 16)
  const collapse = {
    ...traffic(work, 2),
    module,
    kernel: 'collapse',
    args: [call.pointer(state), call.pointer(factors), cellBitOf(layout, qubit)],
  }
  return {
    async draw({ bits, random }, pending) {
      const { outcome, scale } = await outcomes.draw(random, pending)
      bits[bit] = readout === undefined ? outcome : readBit(constants, readout, outcome, random)
      const out = call.engine.arena.numbers(layout.precision, factors, 2 * lanes(layout.precision))
      writeCollapseFactors(layout, qubit, { outcomes: [outcome], scales: [scale] }, out)
      return [{ ...collapse, units: cells }]
    },
  }
}

function openAssignment({ bit, value }: AssignInstruction): JumpWork {
  return {
    async draw({ bits }, pending) {
      bits[bit] = value
      return pending
    },
  }
}

function openReset({ qubit }: ResetInstruction, places: JumpPlaces): JumpWork {
  const { work, state, makeOperator } = places
  const outcomes = openOutcomes(qubit, places)
  const operator = makeOperator([qubit])
  return {
    async draw({ random }, pending) {
      const { outcome, scale } = await outcomes.draw(random, pending)
      operator.write(resetMatrix(outcome, scale))
      return [work.apply(operator, state)]
    },
  }
}

/** Measures a qubit without touching it: the outcome, and what its amplitudes are to be multiplied by. */
function openOutcomes(qubit: number, { work, state, module }: JumpPlaces) {
  const { call } = work
  const { layout, cells } = sizesOf(work)
  const chunkCells = Math.min(cells, CHUNK)
  const chunks = cells / chunkCells
  const length = 2 * lanes(layout.precision) * chunks
  const sums = call.borrow(8 * length)
  const args = [call.pointer(state), call.pointer(sums), cellBitOf(layout, qubit), chunkCells]
  const weigh: Stage = { ...traffic(work, 1), module, kernel: 'outcomeWeights', args, units: chunks }
  return {
    async draw(random: RandomStream, pending: readonly Stage[]): Promise<{ outcome: number; scale: number }> {
      await call.run([...pending, weigh])
      const weights = outcomeWeights(layout, qubit, call.engine.arena.f64(sums, length))
      const outcome = weights[0] === 0 || random.uniform() * (weights[0] + weights[1]) < weights[1] ? 1 : 0
      return { outcome, scale: 1 / Math.sqrt(weights[outcome]) }
    },
  }
}

function openChannel(channel: ChannelInstruction, places: JumpPlaces): JumpWork {
  const mixture = mixtureOf(channel, places.constants)
  return mixture === undefined ? openKraus(channel, places) : openMixture(channel.qubits, mixture, places)
}

function openMixture(qubits: readonly number[], { weights, unitaries }: Mixture, { work, state, makeOperator }: JumpPlaces): JumpWork {
  const made = new Map<number, Stage>()
  return {
    async draw({ random }, pending) {
      const drawn = drawWeighted(weights, random.uniform())
      const unitary = unitaries[drawn]
      if (unitary === undefined) return pending
      const stage = made.get(drawn) ?? work.apply(makeOperator(qubits).write(unitary), state)
      made.set(drawn, stage)
      return [...pending, stage]
    },
  }
}

/** Kraus operators whose probabilities depend on the state, through the reduced density matrix of the channel's qubits. */
function openKraus(
  { qubits, kraus, constant }: ChannelInstruction,
  { work, state, constants, makeOperator, module }: JumpPlaces,
): JumpWork {
  const { call } = work
  const operator = makeOperator(qubits)
  const { frame, offsets, patterns } = operator
  const groups = groupsOf(frame, sizesOf(work).cells)
  const chunkGroups = Math.min(groups, CHUNK)
  const chunks = groups / chunkGroups
  const length = densitySumsLength(frame) * chunks
  const sums = call.borrow(8 * length)
  const pointers = [state, offsets, patterns, sums].map((address) => call.pointer(address))
  const args = [...pointers, frame.offsets.length, frame.laneXors.length, frame.fixed, frame.ones, chunkGroups]
  const weigh: Stage = { ...traffic(work, 1), module, kernel: 'reducedDensity', args, units: chunks }
  const size = 2 ** qubits.length
  const placeOf = (index: number): number => constant + 2 * size * size * index
  return {
    async draw({ random }, pending) {
      await call.run([...pending, weigh])
      const [density] = densityFromSums(frame, call.engine.arena.f64(sums, length))
      const weights = Array.from({ length: kraus }, (_, index) => krausWeight(constants, placeOf(index), density, size))
      const drawn = drawWeighted(weights, random.uniform())
      const scale = 1 / Math.sqrt(weights[drawn])
      operator.write(constants.subarray(placeOf(drawn), placeOf(drawn + 1)).map((entry) => scale * entry))
      return [work.apply(operator, state)]
    },
  }
}

function precisionOf({ program }: StateWork): 'f64' | 'f32' {
  return program.plan.format.precision
}

function sizesOf(work: StateWork) {
  const layout = amplitudeLanes(precisionOf(work))
  return { layout, cells: cellsOf(layout, work.program.plan.qubits) }
}

/** One pass over the state, which goes so many times to or from memory. */
function traffic({ program }: StateWork, streams: number) {
  return { amplitudes: 2 ** program.plan.qubits, bytes: streams * program.stateBytes }
}
