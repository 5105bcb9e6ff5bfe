/**
 * One compiled program on the CPU: checks a call and its memory, and hands it to the engine, or to the plain one for what only that computes.
 *
 * The engine of generated kernels (`engine/`) computes everything exact and unitary, and samples. Shots in expectations and gradients, trajectories, and
 * engines without SIMD are the plain engine's.
 */
import {
  type AmplitudeBatch,
  DisposedError,
  type Executable,
  type Gradient,
  type GradientInputs,
  type Inputs,
  type Jacobian,
  type Overlaps,
  type Program,
  type Provenance,
  type RanOn,
  type ResolveOptions,
  type ResolvedInputs,
  type SampleBatch,
  type SampleInputs,
  TooManyQubitsError,
  type Values,
  chooseQubits,
  observedProgram,
  requireDraws,
  requireMeaningfulShots,
  requireSingleState,
  resolveInputs,
  sampleColumns,
} from '@ketwork/backend'
import { BoundProgram } from './engine/BoundProgram.ts'
import { Call } from './engine/Call.ts'
import type { Engine } from './engine/Engine.ts'
import { computeExpectations } from './engine/expectations.ts'
import { amplitudeBytes, openRowFiller } from './engine/fillRows.ts'
import { type GradientArrays, computeGradient } from './engine/gradient.ts'
import { computeJacobian } from './engine/jacobian.ts'
import { computeOverlaps } from './engine/overlaps.ts'
import { computeProbabilities } from './engine/probabilities.ts'
import { computeSamples } from './engine/sampling.ts'
import type { LoadPlan } from './loadPlan.ts'
import { ArenaFullError } from './memory/Arena.ts'
import { CPU_DEVICE, type PlainExecutable } from './plain/PlainExecutable.ts'

type CallName = NonNullable<ResolveOptions['call']>

/** What an executable is made of. */
export interface CpuParts {
  readonly program: Program
  readonly load: LoadPlan
  readonly engine: Engine
  /** Made when a call needs it. */
  readonly openPlain: () => PlainExecutable
  readonly isDisposed: () => boolean
}

/** Overlaps keep at most so many bytes of states of each batch in memory. */
const MOST_BATCH_BYTES = 2 ** 28

export class CpuExecutable implements Executable {
  readonly program: Program
  readonly #parts: CpuParts
  readonly #bound: BoundProgram
  readonly #terminal: BoundProgram | undefined
  /** For expectations and their derivatives. */
  #observed: BoundProgram | undefined
  #plain: PlainExecutable | undefined
  #disposed = false
  #running = 0

  constructor(parts: CpuParts) {
    const { program, engine, load } = parts
    this.program = program
    this.#parts = parts
    this.#bound = new BoundProgram(engine, load.compiled, program)
    const { terminal } = load
    this.#terminal = terminal && new BoundProgram(engine, terminal.compiled, { ...program, structure: terminal.compiled.structure })
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

  async amplitudes(inputs: Inputs = {}): Promise<AmplitudeBatch & Provenance> {
    this.#requireState('amplitudes')
    const resolved = this.#resolve('amplitudes', inputs)
    const { rows } = resolved
    const rowBytes = amplitudeBytes(this.#bound)
    return this.#run('amplitudes', resolved, 2 * rowBytes, async (call) => {
      const data = this.#makeStates(rows)
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
    const resolved = this.#resolve('probabilities', inputs)
    const chosen = chooseQubits(qubits, this.program.structure.qubits)
    if (this.#isPlain(resolved)) return this.#openPlain().probabilities(inputs, qubits)
    const columns = 2 ** chosen.length
    return this.#run('probabilities', resolved, 2 * amplitudeBytes(this.#bound), async (call) => {
      const values = await computeProbabilities(call, this.#bound, chosen)
      return { rows: resolved.rows, columns, values, ranOn: this.#ranOn() }
    })
  }

  async expectations(inputs: Inputs = {}): Promise<Values> {
    const resolved = this.#resolve('expectations', inputs)
    if (this.#isPlain(resolved)) return this.#openPlain().expectations(inputs)
    const columns = this.program.structure.observables.length
    return this.#run('expectations', resolved, amplitudeBytes(this.#bound), async (call) => {
      const observed = this.#openObserved()
      const values = await computeExpectations(call, observed)
      return { rows: resolved.rows, columns, values, ranOn: this.#ranOn(undefined, observed) }
    })
  }

  async gradient(inputs: GradientInputs = {}): Promise<Gradient> {
    this.#requireState('gradient')
    const resolved = this.#resolve('gradient', inputs)
    if (this.#isPlain(resolved)) return this.#openPlain().gradient(inputs)
    const { rows, parametersShared, wrt } = resolved
    const { qubits, parameters, features, observables } = this.program.structure
    const wants = (input: 'parameters' | 'features' | 'initial') => wrt.includes(input)
    return this.#run('gradient', resolved, 2 * amplitudeBytes(this.#bound), async (call) => {
      const out: GradientArrays = {
        values: new Float64Array(0),
        parameters: new Float64Array(wants('parameters') ? (parametersShared ? 1 : rows) * parameters.length : 0),
        features: new Float64Array(wants('features') ? rows * features.length : 0),
        initial: this.#makeStates(wants('initial') ? rows : 0),
      }
      const observed = this.#openObserved()
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
    this.#requireState('jacobian')
    const resolved = this.#resolve('jacobian', inputs)
    if (this.#isPlain(resolved)) return this.#openPlain().jacobian(inputs)
    const { rows, wrt } = resolved
    const { parameters, features, observables } = this.program.structure
    const columns = observables.length
    return this.#run('jacobian', resolved, 2 * amplitudeBytes(this.#bound), async (call) => {
      const out = {
        values: new Float64Array(rows * columns),
        parameters: new Float64Array(wrt.includes('parameters') ? rows * columns * parameters.length : 0),
        features: new Float64Array(wrt.includes('features') ? rows * columns * features.length : 0),
      }
      const observed = this.#openObserved()
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
    this.#requireState('overlaps')
    const leftInputs = this.#resolve('overlaps', left)
    const rightInputs = right === undefined ? undefined : this.#resolve('overlaps', right)
    const [rows, columns] = [leftInputs.rows, rightInputs?.rows ?? leftInputs.rows]
    const rowBytes = amplitudeBytes(this.#bound)
    return this.#run('overlaps', leftInputs, 2 * rowBytes, async (call) => {
      const { engine } = this.#parts
      const other = rightInputs === undefined ? call : new Call(engine, rightInputs, call.event)
      try {
        const room = Math.min(MOST_BATCH_BYTES, engine.arena.bytesFree / 8) // two batches, their product, scratch memory
        const together = Math.max(1, Math.floor(room / rowBytes))
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
    const resolved = this.#resolve('sample', inputs)
    const columns = sampleColumns(this.program.structure)
    const { shots, seed } = requireDraws(resolved)
    const { method, terminal } = this.#parts.load
    if (method !== 'stateVector' && terminal === undefined) return this.#openPlain().sample(inputs)
    const bound = this.#terminal ?? this.#bound
    return this.#run('sample', resolved, 2 * amplitudeBytes(this.#bound), async (call) => {
      const samples = await computeSamples(call, bound, { shots, seed, columns: columns.length, measurements: terminal?.measurements })
      return { rows: resolved.rows, shots, columns, samples, ranOn: this.#ranOn('one state for all shots', bound) }
    })
  }

  async dispose(): Promise<void> {
    this.#disposed = true
    await this.#plain?.dispose()
    if (this.#running === 0) this.#release()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  #release(): void {
    this.#bound.release()
    this.#terminal?.release()
    this.#observed?.release()
  }

  #openObserved(): BoundProgram {
    if (this.#observed === undefined) {
      const { engine, load } = this.#parts
      const observed = load.observed()
      this.#observed = new BoundProgram(engine, observed.compiled, observedProgram(this.program, observed))
    }
    return this.#observed
  }

  #openPlain(): PlainExecutable {
    this.#plain ??= this.#parts.openPlain()
    return this.#plain
  }

  /** What the engine of generated kernels does not compute. */
  #isPlain({ shots }: ResolvedInputs): boolean {
    return this.#parts.load.method !== 'stateVector' || shots !== undefined
  }

  #resolve(name: CallName, inputs: Inputs): ResolvedInputs {
    if (this.#parts.isDisposed()) throw new DisposedError('backend')
    if (this.#disposed) throw new DisposedError('executable')
    const resolved = resolveInputs(this.program, inputs, { precision: this.#parts.load.precision, call: name })
    requireMeaningfulShots(name, resolved)
    return resolved
  }

  /** Refuses what needs one state a row where there is none. */
  #requireState(name: CallName): void {
    if (this.#disposed || this.#parts.isDisposed()) return // `#resolve` says so
    requireSingleState(name, this.program, this.#parts.load.method)
  }

  /** @param bytes that the call needs at least */
  #run<Result>(kernel: string, inputs: ResolvedInputs, bytes: number, work: (call: Call) => Promise<Result>): Promise<Result> {
    const { engine } = this.#parts
    const { qubits } = this.program.structure
    const { bytesFree } = engine.arena
    if (bytes > bytesFree) return Promise.reject(new TooManyQubitsError(qubits, bytes, bytesFree))
    return engine.trace.during('run', kernel, async (event) => {
      const call = new Call(engine, inputs, event)
      this.#running++
      try {
        return await work(call)
      } catch (error) {
        if (error instanceof ArenaFullError) throw new TooManyQubitsError(qubits, error.bytesNeeded, error.bytesAvailable)
        throw error
      } finally {
        call.release()
        this.#running--
        if (this.#disposed && this.#running === 0) this.#release()
      }
    })
  }

  #makeStates(rows: number): Float64Array | Float32Array {
    const length = rows * 2 * 2 ** this.program.structure.qubits
    return this.#parts.load.precision === 'f64' ? new Float64Array(length) : new Float32Array(length)
  }

  #copyNumbers(address: number, data: Float64Array | Float32Array, row: number, count: number): void {
    const { arena } = this.#parts.engine
    const width = 2 * 2 ** this.program.structure.qubits
    const numbers = data instanceof Float64Array ? arena.f64(address, count * width) : arena.f32(address, count * width)
    data.set(numbers, row * width)
  }

  #ranOn(how?: string, { compiled }: BoundProgram = this.#bound): RanOn {
    const { precision, method, reason } = this.#parts.load
    const plan = how === undefined ? compiled.text : `${compiled.text}; ${how}`
    return { device: CPU_DEVICE, precision, method, plan, ...(reason === undefined ? {} : { reason }) }
  }
}
