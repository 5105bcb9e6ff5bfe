/**
 * A program whose states do not fit, term after term: each Pauli string, and each outcome, on the groups of qubits that it feels (`feltGroups.ts`).
 *
 * Every group is a program of its own on `ReferenceExecutable`; expectations and probabilities of groups are multiplied, samples stand side by side.
 * Each estimate has a random stream of its own.
 */
import { RandomStream } from '@ketwork/math'
import type {
  AmplitudeBatch,
  Executable,
  Gradient,
  GradientInputs,
  Inputs,
  Jacobian,
  Overlaps,
  Provenance,
  RanOn,
  SampleBatch,
  SampleInputs,
  Values,
} from '../backend.ts'
import { chooseQubits, drawsOf, requireDraws, sampleColumns } from '../callRules.ts'
import { gradientFromJacobian } from '../gradient/gradientFromJacobian.ts'
import { gradientWeights } from '../gradient/gradientWeights.ts'
import { shiftJacobian } from '../gradient/shiftJacobian.ts'
import { splitProgramOccurrences } from '../gradient/splitProgramOccurrences.ts'
import type { ResolveOptions } from '../inputs.ts'
import type { ResolvedInputs } from '../resolvedInputs.ts'
import { deferMeasurements } from '../lowering/dynamics.ts'
import type { Program } from '../program.ts'
import { ProgramExecutable } from '../ProgramExecutable.ts'
import { visibleSamples } from '../shots/visibleSamples.ts'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'
import { requireVarianceShots, varianceProgram, variancesOf } from '../variance/varianceProgram.ts'
import { feltGroups, groupProgram } from './feltGroups.ts'
import { planReference, type ReferencePlan } from './plan.ts'
import { REFERENCE_DEVICE, ReferenceExecutable, type ReferenceHost } from './ReferenceExecutable.ts'

/** Indices of a group's basis states are 32-bit numbers, with room for a sign. */
const MOST_GROUP_QUBITS = 30

/** What a group of a term gives: B values, their errors, and derivatives B x P and B x F. */
interface GroupValues {
  readonly values: Float64Array
  readonly errors?: Float64Array | undefined
  readonly parameters?: Float64Array | undefined
  readonly features?: Float64Array | undefined
}

type Sums = { readonly [Part in keyof GroupValues]-?: Float64Array }

export class WideReferenceExecutable extends ProgramExecutable implements Executable {
  readonly #plan: ReferencePlan
  readonly #host: ReferenceHost
  readonly #number: number
  /** What expectations and probabilities are of, as in `ReferenceExecutable`. */
  readonly #state: Program

  constructor(program: Program, plan: ReferencePlan, host: ReferenceHost, number: number) {
    super(program, { ...plan, isBackendDisposed: () => host.disposed })
    this.#plan = plan
    this.#host = host
    this.#number = number
    this.#state = plan.method === 'stateVector' ? deferMeasurements(program).rest : program
  }

  /** @throws TooManyQubitsError where a group of the observables, or without any of all outcomes, does not fit */
  requireGroups(): void {
    const { observables, qubits } = this.program.structure
    const terms = observables.flatMap((observable) => observable.terms)
    const all = { qubits: Array.from({ length: qubits }, (_, qubit) => qubit) }
    for (const asked of observables.length === 0 ? [all] : terms)
      for (const group of feltGroups(this.#state, { qubits: asked.qubits, bits: [] })) this.#load(groupProgram(this.#state, group))
  }

  async amplitudes(inputs: Inputs = {}): Promise<AmplitudeBatch & Provenance> {
    this.resolveState('amplitudes', inputs)
    throw this.#tooMany(this.#plan.bytes)
  }

  async expectations(inputs: Inputs = {}): Promise<Values> {
    const resolved = this.#resolve('expectations', inputs)
    const draws = drawsOf(this.#plan.method, resolved)
    const { values, errors } = await this.#eachObservable(resolved, async (part, stream) => {
      const found = await this.#load(part).expectations(this.#seeded(inputs, stream))
      return { values: found.values, errors: found.standardErrors }
    })
    const [rows, columns] = [resolved.rows, this.program.structure.observables.length]
    return { rows, columns, values, ...(draws === undefined ? {} : { standardErrors: errors }), ranOn: this.#ranOn() }
  }

  async variances(inputs: Inputs = {}): Promise<Values> {
    const resolved = this.#resolve('variances', inputs)
    requireVarianceShots(resolved.shots)
    const { program, units } = varianceProgram(this.program)
    const squares = new WideReferenceExecutable(program, this.#plan, this.#host, this.#number)
    return variancesOf(await squares.expectations(inputs), units)
  }

  async gradient(inputs: GradientInputs = {}): Promise<Gradient> {
    this.requireState('gradient')
    const resolved = this.#resolve('gradient', inputs)
    if (resolved.wrt.includes('initial')) throw this.#tooMany(this.#plan.bytes)
    const { cotangents: _, loss: __, ...plain } = inputs
    const weights = await gradientWeights(inputs, resolved.rows, this.program.structure.observables.length)
    return weights.complete(gradientFromJacobian(await this.jacobian(plain), weights.cotangents, resolved.parametersShared))
  }

  async jacobian(inputs: Inputs = {}): Promise<Jacobian> {
    this.requireState('jacobian')
    const resolved = this.#resolve('jacobian', inputs)
    if (resolved.shots !== undefined) {
      const split = splitProgramOccurrences(this.#state)
      const shifted = new WideReferenceExecutable(split.program, this.#plan, this.#host, this.#number)
      return { ...(await shiftJacobian(this.program, split, shifted, resolved)), ranOn: this.#ranOn() }
    }
    const { values, parameters, features } = await this.#eachObservable(resolved, (part) => this.#load(part).jacobian(inputs))
    const [{ rows, wrt }, columns] = [resolved, this.program.structure.observables.length]
    const derivatives = { ...(wrt.includes('parameters') && { parameters }), ...(wrt.includes('features') && { features }) }
    return { rows, columns, values, ...derivatives, ranOn: this.#ranOn() }
  }

  async probabilities(inputs: Inputs = {}, qubits?: readonly number[]): Promise<Values> {
    const resolved = this.#resolve('probabilities', inputs)
    const chosen = chooseQubits(qubits, this.program.structure.qubits)
    const draws = drawsOf(this.#plan.method, resolved)
    const columns = 2 ** chosen.length
    if (8 * resolved.rows * columns > this.#host.memoryBytes) throw this.#tooMany(8 * resolved.rows * columns)
    const values = new Float64Array(resolved.rows * columns).fill(1)
    const standardErrors = new Float64Array(values.length)
    for (const [stream, group] of feltGroups(this.#state, { qubits: chosen, bits: [] }).entries()) {
      const own = chosen.filter((qubit) => group.qubits.includes(qubit))
      const executable = this.#load(groupProgram(this.#state, group))
      const found = await executable.probabilities(
        this.#seeded(inputs, stream),
        own.map((qubit) => group.qubits.indexOf(qubit)),
      )
      values.forEach((value, index) => {
        const bits = own.map((qubit) => Math.floor((index % columns) / 2 ** chosen.indexOf(qubit)) % 2)
        const at = Math.floor(index / columns) * found.columns + bits.reduce((sum, bit, i) => sum + bit * 2 ** i, 0)
        standardErrors[index] = Math.hypot(value * (found.standardErrors?.[at] ?? 0), standardErrors[index] * found.values[at])
        values[index] = value * found.values[at]
      })
    }
    return { rows: resolved.rows, columns, values, ...(draws === undefined ? {} : { standardErrors }), ranOn: this.#ranOn() }
  }

  async overlaps(left: Inputs, right?: Inputs): Promise<Overlaps> {
    this.resolveState('overlaps', left)
    if (right !== undefined) this.resolve('overlaps', right)
    throw this.#tooMany(this.#plan.bytes)
  }

  async sample(inputs: SampleInputs): Promise<SampleBatch> {
    const { rows, ...resolved } = this.#resolve('sample', inputs)
    const columns = sampleColumns(this.program.structure)
    const { shots } = requireDraws({ rows, ...resolved })
    const samples = new Uint8Array(rows * shots * columns.length)
    const { qubits, bits } = this.program.structure
    const areBits = bits.length > 0
    const all = Array.from({ length: areBits ? bits.length : qubits }, (_, place) => place)
    const groups = feltGroups(this.program, { qubits: areBits ? [] : all, bits: areBits ? all : [] })
    for (const [stream, group] of groups.entries()) {
      if (group.instructions.length === 0) continue // reads 0
      const executable = this.#load(groupProgram(this.program, group))
      const found = await executable.sample({ ...inputs, ...this.#seeded(inputs, stream), shots })
      ;(areBits ? group.bits : group.qubits).forEach((place, column, { length }) => {
        for (let shot = 0; shot < rows * shots; shot++) samples[shot * columns.length + place] = found.samples[shot * length + column]
      })
    }
    return visibleSamples({ rows, shots, columns, samples, ranOn: this.#ranOn() })
  }

  /** Initial states have all amplitudes. */
  #resolve(call: NonNullable<ResolveOptions['call']>, inputs: Inputs): ResolvedInputs {
    const resolved = this.resolve(call, inputs)
    if (resolved.initial !== undefined) throw this.#tooMany(this.#plan.bytes)
    return resolved
  }

  /** Sums over terms of products over groups: B x K, and derivatives. */
  async #eachObservable({ rows }: ResolvedInputs, run: (part: Program, stream: number) => Promise<GroupValues>): Promise<Sums> {
    const { observables, parameters, features } = this.program.structure
    const make = (width: number) => new Float64Array(rows * observables.length * width)
    const sums = { values: make(1), errors: make(1), parameters: make(parameters.length), features: make(features.length) }
    let stream = 0
    for (const [k, { coefficient, terms }] of observables.entries()) {
      for (const [index, { pauli, qubits }] of terms.entries()) {
        const weight = this.program.constants[coefficient + index]
        const factors: GroupValues[] = []
        for (const group of feltGroups(this.#state, { qubits, bits: [] })) {
          const places = qubits.flatMap((qubit, i) => (group.qubits.includes(qubit) ? [i] : []))
          const term = { pauli: places.map((i) => pauli[i]).join(''), qubits: places.map((i) => qubits[i]) }
          factors.push(await run(groupProgram(this.#state, group, term), stream++))
        }
        for (let row = 0; row < rows; row++) addProduct(sums, factors, { at: row * observables.length + k, row, weight })
      }
    }
    return sums
  }

  #load(program: Program): ReferenceExecutable {
    const plan = planReference(program, { precision: this.#plan.precision, method: this.#plan.method })
    if (plan.bytes > this.#host.memoryBytes || program.structure.qubits > MOST_GROUP_QUBITS)
      throw new TooManyQubitsError(
        program.structure.qubits,
        plan.bytes,
        this.#host.memoryBytes,
        `a group of ${program.structure.qubits} qubits meets`,
      )
    return new ReferenceExecutable(program, plan, this.#host, this.#number)
  }

  #seeded(inputs: Inputs, stream: number): Inputs {
    if (inputs.seed === undefined) return inputs
    return { ...inputs, seed: new RandomStream(inputs.seed).substream(stream).integer(Number.MAX_SAFE_INTEGER) }
  }

  #tooMany(bytes: number): TooManyQubitsError {
    return new TooManyQubitsError(this.program.structure.qubits, bytes, this.#host.memoryBytes)
  }

  #ranOn(): RanOn {
    const { precision, method, reason } = this.#plan
    const plan = 'one group of qubits after the other'
    return { device: REFERENCE_DEVICE, precision, method, plan, ...(reason === undefined ? {} : { reason }) }
  }
}

/** Adds a product of groups, its derivatives by the product rule and its error, to first order. */
function addProduct(
  sums: Sums,
  factors: readonly GroupValues[],
  { at, row, weight }: { readonly at: number; readonly row: number; readonly weight: number },
): void {
  const before = [weight]
  for (const { values } of factors) before.push(before[before.length - 1] * values[row])
  sums.values[at] += before[factors.length]
  let after = 1
  for (const [g, factor] of [...factors.entries()].reverse()) {
    const others = before[g] * after
    after *= factor.values[row]
    sums.errors[at] = Math.hypot(sums.errors[at], others * (factor.errors?.[row] ?? 0))
    for (const input of ['parameters', 'features'] as const) {
      const [into, from] = [sums[input], factor[input]]
      const width = into.length / sums.values.length
      for (let i = 0; from !== undefined && i < width; i++) into[at * width + i] += others * from[row * width + i]
    }
  }
}
