/**
 * What every step of a pass is emitted from: the group at hand, what is known of its index, and the step's coefficients; with the masks over lanes and the
 * conditions that all kinds of steps share.
 */
import { parity } from '@ketwork/math'
import { type Expression, f32x4, f64x2, type Local, v128 } from '@ketwork/math/wasm'
import type { CellGroup } from './CellGroup.ts'
import type { LocalStep } from './localPass.ts'
import type { Known, PassScope, Truth } from './PassScope.ts'

export interface StepFormat {
  readonly precision: 'f64' | 'f32'
  readonly lanes: number
  /** Index bits in the lanes: log2(lanes), or 0 where a lane is a sample. */
  readonly laneBits: number
}

/** Where the coefficients of a step stand: vectors, by number. */
export type Coefficients = (index: number) => Expression<'v128'>

export interface StepContext {
  readonly scope: PassScope
  readonly format: StepFormat
  readonly known: Known
  readonly group: CellGroup
  readonly inverse: boolean
  readonly coefficient: Coefficients
}

/** A vector with the sign bit of the lanes of odd parity at `z`, plus `flip`; undefined where no lane has it. */
export function laneSigns({ precision, lanes }: StepFormat, z: number, flip: 0 | 1): Expression<'v128'> | undefined {
  if ((z & (lanes - 1)) === 0 && flip === 0) return undefined
  const signs = Array.from({ length: lanes }, (_, lane) => (parity(lane & z) ^ flip ? -0 : 0))
  return vectorOf(precision, signs)
}

/** All ones in the lanes whose bits at `controls` are all 1; undefined where that is every lane. */
export function laneMask(format: StepFormat, controls: number): Expression<'v128'> | undefined {
  if (controls === 0) return undefined
  return lanesWhere(format, (lane) => (lane & controls) === controls)
}

function vectorOf(precision: 'f64' | 'f32', values: readonly number[]): Expression<'v128'> {
  return precision === 'f64'
    ? f64x2.const(...(values as unknown as readonly [number, number]))
    : f32x4.const(...(values as unknown as readonly [number, number, number, number]))
}

/** All ones in the lanes whose parity at z, plus that of the cell, is odd. */
export function oddLanes(format: StepFormat, z: number, flip: 0 | 1): Expression<'v128'> {
  return lanesWhere(format, (lane) => (parity(lane & z) ^ flip) === 1)
}

function lanesWhere({ precision, lanes }: StepFormat, holds: (lane: number) => boolean): Expression<'v128'> {
  const bytes = new Uint8Array(16)
  const width = precision === 'f64' ? 8 : 4
  for (let lane = 0; lane < lanes; lane++) if (holds(lane)) bytes.fill(255, lane * width, (lane + 1) * width)
  return v128.const(bytes)
}

/** `made` in the lanes of the mask, `kept` in the others. */
export function chosen(mask: Expression<'v128'> | undefined, made: Expression<'v128'>, kept: Expression<'v128'>): Expression<'v128'> {
  return mask === undefined ? made : v128.bitselect(made, kept, mask)
}

/** Calls `work` for the cells that fulfil the controls, inside a branch where that is only known when it runs. */
export function underControls(
  step: LocalStep,
  { scope, known, group }: StepContext,
  work: (cells: readonly number[], branch: boolean) => void,
): void {
  const always: number[] = []
  const sometimes = new Map<Local<'i32'>, number[]>()
  for (let index = 0; index < group.size; index++) {
    const truth: Truth = scope.controlled(step.controls, index, known)
    if (truth === 1) always.push(index)
    else if (truth !== 0) sometimes.set(truth, [...(sometimes.get(truth) ?? []), index])
  }
  if (always.length > 0) work(always, false)
  for (const [condition, cells] of sometimes) scope.f.if(condition, () => work(cells, true))
}
