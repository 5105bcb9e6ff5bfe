/** A `Backend` from a simulator: what is the same for all of them (checks, cache, trace, methods) around what is its own (`ProgramEngine.ts`). */
import type { Circuit } from '@ketwork/circuit'
import type { Backend, BackendCapabilities, CompileOptions, Executable, LoadOptions, Precision, TraceListener } from '../backend.ts'
import { CompileCache } from '../cache/CompileCache.ts'
import { choosePrecision } from '../choosePrecision.ts'
import { expectedRunsOf } from '../expectedRuns.ts'
import { DisposedError } from '../DisposedError.ts'
import { compileProgram } from '../lowering/compileProgram.ts'
import { requireLoadOptions } from '../loadChecks.ts'
import type { Program } from '../program.ts'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'
import type { OpenEvent } from '../TraceRecorder.ts'
import { type ChosenMethod, MOST_GROUPED_QUBITS, bytesAnAmplitude, chooseMethod, densityRefusal, indexBits } from './chooseMethod.ts'
import type { Simulator } from './ProgramEngine.ts'
import type { LoadPart } from './groups/PartRuns.ts'
import { later } from '../later.ts'
import { type LoadedMethod, StateVectorMethod } from './methods.ts'
import { BoundEngines } from './BoundEngines.ts'
import { SimulatorExecutable } from './SimulatorExecutable.ts'
import { StructurePlans } from './StructurePlans.ts'

const CACHE_BYTES = 2 ** 24
/** Rough size of what a structure compiles to, for each of its instructions. */
const INSTRUCTION_BYTES = 2000

/** From so many index bits on, groups of qubits that never meet are simulated one after the other; below, one small state is faster. */
const LEAST_GROUPED_BITS = 16

const descriptions = later(() => import('./describeBackend.ts'))
const checks = later(() => import('../codecs/requireProgram.ts'))
const trajectories = later(() => import('./TrajectoryMethod.ts'))
const densities = later(() => import('./density/DensityMethod.ts'))
const groups = later(() => import('./groups/GroupsMethod.ts'))

/** What a program is loaded for: an event, and whether as a part of another one, which is not divided again. */
interface Loading {
  readonly parent?: OpenEvent | undefined
  readonly isPart?: boolean
}

type Refusals = (qubits?: number, why?: string) => Error | undefined

/**
 * Makes a backend of a simulator.
 *
 * @param simulator disposed with the backend
 */
export function openSimulator<Offered extends Precision>(simulator: Simulator<Offered>): Backend {
  return new SimulatorBackend(simulator)
}

class SimulatorBackend implements Backend {
  readonly #simulator: Simulator
  readonly #cache = new CompileCache<StructurePlans>(CACHE_BYTES)
  #executables = 0
  #disposed = false

  constructor(simulator: Simulator) {
    this.#simulator = simulator
  }

  get name(): string {
    return this.#simulator.name
  }

  async capabilities(): Promise<BackendCapabilities> {
    this.#requireOpen()
    const { describeBackend } = await descriptions()
    return describeBackend(this.#simulator)
  }

  async compile(circuit: Circuit, options: CompileOptions = {}): Promise<Executable> {
    this.#requireOpen()
    const { trace } = this.#simulator
    return trace.during('plan', 'compile', {}, (event) => {
      const program = trace.within(event, 'lower', 'circuit', () => compileProgram(circuit, options))
      return this.#load(program, options, { parent: event })
    })
  }

  async load(program: Program, options: LoadOptions = {}): Promise<Executable> {
    this.#requireOpen()
    requireLoadOptions(options)
    const check: (value: unknown) => void = (await checks()).requireProgram
    check(program)
    return this.#load(program, options)
  }

  observe(listener: TraceListener): () => void {
    return this.#simulator.trace.observe(listener)
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return
    this.#disposed = true
    this.#cache.clear()
    await this.#simulator.dispose()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  #load(program: Program, options: LoadOptions, { parent, isPart = false }: Loading = {}): Promise<SimulatorExecutable> {
    const { trace } = this.#simulator
    const work = async (event: OpenEvent | undefined): Promise<SimulatorExecutable> => {
      const { method } = options
      const precision = await choosePrecision(options.precision, this.#simulator.precisions)
      const expectedRuns = expectedRunsOf(program, options)
      const chosen = chooseMethod(program, method)
      const refusal = await trace.within(event, 'plan', 'memory', () => this.#refusals(program, chosen, precision))
      const isGrouped = !isPart && isWide(program, chosen)
      if (!isGrouped) requireNone(refusal())
      const lookup = event && trace.begin('cache', 'structure', event)
      const { value: plans, hit } = this.#cache.load(program.structure, options, () => ({
        value: new StructurePlans(this.#simulator, program, { precision, expectedRuns }),
        bytes: INSTRUCTION_BYTES * program.structure.instructions.length,
      }))
      trace.end(lookup, { cacheHits: Number(hit) })
      const engines = new BoundEngines(program, plans, this.#simulator)
      const open = async () => {
        if (!isGrouped) return openMethod(chosen, engines, event)
        const { GroupsMethod } = await trace.within(event, 'plan', 'code', groups)
        const { hasAdjoint } = await this.#simulator.describe()
        const loadPart: LoadPart = (part, partMethod, call) =>
          this.#load(part, { ...options, method: partMethod }, { parent: call, isPart: true })
        const openWhole = async (call: OpenEvent | undefined) => {
          requireNone(refusal())
          return openMethod(chosen, engines, call)
        }
        const parts = { program, method: chosen.method, hasAdjoint, loadPart, openWhole, refusal, fitsWhole: refusal() === undefined }
        return GroupsMethod.open(parts, event)
      }
      return new SimulatorExecutable({
        ...{ program, precision, chosen, engines, simulator: this.#simulator, memory: await this.#simulator.memory },
        number: ++this.#executables,
        method: await open(),
        isBackendDisposed: () => this.#disposed,
        load: (other, call) => this.#load(other, options, { parent: call }),
      })
    }
    return trace.during('plan', 'load', { parent }, work)
  }

  /** What says that not even one state fits: of the whole program, or of so many of its qubits. */
  async #refusals(program: Program, { method }: ChosenMethod, precision: Precision): Promise<Refusals> {
    const memory = await this.#simulator.memory
    const most = await this.#simulator.mostIndexBits(precision)
    const size = bytesAnAmplitude(precision)
    return (qubits = program.structure.qubits, why) => {
      const isWhole = qubits === program.structure.qubits
      const refused = method === 'densityMatrix' ? densityRefusal(qubits) : undefined
      if (refused !== undefined) return refused
      const bits = isWhole ? indexBits(program, method) : qubits * (method === 'densityMatrix' ? 2 : 1)
      const bytes = size * 2 ** bits
      const free = bits > most ? Math.min(memory.free, size * 2 ** most) : memory.free
      return bits > most || !(bytes <= memory.free) ? new TooManyQubitsError(qubits, bytes, free, why) : undefined
    }
  }

  #requireOpen(): void {
    if (this.#disposed) throw new DisposedError('backend')
  }
}

function isWide(program: Program, { method }: ChosenMethod): boolean {
  return indexBits(program, method) >= LEAST_GROUPED_BITS && program.structure.qubits <= MOST_GROUPED_QUBITS
}

async function openMethod(chosen: ChosenMethod, engines: BoundEngines, event: OpenEvent | undefined): Promise<LoadedMethod> {
  const { method } = chosen
  if (method === 'stateVector') return StateVectorMethod.open(engines, event)
  if (method === 'trajectories') {
    const { TrajectoryMethod } = await trajectories()
    return TrajectoryMethod.open(engines, chosen, event)
  }
  const { DensityMethod } = await densities()
  return DensityMethod.open(engines, event)
}

function requireNone(error: Error | undefined): void {
  if (error !== undefined) throw error
}
