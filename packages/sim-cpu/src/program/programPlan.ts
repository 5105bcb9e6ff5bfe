/**
 * The plan of a program on one state: what its generated module contains and where every number stands. Made from structure alone.
 *
 * Actions on single qubits that nothing has entangled yet are the head: from |0...0> their product state is written directly, one pass for all.
 * Everything else, and the head where another initial state is given or gradients go back through it, runs in sweeps of passes. A unitary program is
 * one stretch; one that measures or has channels runs stretch by stretch, with a draw in between (`stretchesAndJumps`).
 */
import {
  type Action,
  type ScheduleSizes,
  type Sweep,
  gatherPhases,
  groupGradientSlot,
  isWide,
  planSchedule,
  type ProgramStructure,
  stretchesAndJumps,
  type TableAction,
  tabledActions,
} from '@ketwork/backend/simulator'
import { popcount } from '@ketwork/math'
import { SHIPPED_COSTS, type SizesOf, stateSizes } from './costTable.ts'
import { coefficientVectors, hasDerivative } from './emitPass.ts'
import type { StepFormat } from './stepContext.ts'
import { type LocalPass, localPass, localSteps } from './localPass.ts'

export interface ProgramPlan {
  readonly qubits: number
  readonly format: StepFormat
  /** Index bits: the qubits, and at least the lanes. */
  readonly bits: number
  /** Passes are runs of steps that go over the state one by one, as `stepModule` does them, and no code is generated. */
  readonly byStep: boolean
  /** No action ever gives an amplitude an imaginary part, so the generated code leaves those alone. */
  readonly realOnly: boolean
  /** Actions on fresh qubits, in order. */
  readonly head: readonly Action[]
  readonly headSweeps: readonly PlannedSweep[]
  /** The sweeps of each stretch. */
  readonly stretches: readonly (readonly PlannedSweep[])[]
  /** Those of all stretches. */
  readonly sweeps: readonly PlannedSweep[]
  /** Actions without qubits: global phases. */
  readonly phases: readonly Action[]
  /** Vectors of coefficients of all passes. */
  readonly coefficients: number
  /** Steps with a derivative. */
  readonly sums: number
  /** Actions that are tables of phases. */
  readonly tables: readonly TableAction[]
}

export interface PlannedSweep {
  /** Index bits of a block, ascending. */
  readonly block: readonly number[]
  /** The block is a run of memory: no gathering. */
  readonly contiguous: boolean
  readonly passes: readonly PlannedPass[]
}

export interface PlannedPass {
  readonly actions: readonly Action[]
  /** Undefined for an action that is too wide for the registers: a general kernel applies it. */
  readonly local: LocalPass | undefined
  /** Number of its first coefficient vector, and of its first sum. */
  readonly coefficients: number
  readonly sums: number
}

export interface PlanOptions {
  /** Whether states that begin real may be taken to stay real where no action makes them complex. */
  readonly real: boolean
  /** The sizes of blocks and passes; those of the shipped table when omitted. */
  readonly sizes?: SizesOf | undefined
  /** Most tables of 2^qubits numbers; 0 when omitted. */
  readonly tables?: number | undefined
  /** Steps instead of generated passes. */
  readonly byStep?: boolean | undefined
}

/** A run of steps is about so many updates of amplitudes long: a few milliseconds. */
const RUN_AMPLITUDES = 2 ** 22

export function planProgram(
  structure: ProgramStructure,
  format: StepFormat,
  { real, sizes: sizesOf = stateSizes(SHIPPED_COSTS), tables = 0, byStep = false }: PlanOptions,
): ProgramPlan {
  const parts = stretchesAndJumps(structure)
  const stretchActions = parts
    .filter((part) => part.kind === 'stretch')
    .map(({ instructions }) => tabledActions({ ...structure, instructions }, parts.length === 1 && !byStep ? tables : 0))
  const actions = stretchActions.flat()
  const { head, body } = splitHead(stretchActions[0].filter(touches))
  const sizes = sizesOf(structure.qubits, format)
  const realOnly = real && parts.length === 1 && actions.every(keepsReal)
  const counter = { coefficients: 0, sums: 0 }
  const place = byStep
    ? (scheduled: readonly Action[]) => [stepSweep(scheduled, sizes, counter)]
    : (scheduled: readonly Action[]) => planSchedule(scheduled, sizes).map((sweep) => placeSweep(sweep, sizes, counter, realOnly))
  const headSweeps = place(head)
  const stretches = [body, ...stretchActions.slice(1).map((later) => later.filter(touches))].map((each) =>
    place(byStep ? each : gatherPhases(each)),
  )
  return {
    ...{ qubits: structure.qubits, format, bits: sizes.bits, byStep, realOnly },
    ...{ head, headSweeps, stretches, sweeps: stretches.flat() },
    phases: actions.filter((action) => !touches(action)),
    tables: actions.filter((action) => action.kind === 'table'),
    ...counter,
  }
}

/** Whether an action is more than a global phase. */
function touches({ mixes, reads }: Action): boolean {
  return (mixes | reads) !== 0
}

function placeSweep(sweep: Sweep, sizes: ScheduleSizes, counter: Counter, realOnly: boolean): PlannedSweep {
  const block = Array.from({ length: sizes.bits }, (_, bit) => bit).filter((bit) => ((sweep.block >>> bit) & 1) === 1)
  const contiguous = block.every((bit, place) => bit === place)
  const shape = { bits: block, laneBits: sizes.laneBits, contiguous, inSweep: block.length < sizes.bits }
  const passes = sweep.passes.map((pass) => placePass(pass.actions, pass.wide ? undefined : localPass(pass, shape, realOnly), counter))
  return { block, contiguous, passes }
}

/** All actions in order, over the whole state. */
function stepSweep(actions: readonly Action[], { bits, laneBits }: ScheduleSizes, counter: Counter): PlannedSweep {
  const block = Array.from({ length: bits }, (_, bit) => bit)
  const shape = { bits: block, laneBits, contiguous: true, inSweep: false }
  const most = Math.max(1, RUN_AMPLITUDES / 2 ** bits)
  const passes: PlannedPass[] = []
  for (let from = 0; from < actions.length;) {
    let to = from
    while (to < actions.length && to - from < most && !isWide(actions[to], laneBits)) to++
    const run = actions.slice(from, Math.max(to, from + 1))
    passes.push(placePass(run, to === from ? undefined : localSteps(run, shape), counter))
    from += run.length
  }
  return { block, contiguous: true, passes }
}

interface Counter {
  coefficients: number
  sums: number
}

function placePass(actions: readonly Action[], local: LocalPass | undefined, counter: Counter): PlannedPass {
  const placed = { actions, local, ...counter }
  counter.coefficients += local?.steps.reduce((sum, step) => sum + coefficientVectors(step), 0) ?? 0
  counter.sums += sumsOf(placed)
  return placed
}

/** Steps of a pass with a derivative. */
export function sumsOf({ local }: Pick<PlannedPass, 'local'>): number {
  return local?.steps.filter(hasDerivative).length ?? 0
}

/** Takes off the actions on one qubit that stand in front of everything that entangles it. */
function splitHead(actions: readonly Action[]): { head: Action[]; body: Action[] } {
  const head: Action[] = []
  const body: Action[] = []
  let entangled = 0
  for (const action of actions) {
    const touched = action.mixes | action.reads
    if (popcount(touched) === 1 && (touched & entangled) === 0 && action.kind !== 'table') head.push(action)
    else {
      body.push(action)
      entangled |= touched
    }
  }
  return { head, body }
}

function keepsReal(action: Action): boolean {
  return action.kind === 'flip' || action.kind === 'swap' || (action.kind === 'rotate' && action.ys % 2 === 1)
}

/** Where the coefficients of each action begin, in vectors. */
export function coefficientPlaces(plan: ProgramPlan): Map<Action, number> {
  const places = new Map<Action, number>()
  for (const sweep of [...plan.headSweeps, ...plan.sweeps])
    for (const pass of sweep.passes) {
      let at = pass.coefficients
      pass.actions.forEach((action, index) => {
        places.set(action, at)
        at += pass.local === undefined ? 0 : coefficientVectors(pass.local.steps[index])
      })
    }
  return places
}

/** The slot that a sum of the backward sweep belongs to, and what it is to be multiplied by. */
export interface SumSlot {
  readonly slot: number
  readonly scale: number
}

/** Of each sum. */
export function slotsOfSums(plan: ProgramPlan, constants: Float64Array): readonly SumSlot[] {
  return [...plan.headSweeps, ...plan.sweeps]
    .flatMap(({ passes }) => passes)
    .flatMap(({ actions, local }) => (local === undefined ? [] : actions.filter((_, index) => hasDerivative(local.steps[index]))))
    .map((action) => {
      if (action.kind === 'table') {
        const { slot, scale } = groupGradientSlot(action.group, constants) ?? { slot: action.group.entries[0].slot, scale: 0 }
        return { slot, scale: -2 * scale }
      }
      if (action.kind !== 'rotate' && action.kind !== 'phase') throw new RangeError(`a ${action.kind} has no derivative`)
      return { slot: action.slot, scale: action.kind === 'phase' ? -2 : action.negative ? -1 : 1 }
    })
}
