/**
 * Phases that stand next to each other in a pass, multiplied together before the loops begin.
 *
 * Each step of a run multiplies some amplitudes of a group by its c + i s: those of odd parity, or those whose controls are 1. Where that is known when
 * the code is written, for every cell, lane and value of the special bits, the steps that meet an amplitude become one factor, so that an amplitude is
 * multiplied once a run instead of once a step.
 */
import { parity } from '@ketwork/math'
import { type Expression, type FunctionBuilder, type Local, v128 } from '@ketwork/math/wasm'
import { numberFormat } from '../kernels/numberFormat.ts'
import type { CellGroup } from './CellGroup.ts'
import { type Coefficients, type StepFormat } from './stepContext.ts'
import type { LocalPass, LocalStep, SplitMask } from './localPass.ts'
import type { Known, PassScope } from './PassScope.ts'

type PhaseStep = Extract<LocalStep, { kind: 'phase' }>

/** Steps `from` to `to` - 1 of a pass. */
export interface StepRun {
  readonly from: number
  readonly to: number
  /** Whether they are phases that may be merged. */
  readonly merged: boolean
}

interface Factor {
  readonly c: Local<'v128'>
  readonly s: Local<'v128'>
}

/** Cuts the steps into runs of phases and single others. */
export function stepRuns({ steps }: LocalPass): StepRun[] {
  const runs: StepRun[] = []
  for (let from = 0; from < steps.length;) {
    let to = from
    while (to < steps.length && isMergeable(steps[to])) to++
    const merged = to - from > 1
    runs.push({ from, to: merged ? to : from + 1, merged })
    from = runs[runs.length - 1].to
  }
  return runs
}

/** A controlled rotation about Z turns both ways, so it is no phase on some amplitudes alone. */
function isMergeable(step: LocalStep): step is PhaseStep {
  return step.kind === 'phase' && (step.odd || (step.z.cells | step.z.lanes | step.z.outer) === 0)
}

export class PhaseRuns {
  readonly #f: FunctionBuilder
  readonly #format: StepFormat
  readonly #scope: PassScope
  readonly #read: readonly Coefficients[]
  readonly #factors = new Map<string, Factor>()

  /** @param variants all values that the special bits take in the code */
  constructor(f: FunctionBuilder, format: StepFormat, scope: PassScope, read: readonly Coefficients[], variants: readonly Known[]) {
    this.#f = f
    this.#format = format
    this.#scope = scope
    this.#read = read
    for (const run of stepRuns(scope.pass))
      if (run.merged) for (const known of variants) this.#eachCell((cell) => void this.#factorOf(run, cell, known))
  }

  /** Steps of a run that are not decided here: they hang on the running index. */
  undecided(run: StepRun, known: Known): number[] {
    return stepsOf(run).filter((index) => !this.#isDecided(this.#step(index), known))
  }

  /** Multiplies all cells of the group by the decided steps of a run, or by their conjugates. */
  apply(run: StepRun, group: CellGroup, known: Known, inverse: boolean): void {
    const { mul, madd, nmadd } = numberFormat(this.#format.precision)
    const [plus, minus] = inverse ? [nmadd, madd] : [madd, nmadd]
    this.#eachCell((index) => {
      const factor = this.#factorOf(run, index, known)
      if (factor === undefined) return
      const { re, im } = group.whole(index)
      const turned = this.#f.let(minus(factor.s, im, mul(factor.c, re)))
      this.#f.set(im, plus(factor.s, re, mul(factor.c, im)))
      this.#f.set(re, turned)
    })
  }

  #step(index: number): PhaseStep {
    const step = this.#scope.pass.steps[index]
    if (step.kind !== 'phase') throw new RangeError(`step ${index} is a ${step.kind}, not a phase`)
    return step
  }

  #eachCell(work: (cell: number) => void): void {
    for (let cell = 0; cell < 1 << this.#scope.pass.directions.length; cell++) work(cell)
  }

  #isDecided({ odd, z, controls }: PhaseStep, known: Known): boolean {
    const { cells, outer } = odd ? z : controls
    return (cells & ~known.cells) === 0 && (outer & ~known.outer) === 0
  }

  /** The product of the decided steps that meet a cell, lane by lane; undefined where there are none. */
  #factorOf(run: StepRun, cell: number, known: Known): Factor | undefined {
    const index = { cells: known.cellOnes ^ this.#scope.shift(cell), outer: known.outerOnes }
    const decided = stepsOf(run).filter((step) => this.#isDecided(this.#step(step), known))
    const lanes = Array.from({ length: this.#format.lanes }, (_, lane) => decided.filter((step) => meets(this.#step(step), index, lane)))
    if (lanes.every((steps) => steps.length === 0)) return undefined
    const key = lanes.map((steps) => steps.join(' ')).join('|')
    const kept = this.#factors.get(key) ?? this.#blend(lanes)
    this.#factors.set(key, kept)
    return kept
  }

  #blend(lanes: readonly (readonly number[])[]): Factor {
    const products = lanes.map((steps) => this.#product(steps))
    const pick = (part: keyof Factor): Local<'v128'> => {
      const blended = products.reduce<Expression<'v128'>>(
        (sum, product, lane) => (product === products[0] ? sum : v128.bitselect(product[part], sum, this.#lane(lane))),
        products[0][part],
      )
      return products.every((product) => product === products[0]) ? products[0][part] : this.#f.let(blended)
    }
    return { c: pick('c'), s: pick('s') }
  }

  /** The product of these steps in all lanes. */
  #product(steps: readonly number[]): Factor {
    const key = `product of ${steps.join(' ')}`
    const known = this.#factors.get(key)
    if (known !== undefined) return known
    const made = this.#multiply(steps)
    this.#factors.set(key, made)
    return made
  }

  #multiply(steps: readonly number[]): Factor {
    const f = this.#f
    const { mul, madd, nmadd, splat, constant } = numberFormat(this.#format.precision)
    if (steps.length === 0) return { c: f.let(splat(constant(1))), s: f.let(splat(constant(0))) }
    const last = this.#read[steps[steps.length - 1]]
    if (steps.length === 1) return { c: f.let(last(0)), s: f.let(last(1)) }
    const { c, s } = this.#product(steps.slice(0, -1))
    return { c: f.let(nmadd(s, last(1), mul(c, last(0)))), s: f.let(madd(s, last(0), mul(c, last(1)))) }
  }

  /** All ones in one lane. */
  #lane(lane: number): Expression<'v128'> {
    const width = 16 / this.#format.lanes
    return v128.const(new Uint8Array(16).fill(255, lane * width, (lane + 1) * width))
  }
}

function stepsOf({ from, to }: StepRun): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}

/** Whether a phase multiplies the amplitude with this index. */
function meets({ odd, z, controls }: PhaseStep, index: { readonly cells: number; readonly outer: number }, lane: number): boolean {
  if (odd) return (parity(index.cells & z.cells) ^ parity(index.outer & z.outer) ^ parity(lane & z.lanes)) === 1
  return includes(controls, index, lane)
}

function includes({ cells, outer, lanes }: SplitMask, index: { readonly cells: number; readonly outer: number }, lane: number): boolean {
  return (index.cells & cells) === cells && (index.outer & outer) === outer && (lane & lanes) === lanes
}
