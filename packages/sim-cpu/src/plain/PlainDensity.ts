/** Doubled programs on the plain engine: as state vectors of twice as many qubits, on the same plans and kernels. */
import type { Program, Precision } from '@ketwork/backend'
import type { DensityCall, DensityEngine, DensityPurpose, DensityRows } from '../densityMatrix/densityEngine.ts'
import { type DoubledProgram, doubleProgram } from '../densityMatrix/doubleProgram.ts'
import { writePureDensity } from '../densityMatrix/readDensity.ts'
import { bytesAnAmplitude } from './memory/StateMemory.ts'
import type { PlainHost } from './PlainExecutable.ts'
import { type BoundPlan, bindPlan } from './plan/bindPlan.ts'
import type { LoadPlan } from './plan/loadPlan.ts'
import { finishForward, prepareNumbers } from './run/evolve.ts'
import { Run } from './run/Run.ts'

interface Bound {
  readonly doubled: DoubledProgram
  readonly plan: BoundPlan
}

export class PlainDensity implements DensityEngine {
  readonly precision: Precision
  readonly text: string
  readonly #program: Program
  readonly #plans: NonNullable<LoadPlan['density']>
  readonly #host: PlainHost
  /** Made when first needed. */
  readonly #bound = new Map<DensityPurpose, Bound>()

  /** @param load with the plans of the doubled programs */
  constructor(program: Program, { precision, plan, density }: LoadPlan, host: PlainHost) {
    if (density === undefined) throw new TypeError('the program was not planned for density matrices')
    this.precision = precision
    this.text = plan.text
    this.#program = program
    this.#plans = density
    this.#host = host
  }

  async run<Result>({ name, purpose, inputs, otherBytes }: DensityCall, work: (rows: DensityRows) => Promise<Result>): Promise<Result> {
    const { memory, trace } = this.#host
    const { doubled, plan } = this.#bindFor(purpose)
    memory.require(this.#program.structure.qubits, bytesAnAmplitude(this.precision) * 2 ** plan.qubits + otherBytes)
    return trace.during('run', name, async (event) => {
      const run = new Run({ plan, observables: [], inputs, precision: this.precision, memory, trace, event })
      try {
        const rho = run.borrow()
        const evolve = async (row: number) => {
          prepareNumbers(run, row)
          writePureDensity(rho, inputs.initialRow(row))
          if (run.pace.add(rho.length / 2)) await run.pace.breathe()
          await finishForward(run, rho)
          return rho
        }
        return await work({ doubled, evolve })
      } finally {
        run.release()
      }
    })
  }

  release(): void {
    this.#bound.clear()
  }

  #bindFor(purpose: DensityPurpose): Bound {
    const known = this.#bound.get(purpose)
    if (known !== undefined) return known
    const doubled = doubleProgram(this.#program, { keepBits: purpose === 'samples' })
    const made = { doubled, plan: bindPlan(this.#plans[purpose], doubled.program) }
    this.#bound.set(purpose, made)
    return made
  }
}
