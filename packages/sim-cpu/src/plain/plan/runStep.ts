/** Runs one step on one tile of a state: forward, undone, or one step back of the adjoint sweep. */
import { popcount } from '@ketwork/math'
import type { Amplitudes, Cube } from '../kernels/cube.ts'
import { applyDense } from '../kernels/dense.ts'
import { multiplyPhase, multiplySums, multiplyTable, parityImaginary, rotateZ, sumsImaginary, tableImaginary } from '../kernels/diagonal.ts'
import { exchange } from '../kernels/permutation.ts'
import { backRotate, rotate } from '../kernels/rotation.ts'
import { applySingle, backSingle } from '../kernels/single.ts'
import type { BoundPlan } from './bindPlan.ts'
import type { RowNumbers } from './rowNumbers.ts'
import type { Step } from './step.ts'

/** The bits outside a tile and their values. */
export interface Tile {
  outside: number
  values: number
}

/** Sets the cube of a step in a tile. False where a control outside the tile is 0 there, so that the step does nothing. */
export function enterTile(cube: Cube, step: Step, tile: Tile, qubits: number): boolean {
  if ((step.controls & tile.outside & ~tile.values) !== 0) return false
  cube.fixed = step.fixed | tile.outside
  cube.ones = step.controls | tile.values
  cube.count = 1 << (qubits - popcount(cube.fixed))
  return true
}

export function applyStep(plan: BoundPlan, step: Step, numbers: RowNumbers, state: Amplitudes, cube: Cube): void {
  const { u } = numbers
  const { at } = step
  switch (step.kind) {
    case 'single':
      return applySingle(state, cube, step.mask, u, at)
    case 'rotate':
      return rotate(state, cube, step.axis, u[at], u[at + 1])
    case 'parity':
      return rotateZ(state, cube, step.mask, u[at], u[at + 1])
    case 'phase':
      return multiplyPhase(state, cube, u[at], u[at + 1])
    case 'exchange':
      return exchange(state, cube, step.first, step.second)
    case 'dense':
      return applyDense(state, cube, step.frame, u, at)
    case 'table':
      return applyTable(plan, step, numbers, state, cube, 1)
    case 'dynamic':
      throw new TypeError('a dynamic step runs in a trajectory')
  }
}

function applyTable(plan: BoundPlan, step: Step, numbers: RowNumbers, state: Amplitudes, cube: Cube, sign: number): void {
  const { levels, sums } = plan.boundTables[step.table]
  const large = numbers.largeTables[step.table]
  if (large !== undefined) multiplySums(state, cube, large, sign)
  else if (levels !== undefined) multiplyTable(state, cube, levels, numbers.phases[step.table], 0, sign)
  else if (sums !== undefined) multiplySums(state, cube, sums, sign * numbers.u[step.at])
}

/** Applies the inverse of the step. */
export function undoStep(plan: BoundPlan, step: Step, numbers: RowNumbers, state: Amplitudes, cube: Cube): void {
  const { u } = numbers
  const { at } = step
  switch (step.kind) {
    case 'single':
      return applySingle(state, cube, step.mask, u, at + 8)
    case 'rotate':
      return rotate(state, cube, step.axis, u[at], -u[at + 1])
    case 'parity':
      return rotateZ(state, cube, step.mask, u[at], -u[at + 1])
    case 'phase':
      return multiplyPhase(state, cube, u[at], -u[at + 1])
    case 'exchange':
      return exchange(state, cube, step.first, step.second)
    case 'dense':
      return applyDense(state, cube, step.frame, u, at + 2 * step.frame.offsets.length ** 2)
    case 'table':
      return applyTable(plan, step, numbers, state, cube, -1)
    case 'dynamic':
      throw new TypeError('a dynamic step cannot be undone')
  }
}

/** Both states of the adjoint sweep. */
export interface KetAndBra {
  readonly ket: Amplitudes
  readonly bra: Amplitudes
}

/** Adds what the step's derivatives need to its sums, and undoes the step on both states. */
export function backStep(plan: BoundPlan, step: Step, numbers: RowNumbers, { ket, bra }: KetAndBra, cube: Cube): void {
  const { u, sums } = numbers
  const { at } = step
  switch (step.kind) {
    case 'single': {
      const { axis } = step
      if (axis.x === 0) return backSingle(ket, bra, cube, step.mask, numbers, at + 8, step.sums)
      sums[step.sums] += backRotate(ket, bra, cube, axis, u[at], axis.real ? u[at + 4] : u[at + 3])
      return
    }
    case 'rotate':
      sums[step.sums] += backRotate(ket, bra, cube, step.axis, u[at], u[at + 1])
      return
    case 'parity':
      sums[step.sums] += parityImaginary(ket, bra, cube, step.mask)
      break
    case 'phase':
      sums[step.sums] += parityImaginary(ket, bra, cube, 0)
      break
    case 'table': {
      const { levels, values, sums: table } = plan.boundTables[step.table]
      if (levels !== undefined) sums[step.sums] += tableImaginary(ket, bra, cube, levels, values)
      else if (table !== undefined) sums[step.sums] += sumsImaginary(ket, bra, cube, table)
      break
    }
    case 'exchange':
    case 'dense':
    case 'dynamic':
      break // no angles
  }
  undoStep(plan, step, numbers, ket, cube)
  undoStep(plan, step, numbers, bra, cube)
}
