/**
 * One compiled program on density matrices: checks a call, has an engine run the doubled program, and reads the result from vec(rho).
 *
 * Expectations, probabilities and samples are exact in the channels; there is no single state, so what needs one is refused.
 */
import {
  type Draws,
  type Estimate,
  type Executable,
  type Inputs,
  type MeasurementBasis,
  type MeasurementPlan,
  type Program,
  ProgramExecutable,
  type RanOn,
  type ResolveOptions,
  type SampleBatch,
  type SampleInputs,
  type Values,
  chooseQubits,
  drawsOf,
  estimateExpectations,
  estimateFrequencies,
  measurementPlan,
  requireDraws,
  sampleColumns,
  visibleSamples,
  sampleIndices,
} from '@ketwork/backend'
import { RandomStream } from '@ketwork/math'
import { CPU_DEVICE, reasonOf } from '../device.ts'
import { type Amplitudes, setCube, wholeCube } from '../plain/kernels/cube.ts'
import { applySingle } from '../plain/kernels/single.ts'
import { type BoundObservable, bindObservables } from '../plain/plan/bindObservables.ts'
import { basisTurn } from '../plain/sampling/estimateState.ts'
import { readBit } from '../plain/sampling/sampleState.ts'
import type { DensityEngine, DensityRows } from './densityEngine.ts'
import type { DoubledProgram } from './doubleProgram.ts'
import { densityExpectation, jointDistribution, marginalOf } from './readDensity.ts'

type Call = NonNullable<ResolveOptions['call']>

export interface DensityParts {
  readonly program: Program
  readonly engine: DensityEngine
  /** Bytes that tables of the observables may take together. */
  readonly tableBytes: number
  readonly isDisposed: () => boolean
}

export class DensityExecutable extends ProgramExecutable implements Executable {
  readonly #parts: DensityParts
  /** Made when first needed. */
  #observables: readonly BoundObservable[] | undefined
  #measurements: MeasurementPlan | undefined

  constructor(parts: DensityParts) {
    const { program, engine, isDisposed } = parts
    super(program, { precision: engine.precision, method: 'densityMatrix', isBackendDisposed: isDisposed })
    this.#parts = parts
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
    const resolved = this.resolve('probabilities', inputs)
    const chosen = chooseQubits(qubits, this.program.structure.qubits)
    const columns = 2 ** chosen.length
    const draws = drawsOf('densityMatrix', resolved)
    const { rows } = resolved
    const call = { name: 'probabilities', purpose: 'values', inputs: resolved, otherBytes: 16 * rows * columns } as const
    return this.#parts.engine.run(call, async ({ doubled, evolve }) => {
      const values = new Float64Array(rows * columns)
      const standardErrors = new Float64Array(draws === undefined ? 0 : rows * columns)
      for (let row = 0; row < rows; row++) {
        const marginal = marginalOf(jointDistribution(await evolve(row), doubled), chosen)
        const found = draws === undefined ? undefined : frequencies(marginal, draws, row)
        values.set(found?.values ?? marginal, row * columns)
        if (found !== undefined) standardErrors.set(found.standardErrors, row * columns)
      }
      return { rows, columns, values, ...(draws === undefined ? {} : { standardErrors }), ranOn: this.#ranOn() }
    })
  }

  async expectations(inputs: Inputs = {}): Promise<Values> {
    const resolved = this.resolve('expectations', inputs)
    const columns = this.program.structure.observables.length
    const draws = drawsOf('densityMatrix', resolved)
    const { rows } = resolved
    const copy = draws === undefined ? 0 : 16 * 4 ** this.program.structure.qubits
    const call = { name: 'expectations', purpose: 'values', inputs: resolved, otherBytes: copy + 16 * rows * columns } as const
    return this.#parts.engine.run(call, async (work) => {
      const found = draws === undefined ? { values: await this.#exact(work, rows) } : await this.#estimate(work, rows, draws)
      return { rows, columns, ...found, ranOn: this.#ranOn() }
    })
  }

  async sample(inputs: SampleInputs): Promise<SampleBatch> {
    const resolved = this.resolve('sample', inputs)
    const columns = sampleColumns(this.program.structure)
    const { shots, seed } = requireDraws(resolved)
    const { rows } = resolved
    const call = { name: 'sample', purpose: 'samples', inputs: resolved, otherBytes: rows * shots * columns.length + 4 * shots } as const
    return this.#parts.engine.run(call, async ({ doubled, evolve }) => {
      const samples = new Uint8Array(rows * shots * columns.length)
      for (let row = 0; row < rows; row++) {
        const random = new RandomStream(seed).substream(row)
        const drawn = sampleIndices(jointDistribution(await evolve(row), doubled), shots, random)
        this.#writeSamples(samples.subarray(row * shots * columns.length), doubled, drawn, random.substream(0))
      }
      return visibleSamples({ rows, shots, columns, samples, ranOn: this.#ranOn() })
    })
  }

  override async dispose(): Promise<void> {
    await super.dispose()
    this.#observables = undefined
    this.#parts.engine.release()
  }

  async #exact({ doubled, evolve }: DensityRows, rows: number): Promise<Float64Array> {
    this.#observables ??= bindObservables(this.program, this.#parts.tableBytes)
    const observables = this.#observables
    const values = new Float64Array(rows * observables.length)
    for (let row = 0; row < rows; row++) {
      const rho = await evolve(row)
      observables.forEach((groups, k) => (values[row * observables.length + k] = densityExpectation(rho, doubled, groups)))
    }
    return values
  }

  /** Estimates from shots: rho is turned into each measurement basis and sampled there. */
  async #estimate({ doubled, evolve }: DensityRows, rows: number, { shots, seed }: Draws): Promise<Estimate> {
    this.#measurements ??= measurementPlan(this.program)
    const plan = this.#measurements
    const values = new Float64Array(rows * plan.observables)
    const standardErrors = new Float64Array(values.length)
    const everyQubit = chooseQubits(undefined, doubled.qubits)
    for (let row = 0; row < rows; row++) {
      const rho = await evolve(row)
      const sample = (basis: MeasurementBasis, count: number, random: RandomStream) =>
        sampleIndices(marginalOf(jointDistribution(turned(rho, doubled, basis), doubled), everyQubit), count, random)
      const estimate = await estimateExpectations(plan, this.program.constants, sample, { shots, seed, row })
      values.set(estimate.values, row * plan.observables)
      standardErrors.set(estimate.standardErrors, row * plan.observables)
    }
    return { values, standardErrors }
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

  async #refuse(call: Call): Promise<never> {
    this.requireState(call)
    throw new TypeError(`${call} needs a state vector`)
  }

  #ranOn(): RanOn {
    const { precision, text, lack } = this.#parts.engine
    return { device: CPU_DEVICE, precision, method: 'densityMatrix', plan: text, ...reasonOf(lack) }
  }
}

function frequencies(probabilities: Float64Array, { shots, seed }: Draws, row: number): Estimate {
  const counts = new Float64Array(probabilities.length)
  for (const index of sampleIndices(probabilities, shots, new RandomStream(seed).substream(row))) counts[index]++
  return estimateFrequencies(counts, shots)
}

/** U rho U^dagger for the turn of each qubit into a measurement basis: U on its row, conj(U) on its column. */
function turned(rho: Amplitudes, { qubits: count, program }: DoubledProgram, { qubits, pauli }: MeasurementBasis): Amplitudes {
  const out = rho.slice()
  const cube = wholeCube(program.structure.qubits)
  qubits.forEach((qubit, i) => {
    const turn = basisTurn(pauli[i])
    if (turn === undefined) return
    const conjugate = turn.map((entry, part) => (part % 2 === 1 ? -entry : entry))
    for (const [wire, matrix] of [[qubit, turn] as const, [qubit + count, conjugate] as const]) {
      setCube(cube, program.structure.qubits, 1 << wire, 0)
      applySingle(out, cube, 1 << wire, matrix, 0)
    }
  })
  return out
}
