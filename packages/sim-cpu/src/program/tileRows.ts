/**
 * What the kernels of a tile module know of the rows, and where a thread keeps what belongs to a tile.
 */
import type { AngleTable } from '@ketwork/circuit'
import type { AddressType, Local, ValueType } from '@ketwork/math/wasm'
import { productFactorBytes } from '../kernels/emitProductState.ts'
import { CELL_BYTES } from '../kernels/layout.ts'
import { WEIGHTED_GROUP_BYTES } from '../kernels/pauliTable.ts'
import type { ProgramPlan } from './programPlan.ts'

const VECTOR_BYTES = 16

/** Where the parts of a thread's scratch memory begin, in bytes. */
export interface TileScratch {
  readonly coefficients: number
  readonly phases: number
  readonly factors: number
  readonly ket: number
  readonly bra: number
  readonly weighted: number
  readonly bytes: number
}

/** @param groups of the observables */
export function tileScratch(plan: ProgramPlan, groups: number): TileScratch {
  const state = 2 ** plan.bits * CELL_BYTES
  const sizes = [
    plan.coefficients * VECTOR_BYTES,
    2 * VECTOR_BYTES,
    productFactorBytes(plan.bits),
    state,
    state,
    groups * WEIGHTED_GROUP_BYTES,
  ]
  const [coefficients, phases, factors, ket, bra, weighted, bytes] = sizes.reduce<number[]>(
    (starts, size) => [...starts, starts[starts.length - 1] + 64 * Math.ceil(size / 64)],
    [0],
  )
  return { coefficients, phases, factors, ket, bra, weighted, bytes }
}

/** `shared` is the address of coefficients and phases that all rows start from. */
export function rowSources(at: AddressType) {
  return { rows: 'i32', parameters: at, features: at, constants: at, shared: at } as const satisfies Record<string, ValueType>
}

/** What every exported kernel is given first. */
export function rowParameters(at: AddressType) {
  return { ...rowSources(at), scratch: at, scratchBytes: 'i32' } as const
}

export interface RowLocals {
  readonly rows: Local<'i32'>
  readonly parameters: Local<AddressType>
  readonly features: Local<AddressType>
  readonly constants: Local<AddressType>
  readonly shared: Local<AddressType>
}

export function pickRows({ rows, parameters, features, constants, shared }: RowLocals): RowLocals {
  return { rows, parameters, features, constants, shared }
}

/** Cells of a chunk of expectations: as many as may be summed in single precision. */
export function tileChunkCells(plan: ProgramPlan): number {
  return Math.min(2 ** plan.bits, 1024)
}

/** Whether the angle of a slot may differ from row to row. */
export function varies(table: AngleTable, slot: number, ownParameters: boolean): boolean {
  const from = table.factorStarts[table.termStarts[slot]]
  const to = table.factorStarts[table.termStarts[slot + 1]]
  for (let i = from; i < to; i++) if (ownParameters || table.factors[i] >= table.parameters) return true
  return false
}
