/** The tables of a program's diagonal gates in a call: where they stand, and the cosines and sines of their values for the row at hand. */
import { type DiagonalGroup, groupAngle } from '@ketwork/backend'
import type { TableNumbers } from '../program/coefficients.ts'
import { VALUE_BYTES } from '../program/PassTables.ts'
import type { ProgramPlan } from '../program/programPlan.ts'
import type { BoundProgram, DiagonalMemory } from './BoundProgram.ts'
import type { Call } from './Call.ts'

interface DiagonalTable extends DiagonalMemory {
  /** Where cosines and sines stand; 0 where the table has no values. */
  readonly valuesAt: number
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
    this.#tables = new Map(plan.tables.map(({ group }) => [group, placeTable(call, bound.tableOf(group))]))
  }

  /** What the passes read of a group for a row, whose cosines and sines are written on the way. */
  numbersOf(group: DiagonalGroup, parameters: ArrayLike<number>, features: ArrayLike<number>): TableNumbers {
    const { block, values, valuesAt } = this.#tables.get(group)!
    const angle = groupAngle(group, parameters, features, this.#parameters)
    if (values !== undefined) this.#writeValues(values, valuesAt, angle)
    return { address: block.address, values: valuesAt, angle }
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
