/** A compiled program with an executable's constants, and what of them stands in the engine's memory for all its calls. */
import type { Program } from '@ketwork/backend'
import type { DiagonalGroup } from '@ketwork/backend/simulator'
import { bindPauliGroups } from '../kernels/bindPauliGroups.ts'
import { amplitudeLanes, sampleLanes, type StateLayout } from '../kernels/layout.ts'
import type { GroupTable } from '../kernels/pauliTable.ts'
import type { Block } from '../memory/Arena.ts'
import { type ProgramPlan, slotsOfSums, type SumSlot } from '../program/programPlan.ts'
import type { Call } from './Call.ts'
import type { CompiledProgram } from './CompiledProgram.ts'
import type { Engine } from './Engine.ts'
import type { StateProgram } from './StateProgram.ts'

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

/** What makes such tables: loaded with the first program that has one. */
export interface DiagonalMaker {
  /** Equal for groups with the same table. */
  readonly key: (group: DiagonalGroup, constants: Float64Array) => string
  readonly write: (bound: BoundProgram, group: DiagonalGroup) => DiagonalMemory
}

export class BoundProgram {
  readonly engine: Engine
  readonly compiled: CompiledProgram
  readonly program: Program
  readonly #tables = new Map<number, GroupTable & { readonly block: Block }>()
  /** Of diagonal gates: layers of one cost function share one. */
  readonly #diagonals = new Map<string, DiagonalMemory>()
  readonly #diagonalOf = new Map<DiagonalGroup, DiagonalMemory>()
  readonly #records = new Map<StateProgram, Block>()
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

  /** Where the records of a plan's steps stand; written once, kept until `release`. */
  async recordsOf(program: StateProgram, call: Call): Promise<number> {
    const bytes = this.#records.has(program) ? undefined : await program.records(call)
    const known = this.#records.get(program) // another call may have written them meanwhile
    if (known !== undefined || bytes === undefined) return known!.address
    const block = this.engine.arena.allocate(bytes.length)
    this.engine.arena.u8(block.address, bytes.length).set(bytes)
    this.engine.keep(this, block)
    this.#records.set(program, block)
    return block.address
  }

  /** The table T of a group of diagonal gates; written once, kept until `release`. */
  tableOf(group: DiagonalGroup, call: Call, { key, write }: DiagonalMaker): DiagonalMemory {
    const known = this.#diagonalOf.get(group)
    if (known !== undefined) return known
    const name = key(group, this.program.constants)
    const found = this.#diagonals.get(name) ?? call.measure('plan', 'diagonal table', () => write(this, group))
    this.#diagonals.set(name, found)
    this.#diagonalOf.set(group, found)
    return found
  }

  release(): void {
    for (const { block } of [...this.#diagonals.values(), ...this.#tables.values()]) this.engine.giveUp(block)
    for (const block of this.#records.values()) this.engine.giveUp(block)
    this.#records.clear()
    this.#tables.clear()
    this.#diagonals.clear()
    this.#diagonalOf.clear()
  }
}

/** Bytes of one row's amplitudes. */
export function amplitudeBytes({ compiled: { structure, precision } }: BoundProgram): number {
  return 2 ** structure.qubits * (precision === 'f64' ? 16 : 8)
}
