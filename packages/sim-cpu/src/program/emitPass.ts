/**
 * The function of one pass: a loop over the groups of a block that loads each group, does the steps in registers and stores it. `emitBackwardPass`
 * undoes them on ket and bra together.
 */
import { type Expression, i32, type Local, type ModuleBuilder, v128, type FunctionBuilder } from '@ketwork/math/wasm'
import { offsets } from '../kernels/addresses.ts'
import { CellGroup, type Place } from './CellGroup.ts'
import { deposit } from './deposit.ts'
import { emitStep } from './emitStep.ts'
import type { Coefficients, StepContext, StepFormat } from './stepContext.ts'
import type { LocalPass, LocalStep } from './localPass.ts'
import { CELL_SHIFT, type Known, PassScope } from './PassScope.ts'
import type { PassTables } from './PassTables.ts'
import { PhaseRuns, stepRuns } from './PhaseRuns.ts'
import { type BitPlan, planBits } from './planBits.ts'

const CELL_BYTES = 1 << CELL_SHIFT
const VECTOR_BYTES = 16

/** Vectors of coefficients that a step has. */
export function coefficientVectors(step: LocalStep): number {
  if (step.kind === 'rotate' || step.kind === 'phase') return 3 // cosine, sine, tangent of the half angle
  if (step.kind === 'table') return 2 // four f64, as `PassTables` reads them
  return step.kind === 'matrix' ? 2 * 4 ** step.groups.length : 0
}

/** Whether the angle of a step has a derivative. */
export function hasDerivative({ kind }: LocalStep): boolean {
  return kind === 'rotate' || kind === 'phase' || kind === 'table'
}

type AddressLocal = Local<'i32' | 'i64'>

/** Emits table steps: loaded where a program has some. */
export type TableEmitter = typeof PassTables

/**
 * Runs the steps of a pass over one block.
 *
 * @param Tables where the pass has a table step
 * @returns a function of the block's address, the index bits outside of it, the address of the pass's coefficients, and the units to do
 */
export function emitForwardPass(module: ModuleBuilder, format: StepFormat, pass: LocalPass, Tables: TableEmitter | undefined) {
  const at = module.address.type
  return module.function({ parameters: { state: at, outer: 'i32', coefficients: at, from: 'i32', to: 'i32' } }, (f, parameters) => {
    const { state, outer, coefficients } = parameters
    const scope = new PassScope(f, pass, outer)
    const read = readCoefficients(f, pass, coefficients)
    const groups = pass.runs.map((parts) => new CellGroup(f, format.lanes, parts))
    const phases = new PhaseRuns(f, format, scope, read, variantsOf(planBits(pass)))
    const tables = Tables && new Tables(module, format, scope, { outer, base: coefficients, coefficients: coefficientOffsets(pass) })
    eachGroup(scope, parameters, (known, offset) => {
      const place = placer(module, f, scope, state, offset)
      for (const group of groups) {
        group.load(place)
        doSteps(pass, { scope, format, known, group, inverse: false }, { read, phases, tables, offset })
        group.store(place)
      }
    })
  })
}

export interface PassNumbers {
  readonly read: readonly Coefficients[]
  readonly phases: PhaseRuns
  readonly tables: PassTables | undefined
  /** Of the group at hand, in bytes. */
  readonly offset: Expression<'i32'>
}

function doSteps(pass: LocalPass, context: Omit<StepContext, 'coefficient'>, { read, phases, tables, offset }: PassNumbers): void {
  const one = (index: number): void => {
    const step = pass.steps[index]
    if (step.kind === 'table') tables!.apply(index, offset, { groups: [context.group], inverse: false })
    else emitStep(step, { ...context, coefficient: read[index] })
  }
  for (const run of stepRuns(pass)) {
    if (!run.merged) {
      one(run.from)
      continue
    }
    phases.apply(run, context.group, context.known, context.inverse)
    for (const index of phases.undecided(run, context.known)) one(index)
  }
}

/** All values that the special bits take. */
export function variantsOf({ pivots, special, outerSpecial }: BitPlan): Known[] {
  const ofMask = (mask: number): number[] => {
    const subsets = [0]
    for (let bit = 0; bit < 31; bit++)
      if ((mask >>> bit) & 1) for (const each of subsets.map((subset) => subset | (1 << bit))) subsets.push(each)
    return subsets
  }
  return ofMask(outerSpecial).flatMap((outerOnes) =>
    ofMask(special).map((cellOnes) => ({ cells: pivots | special, cellOnes, outer: outerSpecial, outerOnes })),
  )
}

/** The coefficients of every step: few of them in variables, those of a matrix read where they are used. */
export function readCoefficients(f: FunctionBuilder, pass: LocalPass, base: AddressLocal): Coefficients[] {
  const firsts = coefficientOffsets(pass)
  return pass.steps.map((step, place) => {
    const count = coefficientVectors(step)
    const read = (index: number): Expression<'v128'> => v128.load(base, { offset: firsts[place] + VECTOR_BYTES * index })
    if (count > 3 || step.kind === 'table') return read
    const kept = Array.from({ length: count }, (_, index) => f.let(read(index)))
    return (index) => kept[index]
  })
}

/** Where the coefficients of each step begin, in bytes. */
export function coefficientOffsets(pass: LocalPass): number[] {
  let at = 0
  return pass.steps.map((step) => {
    const first = at
    at += VECTOR_BYTES * coefficientVectors(step)
    return first
  })
}

interface Range {
  readonly outer: Local<'i32'>
  readonly from: Local<'i32'>
  readonly to: Local<'i32'>
  /** What is done around each unit. */
  readonly unit?: { readonly begin: (number: Expression<'i32'>) => void; readonly end: () => void }
}

/** Calls `body` with the offset of the first cell of each group in the units asked for, in code for each value of the special bits. */
export function eachGroup(
  scope: PassScope,
  { outer, from, to, unit }: Range,
  body: (known: Known, offset: Expression<'i32'>) => void,
): void {
  const bits = planBits(scope.pass)
  const { f } = scope
  const runUnit = (number: Expression<'i32'>, outerOnes: number, offset: Expression<'i32'>): void => {
    const known: Known = { cells: bits.pivots | bits.special, cellOnes: 0, outer: bits.outerSpecial, outerOnes }
    unit?.begin(number)
    runLevels(scope, bits, { level: 0, known, offset }, body)
    unit?.end()
  }
  const withOuter = (outerOnes: number): void => {
    if (bits.units === 0) runUnit(i32.const(0), outerOnes, i32.const(0))
    else f.loop({ from, to }, (number) => runUnit(number, outerOnes, f.let(deposit(number, bits.units, CELL_SHIFT))))
  }
  if (bits.outerSpecial === 0) return withOuter(0)
  f.if(
    i32.and(outer, bits.outerSpecial),
    () => scope.within(() => withOuter(bits.outerSpecial)),
    () => scope.within(() => withOuter(0)),
  )
}

interface LevelState {
  readonly level: number
  readonly known: Known
  readonly offset: Expression<'i32'>
}

function runLevels(
  scope: PassScope,
  bits: BitPlan,
  { level, known, offset }: LevelState,
  body: (known: Known, offset: Expression<'i32'>) => void,
): void {
  const { f } = scope
  scope.within(() => {
    const next = bits.levels[level]
    scope.settle(known, next === undefined ? 0 : next.high + 1, offset)
    if (next === undefined) return body(known, offset)
    const deeper = (state: Omit<LevelState, 'level'>): void => runLevels(scope, bits, { level: level + 1, ...state }, body)
    if (!next.special) {
      const size = 2 ** (next.high + 1) * CELL_BYTES
      return f.loop({ from: offset, to: i32.add(offset, size), step: 2 ** next.low * CELL_BYTES }, (inner) =>
        deeper({ known, offset: inner }),
      )
    }
    const bit = 1 << next.low
    deeper({ known, offset })
    deeper({ known: { ...known, cellOnes: known.cellOnes | bit }, offset: f.let(i32.add(offset, bit * CELL_BYTES)) })
  })
}

/** Addresses of the cells of a group: offsets where all directions are single bits, sums by XOR otherwise. */
export function placer(
  module: ModuleBuilder,
  f: FunctionBuilder,
  scope: PassScope,
  base: AddressLocal,
  offset: Expression<'i32'>,
): (cell: number) => Place {
  const at = offsets(module)
  const address = (bytes: Expression<'i32'>): Expression<'i32' | 'i64'> => at.add(base, at.from(bytes))
  const plain = scope.pass.directions.every((direction) => (direction & (direction - 1)) === 0)
  if (plain) {
    const first = f.let(address(offset))
    return (cell) => ({ address: first, offset: scope.shift(cell) * CELL_BYTES })
  }
  const places = Array.from({ length: 1 << scope.pass.directions.length }, (_, cell) =>
    f.let(address(i32.xor(offset, scope.shift(cell) * CELL_BYTES))),
  )
  return (cell) => ({ address: places[cell], offset: 0 })
}

export type ForwardPass = ReturnType<typeof emitForwardPass>
