/**
 * The generated modules of a program on one state: its passes as kernels that threads share, forward, and in a module of its own backward.
 *
 * A small state goes through all passes in one call; a larger one that is a single block pass by pass, each in units; the largest sweep by sweep over blocks.
 */
import { buildModule, type MemoryLimits, type ModuleBuilder, type ModuleOptions } from '@ketwork/math/wasm'
import { emitBackwardSweep, emitForwardSweep, sweepBlocks, type SweepShape } from './emitSweep.ts'
import { backwardPasses, forwardPasses } from './passFunctions.ts'
import { passUnits } from './planBits.ts'
import type { PlannedSweep, ProgramPlan } from './programPlan.ts'

const VECTOR_BYTES = 16
/** A state of at most so many index bits goes through all passes in one call. */
const SMALL_BITS = 14

export interface StateModuleOptions extends ModuleOptions {
  readonly limits: MemoryLimits
}

/** A kernel of the module, in the order in which they run. */
export interface SweepKernel {
  readonly name: string
  readonly units: number
  /** Where its coefficients and sums begin, in bytes. */
  readonly coefficients: number
  readonly sums: number
  /** Takes blocks, with scratch memory; otherwise one whole state. */
  readonly blocked: boolean
  /** Passes over the state, for the trace. */
  readonly passes: number
}

export interface SweepKernels {
  readonly head: readonly SweepKernel[]
  readonly body: readonly SweepKernel[]
}

/** Whether the whole program is one kernel. */
export function isSmall(plan: ProgramPlan): boolean {
  return plan.bits <= SMALL_BITS
}

/** The kernels of a plan; the same names stand in the forward and the backward module. */
export function sweepKernels(plan: ProgramPlan): SweepKernels {
  return { head: kernelsOf(plan, plan.headSweeps, 'head'), body: kernelsOf(plan, plan.sweeps, 'body') }
}

function kernelsOf(plan: ProgramPlan, sweeps: readonly PlannedSweep[], part: string): SweepKernel[] {
  if (sweeps.every(({ passes }) => passes.length === 0)) return []
  if (isSmall(plan)) {
    const passes = sweeps.reduce((sum, sweep) => sum + sweep.passes.length, 0)
    return [{ name: part, units: 1, coefficients: 0, sums: 0, blocked: false, passes }]
  }
  return sweeps.flatMap((sweep, index): SweepKernel[] => {
    if (!isWhole(plan, sweep)) {
      return [{ name: `${part}${index}`, units: sweepBlocks(shapeOf(plan, sweep)), coefficients: 0, sums: 0, blocked: true, passes: sweep.passes.length }]
    }
    return sweep.passes.map((pass, place) => ({
      name: `${part}${index}_${place}`,
      units: passUnits(pass.local!),
      coefficients: pass.coefficients * VECTOR_BYTES,
      sums: pass.sums * VECTOR_BYTES,
      blocked: false,
      passes: 1,
    }))
  })
}

/** Forward kernels: whole states are given state, outer, coefficients, units; blocks state, coefficients, scratch, units and thread. */
export function forwardModule(plan: ProgramPlan, options: StateModuleOptions): Uint8Array<ArrayBuffer> {
  return buildModule(options, (module) => {
    module.importMemory('env', 'memory', options.limits)
    const make = forwardPasses(module, plan.format)
    eachPart(plan, (sweeps, part) => {
      if (isSmall(plan)) return exportForward(module, sweeps, part, make)
      sweeps.forEach((sweep, index) => {
        const passes = sweep.passes.map((pass) => make(pass.local!))
        if (isWhole(plan, sweep)) passes.forEach((pass, place) => module.export(`${part}${index}_${place}`, pass))
        else module.export(`${part}${index}`, emitForwardSweep(module, shapeOf(plan, sweep), passes))
      })
    })
  })
}

function exportForward(module: ModuleBuilder, sweeps: readonly PlannedSweep[], part: string, make: ReturnType<typeof forwardPasses>): void {
  const at = module.address
  const passes = sweeps.flatMap((sweep) => sweep.passes).map((pass) => ({ ...pass, run: make(pass.local!) }))
  const parameters = { state: at.type, outer: 'i32', coefficients: at.type, from: 'i32', to: 'i32', thread: 'i32' } as const
  module.exportFunction(part, { parameters }, (f, { state, coefficients }) => {
    for (const { run, coefficients: first } of passes)
      f.do(run({ state, outer: 0, coefficients: at.add(coefficients, first * VECTOR_BYTES), from: 0, to: 1 }))
  })
}

/** Backward kernels: whole states are given ket, bra, outer, coefficients, sums, stride, units; blocks ket, bra, coefficients, sums, stride, scratch, units and thread. */
export function backwardModule(plan: ProgramPlan, options: StateModuleOptions): Uint8Array<ArrayBuffer> {
  return buildModule(options, (module) => {
    module.importMemory('env', 'memory', options.limits)
    const make = backwardPasses(module, plan.format)
    eachPart(plan, (sweeps, part) => {
      if (isSmall(plan)) return exportBackward(module, sweeps, part, make)
      sweeps.forEach((sweep, index) => {
        const passes = sweep.passes.map((pass) => make(pass.local!))
        if (isWhole(plan, sweep)) passes.forEach((pass, place) => module.export(`${part}${index}_${place}`, pass))
        else module.export(`${part}${index}`, emitBackwardSweep(module, shapeOf(plan, sweep), passes))
      })
    })
  })
}

function exportBackward(module: ModuleBuilder, sweeps: readonly PlannedSweep[], part: string, make: ReturnType<typeof backwardPasses>): void {
  const at = module.address
  const passes = sweeps
    .flatMap((sweep) => sweep.passes)
    .map((pass) => ({ ...pass, run: make(pass.local!) }))
    .reverse()
  const pointers = { ket: at.type, bra: at.type, outer: 'i32', coefficients: at.type, sums: at.type, stride: 'i32' } as const
  module.exportFunction(part, { parameters: { ...pointers, from: 'i32', to: 'i32', thread: 'i32' } }, (f, { ket, bra, coefficients, sums }) => {
    for (const { run, coefficients: first, sums: firstSum } of passes) {
      const places = { coefficients: at.add(coefficients, first * VECTOR_BYTES), sums: at.add(sums, firstSum * VECTOR_BYTES) }
      f.do(run({ ket, bra, outer: 0, ...places, stride: 0, from: 0, to: 1 }))
    }
  })
}

function eachPart(plan: ProgramPlan, work: (sweeps: readonly PlannedSweep[], part: string) => void): void {
  work(plan.headSweeps, 'head')
  work(plan.sweeps, 'body')
}

function isWhole(plan: ProgramPlan, sweep: PlannedSweep): boolean {
  return sweep.block.length === plan.bits
}

export function shapeOf({ bits, format }: ProgramPlan, sweep: PlannedSweep): SweepShape {
  return { bits, laneBits: format.laneBits, sweep }
}
