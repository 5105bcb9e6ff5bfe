/** Rows of a call, V at a time, on a program that runs in tiles. */
import type { Program } from '@ketwork/backend'
import { rowOf, writeRowAngles } from '@ketwork/backend/simulator'
import { expectationModule } from '../kernels/kernelModule.ts'
import { sampleLanes } from '../kernels/layout.ts'
import type { GroupTable } from '../kernels/pauliTable.ts'
import { writeCoefficients } from '../program/coefficients.ts'
import { tileChunkCells, tileScratch, varies } from '../program/tileRows.ts'
import type { Stage } from '../threads/stage.ts'
import type { Call } from './Call.ts'
import type { TileProgram } from './TileProgram.ts'

const VECTOR_BYTES = 16

interface TileFigures {
  readonly gradient: boolean
  /** Tiles. */
  readonly count: number
  /** How often it goes through the circuit, roughly: for scheduling. */
  readonly sweeps: number
  readonly updates: number
  readonly streams: number
}

/** A tile program at work in a call: the rows in memory, and the stages over tiles. */
export class TileWork {
  readonly call: Call
  readonly program: TileProgram
  readonly tiles: number
  /** Rows of a tile. */
  readonly width: number
  readonly #ownParameters: boolean
  readonly #rows: readonly (number | bigint)[]

  /** @param groups of the observables' table, for the gradient's scratch memory */
  constructor(call: Call, program: TileProgram, bound: Program, groups: number) {
    const { inputs, engine } = call
    const { plan } = program
    this.call = call
    this.program = program
    this.width = plan.format.lanes
    this.tiles = Math.ceil(inputs.rows / this.width)
    this.#ownParameters = !inputs.parametersShared
    const scratch = tileScratch(plan, groups)
    const scratchBytes = scratch.bytes + PADDING
    const [parameters, features, constants, shared] = call.measure('pass', 'rows', () => this.#writeRows(bound, scratch.phases))
    const own = call.borrow(scratchBytes * Math.max(1, engine.runner.threads))
    const pointers = [parameters, features, constants, shared, own].map((address) => call.pointer(address))
    this.#rows = [inputs.rows, ...pointers, scratchBytes]
  }

  /** How often a call goes over a tile: updates or reads its amplitudes, and reads or writes its memory. */
  #forward() {
    const passes = this.program.plan.sweeps.reduce((sum, sweep) => sum + sweep.passes.length, 0)
    return { passes, updates: 1 + passes, streams: 1 + 2 * passes }
  }

  /** Writes the states of `count` tiles from tile `first` on, one after the other. */
  async evolve(states: number, first = 0, count = this.tiles): Promise<Stage> {
    const { updates, streams } = this.#forward()
    return this.#stage('evolve', [this.#at(states), first], { gradient: false, count, sweeps: 1, updates, streams })
  }

  /** Writes V partial sums for each observable, chunk and tile to `out`. */
  async expect({ address, groups }: GroupTable, out: number): Promise<Stage> {
    const { updates, streams } = this.#forward()
    const figures = { count: this.tiles, sweeps: 1, updates: updates + groups, streams: streams + groups }
    return this.#stage('expect', [this.#at(address), this.#at(out)], { gradient: false, ...figures })
  }

  /** The same for states that stand in memory. */
  async observe(table: GroupTable, states: number, out: number): Promise<Stage> {
    const { plan } = this.program
    const kernels = await this.call.library(expectationModule, sampleLanes(plan.format.precision))
    const args = [...[states, table.address, out].map((address) => this.#at(address)), 2 ** plan.bits, tileChunkCells(plan)]
    const readings = Math.max(1, table.groups) * this.tiles
    return {
      module: kernels,
      kernel: 'expectations',
      args,
      units: this.tiles * this.chunks,
      amplitudes: readings * this.width * 2 ** plan.qubits,
      bytes: readings * this.program.tileBytes,
    }
  }

  /** Chunks of a tile that `expect` sums apart. */
  get chunks(): number {
    return 2 ** this.program.plan.bits / tileChunkCells(this.program.plan)
  }

  /** Writes a vector for each derivative and tile to `sums`, and where no states are `kept` (address 0) the partial expectations to `values`. */
  async gradient(
    table: GroupTable,
    places: { readonly weights: number; readonly kept: number; readonly values: number; readonly sums: number },
  ): Promise<Stage> {
    const { weights, kept, values, sums } = places
    const args = [this.#at(table.address), table.groups, ...[weights, kept, values, sums].map((address) => this.#at(address))]
    const { passes, updates, streams } = this.#forward()
    const { groups } = table
    const there = kept === 0 ? { updates: updates + groups, streams: streams + groups } : { updates: 0, streams: 2 } // copied
    return this.#stage('gradient', args, {
      gradient: true,
      count: this.tiles,
      sweeps: kept === 0 ? 4 : 3,
      updates: there.updates + groups + 2 * passes, // the bra is made, then ket and bra go back
      streams: there.streams + groups + 1 + 4 * passes,
    })
  }

  async #stage(
    kernel: string,
    args: readonly (number | bigint)[],
    { gradient, count, sweeps, updates, streams }: TileFigures,
  ): Promise<Stage> {
    const module = await this.program.module(this.call, { ownParameters: this.#ownParameters, gradient })
    const { plan, tileBytes } = this.program
    const passes = plan.sweeps.reduce((sum, sweep) => sum + sweep.passes.length, 1)
    const amplitudes = count * this.width * 2 ** plan.qubits
    return {
      module,
      kernel,
      args: [...this.#rows, ...args],
      units: count,
      label: `${kernel} in tiles`,
      work: sweeps * passes * amplitudes,
      amplitudes: updates * amplitudes,
      bytes: streams * count * tileBytes,
    }
  }

  /** Addresses of parameters, features, constants and what all rows share. */
  #writeRows(bound: Program, phasesAt: number): readonly number[] {
    const { inputs } = this.call
    return [
      this.#copy(inputs.parameters.data),
      this.#copy(inputs.features.data),
      this.#copy(bound.constants),
      this.#writeShared(bound, phasesAt),
    ]
  }

  #copy(numbers: Float64Array): number {
    const address = this.call.borrow(numbers.byteLength)
    this.call.engine.arena.f64(address, numbers.length).set(numbers)
    return address
  }

  /** Coefficients that all rows share, as the first row has them, the phase that all share, and whether the call has large angles. */
  #writeShared(bound: Program, phasesAt: number): number {
    const { inputs, engine } = this.call
    const { structure, plan } = this.program
    const address = this.call.borrow(phasesAt + 3 * VECTOR_BYTES)
    const angles = new Float64Array(structure.angles.termStarts.length - 1)
    const zeros = new Float64Array(structure.features.length)
    const parameters = this.#ownParameters ? new Float64Array(structure.parameters.length) : rowOf(inputs.parameters, 0)
    writeRowAngles(bound, parameters, zeros, angles)
    const numbers = plan.coefficients * this.width
    const { arena } = engine
    const out = arena.numbers(plan.format.precision, address, numbers)
    const isShared = (slot: number): boolean => !varies(structure.angles, slot, this.#ownParameters)
    const phase = writeCoefficients(plan, { angles, constants: bound.constants, counts: isShared }, out)
    arena.f64(address + phasesAt, 4).fill(phase)
    arena.i32(address + phasesAt + 2 * VECTOR_BYTES, 1)[0] = Number(inputs.hasLargeAngles)
    return address
  }

  #at(address: number): number | bigint {
    return this.call.pointer(address)
  }
}

/** Between the scratch memory of two threads, so that they share no cache line or page. */
const PADDING = 4096 + 64
