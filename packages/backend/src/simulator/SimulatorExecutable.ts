/**
 * The shell of every simulator: one loaded program, whatever runs it.
 *
 * Checks a call and refuses what its method cannot do, has an engine compute, and says how. Shots of derivatives are parameter shifts of a program of
 * their own. Calls may overlap; what the executable holds is released once it is disposed and nothing of it runs.
 */
import type {
  AmplitudeBatch,
  Executable,
  Gradient,
  GradientInputs,
  Inputs,
  Jacobian,
  Overlaps,
  Precision,
  Provenance,
  RanOn,
  SampleBatch,
  SampleInputs,
  Values,
} from '../backend.ts'
import { chooseQubits, drawsOf, requireDraws, sampleColumns } from '../callRules.ts'
import type { ResolvedInputs } from '../resolvedInputs.ts'
import type { Program } from '../program.ts'
import { ProgramExecutable } from '../ProgramExecutable.ts'
import { resultBytes } from '../resultBytes.ts'
import type { OpenEvent } from '../TraceRecorder.ts'
import { visibleSamples } from '../shots/visibleSamples.ts'
import { type ChosenMethod, bytesAnAmplitude } from './chooseMethod.ts'
import type { EngineCall, Simulator } from './ProgramEngine.ts'
import { later } from '../later.ts'
import type { MemoryLedger } from './MemoryLedger.ts'
import type { LoadedMethod } from './methods.ts'
import type { Derivations } from './Derivations.ts'
import type { BoundEngines } from './BoundEngines.ts'

const derivations = later(() => import('./Derivations.ts'))

/** What an executable is made of. */
export interface SimulatorParts {
  /** In the trace: unique in its backend. */
  readonly number: number
  readonly program: Program
  readonly precision: Precision
  readonly chosen: ChosenMethod
  readonly method: LoadedMethod
  readonly engines: BoundEngines
  readonly simulator: Simulator
  readonly memory: MemoryLedger
  readonly isBackendDisposed: () => boolean
  /** Loads another program in the same way, for a call. */
  readonly load: (program: Program, event: OpenEvent | undefined) => Promise<SimulatorExecutable>
}

/** The last argument of its calls is the event of the trace that they belong to, where another call asks for them. */
export class SimulatorExecutable extends ProgramExecutable implements Executable {
  readonly #parts: SimulatorParts
  /** Made when a call first needs it. */
  #derived: Promise<Derivations> | undefined
  #running = 0

  constructor(parts: SimulatorParts) {
    const { program, precision, chosen, isBackendDisposed } = parts
    super(program, { precision, method: chosen.method, isBackendDisposed })
    this.#parts = parts
  }

  async amplitudes(inputs: Inputs = {}): Promise<AmplitudeBatch & Provenance> {
    const resolved = this.resolveState('amplitudes', inputs)
    this.#requireResult(resolved.rows * this.#stateBytes, `2^${this.program.structure.qubits} amplitudes a row are asked for`)
    return this.#run('amplitudes', resolved, async (call) => {
      const data = await this.#engine.amplitudes(call)
      return { rows: resolved.rows, qubits: this.program.structure.qubits, data, ranOn: this.#ranOn() }
    })
  }

  async probabilities(inputs: Inputs = {}, qubits?: readonly number[], parent?: OpenEvent): Promise<Values> {
    const resolved = this.resolve('probabilities', inputs)
    const chosen = chooseQubits(qubits, this.program.structure.qubits)
    const draws = drawsOf(this.#parts.chosen.method, resolved)
    this.#requireResult(
      (draws === undefined ? 8 : 16) * resolved.rows * 2 ** chosen.length,
      `2^${chosen.length} probabilities a row are asked for`,
    )
    const work = async (call: EngineCall): Promise<Values> => {
      const { plan, ...found } = await this.#parts.method.probabilities(call, chosen, draws)
      return { rows: resolved.rows, columns: 2 ** chosen.length, ...found, ranOn: this.#ranOn(plan) }
    }
    return this.#run('probabilities', resolved, work, parent)
  }

  /** How it computes, for people, and what was wanted and is not there. */
  get text(): string {
    return this.#parts.method.text
  }

  get lack(): string | undefined {
    return this.#parts.method.lack
  }

  async expectations(inputs: Inputs = {}, parent?: OpenEvent): Promise<Values> {
    const resolved = this.resolve('expectations', inputs)
    const draws = drawsOf(this.#parts.chosen.method, resolved)
    const work = async (call: EngineCall): Promise<Values> => {
      const { plan, ...found } = await this.#parts.method.expectations(call, draws)
      return { rows: resolved.rows, columns: this.program.structure.observables.length, ...found, ranOn: this.#ranOn(plan) }
    }
    return this.#run('expectations', resolved, work, parent)
  }

  async variances(inputs: Inputs = {}): Promise<Values> {
    const resolved = this.resolve('variances', inputs)
    return this.#run('variances', resolved, async (call) => (await this.#derivations(call)).variances(inputs, call.event))
  }

  async gradient(inputs: GradientInputs = {}, parent?: OpenEvent): Promise<Gradient> {
    const resolved = this.resolveState('gradient', inputs)
    return this.#run('gradient', resolved, async (call) => (await this.#derivations(call)).gradient(call, inputs), parent)
  }

  async jacobian(inputs: Inputs = {}): Promise<Jacobian> {
    const resolved = this.resolveState('jacobian', inputs)
    return this.#run('jacobian', resolved, async (call) => (await this.#derivations(call)).jacobian(call))
  }

  async overlaps(left: Inputs, right?: Inputs, parent?: OpenEvent): Promise<Overlaps> {
    const lefts = this.resolveState('overlaps', left)
    const rights = right === undefined ? lefts : this.resolve('overlaps', right)
    this.#requireResult(16 * lefts.rows * rights.rows)
    const work = async (call: EngineCall): Promise<Overlaps> => {
      const { values, plan } = await this.#engine.overlaps(call, right === undefined ? call : { inputs: rights, event: call.event })
      return { rows: lefts.rows, columns: rights.rows, values, ranOn: this.#ranOn(plan) }
    }
    return this.#run('overlaps', lefts, work, parent)
  }

  async sample(inputs: SampleInputs, parent?: OpenEvent): Promise<SampleBatch> {
    const resolved = this.resolve('sample', inputs)
    const columns = sampleColumns(this.program.structure)
    const draws = requireDraws(resolved)
    this.#requireResult(resolved.rows * draws.shots * columns.length)
    const work = async (call: EngineCall): Promise<SampleBatch> => {
      const { values, plan, chosen } = await this.#parts.method.sample(call, draws, columns.length)
      return visibleSamples({ rows: resolved.rows, shots: draws.shots, columns, samples: values, ranOn: this.#ranOn(plan, chosen) })
    }
    return this.#run('sample', resolved, work, parent)
  }

  override async dispose(): Promise<void> {
    await super.dispose()
    if (this.#running === 0) this.#release()
  }

  get #engine() {
    const { engine } = this.#parts.method
    if (engine === undefined) throw new TypeError('the method has no state: the edge of the call refuses it')
    return engine
  }

  #derivations({ event }: EngineCall): Promise<Derivations> {
    const { simulator, memory, load } = this.#parts
    const open = async () => {
      const { Derivations } = await simulator.trace.within(event, 'plan', 'code', derivations)
      const engine = this.#parts.method.engine
      return new Derivations({
        ...{ program: this.program, trace: simulator.trace, load, engine, memory, stateBytes: this.#stateBytes },
        ranOn: (plan) => this.#ranOn(plan),
        text: () => this.#parts.method.text,
      })
    }
    return (this.#derived ??= open())
  }

  get #stateBytes(): number {
    return bytesAnAmplitude(this.#parts.precision) * 2 ** this.program.structure.qubits
  }

  /** @throws TooManyQubitsError for a result that is larger than the memory, before any of it is computed */
  #requireResult(bytes: number, why?: string): void {
    this.#parts.memory.require(this.program.structure.qubits, bytes, why)
  }

  #run<Result>(kernel: string, inputs: ResolvedInputs, work: (call: EngineCall) => Promise<Result>, parent?: OpenEvent): Promise<Result> {
    const { number, precision, chosen, simulator } = this.#parts
    const { trace } = simulator
    const subject = { executable: number, rows: inputs.rows, qubits: this.program.structure.qubits, precision, method: chosen.method }
    return trace.during('run', kernel, { parent, subject }, async (event) => {
      const result = await this.#whileRunning(() => work({ inputs, event }))
      if (event !== undefined) trace.instant('pool', 'result', { bytesAllocated: resultBytes(result) }, event)
      return result
    })
  }

  async #whileRunning<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#running++
    try {
      return await work()
    } finally {
      this.#running--
      if (this.isDisposed && this.#running === 0) this.#release()
    }
  }

  #release(): void {
    this.#parts.engines.release()
    this.#parts.method.release?.()
    this.#derived?.then(
      (derived) => derived.dispose(),
      () => undefined, // whoever asked for it has the error
    )
  }

  #ranOn(plan = this.#parts.method.text, chosen = this.#parts.chosen): RanOn {
    const { precision, method, simulator } = this.#parts
    const reasons = [chosen.reason, method.lack].filter((reason) => reason !== undefined)
    return {
      device: simulator.device,
      precision,
      method: chosen.method,
      plan,
      ...(reasons.length === 0 ? {} : { reason: reasons.join('; ') }),
    }
  }
}
