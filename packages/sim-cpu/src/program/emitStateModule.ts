/**
 * The generated module of a program on one state: its passes as kernels that threads share. What undoes them is a module of its own, in `emitBackwardModule`.
 *
 * A small state goes through all passes in one call; a larger one that is a single block pass by pass, each in units; the largest sweep by sweep over
 * blocks. What is too wide for registers stands between these kernels and is left to a general one.
 */
import type { MatrixAction } from '@ketwork/backend/simulator'
import { buildModule, type MemoryLimits, type ModuleBuilder, type ModuleOptions } from '@ketwork/math/wasm'
import type { ForwardPass, TableEmitter } from './emitPass.ts'
import { emitForwardSweep, sweepBlocks, type SweepShape } from './emitSweep.ts'
import { forwardPasses, type PassMaker } from './passFunctions.ts'
import { passUnits } from './planBits.ts'
import type { PlannedPass, PlannedSweep, ProgramPlan } from './programPlan.ts'

const VECTOR_BYTES = 16
/** A state of at most so many index bits goes through all passes in one call. */
const SMALL_BITS = 14

export interface StateModuleOptions extends ModuleOptions {
  readonly limits: MemoryLimits
  /** Needed where the plan has tables. */
  readonly Tables?: TableEmitter | undefined
}

/** A part of the program that one kernel does, in the order in which they run. */
export type ProgramPart =
  | { readonly kind: 'passes'; readonly name: string; readonly passes: readonly PlannedPass[] }
  | { readonly kind: 'pass'; readonly name: string; readonly pass: PlannedPass }
  | { readonly kind: 'steps'; readonly name: string; readonly pass: PlannedPass; readonly record: number }
  | { readonly kind: 'sweep'; readonly name: string; readonly shape: SweepShape }
  | { readonly kind: 'wide'; readonly action: MatrixAction }

export interface ProgramParts {
  readonly head: readonly ProgramPart[]
  /** Of each stretch. */
  readonly stretches: readonly (readonly ProgramPart[])[]
  /** Head and all stretches. */
  readonly all: readonly ProgramPart[]
}

/** The parts of a plan; the same names stand in the forward and the backward module. */
export function programParts(plan: ProgramPlan): ProgramParts {
  const records = { next: 0 }
  const head = partsOf(plan, plan.headSweeps, 'head ', records)
  const stretches = plan.stretches.map((sweeps, index) => partsOf(plan, sweeps, `stretch ${index} `, records))
  return { head, stretches, all: [...head, ...stretches.flat()] }
}

/** Units of the kernel of a part. */
export function unitsOf(part: Exclude<ProgramPart, { kind: 'wide' }>): number {
  if (part.kind === 'passes' || part.kind === 'steps') return 1
  return part.kind === 'pass' ? passUnits(part.pass.local!) : sweepBlocks(part.shape)
}

/** The generated passes of a part. */
export function passesOf(part: ProgramPart): readonly PlannedPass[] {
  if (part.kind === 'wide') return []
  if (part.kind === 'pass' || part.kind === 'steps') return [part.pass]
  return part.kind === 'passes' ? part.passes : part.shape.sweep.passes
}

function partsOf(plan: ProgramPlan, sweeps: readonly PlannedSweep[], prefix: string, records: { next: number }): ProgramPart[] {
  const parts: ProgramPart[] = []
  let open: PlannedPass[] | undefined
  for (const sweep of sweeps) {
    const whole = sweep.block.length === plan.bits
    const name = () => `${prefix}${parts.length}`
    if (!whole) parts.push({ kind: 'sweep', name: name(), shape: { bits: plan.bits, laneBits: plan.format.laneBits, sweep } })
    for (const pass of whole ? sweep.passes : []) {
      if (pass.local === undefined) {
        parts.push({ kind: 'wide', action: wideAction(pass) })
        open = undefined
      } else if (plan.byStep) {
        parts.push({ kind: 'steps', name: 'steps', pass, record: records.next })
        records.next += pass.actions.length
      } else if (plan.bits > SMALL_BITS) parts.push({ kind: 'pass', name: name(), pass })
      else if (open === undefined) parts.push({ kind: 'passes', name: name(), passes: (open = [pass]) })
      else open.push(pass)
    }
  }
  return parts
}

function wideAction({ actions: [action] }: PlannedPass): MatrixAction {
  if (action.kind !== 'matrix') throw new RangeError(`a ${action.kind} is never too wide for a pass`)
  return action
}

/** Forward kernels: whole states are given state, outer, coefficients, units; blocks state, coefficients, scratch, units and thread. */
export function forwardModule(plan: ProgramPlan, options: StateModuleOptions): Uint8Array<ArrayBuffer> {
  return buildModule(options, (module) => {
    module.importMemory('env', 'memory', options.limits)
    const make = forwardPasses(module, plan.format, options.Tables)
    exportParts(module, plan, make, { whole: exportForward, sweep: emitForwardSweep })
  })
}

export interface Emitters<T> {
  readonly whole: (module: ModuleBuilder, name: string, passes: readonly (PlannedPass & { readonly run: T })[]) => void
  readonly sweep: (module: ModuleBuilder, shape: SweepShape, passes: readonly T[]) => { readonly index: number }
}

export function exportParts<T extends { readonly index: number }>(
  module: ModuleBuilder,
  plan: ProgramPlan,
  make: PassMaker<T>,
  emit: Emitters<T>,
): void {
  for (const part of programParts(plan).all) {
    if (part.kind === 'pass') module.export(part.name, make(part.pass.local!))
    if (part.kind === 'passes')
      emit.whole(
        module,
        part.name,
        part.passes.map((pass) => ({ ...pass, run: make(pass.local!) })),
      )
    if (part.kind === 'sweep')
      module.export(
        part.name,
        emit.sweep(
          module,
          part.shape,
          part.shape.sweep.passes.map((pass) => make(pass.local!)),
        ),
      )
  }
}

function exportForward(module: ModuleBuilder, name: string, passes: readonly (PlannedPass & { readonly run: ForwardPass })[]): void {
  const at = module.address
  const parameters = { state: at.type, outer: 'i32', coefficients: at.type, from: 'i32', to: 'i32', thread: 'i32' } as const
  module.exportFunction(name, { parameters }, (f, { state, coefficients }) => {
    for (const { run, coefficients: first } of passes)
      f.do(run({ state, outer: 0, coefficients: at.add(coefficients, first * VECTOR_BYTES), from: 0, to: 1 }))
  })
}
