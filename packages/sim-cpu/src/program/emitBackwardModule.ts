/** The generated module that undoes a program on one state, for gradients: the same parts as forward, on ket and bra. */
import { i32, buildModule, type ModuleBuilder } from '@ketwork/math/wasm'
import { type BackwardPass, backwardPasses } from './emitBackwardPass.ts'
import { exportParts, type StateModuleOptions } from './emitStateModule.ts'
import { BlockCopier, eachBlock, type SweepShape, sweepScratchBytes } from './emitSweep.ts'
import type { PlannedPass, ProgramPlan } from './programPlan.ts'

const VECTOR_BYTES = 16

/** Backward kernels: whole states are given ket, bra, outer, coefficients, sums, stride, units; blocks ket, bra, coefficients, sums, stride, scratch, units and thread. */
export function backwardModule(plan: ProgramPlan, options: StateModuleOptions): Uint8Array<ArrayBuffer> {
  return buildModule(options, (module) => {
    module.importMemory('env', 'memory', options.limits)
    const make = backwardPasses(module, plan.format)
    exportParts(module, plan, make, { whole: exportBackward, sweep: emitBackwardSweep })
  })
}

/** @returns a function of ket, bra, coefficients, sums (those of block b at sums + stride b), stride, scratch memory of all threads, first and last block, and thread */
function emitBackwardSweep(module: ModuleBuilder, shape: SweepShape, passes: readonly BackwardPass[]) {
  const at = module.address.type
  const parameters = {
    ket: at,
    bra: at,
    coefficients: at,
    sums: at,
    stride: 'i32',
    scratch: at,
    from: 'i32',
    to: 'i32',
    thread: 'i32',
  } as const
  return module.function({ parameters }, (f, { ket, bra, coefficients, sums, stride, scratch, from, to, thread }) => {
    const copier = new BlockCopier(module, f, shape)
    const ofKet = f.let(copier.scratchOf(scratch, thread, 2))
    const ofBra = f.let(module.address.add(ofKet, sweepScratchBytes(shape)))
    eachBlock(f, shape, { from, to }, (outer, number) => {
      const own = f.let(module.address.add(sums, copier.wide(i32.mul(number, stride))))
      const [ketBlock, braBlock] = [copier.enter(ket, outer, ofKet), copier.enter(bra, outer, ofBra)]
      for (let index = passes.length - 1; index >= 0; index--) {
        const pass = shape.sweep.passes[index]
        const c = module.address.add(coefficients, pass.coefficients * VECTOR_BYTES)
        const s = module.address.add(own, pass.sums * VECTOR_BYTES)
        f.do(passes[index]({ ket: ketBlock, bra: braBlock, outer, coefficients: c, sums: s, stride: 0, from: 0, to: 1 }))
      }
      copier.leave(ket, outer, ofKet)
      copier.leave(bra, outer, ofBra)
    })
  })
}

function exportBackward(module: ModuleBuilder, name: string, passes: readonly (PlannedPass & { readonly run: BackwardPass })[]): void {
  const at = module.address
  const pointers = { ket: at.type, bra: at.type, outer: 'i32', coefficients: at.type, sums: at.type, stride: 'i32' } as const
  module.exportFunction(
    name,
    { parameters: { ...pointers, from: 'i32', to: 'i32', thread: 'i32' } },
    (f, { ket, bra, coefficients, sums }) => {
      for (const { run, coefficients: first, sums: firstSum } of [...passes].reverse()) {
        const places = { coefficients: at.add(coefficients, first * VECTOR_BYTES), sums: at.add(sums, firstSum * VECTOR_BYTES) }
        f.do(run({ ket, bra, outer: 0, ...places, stride: 0, from: 0, to: 1 }))
      }
    },
  )
}
