/**
 * What a structure compiles to, shared by all executables that have it: how its rows are computed, and the generated modules, made when first needed.
 */
import type { Precision } from '@ketwork/math/wasm'
import { isPlainUnitary, type ProgramStructure } from '@ketwork/backend/simulator'
import { SHIPPED_COSTS } from '../program/costTable.ts'
import type { PlanOptions } from '../program/programPlan.ts'
import { StateProgram } from './StateProgram.ts'
import { TileProgram } from './TileProgram.ts'

/** How planning is recorded. */
export interface Measured {
  measure<Result>(phase: 'plan', kernel: string, work: () => Result): Result
}

const UNMEASURED: Measured = { measure: (_phase, _kernel, work) => work() }

/** What does not follow from the structure. */
export interface CompileOptions extends Omit<PlanOptions, 'real' | 'byStep'> {
  /** How often an executable will run; often when omitted. */
  readonly expectedRuns?: number | undefined
  /** Up to so many qubits rows run in tiles; as in the shipped table when omitted. */
  readonly tileQubits?: number
}

export class CompiledProgram {
  readonly structure: ProgramStructure
  readonly precision: Precision
  readonly #states = new Map<boolean, StateProgram>()
  readonly #tiles = new Map<boolean, TileProgram>()
  readonly #options: CompileOptions
  #inTiles: boolean | undefined
  #mixesSymbols: boolean | undefined

  constructor(structure: ProgramStructure, precision: Precision, options: CompileOptions = {}) {
    this.structure = structure
    this.precision = precision
    this.#options = options
  }

  /**
   * Whether rows run side by side in lanes, or one after the other. Decided by the structure alone, so that the bits of a row do not depend on
   * how many rows a call has: a program with features is taken to run on batches.
   */
  get inTiles(): boolean {
    this.#inTiles ??=
      this.isUnitary &&
      this.structure.features.length > 0 &&
      this.structure.qubits <= (this.#options.tileQubits ?? SHIPPED_COSTS.tileQubits) &&
      this.tiles(false).fits
    return this.#inTiles
  }

  /** Whether steps are data for kernels that are there, instead of code that is made for them. Decided by the structure and the runs that are expected. */
  get byStep(): boolean {
    const { expectedRuns = Infinity } = this.#options
    const { qubits } = this.structure
    return this.isUnitary && qubits <= STEP_QUBITS && expectedRuns * 2 ** qubits <= AMPLITUDES_OF_CODE
  }

  /** Whether a row has one final state; otherwise each shot has one of its own. */
  get isUnitary(): boolean {
    return this.structure.instructions.every(isPlainUnitary)
  }

  /**
   * @param real whether states may be taken to stay real where no action makes them complex
   * @param call whose trace planning belongs to
   */
  states(real: boolean, call = UNMEASURED): StateProgram {
    const known = this.#states.get(real)
    if (known !== undefined) return known
    const plan = () => new StateProgram(this.structure, this.precision, { real, byStep: this.byStep, ...this.#options })
    const made = call.measure('plan', 'states', plan)
    this.#states.set(real, made)
    return made
  }

  tiles(real: boolean, call = UNMEASURED): TileProgram {
    const known = this.#tiles.get(real)
    if (known !== undefined) return known
    const made = call.measure('plan', 'tiles', () => new TileProgram(this.structure, this.precision, { real }))
    this.#tiles.set(real, made)
    return made
  }

  /** For people. */
  get text(): string {
    // Real or not, the passes are the same: a plan that a call has made will do.
    const { plan } = this.inTiles ? this.tiles(false) : (this.#states.get(true) ?? this.states(false))
    const passes = plan.sweeps.reduce((sum, sweep) => sum + sweep.passes.length, 0)
    const { sweeps, stretches } = plan
    if (plan.byStep) return `kernels of steps, ${counted(this.structure.instructions.length, 'step')}`
    const inBlocks = sweeps.some(({ block }) => block.length < plan.bits) ? `${sweeps.length} sweeps over blocks` : 'one block'
    const inStretches = stretches.length === 1 ? inBlocks : `${stretches.length} stretches, ${inBlocks}`
    const how = this.inTiles ? `tiles of ${plan.format.lanes} rows` : inStretches
    const tables = plan.tables.length === 0 ? '' : ` (${counted(plan.tables.length, 'diagonal table')})`
    return `generated kernels, ${counted(passes, 'pass', 'passes')} in ${how}${tables}`
  }

  /** Whether some angle has a term with both parameters and features, so that its derivative depends on the row. */
  get mixesSymbols(): boolean {
    this.#mixesSymbols ??= mixesSymbols(this.structure.angles)
    return this.#mixesSymbols
  }

  /** Whether a gradient may be computed on real states: every observable is a real matrix. */
  get hasRealObservables(): boolean {
    return this.structure.observables.every(({ terms }) => terms.every(({ pauli }) => (pauli.split('Y').length - 1) % 2 === 0))
  }
}

/** In the time that it takes to make code for an instruction, about 50 us, steps update so many amplitudes more than that code would: it takes 0.2 ns less for each. */
const AMPLITUDES_OF_CODE = 2 ** 18
/** Larger states are not at home in the second cache. */
const STEP_QUBITS = 17

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

function mixesSymbols({ factorStarts, factors, parameters }: ProgramStructure['angles']): boolean {
  for (let term = 0; term + 1 < factorStarts.length; term++) {
    const own = factors.slice(factorStarts[term], factorStarts[term + 1])
    if (own.some((symbol) => symbol < parameters) && own.some((symbol) => symbol >= parameters)) return true
  }
  return false
}
