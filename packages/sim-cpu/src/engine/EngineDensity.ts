/** Doubled programs on the engine of generated kernels: as state vectors of twice as many qubits, whose dense matrices need not be unitary. */
import { type Precision, type Program, type ResolvedInputs, TooManyQubitsError } from '@ketwork/backend'
import type { DensityCall, DensityEngine, DensityPurpose, DensityRows } from '../densityMatrix/densityEngine.ts'
import { type DoubledProgram, doubleProgram } from '../densityMatrix/doubleProgram.ts'
import { writePureDensity } from '../densityMatrix/readDensity.ts'
import { ArenaFullError } from '../memory/Arena.ts'
import { BoundProgram } from './BoundProgram.ts'
import { Call } from './Call.ts'
import type { CompiledProgram } from './CompiledProgram.ts'
import type { Engine } from './Engine.ts'
import { StateWork } from './StateWork.ts'

/** What the doubled programs of a structure compile to. */
export type CompiledDensity = Readonly<Record<DensityPurpose, CompiledProgram>>

export class EngineDensity implements DensityEngine {
  readonly precision: Precision
  readonly text: string
  readonly #program: Program
  readonly #compiled: CompiledDensity
  readonly #engine: Engine
  /** Made when first needed. */
  readonly #doubled = new Map<DensityPurpose, DoubledProgram>()

  constructor(program: Program, compiled: CompiledDensity, engine: Engine) {
    this.precision = compiled.values.precision
    const { structure, plan } = compiled.values.states(true)
    const passes = plan.sweeps.reduce((sum, sweep) => sum + sweep.passes.length, 0)
    this.text = `${structure.qubits} index bits of a density matrix; generated kernels, ${passes} ${passes === 1 ? 'pass' : 'passes'}`
    this.#program = program
    this.#compiled = compiled
    this.#engine = engine
  }

  get lack(): string | undefined {
    return this.#engine.lack
  }

  async run<Result>({ name, purpose, inputs, otherBytes }: DensityCall, work: (rows: DensityRows) => Promise<Result>): Promise<Result> {
    const { arena, trace } = this.#engine
    const { qubits } = this.#program.structure
    const compiled = this.#compiled[purpose]
    const bytes = 2 ** compiled.structure.qubits * (this.precision === 'f64' ? 16 : 8) + otherBytes
    if (bytes > arena.bytesFree) throw new TooManyQubitsError(qubits, bytes, arena.bytesFree)
    return trace.during('run', name, async (event) => {
      const call = new Call(this.#engine, doubledInputs(inputs, compiled.structure.qubits), event)
      try {
        return await work(await this.#rowsOf(call, purpose))
      } catch (error) {
        if (error instanceof ArenaFullError) throw new TooManyQubitsError(qubits, error.bytesNeeded, error.bytesAvailable)
        throw error
      } finally {
        call.release()
      }
    })
  }

  release(): void {
    this.#doubled.clear()
  }

  async #rowsOf(call: Call, purpose: DensityPurpose): Promise<DensityRows> {
    const doubled = this.#doubledFor(purpose)
    const program = this.#compiled[purpose].states(call.inputs.initialRow(0) === undefined)
    const work = await StateWork.begin(call, program, new BoundProgram(this.#engine, this.#compiled[purpose], doubled.program))
    const state = call.borrow(program.stateBytes)
    const numbers = 2 * 2 ** doubled.program.structure.qubits
    const evolve = async (row: number) => {
      work.prepare(row)
      await call.run([...work.evolve(row, state), work.toAmplitudes(state)])
      const { arena } = this.#engine
      return arena.numbers(this.precision, state, numbers)
    }
    return { doubled, evolve }
  }

  #doubledFor(purpose: DensityPurpose): DoubledProgram {
    const known = this.#doubled.get(purpose)
    if (known !== undefined) return known
    const made = doubleProgram(this.#program, { keepBits: purpose === 'samples' })
    this.#doubled.set(purpose, made)
    return made
  }
}

/** The same rows, beginning in |psi><psi|. */
function doubledInputs(inputs: ResolvedInputs, indexBits: number): ResolvedInputs {
  return {
    ...inputs,
    initialRow: (row) => {
      const state = inputs.initialRow(row)
      if (state === undefined) return undefined
      const rho = new Float64Array(2 * 2 ** indexBits)
      writePureDensity(rho, state)
      return rho
    },
  }
}
