/**
 * A program whose rows are computed one after the other, each on a state of its own with amplitudes in the lanes.
 *
 * Modules are made when a call first needs them; what depends on structure alone is shared by all executables that have that structure.
 */
import { largest } from '@ketwork/math'
import { type Action, later, type ProgramStructure } from '@ketwork/backend/simulator'
import { amplitudeLanes, CELL_BYTES, DENSE_SCRATCH_BYTES, lanes } from '../kernels/layout.ts'
import { kernelModule } from '../kernels/kernelModule.ts'
import { stateModule } from '../kernels/stateModule.ts'
import { forwardModule, passesOf, type ProgramPart, type ProgramParts, programParts, unitsOf } from '../program/emitStateModule.ts'
import { sweepScratchBytes } from '../program/emitSweep.ts'
import { coefficientPlaces, type PlanOptions, planProgram, type ProgramPlan, sumsOf } from '../program/programPlan.ts'
import type { LoadedModule } from '../threads/loadModule.ts'
import type { Call } from './Call.ts'

const tableSteps = later(() => import('../program/PassTables.ts'))
const stepKernels = later(() => import('../program/steps/stepModule.ts'))
const stepRecordMaker = later(() => import('../program/steps/stepRecords.ts'))

/** What a structure compiles to. */
export class StateProgram {
  readonly structure: ProgramStructure
  readonly plan: ProgramPlan
  readonly parts: ProgramParts
  readonly stateBytes: number
  /** Bytes of scratch memory of a thread, for each state that goes through a sweep. */
  readonly scratchBytes: number
  readonly wideParts: readonly Extract<ProgramPart, { kind: 'wide' }>[]
  /** The derivatives' sums, by how many units add to them. */
  readonly sumRanges: readonly SumRange[]
  /** Where the coefficients of the actions of the head begin, in vectors. */
  readonly headPlaces: ReadonlyMap<Action, number>
  #modules: Promise<StateModules> | undefined
  #backward: Promise<LoadedModule> | undefined

  constructor(structure: ProgramStructure, precision: 'f64' | 'f32', options: PlanOptions) {
    this.structure = structure
    this.plan = planProgram(structure, { precision, lanes: lanes(precision), laneBits: Math.log2(lanes(precision)) }, options)
    this.parts = programParts(this.plan)
    this.stateBytes = 2 ** (this.plan.bits - this.plan.format.laneBits) * CELL_BYTES
    const parts = this.parts.all
    this.scratchBytes = largest(
      parts.map((part) => (part.kind === 'sweep' ? sweepScratchBytes(part.shape) : 0)),
      DENSE_SCRATCH_BYTES,
    )
    this.wideParts = parts.filter((part) => part.kind === 'wide')
    this.sumRanges = parts.flatMap(sumRangesOf)
    const places = coefficientPlaces(this.plan)
    this.headPlaces = new Map(this.plan.head.map((action) => [action, places.get(action) ?? 0]))
  }

  /** The module that undoes the program: where steps are data, the one that does them. */
  async backward(call: Call): Promise<LoadedModule> {
    if (this.plan.byStep) return (await this.modules(call)).forward
    if (this.#backward === undefined) {
      this.#backward = this.#loadBackward(call)
      this.#backward.catch(() => (this.#backward = undefined)) // its emitters can be fetched again
    }
    return this.#backward
  }

  /** The emitters are loaded with the first gradient. */
  async #loadBackward(call: Call): Promise<LoadedModule> {
    const { backwardModule } = await call.measure('emit', 'emitters', () => import('../program/emitBackwardModule.ts'))
    return call.load('backward', () => backwardModule(this.plan, call.engine.moduleOptions))
  }

  /** All that a state needs to come to the end of the circuit. */
  modules(call: Call): Promise<StateModules> {
    this.#modules ??= this.#loadModules(call)
    return this.#modules
  }

  async #loadModules(call: Call): Promise<StateModules> {
    const layout = amplitudeLanes(this.plan.format.precision)
    const modules = [
      call.library(stateModule, layout),
      call.library(kernelModule, layout),
      this.plan.byStep ? this.#loadSteps(call) : this.#loadForward(call),
    ] as const
    const [states, kernels, forward] = await Promise.all(modules)
    return { states, kernels, forward }
  }

  async #loadForward(call: Call): Promise<LoadedModule> {
    const Tables = this.plan.tables.length > 0 ? (await call.measure('plan', 'code', tableSteps)).PassTables : undefined
    return call.load('forward', () => forwardModule(this.plan, { ...call.engine.moduleOptions, Tables }))
  }

  async #loadSteps(call: Call): Promise<LoadedModule> {
    const { realStepModule, stepModule } = await call.measure('plan', 'code', stepKernels)
    return call.library(this.plan.realOnly ? realStepModule : stepModule, amplitudeLanes(this.plan.format.precision))
  }

  /** What the kernels of steps read, loaded with them. */
  async records(call: Call): Promise<Uint8Array> {
    const { stepRecords } = await call.measure('plan', 'code', stepRecordMaker)
    const passes = this.parts.all.flatMap(passesOf).map(({ local }) => local!)
    return call.measure('plan', 'records', () => stepRecords(passes, this.plan.format))
  }
}

/** Sums `first` to `end` - 1. */
export interface SumRange {
  readonly first: number
  readonly end: number
  readonly units: number
}

function sumRangesOf(part: ProgramPart): SumRange[] {
  if (part.kind === 'wide') return []
  return passesOf(part).map((pass) => ({ first: pass.sums, end: pass.sums + sumsOf(pass), units: unitsOf(part) }))
}

export interface StateModules {
  readonly states: LoadedModule
  readonly kernels: LoadedModule
  readonly forward: LoadedModule
}
