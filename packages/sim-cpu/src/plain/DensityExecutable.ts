/**
 * One compiled program on density matrices: the doubled program of `densityMatrix/` runs on the same plan and kernels as a state vector of twice as many qubits.
 *
 * Expectations, probabilities and samples are exact in the channels; there is no single state, so what needs one is refused.
 */
import {
  DisposedError,
  type Draws,
  type Estimate,
  type Executable,
  type Inputs,
  type MeasurementBasis,
  type MeasurementPlan,
  type Program,
  type RanOn,
  type ResolvedInputs,
  type ResolveOptions,
  type SampleBatch,
  type SampleInputs,
  type Values,
  chooseQubits,
  drawsOf,
  estimateExpectations,
  measurementPlan,
  requireDraws,
  requireSingleState,
  resolveInputs,
  sampleColumns,
  sampleIndices,
} from '@ketwork/backend'
import { RandomStream } from '@ketwork/math'
import { type DoubledProgram, doubleProgram } from '../densityMatrix/doubleProgram.ts'
import { densityExpectation, jointDistribution, marginalOf, writePureDensity } from '../densityMatrix/readDensity.ts'
import { type Amplitudes, setCube } from './kernels/cube.ts'
import { applySingle } from './kernels/single.ts'
import { bytesAnAmplitude } from './memory/StateMemory.ts'
import { CPU_DEVICE, type PlainHost } from './PlainExecutable.ts'
import { type BoundObservable, bindObservables } from './plan/bindObservables.ts'
import { type BoundPlan, bindPlan } from './plan/bindPlan.ts'
import type { LoadPlan } from './plan/loadPlan.ts'
import { finishForward, prepareNumbers } from './run/evolve.ts'
import { Run } from './run/Run.ts'
import { basisTurn } from './sampling/estimateState.ts'
import { readBit } from './sampling/sampleState.ts'

type Call = NonNullable<ResolveOptions['call']>

type DensityPlans = NonNullable<LoadPlan['density']>

/** A doubled program with its plan and constants. */
interface Bound {
  readonly doubled: DoubledProgram
  readonly plan: BoundPlan
}

export class DensityExecutable implements Executable {
  readonly program: Program
  readonly #load: LoadPlan
  readonly #plans: DensityPlans
  readonly #host: PlainHost
  #disposed = false
  /** Made when first needed: for expectations and probabilities, and for samples. */
  #values: Bound | undefined
  #samples: Bound | undefined
  #observables: readonly BoundObservable[] | undefined
  #measurements: MeasurementPlan | undefined

  constructor(program: Program, load: LoadPlan, plans: DensityPlans, host: PlainHost) {
    this.program = program
    this.#load = load
    this.#plans = plans
    this.#host = host
  }

  get parameters(): readonly string[] {
    return this.program.structure.parameters
  }

  get features(): readonly string[] {
    return this.program.structure.features
  }

  get bits(): readonly string[] {
    return this.program.structure.bits
  }

  async amplitudes(): Promise<never> {
    return this.#refuse('amplitudes')
  }

  async gradient(): Promise<never> {
    return this.#refuse('gradient')
  }

  async jacobian(): Promise<never> {
    return this.#refuse('jacobian')
  }

  async overlaps(): Promise<never> {
    return this.#refuse('overlaps')
  }

  async probabilities(inputs: Inputs = {}, qubits?: readonly number[]): Promise<Values> {
    const resolved = this.#resolve('probabilities', inputs)
    const chosen = chooseQubits(qubits, this.program.structure.qubits)
    const columns = 2 ** chosen.length
    const draws = drawsOf('densityMatrix', resolved)
    const { rows } = resolved
    this.#requireMemory(this.#plans.values.qubits, 1, 16 * rows * columns)
    return this.#run('probabilities', resolved, this.#boundValues(), async (run, { doubled }) => {
      const values = new Float64Array(rows * columns)
      const standardErrors = new Float64Array(draws === undefined ? 0 : rows * columns)
      const rho = run.borrow()
      for (let row = 0; row < rows; row++) {
        await this.#evolve(run, row, rho)
        const marginal = marginalOf(jointDistribution(rho, doubled), chosen)
        const found = draws === undefined ? { values: marginal } : frequencies(marginal, draws, row)
        values.set(found.values, row * columns)
        if ('standardErrors' in found) standardErrors.set(found.standardErrors, row * columns)
      }
      return { rows, columns, values, ...(draws === undefined ? {} : { standardErrors }), ranOn: this.#ranOn() }
    })
  }

  async expectations(inputs: Inputs = {}): Promise<Values> {
    const resolved = this.#resolve('expectations', inputs)
    const columns = this.program.structure.observables.length
    const draws = drawsOf('densityMatrix', resolved)
    const { rows } = resolved
    this.#requireMemory(this.#plans.values.qubits, draws === undefined ? 1 : 2, 16 * rows * columns)
    return this.#run('expectations', resolved, this.#boundValues(), async (run, { doubled }) => {
      if (draws !== undefined) return { rows, columns, ...(await this.#estimate(run, doubled, draws)), ranOn: this.#ranOn() }
      this.#observables ??= bindObservables(this.program, this.#host.memory.bytes / 8)
      const values = new Float64Array(rows * columns)
      const rho = run.borrow()
      for (let row = 0; row < rows; row++) {
        await this.#evolve(run, row, rho)
        for (const [k, groups] of this.#observables.entries()) {
          values[row * columns + k] = densityExpectation(rho, doubled, groups)
          if (run.pace.add(groups.length * 2 ** doubled.qubits)) await run.pace.breathe()
        }
      }
      return { rows, columns, values, ranOn: this.#ranOn() }
    })
  }

  async sample(inputs: SampleInputs): Promise<SampleBatch> {
    const resolved = this.#resolve('sample', inputs)
    const columns = sampleColumns(this.program.structure)
    const draws = requireDraws(resolved)
    const { rows } = resolved
    const { shots } = draws
    this.#requireMemory(this.#plans.samples.qubits, 1, rows * shots * columns.length + 4 * shots)
    return this.#run('sample', resolved, this.#boundSamples(), async (run, { doubled }) => {
      const samples = new Uint8Array(rows * shots * columns.length)
      const rho = run.borrow()
      for (let row = 0; row < rows; row++) {
        await this.#evolve(run, row, rho)
        const weights = jointDistribution(rho, doubled)
        const random = new RandomStream(draws.seed).substream(row)
        const drawn = sampleIndices(weights, shots, random)
        this.#writeSamples(samples.subarray(row * shots * columns.length), doubled, drawn, random.substream(0))
      }
      return { rows, shots, columns, samples, ranOn: this.#ranOn() }
    })
  }

  async dispose(): Promise<void> {
    this.#disposed = true
    this.#values = undefined
    this.#samples = undefined
    this.#observables = undefined
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  /** Bits from their wires, or from the qubit that was measured; qubits where the program has no bits. */
  #writeSamples(out: Uint8Array, { wires, deferred, qubits }: DoubledProgram, drawn: Uint32Array, random: RandomStream): void {
    const { constants, structure } = this.program
    const columns = structure.bits.length > 0 ? structure.bits.length : qubits
    for (let shot = 0; shot < drawn.length; shot++) {
      const at = shot * columns
      if (structure.bits.length === 0) {
        for (let qubit = 0; qubit < qubits; qubit++) out[at + qubit] = (drawn[shot] >>> qubit) & 1
        continue
      }
      for (const [i, bit] of wires.entries()) out[at + bit] = (drawn[shot] >>> (qubits + i)) & 1
      for (const { qubit, bit, readout } of deferred) {
        const outcome = (drawn[shot] >>> qubit) & 1
        out[at + bit] = readout === undefined ? outcome : readBit(constants, readout, outcome, random)
      }
    }
  }

  /** Estimates from shots: rho is turned into each measurement basis and sampled there. */
  async #estimate(run: Run, doubled: DoubledProgram, { shots, seed }: Draws): Promise<Estimate> {
    this.#measurements ??= measurementPlan(this.program)
    const plan = this.#measurements
    const values = new Float64Array(run.inputs.rows * plan.observables)
    const standardErrors = new Float64Array(values.length)
    const [rho, turned] = [run.borrow(), run.borrow()]
    for (let row = 0; row < run.inputs.rows; row++) {
      await this.#evolve(run, row, rho)
      const sample = (basis: MeasurementBasis, count: number, random: RandomStream) => {
        turned.set(rho)
        turnBasis(run, turned, doubled.qubits, basis)
        return sampleIndices(marginalOf(jointDistribution(turned, doubled), chooseQubits(undefined, doubled.qubits)), count, random)
      }
      const estimate = estimateExpectations(plan, this.program.constants, sample, { shots, seed, row })
      values.set(estimate.values, row * plan.observables)
      standardErrors.set(estimate.standardErrors, row * plan.observables)
    }
    return { values, standardErrors }
  }

  /** Writes vec(rho) of a row at the end of the program. */
  async #evolve(run: Run, row: number, rho: Amplitudes): Promise<void> {
    prepareNumbers(run, row)
    writePureDensity(rho, run.inputs.initialRow(row))
    if (run.pace.add(rho.length / 2)) await run.pace.breathe()
    await finishForward(run, rho)
  }

  #boundValues(): Bound {
    this.#values ??= this.#bind(false)
    return this.#values
  }

  #boundSamples(): Bound {
    this.#samples ??= this.#bind(true)
    return this.#samples
  }

  #bind(keepBits: boolean): Bound {
    const doubled = doubleProgram(this.program, { keepBits })
    return { doubled, plan: bindPlan(keepBits ? this.#plans.samples : this.#plans.values, doubled.program) }
  }

  async #refuse(call: Call): Promise<never> {
    this.#requireOpen()
    requireSingleState(call, this.program, 'densityMatrix')
    throw new TypeError(`${call} needs a state vector`)
  }

  #requireOpen(): void {
    if (this.#host.disposed) throw new DisposedError('backend')
    if (this.#disposed) throw new DisposedError('executable')
  }

  #resolve(call: Call, inputs: Inputs): ResolvedInputs {
    this.#requireOpen()
    return resolveInputs(this.program, inputs, { precision: this.#load.precision, call })
  }

  #requireMemory(wires: number, vectors: number, otherBytes: number): void {
    const bytes = vectors * bytesAnAmplitude(this.#load.precision) * 2 ** wires + otherBytes
    this.#host.memory.require(this.program.structure.qubits, bytes)
  }

  #run<Result>(kernel: string, inputs: ResolvedInputs, bound: Bound, work: (run: Run, bound: Bound) => Promise<Result>): Promise<Result> {
    const { memory, trace } = this.#host
    const { precision } = this.#load
    return trace.during('run', kernel, async (event) => {
      const run = new Run({ plan: bound.plan, observables: [], inputs, precision, memory, trace, event })
      try {
        return await work(run, bound)
      } finally {
        run.release()
      }
    })
  }

  #ranOn(): RanOn {
    const { precision, method, reason, plan } = this.#load
    return { device: CPU_DEVICE, precision, method, plan: plan.text, ...(reason === undefined ? {} : { reason }) }
  }
}

function frequencies(probabilities: Float64Array, { shots, seed }: Draws, row: number): Estimate {
  const counts = new Float64Array(probabilities.length)
  for (const index of sampleIndices(probabilities, shots, new RandomStream(seed).substream(row))) counts[index]++
  const values = counts.map((count) => count / shots)
  return { values, standardErrors: values.map((p) => (shots < 2 ? Infinity : Math.sqrt((p * (1 - p)) / (shots - 1)))) }
}

/** U rho U^dagger for the turn of each qubit: U on its row, conj(U) on its column. */
function turnBasis({ cube, plan }: Run, rho: Amplitudes, count: number, { qubits, pauli }: MeasurementBasis): void {
  qubits.forEach((qubit, i) => {
    const turn = basisTurn(pauli[i])
    if (turn === undefined) return
    const conjugate = turn.map((entry, part) => (part % 2 === 1 ? -entry : entry))
    for (const [wire, matrix] of [[qubit, turn] as const, [qubit + count, conjugate] as const]) {
      setCube(cube, plan.qubits, 1 << wire, 0)
      applySingle(rho, cube, 1 << wire, matrix, 0)
    }
  })
}
