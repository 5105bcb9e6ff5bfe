/**
 * Trajectories of Pauli noise as rows of one unitary program (`moveNoise.ts`): as many side by side as the engine
 * takes, and one row for all shots of the same noise.
 *
 * Shot s of row r has the stream `RandomStream(seed).substream(r).substream(s)` to itself: its noise, then its sample.
 */
import { RandomStream } from '@ketwork/math'
import type { Draws } from '../../callRules.ts'
import type { Program } from '../../program.ts'
import type { Estimate } from '../../shots/estimate.ts'
import { observableUnits } from '../../shots/observableUnits.ts'
import { firstAbove } from '../../shots/sampleIndices.ts'
import { Pace } from '../../Pace.ts'
import { RowAverages } from '../../shots/RowAverages.ts'
import { writeSamples } from '../host/writeSamples.ts'
import type { CompleteEngine } from '../host/CompleteEngine.ts'
import type { MemoryLedger } from '../MemoryLedger.ts'
import type { EngineCall, SampleRequest, TrajectoryEngine } from '../ProgramEngine.ts'
import { rowsCall } from '../rowsCall.ts'
import { NoiseSource, type NoisyShot } from './NoiseSource.ts'
import { hasBit, type MovedNoise } from './moveNoise.ts'

/** Shots whose noise is drawn at a time. */
const MOST_SHOTS = 2 ** 15
/**
 * Their features and results take at most so many bytes, and of rows side by side at most this share of the free
 * memory.
 */
const BATCH_BYTES = 2 ** 25
const BATCH_SHARE = 1 / 16
/** What drawing a shot takes, in amplitudes. */
const SHOT_WORK = 500
/** Up to so many qubits, samples are drawn from tables of all basis states. */
const TABLE_QUBITS = 12

export interface NoiseEngines {
  readonly memory: MemoryLedger
  /** Of `MovedNoise.unitary`. */
  unitary(call: EngineCall): Promise<CompleteEngine>
  /** Of `MovedNoise.complete`. */
  complete(call: EngineCall): Promise<CompleteEngine>
}

/** Shots of one row, and a call with a row for each kind of noise. */
interface Batch {
  readonly row: number
  readonly call: EngineCall
  readonly shots: readonly NoisyShot[]
  readonly kinds: readonly Uint32Array[]
}

interface BatchSize {
  /** Numbers that the engine gives a row. */
  readonly columns: number
  readonly isComplete?: boolean
  readonly bytes: number
}

export class NoisyRows implements TrajectoryEngine {
  readonly text: string
  readonly #program: Program
  readonly #noise: MovedNoise
  readonly #engines: NoiseEngines
  readonly #source: NoiseSource

  constructor(program: Program, noise: MovedNoise, engines: NoiseEngines, text: string) {
    this.text = `${text}; a row for each noise of a shot`
    this.#program = program
    this.#noise = noise
    this.#engines = engines
    this.#source = new NoiseSource(noise.channels, noise.words)
  }

  async expectations(call: EngineCall, draws: Draws): Promise<Estimate> {
    const engine = await this.#engines.complete(call)
    const columns = this.#program.structure.observables.length
    const average = new RowAverages(call.inputs.rows, observableUnits(this.#program))
    for await (const batch of this.#batches(call, draws, { columns, isComplete: true, bytes: this.#roomForRows })) {
      const { values } = await engine.expectations(batch.call)
      for (const { index, kind } of batch.shots) average.add(batch.row, index, values.subarray(kind * columns, (kind + 1) * columns))
    }
    return average.estimate(draws.shots)
  }

  async probabilities(call: EngineCall, qubits: readonly number[], draws: Draws): Promise<Estimate> {
    const engine = await this.#engines.unitary(call)
    const columns = 2 ** qubits.length
    const average = new RowAverages(call.inputs.rows, new Float64Array(columns).fill(1))
    const flipped = new Float64Array(columns)
    for await (const batch of this.#batches(call, draws, { columns, bytes: this.#roomForRows })) {
      const values = await engine.probabilities(batch.call, qubits)
      const masks = batch.kinds.map((effect) => qubits.reduce((mask, qubit, i) => mask | (((this.#flips(effect) >>> qubit) & 1) << i), 0))
      for (const { index, kind } of batch.shots) {
        for (let column = 0; column < columns; column++) flipped[column] = values[kind * columns + (column ^ masks[kind])]
        average.add(batch.row, index, flipped)
      }
    }
    return average.estimate(draws.shots)
  }

  async sample(call: EngineCall, request: SampleRequest): Promise<Uint8Array> {
    const { constants } = this.#program
    const { shots, columns } = request
    const out = new Uint8Array(call.inputs.rows * shots * columns)
    const isTabled = this.#program.structure.qubits <= TABLE_QUBITS
    const draw = isTabled ? this.#drawFromTables : this.#drawKindByKind
    const engine = await this.#engines.unitary(call)
    // kinds are drawn one after the other, from streams that depend on where batches begin: not on what is free
    const size = isTabled ? { columns: 2 ** this.#program.structure.qubits, bytes: this.#roomForRows } : { columns: 1, bytes: BATCH_BYTES }
    for await (const batch of this.#batches(call, request, size)) {
      const states = await draw.call(this, engine, batch)
      batch.shots.forEach(({ index, kind, random }, i) => {
        states[i] ^= this.#flips(batch.kinds[kind])
        const at = (batch.row * shots + index) * columns
        writeSamples(out.subarray(at, at + columns), states.subarray(i, i + 1), request, { constants, random })
      })
    }
    return out
  }

  /** Qubits that the string at the end flips. */
  #flips(effect: Uint32Array): number {
    return effect[effect.length - 2]
  }

  /** A basis state a shot. */
  async #drawFromTables(engine: CompleteEngine, { call, shots }: Batch): Promise<Uint32Array> {
    const count = 2 ** this.#program.structure.qubits
    const every = Array.from({ length: this.#program.structure.qubits }, (_, qubit) => qubit)
    const sums = await engine.probabilities(call, every)
    for (let at = 0; at < sums.length; at++) if (at % count > 0) sums[at] += sums[at - 1]
    return Uint32Array.from(shots, ({ kind, random }) => {
      const table = sums.subarray(kind * count, (kind + 1) * count)
      const total = table[count - 1]
      return firstAbove(table, table.indexOf(total), random.substream(0).uniform() * total)
    })
  }

  async #drawKindByKind(engine: CompleteEngine, { call, shots, kinds }: Batch): Promise<Uint32Array> {
    const { qubits } = this.#program.structure
    const shotsOf: number[][] = kinds.map(() => [])
    shots.forEach(({ kind }, i) => shotsOf[kind].push(i))
    const states = new Uint32Array(shots.length)
    for (const [kind, own] of shotsOf.entries()) {
      const seed = shots[own[0]].random.substream(0).integer(2 ** 32)
      const request = { shots: own.length, seed, columns: qubits, measurements: undefined }
      const bits = await engine.sample(rowsCall(call, kind, 1), request)
      own.forEach((shot, i) => {
        for (let qubit = 0; qubit < qubits; qubit++) states[shot] |= bits[i * qubits + qubit] << qubit
      })
    }
    return states
  }

  get #roomForRows(): number {
    return Math.min(BATCH_BYTES, BATCH_SHARE * this.#engines.memory.free)
  }

  async *#batches(call: EngineCall, { shots, seed }: Draws, { columns, isComplete = false, bytes }: BatchSize): AsyncGenerator<Batch> {
    const { signs, frame } = this.#noise
    const width = this.#program.structure.features.length + signs.length + (isComplete ? 2 * frame.length : 0)
    const most = Math.max(1, Math.min(MOST_SHOTS, Math.floor(bytes / (8 * Math.max(width, columns)))))
    const pace = new Pace(call.inputs.signal)
    for (let row = 0; row < call.inputs.rows; row++) {
      const random = new RandomStream(seed).substream(row)
      for (let from = 0; from < shots; from += most) {
        const to = Math.min(shots, from + most)
        const drawn = this.#source.draw(random, from, to)
        if (pace.add((to - from) * (SHOT_WORK + columns))) await pace.breathe()
        yield { row, ...drawn, call: this.#callOf(call, row, drawn.kinds, { width, isComplete }) }
      }
    }
  }

  /** A row for each kind of noise, with the inputs of one row of a call. */
  #callOf(
    call: EngineCall,
    row: number,
    kinds: readonly Uint32Array[],
    { width, isComplete }: { width: number; isComplete: boolean },
  ): EngineCall {
    const { inputs, event } = rowsCall(call, row, 1)
    const { signs, frame } = this.#noise
    const features = new Float64Array(kinds.length * width)
    kinds.forEach((effect, kind) => {
      const own = features.subarray(kind * width, (kind + 1) * width)
      own.set(inputs.features.data)
      let at = width - signs.length - (isComplete ? 2 * frame.length : 0)
      for (const bit of signs) own[at++] = hasBit(effect, bit) ? -1 : 1
      if (!isComplete) return
      const [x, z] = effect.subarray(effect.length - 2)
      for (const qubit of frame) for (const mask of [x, z]) own[at++] = ((mask >>> qubit) & 1) * Math.PI
    })
    return {
      event,
      inputs: {
        ...inputs,
        rows: kinds.length,
        parametersShared: true,
        features: { rows: kinds.length, columns: width, data: features },
      },
    }
  }
}
