/** Doubled programs on the plain engine: as state vectors of twice as many qubits, on the same plans and kernels. */
import type { Program, Precision } from '@ketwork/backend'
import type { DensityCall, DensityEngine, DensityPurpose, DensityRows } from './densityEngine.ts'
import { type DoubledProgram, doubleProgram } from './doubleProgram.ts'
import { writePureDensity } from './readDensity.ts'
import { bytesAnAmplitude } from '../plain/memory/StateMemory.ts'
import type { PlainHost } from '../plain/PlainExecutable.ts'
import { type BoundPlan, bindPlan } from '../plain/plan/bindPlan.ts'
import type { CpuPlan } from '../plain/plan/planProgram.ts'
import { finishForward, prepareNumbers } from '../plain/run/evolve.ts'
import { Run } from '../plain/run/Run.ts'

interface Bound {
  readonly doubled: DoubledProgram
  readonly plan: BoundPlan
}

/** Of the doubled programs: for expectations and probabilities, and for samples, which may need more wires. */
type DensityPlans = Readonly<Record<DensityPurpose, CpuPlan>>

interface PlainDensityParts {
  readonly precision: Precision
  readonly plans: DensityPlans
  readonly host: PlainHost
}

export class PlainDensity implements DensityEngine {
  readonly precision: Precision
  readonly text: string
  readonly #program: Program
  readonly #plans: DensityPlans
  readonly #host: PlainHost
  /** Made when first needed. */
  readonly #bound = new Map<DensityPurpose, Bound>()

  constructor(program: Program, { precision, plans, host }: PlainDensityParts) {
    this.precision = precision
    this.text = `${plans.values.qubits} index bits of a density matrix; ${plans.values.text}`
    this.#program = program
    this.#plans = plans
    this.#host = host
  }

  get lack(): string | undefined {
    return this.#host.lack
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
