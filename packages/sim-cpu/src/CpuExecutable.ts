/** One compiled program on the engine of generated kernels: checks a call and its memory, and has the engine compute it. */
import {
  type AmplitudeBatch,
  type Draws,
  type Estimate,
  type Executable,
  type Gradient,
  type GradientInputs,
  type Inputs,
  type Jacobian,
  type MeasurementPlan,
  type Overlaps,
  type Program,
  ProgramExecutable,
  type Provenance,
  type RanOn,
  type ResolvedInputs,
  type SampleBatch,
  type SampleInputs,
  type SplitProgram,
  TooManyQubitsError,
  type Values,
  chooseQubits,
  drawsOf,
  gradientFromJacobian,
  isHadamard,
  measurementPlan,
  observedProgram,
  parameterShiftJacobian,
  requireDraws,
  sampleColumns,
  visibleSamples,
  splitProgramOccurrences,
} from '@ketwork/backend'
import { CPU_DEVICE, reasonOf } from './device.ts'
import { BoundProgram, amplitudeBytes } from './engine/BoundProgram.ts'
import { Call } from './engine/Call.ts'
import { computations } from './engine/computations.ts'
import type { Engine } from './engine/Engine.ts'
import { computeExpectations } from './engine/expectations.ts'
import type { GradientArrays } from './engine/gradient.ts'
import type { SampleJob } from './engine/sampling.ts'
import type { LoadPlan, Observed } from './loadPlan.ts'
import { ArenaFullError } from './memory/Arena.ts'

/** What an executable is made of. */
export interface CpuParts {
  readonly program: Program
  readonly load: LoadPlan
  readonly engine: Engine
  readonly isDisposed: () => boolean
  /** What results may take, which stand outside the engine's memory. */
  readonly memoryBytes: number
}

/** Overlaps keep at most so many bytes of states of each batch in memory. */
const MOST_BATCH_BYTES = 2 ** 28

export class CpuExecutable extends ProgramExecutable implements Executable {
  readonly #parts: CpuParts
  readonly #bound: BoundProgram
  readonly #terminal: BoundProgram | undefined
  /** For expectations and their derivatives. */
  readonly #observed = new Map<Observed, BoundProgram>()
  #measurements: MeasurementPlan | undefined
  /** For parameter shifts. */
  #shifted: { readonly split: SplitProgram; readonly executable: CpuExecutable } | undefined
  #running = 0

  constructor(parts: CpuParts) {
    const { program, engine, load, isDisposed } = parts
    super(program, { ...load, isBackendDisposed: isDisposed })
    this.#parts = parts
    this.#bound = new BoundProgram(engine, load.compiled, program)
    const { terminal } = load
    this.#terminal = terminal && new BoundProgram(engine, terminal.compiled, { ...program, structure: terminal.compiled.structure })
  }

  async amplitudes(inputs: Inputs = {}): Promise<AmplitudeBatch & Provenance> {
    const resolved = this.resolveState('amplitudes', inputs)
    const { rows } = resolved
    const rowBytes = amplitudeBytes(this.#bound)
    this.#requireResult(rows * rowBytes)
    return this.#run('amplitudes', resolved, 2 * rowBytes, async (call) => {
      const data = this.#makeStates(rows)
      const { openRowFiller } = await computations.amplitudes()
      const filler = await openRowFiller(call, this.#bound)
      const together = Math.max(filler.grain, Math.min(rows, Math.floor(MOST_BATCH_BYTES / rowBytes)))
      const step = together - (together % filler.grain)
      const place = call.borrow(step * rowBytes)
      for (let row = 0; row < rows; row += step) {
        const count = Math.min(step, rows - row)
        await filler.fill(row, count, place)
        this.#copyNumbers(place, data, row, count)
      }
      return { rows, qubits: this.program.structure.qubits, data, ranOn: this.#ranOn() }
    })
  }

  async probabilities(inputs: Inputs = {}, qubits?: readonly number[]): Promise<Values> {
    const resolved = this.resolve('probabilities', inputs)
    const chosen = chooseQubits(qubits, this.program.structure.qubits)
    const columns = 2 ** chosen.length
    const draws = drawsOf(this.#parts.load.method, resolved)
    this.#requireResult((draws === undefined ? 8 : 16) * resolved.rows * columns)
    return this.#run('probabilities', resolved, 2 * amplitudeBytes(this.#bound), async (call) => {
      const found = await this.#findProbabilities(call, chosen, draws)
      return { rows: resolved.rows, columns, ...found, ranOn: this.#ranOn() }
    })
  }

  async #findProbabilities(call: Call, qubits: readonly number[], draws: Draws | undefined): Promise<Estimate | { values: Float64Array }> {
    if (draws === undefined) {
      const { computeProbabilities } = await computations.probabilities()
      return { values: await computeProbabilities(call, this.#bound, qubits) }
    }
    if (this.#parts.load.method === 'trajectories') {
      const { averageProbabilities } = await computations.trajectories()
      return averageProbabilities(call, this.#bound, qubits, draws)
    }
    const { computeFrequencies } = await computations.estimates()
    return computeFrequencies(call, this.#bound, qubits, draws)
  }

  async expectations(inputs: Inputs = {}): Promise<Values> {
    const resolved = this.resolve('expectations', inputs)
    const columns = this.program.structure.observables.length
    const draws = drawsOf(this.#parts.load.method, resolved)
    return this.#run('expectations', resolved, amplitudeBytes(this.#bound), async (call) => {
      const bound = draws === undefined ? this.#openObserved(resolved) : this.#bound
      const found = draws === undefined ? { values: await computeExpectations(call, bound) } : await this.#estimate(call, draws)
      return { rows: resolved.rows, columns, ...found, ranOn: this.#ranOn(undefined, bound) }
    })
  }

  async #estimate(call: Call, draws: Draws): Promise<Estimate> {
    if (this.#parts.load.method === 'trajectories') {
      const { averageExpectations } = await computations.trajectories()
      return averageExpectations(call, this.#bound, draws)
    }
    const { computeEstimates } = await computations.estimates()
    this.#measurements ??= measurementPlan(this.program)
    return computeEstimates(call, this.#bound, this.#measurements, draws)
  }

  async gradient(inputs: GradientInputs = {}): Promise<Gradient> {
    const resolved = this.resolveState('gradient', inputs)
    const { rows, parametersShared, wrt } = resolved
    if (resolved.shots !== undefined) return gradientFromJacobian(await this.#shiftJacobian(resolved), inputs.cotangents, parametersShared)
    const { qubits, parameters, features, observables } = this.program.structure
    const wants = (input: 'parameters' | 'features' | 'initial') => wrt.includes(input)
    this.#requireResult(wants('initial') ? rows * amplitudeBytes(this.#bound) : 0)
    return this.#run('gradient', resolved, 2 * amplitudeBytes(this.#bound), async (call) => {
      const out: GradientArrays = {
        values: new Float64Array(0),
        parameters: new Float64Array(wants('parameters') ? (parametersShared ? 1 : rows) * parameters.length : 0),
        features: new Float64Array(wants('features') ? rows * features.length : 0),
        initial: this.#makeStates(wants('initial') ? rows : 0),
      }
      const observed = this.#openObserved(resolved)
      const { computeGradient } = await computations.adjoint()
      const { text } = await computeGradient(call, observed, inputs.cotangents, out)
      return {
        rows,
        columns: observables.length,
        values: out.values,
        ...(wants('parameters') ? { parameters: out.parameters } : {}),
        ...(wants('features') ? { features: out.features } : {}),
        ...(wants('initial') ? { initial: { rows, qubits, data: out.initial } } : {}),
        ranOn: this.#ranOn(text, observed),
      }
    })
  }

  async jacobian(inputs: Inputs = {}): Promise<Jacobian> {
    const resolved = this.resolveState('jacobian', inputs)
    if (resolved.shots !== undefined) return this.#shiftJacobian(resolved)
    const { rows, wrt } = resolved
    const { parameters, features, observables } = this.program.structure
    const columns = observables.length
    this.#requireResult(8 * rows * columns * (parameters.length + features.length))
    return this.#run('jacobian', resolved, 2 * amplitudeBytes(this.#bound), async (call) => {
      const out = {
        values: new Float64Array(rows * columns),
        parameters: new Float64Array(wrt.includes('parameters') ? rows * columns * parameters.length : 0),
        features: new Float64Array(wrt.includes('features') ? rows * columns * features.length : 0),
      }
      const observed = this.#openObserved(resolved)
      const { computeJacobian } = await computations.adjoint()
      await computeJacobian(call, observed, out)
      return {
        rows,
        columns,
        values: out.values,
        ...(wrt.includes('parameters') ? { parameters: out.parameters } : {}),
        ...(wrt.includes('features') ? { features: out.features } : {}),
        ranOn: this.#ranOn('adjoint, a way back for each observable', observed),
      }
    })
  }

  async overlaps(left: Inputs, right?: Inputs): Promise<Overlaps> {
    const leftInputs = this.resolveState('overlaps', left)
    const rightInputs = right === undefined ? undefined : this.resolve('overlaps', right)
    const [rows, columns] = [leftInputs.rows, rightInputs?.rows ?? leftInputs.rows]
    const rowBytes = amplitudeBytes(this.#bound)
    this.#requireResult(16 * rows * columns)
    return this.#run('overlaps', leftInputs, 2 * rowBytes, async (call) => {
      const { engine } = this.#parts
      const other = rightInputs === undefined ? call : new Call(engine, rightInputs, call.event)
      try {
        const room = Math.min(MOST_BATCH_BYTES, engine.arena.bytesFree / 8) // two batches, their product, scratch memory
        const together = Math.max(1, Math.floor(room / rowBytes))
        const { computeOverlaps } = await computations.overlaps()
        const values = await computeOverlaps(call, other, this.#bound, { together })
        return {
          rows,
          columns,
          values,
          ranOn: this.#ranOn(together < Math.max(rows, columns) ? `${together} states at a time` : 'all states at once'),
        }
      } finally {
        if (other !== call) other.release()
      }
    })
  }

  async sample(inputs: SampleInputs): Promise<SampleBatch> {
    const resolved = this.resolve('sample', inputs)
    const columns = sampleColumns(this.program.structure)
    const { shots, seed } = requireDraws(resolved)
    const { terminal } = this.#parts.load
    const bound = this.#terminal ?? this.#bound
    const job = { shots, seed, columns: columns.length, measurements: terminal?.measurements }
    this.#requireResult(resolved.rows * shots * columns.length)
    return this.#run('sample', resolved, 2 * amplitudeBytes(this.#bound), async (call) => {
      const single = bound.compiled.isUnitary
      const samples = await drawSamples(call, bound, job)
      return visibleSamples({
        rows: resolved.rows,
        shots,
        columns,
        samples,
        ranOn: this.#ranOn(single ? 'one state for all shots' : undefined, bound),
      })
    })
  }

  override async dispose(): Promise<void> {
    await super.dispose()
    if (this.#running === 0) this.#release()
  }

  #release(): void {
    this.#bound.release()
    this.#terminal?.release()
    for (const observed of this.#observed.values()) observed.release()
    void this.#shifted?.executable.dispose()
  }

  #openObserved(inputs: ResolvedInputs): BoundProgram {
    const { engine, load } = this.#parts
    const { whole, halved } = load.observed()
    const beginsAtZero = inputs.initialRow(0) === undefined && !inputs.wrt.includes('initial')
    const plan = beginsAtZero && halved !== undefined && isHadamard(this.program.constants, halved.hadamard) ? halved : whole
    const known = this.#observed.get(plan)
    if (known !== undefined) return known
    const made = new BoundProgram(engine, plan.compiled, observedProgram(this.program, plan))
    this.#observed.set(plan, made)
    return made
  }

  async #shiftJacobian(resolved: ResolvedInputs): Promise<Jacobian> {
    this.#shifted ??= this.#openShifted()
    const { split, executable } = this.#shifted
    return this.#whileRunning(async () => {
      const jacobian = await parameterShiftJacobian(this.program, split, executable, resolved)
      return { ...jacobian, ranOn: this.#ranOn('parameter shift') }
    })
  }

  #openShifted() {
    const split = splitProgramOccurrences(this.program)
    const load = this.#parts.load.shifted(split.program)
    return { split, executable: new CpuExecutable({ ...this.#parts, program: split.program, load }) }
  }

  /** @throws TooManyQubitsError for a result that is larger than the memory, before any of it is computed */
  #requireResult(bytes: number): void {
    const { memoryBytes } = this.#parts
    if (bytes > memoryBytes) throw new TooManyQubitsError(this.program.structure.qubits, bytes, memoryBytes)
  }

  /** @param bytes that the call needs at least */
  #run<Result>(kernel: string, inputs: ResolvedInputs, bytes: number, work: (call: Call) => Promise<Result>): Promise<Result> {
    const { engine } = this.#parts
    const { qubits } = this.program.structure
    const { bytesFree } = engine.arena
    if (bytes > bytesFree) return Promise.reject(new TooManyQubitsError(qubits, bytes, bytesFree))
    return engine.trace.during('run', kernel, (event) =>
      this.#whileRunning(async () => {
        const call = new Call(engine, inputs, event)
        try {
          return await work(call)
        } catch (error) {
          if (error instanceof ArenaFullError) throw new TooManyQubitsError(qubits, error.bytesNeeded, error.bytesAvailable)
          throw error
        } finally {
          call.release()
        }
      }),
    )
  }

  /** What the executable holds is released once it is disposed and nothing of it runs. */
  async #whileRunning<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#running++
    try {
      return await work()
    } finally {
      this.#running--
      if (this.isDisposed && this.#running === 0) this.#release()
    }
  }

  #makeStates(rows: number): Float64Array | Float32Array {
    const length = rows * 2 * 2 ** this.program.structure.qubits
    return this.#parts.load.precision === 'f64' ? new Float64Array(length) : new Float32Array(length)
  }

  #copyNumbers(address: number, data: Float64Array | Float32Array, row: number, count: number): void {
    const { arena } = this.#parts.engine
    const width = 2 * 2 ** this.program.structure.qubits
    data.set(arena.numbers(this.#parts.load.precision, address, count * width), row * width)
  }

  #ranOn(how?: string, { compiled }: BoundProgram = this.#bound): RanOn {
    const { precision, method, reason } = this.#parts.load
    const isHalved = compiled.structure.qubits < this.program.structure.qubits
    const plan = [compiled.text, ...(isHalved ? ['half of the amplitudes, by symmetry'] : []), ...(how === undefined ? [] : [how])].join(
      '; ',
    )
    return { device: CPU_DEVICE, precision, method, plan, ...reasonOf(reason, this.#parts.engine.lack) }
  }
}

/** From one state for all shots, or from a state for each. */
async function drawSamples(call: Call, bound: BoundProgram, job: SampleJob): Promise<Uint8Array> {
  if (!bound.compiled.isUnitary) return (await computations.trajectories()).sampleShots(call, bound, job)
  return (await computations.samples()).computeSamples(call, bound, job)
}
