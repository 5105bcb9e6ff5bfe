/** A compiled program with an executable's constants, and what of them stands in the engine's memory for all its calls. */
import type { Program } from '@ketwork/backend'
import { type DiagonalGroup, groupWeights, tableLevels } from '@ketwork/backend/simulator'
import { bindPauliGroups } from '../kernels/bindPauliGroups.ts'
import { amplitudeLanes, sampleLanes, type StateLayout } from '../kernels/layout.ts'
import type { GroupTable } from '../kernels/pauliTable.ts'
import type { Block } from '../memory/Arena.ts'
import { diagonalKey, diagonalSums } from './diagonalSums.ts'
import { MOST_VALUES, VALUE_BYTES } from '../program/PassTables.ts'
import { type ProgramPlan, slotsOfSums, type SumSlot } from '../program/programPlan.ts'
import type { Call } from './Call.ts'
import type { CompiledProgram } from './CompiledProgram.ts'
import type { Engine } from './Engine.ts'

/** Tables of observables take at most this share of the memory, and no more than so many bytes. */
const TABLE_SHARE = 1 / 8
const MOST_TABLE_BYTES = 2 ** 28

/** A table T of diagonal gates in memory. */
export interface DiagonalMemory {
  /** T, or for each amplitude the place of its value (`PassTables`). */
  readonly block: Block
  /** The values that T has, where they are few. */
  readonly values: Float64Array | undefined
  /** Of the group's entries. */
  readonly weights: Float64Array
}

export class BoundProgram {
  readonly engine: Engine
  readonly compiled: CompiledProgram
  readonly program: Program
  readonly #tables = new Map<number, GroupTable & { readonly block: Block }>()
  /** Of diagonal gates: layers of one cost function share one. */
  readonly #diagonals = new Map<string, DiagonalMemory>()
  readonly #diagonalOf = new Map<DiagonalGroup, DiagonalMemory>()
  readonly #slots = new Map<ProgramPlan, readonly SumSlot[]>()

  constructor(engine: Engine, compiled: CompiledProgram, program: Program) {
    this.engine = engine
    this.compiled = compiled
    this.program = program
  }

  get layout(): StateLayout {
    return this.compiled.inTiles ? sampleLanes(this.compiled.precision) : amplitudeLanes(this.compiled.precision)
  }

  /** The table for tiles, or for single states where those are computed; written once, kept until `release`. */
  groupTable(call: Call): GroupTable {
    return this.#tableFor(this.layout, call)
  }

  /** The table for states whose lanes are amplitudes. */
  stateTable(call: Call): GroupTable {
    return this.#tableFor(amplitudeLanes(this.compiled.precision), call)
  }

  #tableFor(layout: StateLayout, call: Call): GroupTable {
    return this.#tables.get(layout.laneQubits) ?? call.measure('plan', 'observables', () => this.#writeTable(layout))
  }

  #writeTable(layout: StateLayout): GroupTable {
    const { arena } = this.engine
    const budget = Math.min(MOST_TABLE_BYTES, TABLE_SHARE * arena.memoryBytes)
    const bound = bindPauliGroups(this.program, layout, budget)
    const block = arena.allocate(bound.bytes)
    bound.write(arena.memory.buffer, block.address)
    const made = { address: block.address, groups: bound.groups, block }
    this.#tables.set(layout.laneQubits, made)
    this.engine.keep(this, block)
    return made
  }

  /** For each sum of the backward sweep of a plan the slot that it belongs to, and its factor. */
  slotsOfSums(plan: ProgramPlan, call: Call): readonly SumSlot[] {
    const known = this.#slots.get(plan)
    if (known !== undefined) return known
    const made = call.measure('plan', 'chain rule', () => slotsOfSums(plan, this.program.constants))
    this.#slots.set(plan, made)
    return made
  }

  /** The table T of a group of diagonal gates; written once, kept until `release`. */
  tableOf(group: DiagonalGroup, call: Call): DiagonalMemory {
    const known = this.#diagonalOf.get(group)
    if (known !== undefined) return known
    const key = diagonalKey(group, this.program.constants)
    const found = this.#diagonals.get(key) ?? call.measure('plan', 'diagonal table', () => this.#writeDiagonal(group))
    this.#diagonals.set(key, found)
    this.#diagonalOf.set(group, found)
    return found
  }

  #writeDiagonal(group: DiagonalGroup): DiagonalMemory {
    const { program, engine } = this
    const { qubits } = program.structure
    const weights = groupWeights(group, program.constants)
    const sums = diagonalSums(group, weights, qubits)
    const levels = tableLevels(sums, MOST_VALUES)
    const block = engine.arena.allocate((levels === undefined ? 8 : 2) * 2 ** qubits)
    engine.keep(this, block)
    if (levels === undefined) {
      engine.arena.f64(block.address, sums.length).set(sums)
      return { block, values: undefined, weights }
    }
    const places = engine.arena.u16(block.address, sums.length)
    levels.levels.forEach((level, index) => (places[index] = level * VALUE_BYTES))
    return { block, values: Float64Array.from({ length: levels.count }, (_, level) => levels.offset + levels.unit * level), weights }
  }

  release(): void {
    for (const { block } of [...this.#diagonals.values(), ...this.#tables.values()]) this.engine.giveUp(block)
    this.#tables.clear()
    this.#diagonals.clear()
    this.#diagonalOf.clear()
  }
}

/** Bytes of one row's amplitudes. */
export function amplitudeBytes({ compiled: { structure, precision } }: BoundProgram): number {
  return 2 ** structure.qubits * (precision === 'f64' ? 16 : 8)
}
