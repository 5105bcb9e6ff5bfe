/** The tables of a program's diagonal gates in a call: where they stand, and the cosines and sines of their values for the row at hand. */
import { type DiagonalGroup, groupAngle, groupWeights, isLargeTable, rowWeights, tableLevels } from '@ketwork/backend/simulator'
import { diagonalKey, diagonalSums } from './diagonalSums.ts'
import type { TableNumbers } from '../program/coefficients.ts'
import { MOST_VALUES, VALUE_BYTES } from '../kernels/layout.ts'
import type { ProgramPlan } from '../program/programPlan.ts'
import type { BoundProgram, DiagonalMemory } from './BoundProgram.ts'
import type { Call } from './Call.ts'

const MAKER = { key: diagonalKey, write: writeDiagonal }

interface DiagonalTable extends DiagonalMemory {
  /** Where cosines and sines stand; 0 where the table has no values. */
  readonly valuesAt: number
  /** Where a row's own s T and, behind it, T stand, once a row has needed them. */
  largeAt?: number
}

/** Angles are those of all slots, reduced. */
interface RowSymbols {
  readonly angles: Float64Array
  readonly parameters: ArrayLike<number>
  readonly features: ArrayLike<number>
}

export class DiagonalTables {
  readonly #call: Call
  readonly #plan: ProgramPlan
  readonly #parameters: number
  readonly #tables: ReadonlyMap<DiagonalGroup, DiagonalTable>

  constructor(call: Call, plan: ProgramPlan, bound: BoundProgram) {
    this.#call = call
    this.#plan = plan
    this.#parameters = bound.compiled.structure.parameters.length
    this.#tables = new Map(plan.tables.map(({ group }) => [group, placeTable(call, bound.tableOf(group, call, MAKER))]))
  }

  /** What the passes read of a group for a row, whose cosines and sines are written on the way. */
  numbersOf(group: DiagonalGroup, { angles, parameters, features }: RowSymbols): TableNumbers {
    const table = this.#tables.get(group)!
    const { block, values, valuesAt } = table
    const angle = groupAngle(group, parameters, features, this.#parameters)
    if (isLargeTable(table.weights, angle)) return this.#writeLarge(table, group, angles)
    if (values !== undefined) this.#writeValues(values, valuesAt, angle)
    return { address: block.address, values: valuesAt, angle, weights: 0 }
  }

  /** A table of the row's own, whose angles are reduced one by one. */
  #writeLarge(table: DiagonalTable, group: DiagonalGroup, angles: Float64Array): TableNumbers {
    const { arena } = this.#call.engine
    const { qubits } = this.#plan
    const bytes = 8 * 2 ** qubits
    if (table.largeAt === undefined) {
      table.largeAt = this.#call.borrow(2 * bytes)
      arena.f64(table.largeAt + bytes, 2 ** qubits).set(diagonalSums(group, table.weights, qubits))
    }
    arena.f64(table.largeAt, 2 ** qubits).set(diagonalSums(group, rowWeights(group, angles), qubits))
    return { address: table.largeAt, values: 0, angle: 1, weights: bytes }
  }

  #writeValues(values: Float64Array, at: number, angle: number): void {
    const { precision } = this.#plan.format
    const stride = VALUE_BYTES / (precision === 'f64' ? 8 : 4)
    const out = this.#call.engine.arena.numbers(precision, at, stride * values.length)
    values.forEach((value, index) => out.set([Math.cos(angle * value), Math.sin(angle * value), value], stride * index))
  }
}

function placeTable(call: Call, table: DiagonalMemory): DiagonalTable {
  return { ...table, valuesAt: table.values === undefined ? 0 : call.borrow(VALUE_BYTES * table.values.length) }
}

function writeDiagonal(bound: BoundProgram, group: DiagonalGroup): DiagonalMemory {
  const { program, engine } = bound
  const { qubits } = program.structure
  const weights = groupWeights(group, program.constants)
  const sums = diagonalSums(group, weights, qubits)
  const levels = tableLevels(sums, MOST_VALUES)
  const block = engine.arena.allocate((levels === undefined ? 8 : 2) * 2 ** qubits)
  engine.keep(bound, block)
  if (levels === undefined) {
    engine.arena.f64(block.address, sums.length).set(sums)
    return { block, values: undefined, weights }
  }
  const places = engine.arena.u16(block.address, sums.length)
  levels.levels.forEach((level, index) => (places[index] = level * VALUE_BYTES))
  return { block, values: Float64Array.from({ length: levels.count }, (_, level) => levels.offset + levels.unit * level), weights }
}
