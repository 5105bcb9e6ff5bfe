/**
 * One compiled program on the CPU: checks a call and its memory, borrows states, computes row by row, says how.
 *
 * What a call computes stands in the rooms beside this file; here is only who does what and how much memory it takes.
 */
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
  type TraceRecorder,
  type Values,
  chooseQubits,
  drawsOf,
  gradientFromJacobian,
  measurementPlan,
  parameterShiftJacobian,
  requireDraws,
  sampleColumns,
  visibleSamples,
  splitProgramOccurrences,
} from '@ketwork/backend'
import { CPU_DEVICE, reasonOf } from '../device.ts'
import { computations } from './computations.ts'
import type { GradientArrays } from './gradient/adjoint.ts'
import { type StateMemory, bytesAnAmplitude } from './memory/StateMemory.ts'
import { type BoundObservable, bindObservables } from './plan/bindObservables.ts'
import { type BoundPlan, bindPlan } from './plan/bindPlan.ts'
import type { LoadPlan } from './plan/loadPlan.ts'
import { planProgram } from './plan/planProgram.ts'
import { evolveRow } from './run/evolve.ts'
import { writeExpectations } from './run/observe.ts'
import { Run } from './run/Run.ts'
import type { SampleJob } from './sampling/sampleState.ts'

/** What an executable needs of the backend that loaded it. */
export interface PlainHost {
  readonly memory: StateMemory
  readonly trace: TraceRecorder
  readonly disposed: boolean
  /** Why kernels are plain where generated ones were wanted. */
  readonly lack: string | undefined
}

/** Tables of observables take at most this share of the memory. */
const TABLE_SHARE = 1 / 8
const MOST_TABLE_BYTES = 2 ** 28
/** Overlaps keep at most so many bytes of states in a tile. */
const MOST_TILE_BYTES = 2 ** 28

export class PlainExecutable extends ProgramExecutable implements Executable {
  readonly #load: LoadPlan
  readonly #host: PlainHost
  /** Made when first needed. */
  #bound: BoundPlan | undefined
  #boundTerminal: BoundPlan | undefined
  #observables: readonly BoundObservable[] | undefined
  #measurements: MeasurementPlan | undefined

  constructor(program: Program, load: LoadPlan, host: PlainHost) {
    super(program, { ...load, isBackendDisposed: () => host.disposed })
    this.#load = load
    this.#host = host
  }

  async amplitudes(inputs: Inputs = {}): Promise<AmplitudeBatch & Provenance> {
    const resolved = this.resolveState('amplitudes', inputs)
    const { rows } = resolved
    const { qubits } = this.program.structure
    this.#requireMemory(0, rows * this.#stateBytes)
    return this.#run('amplitudes', resolved, async (run) => {
      const data = this.#makeStates(rows)
      const size = 2 * 2 ** qubits
      for (let row = 0; row < rows; row++) await evolveRow(run, row, data.subarray(row * size, (row + 1) * size))
      return { rows, qubits, data, ranOn: this.#ranOn() }
    })
  }

  async probabilities(inputs: Inputs = {}, qubits?: readonly number[]): Promise<Values> {
    const resolved = this.resolve('probabilities', inputs)
    const chosen = chooseQubits(qubits, this.program.structure.qubits)
    const columns = 2 ** chosen.length
    const draws = drawsOf(this.#load.method, resolved)
    this.#requireMemory(2, 3 * 8 * resolved.rows * columns)
    return this.#run('probabilities', resolved, async (run) => {
      const found = await this.#findProbabilities(run, chosen, draws)
      return { rows: resolved.rows, columns, ...found, ranOn: this.#ranOn() }
    })
  }

  async #findProbabilities(run: Run, qubits: readonly number[], draws: Draws | undefined): Promise<Estimate | { values: Float64Array }> {
    if (draws !== undefined && this.#load.method === 'trajectories') {
      const { averageProbabilities } = await computations.trajectories()
      return averageProbabilities(run, qubits, draws)
    }
    const { exactProbabilities, sampledProbabilities } = await computations.probabilities()
    return draws === undefined ? { values: await exactProbabilities(run, qubits) } : sampledProbabilities(run, qubits, draws)
  }

  async expectations(inputs: Inputs = {}): Promise<Values> {
    const resolved = this.resolve('expectations', inputs)
    const columns = this.program.structure.observables.length
    const draws = drawsOf(this.#load.method, resolved)
    this.#requireMemory(draws === undefined ? 1 : 3, 16 * resolved.rows * columns)
    return this.#run('expectations', resolved, async (run) => {
      const found = await this.#findExpectations(run, draws)
      return { rows: resolved.rows, columns, ...found, ranOn: this.#ranOn() }
    })
  }

  async #findExpectations(run: Run, draws: Draws | undefined): Promise<Estimate | { values: Float64Array }> {
    if (draws !== undefined && this.#load.method === 'trajectories') {
      const { averageExpectations } = await computations.trajectories()
      return averageExpectations(run, draws)
    }
    if (draws !== undefined) {
      const { estimateState } = await computations.estimates()
      this.#measurements ??= measurementPlan(this.program)
      return estimateState(run, this.#measurements, draws.shots, draws.seed)
    }
    const columns = run.observables.length
    const values = new Float64Array(run.inputs.rows * columns)
    const state = run.borrow()
    for (let row = 0; row < run.inputs.rows; row++) {
      await evolveRow(run, row, state)
      await writeExpectations(run, state, values, row * columns)
    }
    return { values }
  }

  async gradient(inputs: GradientInputs = {}): Promise<Gradient> {
    const resolved = this.resolveState('gradient', inputs)
    const { rows, parametersShared } = resolved
    if (resolved.shots !== undefined) {
      return gradientFromJacobian(await this.#shiftJacobian(resolved), inputs.cotangents, parametersShared)
    }
    const { qubits, parameters, features, observables } = this.program.structure
    const wants = (input: 'parameters' | 'features' | 'initial') => resolved.wrt.includes(input)
    const initialBytes = wants('initial') ? rows * this.#stateBytes : 0
    this.#requireMemory(2, initialBytes)
    const twoSweeps = typeof inputs.cotangents === 'function'
    const keep = twoSweeps && (rows + 1) * this.#stateBytes + initialBytes <= this.#host.memory.free
    return this.#run('gradient', resolved, async (run) => {
      const out: GradientArrays = {
        values: new Float64Array(rows * observables.length),
        parameters: new Float64Array(wants('parameters') ? (parametersShared ? 1 : rows) * parameters.length : 0),
        features: new Float64Array(wants('features') ? rows * features.length : 0),
        initial: this.#makeStates(wants('initial') ? rows : 0),
      }
      const { adjointGradient } = await computations.adjoint()
      await adjointGradient(run, inputs.cotangents, keep, out)
      return {
        rows,
        columns: observables.length,
        values: out.values,
        ...(wants('parameters') ? { parameters: out.parameters } : {}),
        ...(wants('features') ? { features: out.features } : {}),
        ...(wants('initial') ? { initial: { rows, qubits, data: out.initial } } : {}),
        ranOn: this.#ranOn(twoSweeps && !keep ? 'adjoint, forward states recomputed row by row' : 'adjoint'),
      }
    })
  }

  async jacobian(inputs: Inputs = {}): Promise<Jacobian> {
    const resolved = this.resolveState('jacobian', inputs)
    const { rows, wrt } = resolved
    if (resolved.shots !== undefined) return this.#shiftJacobian(resolved)
    const { parameters, features, observables } = this.program.structure
    const columns = observables.length
    this.#requireMemory(3, 8 * rows * columns * (parameters.length + features.length))
    return this.#run('jacobian', resolved, async (run) => {
      const out = {
        values: new Float64Array(rows * columns),
        parameters: new Float64Array(wrt.includes('parameters') ? rows * columns * parameters.length : 0),
        features: new Float64Array(wrt.includes('features') ? rows * columns * features.length : 0),
      }
      const { adjointJacobian } = await computations.adjoint()
      await adjointJacobian(run, out)
      return {
        rows,
        columns,
        values: out.values,
        ...(wrt.includes('parameters') ? { parameters: out.parameters } : {}),
        ...(wrt.includes('features') ? { features: out.features } : {}),
        ranOn: this.#ranOn('adjoint, a sweep for each observable'),
      }
    })
  }

  async overlaps(left: Inputs, right?: Inputs): Promise<Overlaps> {
    const leftInputs = this.resolveState('overlaps', left)
    const rightInputs = right === undefined ? undefined : this.resolve('overlaps', right)
    const [rows, columns] = [leftInputs.rows, rightInputs?.rows ?? leftInputs.rows]
    this.#requireMemory(2, 16 * rows * columns)
    const room = Math.min(MOST_TILE_BYTES, (this.#host.memory.free - 16 * rows * columns) / 2)
    const tile = Math.max(1, Math.floor(room / this.#stateBytes))
    return this.#run('overlaps', leftInputs, async (run) => {
      const other = rightInputs === undefined ? run : this.#makeRun(rightInputs, run.event)
      try {
        const { overlapTiles } = await computations.overlaps()
        const values = await overlapTiles({ left: run, right: other, tile })
        return { rows, columns, values, ranOn: this.#ranOn(tile < Math.max(rows, columns) ? `tiles of ${tile} states` : 'one tile') }
      } finally {
        if (other !== run) other.release()
      }
    })
  }

  async sample(inputs: SampleInputs): Promise<SampleBatch> {
    const resolved = this.resolve('sample', inputs)
    const columns = sampleColumns(this.program.structure)
    const { shots, seed } = requireDraws(resolved)
    this.#requireMemory(3, resolved.rows * shots * columns.length + 4 * shots)
    const { terminal, method } = this.#load
    const single = method === 'stateVector' || terminal !== undefined
    if (terminal !== undefined) this.#boundTerminal ??= bindPlan(terminal.plan, { ...this.program, structure: terminal.structure })
    const job = { shots, seed, columns: columns.length, measurements: terminal?.measurements }
    const work = async (run: Run): Promise<SampleBatch> => {
      const samples = single ? await fromOneState(run, job) : await fromTrajectories(run, job)
      return visibleSamples({
        rows: resolved.rows,
        shots,
        columns,
        samples,
        ranOn: this.#ranOn(single ? 'one state for all shots' : undefined),
      })
    }
    return this.#run('sample', resolved, work, this.#boundTerminal)
  }

  override async dispose(): Promise<void> {
    await super.dispose()
    this.#bound = undefined
    this.#boundTerminal = undefined
    this.#observables = undefined
  }

  async #shiftJacobian(resolved: ResolvedInputs): Promise<Jacobian> {
    const split = splitProgramOccurrences(this.program)
    const plan = planProgram(split.program.structure, this.#load.plan.tables.length > 0)
    const shifted = new PlainExecutable(split.program, { ...this.#load, plan, terminal: undefined }, this.#host)
    const jacobian = await parameterShiftJacobian(this.program, split, shifted, resolved)
    return { ...jacobian, ranOn: this.#ranOn('parameter shift') }
  }

  get #stateBytes(): number {
    return bytesAnAmplitude(this.#load.precision) * 2 ** this.program.structure.qubits
  }

  #makeStates(rows: number): Float64Array | Float32Array {
    const length = rows * 2 * 2 ** this.program.structure.qubits
    return this.#load.precision === 'f64' ? new Float64Array(length) : new Float32Array(length)
  }

  #requireMemory(states: number, otherBytes: number): void {
    this.#host.memory.require(this.program.structure.qubits, states * this.#stateBytes + otherBytes)
  }

  #makeRun(inputs: ResolvedInputs, event: Run['event'], plan?: BoundPlan): Run {
    const { memory, trace } = this.#host
    this.#bound ??= bindPlan(this.#load.plan, this.program)
    this.#observables ??= bindObservables(this.program, Math.min(MOST_TABLE_BYTES, TABLE_SHARE * memory.bytes))
    const { precision } = this.#load
    return new Run({ plan: plan ?? this.#bound, observables: this.#observables, inputs, precision, memory, trace, event })
  }

  #run<Result>(kernel: string, inputs: ResolvedInputs, work: (run: Run) => Promise<Result>, plan?: BoundPlan): Promise<Result> {
    return this.#host.trace.during('run', kernel, async (event) => {
      const run = this.#makeRun(inputs, event, plan)
      try {
        return await work(run)
      } finally {
        run.release()
      }
    })
  }

  #ranOn(how?: string): RanOn {
    const { precision, method, reason, plan } = this.#load
    const text = how === undefined ? plan.text : `${plan.text}; ${how}`
    return { device: CPU_DEVICE, precision, method, plan: text, ...reasonOf(reason, this.#host.lack) }
  }
}

async function fromOneState(run: Run, job: SampleJob): Promise<Uint8Array> {
  const { sampleState } = await computations.samples()
  return sampleState(run, job)
}

async function fromTrajectories(run: Run, { columns, shots, seed }: SampleJob): Promise<Uint8Array> {
  const { sampleShots } = await computations.trajectories()
  return sampleShots(run, columns, { shots, seed })
}
