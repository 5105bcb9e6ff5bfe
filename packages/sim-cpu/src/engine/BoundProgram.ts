/** A compiled program with an executable's constants, and what of them stands in the engine's memory for all its calls. */
import type { DiagonalGroup, Program } from '@ketwork/backend'
import { bindPauliGroups } from '../kernels/bindPauliGroups.ts'
import { amplitudeLanes, sampleLanes, type StateLayout } from '../kernels/layout.ts'
import type { GroupTable } from '../kernels/pauliTable.ts'
import type { Block } from '../memory/Arena.ts'
import { diagonalKey, diagonalSums } from '../plain/plan/diagonalSums.ts'
import { type ProgramPlan, slotsOfSums, type SumSlot } from '../program/programPlan.ts'
import type { CompiledProgram } from './CompiledProgram.ts'
import type { Engine } from './Engine.ts'

/** Tables of observables take at most this share of the memory, and no more than so many bytes. */
const TABLE_SHARE = 1 / 8
const MOST_TABLE_BYTES = 2 ** 28

export class BoundProgram {
  readonly engine: Engine
  readonly compiled: CompiledProgram
  readonly program: Program
  readonly #tables = new Map<number, GroupTable & { readonly block: Block }>()
  /** Of diagonal gates: layers of one cost function share one. */
  readonly #sums = new Map<string, Block>()
  readonly #sumsOf = new Map<DiagonalGroup, Block>()
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
  get groupTable(): GroupTable {
    return this.#tableFor(this.layout)
  }

  /** The table for states whose lanes are amplitudes. */
  get stateTable(): GroupTable {
    return this.#tableFor(amplitudeLanes(this.compiled.precision))
  }

  #tableFor(layout: StateLayout): GroupTable {
    const known = this.#tables.get(layout.laneQubits)
    if (known !== undefined) return known
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
  slotsOfSums(plan: ProgramPlan): readonly SumSlot[] {
    const known = this.#slots.get(plan)
    if (known !== undefined) return known
    const made = slotsOfSums(plan, this.program.constants)
    this.#slots.set(plan, made)
    return made
  }

  /** The address of the table T of a group of diagonal gates; written once, kept until `release`. */
  tableOf(group: DiagonalGroup): number {
    const known = this.#sumsOf.get(group)
    if (known !== undefined) return known.address
    const { constants } = this.program
    const key = diagonalKey(group, constants)
    const block = this.#sums.get(key) ?? this.#writeSums(group)
    this.#sums.set(key, block)
    this.#sumsOf.set(group, block)
    return block.address
  }

  #writeSums(group: DiagonalGroup): Block {
    const { program, engine } = this
    const { qubits } = program.structure
    const block = engine.arena.allocate(8 * 2 ** qubits)
    engine.arena.f64(block.address, 2 ** qubits).set(diagonalSums(group, program.constants, qubits))
    engine.keep(this, block)
    return block
  }

  release(): void {
    for (const block of [...this.#sums.values(), ...[...this.#tables.values()].map((table) => table.block)]) this.engine.giveUp(block)
    this.#tables.clear()
    this.#sums.clear()
    this.#sumsOf.clear()
  }
}
