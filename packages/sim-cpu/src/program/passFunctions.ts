/** The functions of a program's passes in a module: passes of the same local form share one. */
import type { ModuleBuilder } from '@ketwork/math/wasm'
import { emitForwardPass, type ForwardPass, type TableEmitter } from './emitPass.ts'
import type { StepFormat } from './stepContext.ts'
import type { LocalPass } from './localPass.ts'
import type { PlannedSweep } from './programPlan.ts'

export type PassMaker<T> = (pass: LocalPass) => T

export function forwardPasses(module: ModuleBuilder, format: StepFormat, Tables: TableEmitter | undefined): PassMaker<ForwardPass> {
  return remembered((pass) => emitForwardPass(module, format, pass, Tables))
}

/** One function for each form. */
export function remembered<T>(make: PassMaker<T>): PassMaker<T> {
  const made = new Map<string, T>()
  return (pass) => {
    const key = JSON.stringify(pass)
    const known = made.get(key) ?? make(pass)
    made.set(key, known)
    return known
  }
}

/** Whether every pass of the sweeps has a function: none is too wide for registers. */
export function isGenerated(sweeps: readonly PlannedSweep[]): boolean {
  return sweeps.every(({ passes }) => passes.every(({ local }) => local !== undefined))
}
