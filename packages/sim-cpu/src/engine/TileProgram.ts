/**
 * A small program that many rows run through, V rows at a time, one in each lane.
 */
import type { ProgramStructure } from '@ketwork/backend/simulator'
import { CELL_BYTES, lanes } from '../kernels/layout.ts'
import type { TileModuleOptions } from '../program/emitTileModule.ts'
import { isGenerated } from '../program/passFunctions.ts'
import { type PlanOptions, planProgram, type ProgramPlan } from '../program/programPlan.ts'
import type { LoadedModule } from '../threads/loadModule.ts'
import type { Call } from './Call.ts'

type TileKind = Pick<TileModuleOptions, 'ownParameters' | 'gradient'>

/** What a structure compiles to. */
export class TileProgram {
  readonly structure: ProgramStructure
  readonly plan: ProgramPlan
  readonly #modules = new Map<string, Promise<LoadedModule>>()

  constructor(structure: ProgramStructure, precision: 'f64' | 'f32', options: PlanOptions) {
    this.structure = structure
    this.plan = planProgram(structure, { precision, lanes: lanes(precision), laneBits: 0 }, options)
  }

  /** Whether the program is of the kind that runs in tiles: every action fits into registers. */
  get fits(): boolean {
    return isGenerated([...this.plan.headSweeps, ...this.plan.sweeps])
  }

  module(call: Call, kind: TileKind): Promise<LoadedModule> {
    const key = `${kind.ownParameters} ${kind.gradient}`
    const known = this.#modules.get(key)
    if (known !== undefined) return known
    const made = this.#loadModule(call, kind)
    this.#modules.set(key, made)
    made.catch(() => this.#modules.delete(key)) // its emitters can be fetched again
    return made
  }

  /** The emitters are loaded with the first program that runs in tiles. */
  async #loadModule(call: Call, kind: TileKind): Promise<LoadedModule> {
    const { tileModule } = await call.measure('emit', 'emitters', () => import('../program/emitTileModule.ts'))
    return call.load('tiles', () => tileModule(this.plan, this.structure, { ...call.engine.moduleOptions, ...kind }))
  }

  get tileBytes(): number {
    return 2 ** this.plan.bits * CELL_BYTES
  }
}
