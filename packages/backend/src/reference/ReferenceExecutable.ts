/**
 * One compiled program on the reference backend: checks a call, refuses what its method cannot do, computes row by row, says how.
 *
 * Every call makes its own arrays; nothing is shared between calls.
 */
import { innerProduct } from '@ketwork/math'
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
import { visibleSamples } from '../shots/visibleSamples.ts'
import { requireVarianceShots, varianceProgram, variancesOf } from '../variance/varianceProgram.ts'
import { chooseQubits, drawsOf, requireDraws, sampleColumns } from '../callRules.ts'
import { gradientFromJacobian } from '../gradient/gradientFromJacobian.ts'
import { gradientWeights } from '../gradient/gradientWeights.ts'
import { shiftJacobian } from '../gradient/shiftJacobian.ts'
import { splitProgramOccurrences } from '../gradient/splitProgramOccurrences.ts'
import type { ResolvedInputs } from '../resolvedInputs.ts'
import { type DeferredMeasurements, deferMeasurements } from '../lowering/dynamics.ts'
import { isWide } from '../precision.ts'
import type { Program } from '../program.ts'
import { Pace } from '../Pace.ts'
import { ProgramExecutable } from '../ProgramExecutable.ts'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'
import { resultBytes } from '../resultBytes.ts'
import type { OpenEvent, TraceRecorder } from '../TraceRecorder.ts'
import { exactExpectations, exactVariances, sampledExpectations, trajectoryExpectations } from './expectations.ts'
import { exactGradient, exactJacobian } from './gradients.ts'
import type { ReferencePlan } from './plan.ts'
import { drawSamples, exactProbabilities, sampledProbabilities, trajectoryProbabilities } from './probabilities.ts'
import { BYTES_AN_AMPLITUDE, evolveRow, pass, type Run } from './run.ts'

export const REFERENCE_DEVICE = 'plain TypeScript, one thread'

/** What an executable needs of the backend that loaded it. */
export interface ReferenceHost {
  readonly memoryBytes: number
  readonly trace: TraceRecorder
  readonly disposed: boolean
}

export class ReferenceExecutable extends ProgramExecutable implements Executable {
  readonly #plan: ReferencePlan
  readonly #host: ReferenceHost
  /** What has one state a row where the method asks for one: the program without its last measurements, which samples are read by. */
  readonly #state: DeferredMeasurements
  /** In the trace. */
  readonly #number: number

  constructor(program: Program, plan: ReferencePlan, host: ReferenceHost, number: number) {
    super(program, { ...plan, isBackendDisposed: () => host.disposed })
    this.#plan = plan
    this.#host = host
    this.#number = number
    this.#state = plan.method === 'stateVector' ? deferMeasurements(program) : { rest: program, measurements: [] }
  }

  async amplitudes(inputs: Inputs = {}): Promise<AmplitudeBatch & Provenance> {
    const resolved = this.resolveState('amplitudes', inputs)
    const { qubits } = this.program.structure
    this.#requireMemory(resolved.rows * 2 ** qubits * BYTES_AN_AMPLITUDE)
    return this.#run('amplitudes', resolved, async (run) => {
      const data = new Float64Array(2 * resolved.rows * 2 ** qubits)
      for (let row = 0; row < resolved.rows; row++) data.set(await evolveRow(run, row), row * 2 * 2 ** qubits)
      return { rows: resolved.rows, qubits, data: inPrecision(data, this.#plan.precision), ranOn: this.#ranOn() }
    })
  }

  async probabilities(inputs: Inputs = {}, qubits?: readonly number[]): Promise<Values> {
    const resolved = this.resolve('probabilities', inputs)
    const chosen = chooseQubits(qubits, this.program.structure.qubits)
    const columns = 2 ** chosen.length
    this.#requireMemory(8 * resolved.rows * columns)
    const { method } = this.#plan
    return this.#run('probabilities', resolved, async (run) => {
      const draws = drawsOf(method, resolved)
      const estimate = method === 'trajectories' ? trajectoryProbabilities : sampledProbabilities
      const found = draws === undefined ? { values: await exactProbabilities(run, chosen) } : await estimate(run, chosen, draws)
      return { rows: resolved.rows, columns, ...found, ranOn: this.#ranOn() }
    })
  }

  /** @param parent of the trace, where another call asks for them */
  async expectations(inputs: Inputs = {}, parent?: OpenEvent): Promise<Values> {
    const resolved = this.resolve('expectations', inputs)
    const columns = this.program.structure.observables.length
    const { method } = this.#plan
    const work = async (run: Run): Promise<Values> => {
      const draws = drawsOf(method, resolved)
      const estimate = method === 'trajectories' ? trajectoryExpectations : sampledExpectations
      const found = draws === undefined ? { values: await exactExpectations(run) } : await estimate(run, draws)
      return { rows: resolved.rows, columns, ...found, ranOn: this.#ranOn() }
    }
    return this.#run('expectations', resolved, work, parent)
  }

  async variances(inputs: Inputs = {}): Promise<Values> {
    const resolved = this.resolve('variances', inputs)
    requireVarianceShots(resolved.shots)
    const columns = this.program.structure.observables.length
    if (drawsOf(this.#plan.method, resolved) === undefined)
      return this.#run('variances', resolved, async (run) => {
        return { rows: resolved.rows, columns, values: await exactVariances(run), ranOn: this.#ranOn() }
      })
    const { program, units } = varianceProgram(this.program)
    const squares = new ReferenceExecutable(program, this.#plan, this.#host, this.#number)
    return this.#run('variances', resolved, async ({ event }) => variancesOf(await squares.expectations(inputs, event), units))
  }

  async gradient(inputs: GradientInputs = {}): Promise<Gradient> {
    const resolved = this.resolveState('gradient', inputs)
    const { rows } = resolved
    const { qubits, observables } = this.program.structure
    const { cotangents, complete } = await gradientWeights(inputs, rows, observables.length)
    if (resolved.shots !== undefined) {
      const { parametersShared } = resolved
      const work = async (run: Run) => complete(gradientFromJacobian(await this.#shiftJacobian(run), cotangents, parametersShared))
      return this.#run('gradient', resolved, work)
    }
    if (resolved.wrt.includes('initial')) this.#requireMemory(rows * 2 ** qubits * BYTES_AN_AMPLITUDE)
    return this.#run('gradient', resolved, async (run) => {
      const { values, parameters, features, initial } = await exactGradient(run, cotangents)
      return complete({
        rows,
        columns: observables.length,
        values,
        ...(parameters === undefined ? {} : { parameters }),
        ...(features === undefined ? {} : { features }),
        ...(initial === undefined ? {} : { initial: { rows, qubits, data: inPrecision(initial, this.#plan.precision) } }),
        ranOn: this.#ranOn('adjoint; the forward sweep runs twice'),
      })
    })
  }

  async jacobian(inputs: Inputs = {}): Promise<Jacobian> {
    const resolved = this.resolveState('jacobian', inputs)
    if (resolved.shots !== undefined) return this.#run('jacobian', resolved, (run) => this.#shiftJacobian(run))
    return this.#run('jacobian', resolved, async (run) => ({
      rows: resolved.rows,
      columns: this.program.structure.observables.length,
      ...(await exactJacobian(run)),
      ranOn: this.#ranOn('one adjoint gradient an observable and row'),
    }))
  }

  async overlaps(left: Inputs, right?: Inputs): Promise<Overlaps> {
    const leftInputs = this.resolveState('overlaps', left)
    const rightInputs = right === undefined ? undefined : this.resolve('overlaps', right)
    const rows = leftInputs.rows
    const columns = rightInputs?.rows ?? rows
    const states = rows + (rightInputs?.rows ?? 0)
    this.#requireMemory(states * 2 ** this.program.structure.qubits * BYTES_AN_AMPLITUDE)
    return this.#run('overlaps', leftInputs, async (run) => {
      const leftStates = await allRows(run)
      const rightStates = rightInputs === undefined ? leftStates : await allRows({ ...run, inputs: rightInputs })
      const values = new Float64Array(2 * rows * columns)
      for (let i = 0; i < rows; i++) {
        await pass(run, 'inner products', columns * (leftStates[i].length / 2), () => {
          rightStates.forEach((state, j) => values.set(innerProduct(leftStates[i], state), 2 * (i * columns + j)))
        })
      }
      return { rows, columns, values, ranOn: this.#ranOn() }
    })
  }

  async sample(inputs: SampleInputs): Promise<SampleBatch> {
    const resolved = this.resolve('sample', inputs)
    const columns = sampleColumns(this.program.structure)
    const draws = requireDraws(resolved)
    this.#requireMemory(resolved.rows * draws.shots * columns.length)
    return this.#run('sample', resolved, async (run) => {
      const samples = await drawSamples(run, { ...draws, measurements: this.#state.measurements })
      return visibleSamples({ rows: resolved.rows, shots: draws.shots, columns, samples, ranOn: this.#ranOn() })
    })
  }

  async #shiftJacobian({ inputs, event }: Run): Promise<Jacobian> {
    const split = splitProgramOccurrences(this.#state.rest)
    const shifted = new ReferenceExecutable(split.program, this.#plan, this.#host, this.#number)
    const nested = { expectations: (rows?: Inputs) => shifted.expectations(rows, event) }
    const jacobian = await shiftJacobian(this.program, split, nested, inputs)
    return { ...jacobian, ranOn: this.#ranOn('parameter shift') }
  }

  #requireMemory(resultBytes: number): void {
    const needed = this.#plan.bytes + resultBytes
    if (needed > this.#host.memoryBytes) throw new TooManyQubitsError(this.program.structure.qubits, needed, this.#host.memoryBytes)
  }

  #run<Result>(kernel: string, inputs: ResolvedInputs, work: (run: Run) => Promise<Result>, parent?: OpenEvent): Promise<Result> {
    const { trace } = this.#host
    const { precision, method } = this.#plan
    const subject = { executable: this.#number, rows: inputs.rows, qubits: this.program.structure.qubits, precision, method }
    return trace.during('run', kernel, { parent, subject }, async (event) => {
      const result = await work({ program: this.#state.rest, precision, method, inputs, trace, event, pace: new Pace(inputs.signal) })
      if (event !== undefined) trace.instant('pool', 'result', { bytesAllocated: resultBytes(result) }, event)
      return result
    })
  }

  #ranOn(plan = 'one row after the other'): RanOn {
    const { precision, method, reason } = this.#plan
    return { device: REFERENCE_DEVICE, precision, method, plan, ...(reason === undefined ? {} : { reason }) }
  }
}

function inPrecision(data: Float64Array, precision: Precision): Float64Array | Float32Array {
  return isWide(precision) ? data : Float32Array.from(data)
}

async function allRows(run: Run): Promise<Float64Array[]> {
  const states: Float64Array[] = []
  for (let row = 0; row < run.inputs.rows; row++) states.push(await evolveRow(run, row))
  return states
}
