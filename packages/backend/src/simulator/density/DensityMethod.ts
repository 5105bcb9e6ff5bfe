/**
 * Density matrices on engines for state vectors: the doubled program runs as a vector of twice as many qubits, and results are read from vec(rho).
 *
 * Expectations, probabilities and samples are exact in the channels.
 */
import { RandomStream } from '@ketwork/math'
import type { AmplitudeBatch } from '../../backend.ts'
import { type Draws, chooseQubits } from '../../callRules.ts'
import type { MeasureInstruction, ProgramStructure } from '../../program.ts'
import { type Estimate, estimateExpectations, estimateFrequencies, stackEstimates } from '../../shots/estimate.ts'
import { type MeasurementBasis, type MeasurementPlan, measurementPlan } from '../../shots/measurementPlan.ts'
import { sampleIndices } from '../../shots/sampleIndices.ts'
import type { OpenEvent } from '../../TraceRecorder.ts'
import type { Amplitudes, Computed, EngineCall, Plan, ProgramEngine } from '../ProgramEngine.ts'
import { type BoundObservable, bindObservables } from '../host/bindObservables.ts'
import { applyMatrix, basisTurn } from '../host/measurement.ts'
import type { Estimated, LoadedMethod } from '../methods.ts'
import type { BoundEngines } from '../BoundEngines.ts'
import type { DensityPurpose } from '../StructurePlans.ts'
import { rowsCall } from '../rowsCall.ts'
import { type DoubledProgram, doubleProgram } from './doubleProgram.ts'
import { confuse, densityExpectation, jointDistribution, marginalOf, writePureDensity } from './readDensity.ts'

interface DensityEngine {
  readonly doubled: DoubledProgram
  readonly engine: ProgramEngine
}

export class DensityMethod implements LoadedMethod {
  readonly #bits: number
  readonly #plan: Plan<ProgramEngine>
  readonly #engines: BoundEngines
  readonly #doubled = new Map<DensityPurpose, DoubledProgram>()
  #observables: readonly BoundObservable[] | undefined
  #measurements: MeasurementPlan | undefined

  private constructor(bits: number, plan: Plan<ProgramEngine>, engines: BoundEngines) {
    this.#bits = bits
    this.#plan = plan
    this.#engines = engines
  }

  static async open(engines: BoundEngines, event?: OpenEvent): Promise<DensityMethod> {
    const { structure } = doubleProgram(engines.program, { keepBits: false }).program
    return new DensityMethod(structure.qubits, await engines.plans.density('values', event), engines)
  }

  get text(): string {
    return `${this.#bits} index bits of a density matrix; ${this.#plan.text}`
  }

  get lack(): string | undefined {
    return this.#plan.lack
  }

  async expectations(call: EngineCall, draws: Draws | undefined): Promise<Estimated> {
    const { program } = this.#engines
    if (draws !== undefined) return this.#estimate(call, draws)
    this.#observables ??= bindObservables(program)
    const observables = this.#observables
    const values = new Float64Array(call.inputs.rows * observables.length)
    await this.#eachDensity(call, 'values', (row, rho, doubled) =>
      observables.forEach((groups, k) => (values[row * observables.length + k] = densityExpectation(rho, doubled, groups))),
    )
    return { values }
  }

  async probabilities(call: EngineCall, qubits: readonly number[], draws: Draws | undefined): Promise<Estimated> {
    const columns = 2 ** qubits.length
    const values = new Float64Array(call.inputs.rows * columns) // probabilities, or how often each outcome was drawn
    await this.#eachDensity(call, 'values', (row, rho, doubled) => {
      const marginal = marginalOf(jointDistribution(rho, doubled), qubits)
      if (draws === undefined) return values.set(marginal, row * columns)
      for (const index of sampleIndices(marginal, draws.shots, new RandomStream(draws.seed).substream(row))) values[row * columns + index]++
    })
    return draws === undefined ? { values } : estimateFrequencies(values, draws.shots)
  }

  async sample(call: EngineCall, { shots, seed }: Draws, columns: number): Promise<Computed<Uint8Array>> {
    const values = new Uint8Array(call.inputs.rows * shots * columns)
    await this.#eachDensity(call, 'samples', (row, rho, doubled) => {
      const { structure, constants } = this.#engines.program
      const joint = jointDistribution(rho, doubled)
      confuse(joint, doubled.deferred, constants)
      const drawn = sampleIndices(joint, shots, new RandomStream(seed).substream(row))
      writeReadings(values.subarray(row * shots * columns), drawn, structure, doubled)
    })
    return { values }
  }

  /** rho is turned into each measurement basis and sampled there. */
  async #estimate(call: EngineCall, { shots, seed }: Draws): Promise<Estimated> {
    const { program } = this.#engines
    this.#measurements ??= measurementPlan(program)
    const plan = this.#measurements
    const rows: Estimate[] = []
    const everyQubit = chooseQubits(undefined, program.structure.qubits)
    await this.#eachDensity(call, 'values', async (row, rho, doubled) => {
      const sample = (basis: MeasurementBasis, count: number, random: RandomStream) =>
        sampleIndices(marginalOf(jointDistribution(turned(rho, doubled, basis), doubled), everyQubit), count, random)
      rows[row] = await estimateExpectations(plan, program.constants, sample, { shots, seed, row })
    })
    return stackEstimates(rows)
  }

  async #eachDensity(
    call: EngineCall,
    purpose: DensityPurpose,
    use: (row: number, rho: Amplitudes, doubled: DoubledProgram) => void | Promise<void>,
  ): Promise<void> {
    const { inputs, event } = call
    const { doubled, engine } = await this.#open(purpose, event)
    const { trace } = this.#engines
    const run = (some: EngineCall, first: number) =>
      engine.states(some, async (row, rho, parent = event) => {
        const reading = parent && trace.begin('pass', 'density matrix', parent)
        await use(first + row, rho, doubled)
        trace.end(reading, { amplitudes: rho.length / 2, bytes: rho.byteLength })
      })
    const { initial } = inputs
    if (initial === undefined) return run(call, 0) // |0...0><0...0| is |0...0> of twice as many qubits
    if (initial.rows === 1) return run(beginning(call, initial, doubled), 0)
    for (let row = 0; row < inputs.rows; row++) {
      const own = rowsCall(call, row, 1) // 4^n numbers for one row at a time
      await run(beginning(own, own.inputs.initial ?? initial, doubled), row)
    }
  }

  async #open(purpose: DensityPurpose, event: OpenEvent | undefined): Promise<DensityEngine> {
    const { program, plans } = this.#engines
    const double = () => doubleProgram(program, { keepBits: purpose === 'samples' })
    const doubled = this.#doubled.get(purpose) ?? this.#engines.trace.within(event, 'plan', 'density matrix', double)
    this.#doubled.set(purpose, doubled)
    const engine = await this.#engines.once(`density ${purpose}`, async () =>
      (await plans.density(purpose, event)).bind(doubled.program, event),
    )
    return { doubled, engine }
  }
}

/** Bits from their wires, or from the qubit that was measured; qubits where the program has no bits. */
function writeReadings(out: Uint8Array, drawn: Uint32Array, { bits, qubits }: ProgramStructure, { wires, deferred }: DoubledProgram): void {
  const columns = bits.length === 0 ? qubits : bits.length
  const places =
    bits.length === 0 ? Array.from({ length: qubits }, (_, qubit) => [qubit, qubit] as const) : placesOf(wires, deferred, qubits)
  for (const [column, place] of places)
    for (let shot = 0; shot < drawn.length; shot++) out[shot * columns + column] = (drawn[shot] >>> place) & 1
}

/** Which bit of an index each bit of the program reads; of two measurements that write one bit the later one counts. */
function placesOf(
  wires: readonly number[],
  deferred: readonly MeasureInstruction[],
  qubits: number,
): (readonly [bit: number, place: number])[] {
  return [...wires.map((bit, i) => [bit, qubits + i] as const), ...deferred.map(({ bit, qubit }) => [bit, qubit] as const)]
}

/** U rho U^dagger for the turn of each qubit into a measurement basis: U on its row, conj(U) on its column. */
function turned(rho: Amplitudes, { qubits: count, program }: DoubledProgram, { qubits, pauli }: MeasurementBasis): Amplitudes {
  const out = rho.slice()
  qubits.forEach((qubit, i) => {
    const turn = basisTurn(pauli[i])
    if (turn === undefined) return
    const conjugate = turn.map((entry, part) => (part % 2 === 1 ? -entry : entry))
    applyMatrix(out, program.structure.qubits, [qubit], turn)
    applyMatrix(out, program.structure.qubits, [qubit + count], conjugate)
  })
  return out
}

/** The call with the density matrix of the one state that it begins with. */
function beginning({ inputs, event }: EngineCall, { data }: AmplitudeBatch, { program }: DoubledProgram): EngineCall {
  const { qubits } = program.structure
  const rho = new Float64Array(2 * 2 ** qubits)
  writePureDensity(rho, data)
  return { event, inputs: { ...inputs, initial: { rows: 1, qubits, data: rho } } }
}
