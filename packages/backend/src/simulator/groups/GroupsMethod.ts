/**
 * Programs of many qubits, in the groups of qubits that a question can feel, one after the other.
 *
 * Observables, and outcomes of qubits and bits, run on their light cones, and groups that nothing joins run alone:
 * their expectations and probabilities are multiplied. What needs all amplitudes, and whatever is cheaper so, runs on
 * the whole program, which is prepared when a call first needs it.
 */
import type { Method } from '../../backend.ts'
import type { Draws } from '../../callRules.ts'
import { deferMeasurements } from '../../lowering/dynamics.ts'
import type { ResolvedInputs } from '../../resolvedInputs.ts'
import { LightCones, type Question } from '../../lowering/lightCone.ts'
import type { Program } from '../../program.ts'
import type { OpenEvent } from '../../TraceRecorder.ts'
import type { Estimated, LoadedMethod, StateAnswers } from '../methods.ts'
import type { Amplitudes, Computed, EngineCall } from '../ProgramEngine.ts'
import { divideObservables, type Division } from './divideObservables.ts'
import { DividedExpectations } from './DividedExpectations.ts'
import { dividedProbabilities, dividedSamples, type PartsHost } from './DividedOutcomes.ts'
import { dividedOverlaps, type StateParts, stateParts } from './dividedOverlaps.ts'
import { type OutcomeParts, outcomeParts } from './outcomeParts.ts'
import { type LoadPart, PartRuns } from './PartRuns.ts'

/** Parts are run where they cost less than this share of the whole program, which is one run instead of many. */
const SHARE = 1 / 4

/** Walks of strings may look at so many instructions for each of the program, where it can run whole. */
const WALKS = 64

export interface GroupsOptions {
  readonly program: Program
  readonly method: Method
  /** Whether derivatives need no shifts. */
  readonly hasAdjoint: boolean
  readonly loadPart: LoadPart
  /** The error of a state on so many qubits, where it does not fit; `why` so many are needed. */
  readonly refusal: (qubits: number, why: string) => Error | undefined
  /** @throws where the whole program does not fit */
  readonly openWhole: (event: OpenEvent | undefined) => Promise<LoadedMethod>
  readonly fitsWhole: boolean
}

export class GroupsMethod implements LoadedMethod, StateAnswers {
  readonly #options: GroupsOptions
  readonly #runs: PartRuns
  readonly #bits: 1 | 2
  /** What expectations and probabilities are of: where a row has one state, without the last measurements. */
  readonly #rest: Program
  #cones: LightCones | undefined
  /** For exact values, and with the errors of estimates. */
  #divided: DividedExpectations | undefined
  #estimated: Promise<DividedExpectations> | undefined
  #whole: LoadedMethod | undefined
  #opening: Promise<LoadedMethod> | undefined
  #samples: OutcomeParts | 'whole' | undefined
  #asked: { readonly key: string; readonly parts: OutcomeParts | 'whole' } | undefined
  #states: StateParts | undefined

  private constructor(options: GroupsOptions) {
    this.#options = options
    this.#runs = new PartRuns(options.loadPart)
    this.#bits = options.method === 'densityMatrix' ? 2 : 1
    this.#rest = options.method === 'stateVector' ? deferMeasurements(options.program).rest : options.program
  }

  /** @throws what `refusal` gives, where the observables do not fit, or without any nothing does */
  static async open(options: GroupsOptions, event: OpenEvent | undefined): Promise<GroupsMethod> {
    const opened = new GroupsMethod(options)
    const { observables } = options.program.structure
    const division = observables.length === 0 ? undefined : opened.#divide(options.method === 'trajectories')
    if (division !== undefined && !opened.#prefersWhole(division)) opened.#divided = await opened.#openDivision(division, event)
    else if (options.fitsWhole) await opened.#openWhole(event)
    else opened.#requireOutcomes()
    return opened
  }

  get text(): string {
    return this.#divided?.text ?? this.#whole?.text ?? 'groups of qubits that never meet'
  }

  get lack(): string | undefined {
    return this.#divided?.lack ?? this.#whole?.lack
  }

  get engine(): StateAnswers | undefined {
    return this.#options.method === 'stateVector' ? this : undefined
  }

  async expectations(call: EngineCall, draws: Draws | undefined): Promise<Estimated> {
    if (this.#divided === undefined || hasInitial(call)) return (await this.#openWhole(call.event)).expectations(call, draws)
    if (draws === undefined || this.#options.method === 'trajectories') return this.#divided.expectations(call, draws)
    return (await this.#openEstimated(call.event)).expectations(call, draws)
  }

  /** Parts of a simulator without derivatives shift their own parameters, which are fewer than those of the whole. */
  gradientFor(inputs: ResolvedInputs): ReturnType<StateAnswers['gradientFor']> {
    const divided = this.#divided
    if (divided === undefined) return this.#whole?.engine?.gradientFor(inputs)
    const isWhole = inputs.wrt.includes('initial') || inputs.initial !== undefined
    if (!isWhole) return (call, request) => divided.gradient(call, request)
    if (!this.#options.hasAdjoint) return undefined
    return async (call, request) => {
      const gradient = (await this.#wholeState(call)).gradientFor(inputs)
      if (gradient === undefined) throw new TypeError('an engine with derivatives has them for every program')
      return gradient(call, request)
    }
  }

  async amplitudes(call: EngineCall): Promise<Amplitudes> {
    return (await this.#wholeState(call)).amplitudes(call)
  }

  async overlaps(left: EngineCall, right: EngineCall): Promise<Computed> {
    this.#states ??= stateParts(this.#rest)
    const isWhole = hasInitial(left) || hasInitial(right) || this.#prefersWhole(this.#states)
    if (isWhole) return (await this.#wholeState(left)).overlaps(left, right)
    this.#requireQubits(this.#states.mostQubits, 'an overlap has a group')
    return dividedOverlaps({ program: this.#rest, runs: this.#runs }, this.#states, [left, right])
  }

  async probabilities(call: EngineCall, qubits: readonly number[], draws: Draws | undefined): Promise<Estimated> {
    const divided = hasInitial(call) ? 'whole' : this.#outcomesOf(qubits)
    if (divided === 'whole') return (await this.#openWhole(call.event)).probabilities(call, qubits, draws)
    this.#requireQubits(divided.mostQubits, 'the qubits that are asked for feel a group')
    return dividedProbabilities(this.#host(this.#rest), divided, { call, qubits, draws })
  }

  async sample(call: EngineCall, draws: Draws, columns: number): Promise<Computed<Uint8Array>> {
    this.#samples ??= this.#sampleParts() ?? 'whole'
    if (this.#samples === 'whole' || hasInitial(call)) return (await this.#openWhole(call.event)).sample(call, draws, columns)
    this.#requireQubits(this.#samples.mostQubits, 'a sample has a group')
    return dividedSamples(this.#host(this.#options.program), this.#samples, { call, draws, columns })
  }

  release(): void {
    this.#runs.release()
  }

  #host(program: Program): PartsHost {
    return { program, runs: this.#runs, method: this.#options.method }
  }

  #sampleParts(): OutcomeParts | undefined {
    const { bits, qubits } = this.#options.program.structure
    const question = bits.length > 0 ? { bits: [...bits.keys()] } : { outcomes: Array.from({ length: qubits }, (_, qubit) => qubit) }
    const divided = this.#outcomes(this.#options.program, question)
    return divided === undefined || this.#prefersWhole(divided) ? undefined : divided
  }

  /** The parts of the qubits that were asked for last are kept: who asks again, asks for the same ones. */
  #outcomesOf(qubits: readonly number[]): OutcomeParts | 'whole' {
    const key = qubits.join()
    if (this.#asked?.key === key) return this.#asked.parts
    const divided = this.#outcomes(this.#rest, { outcomes: qubits })
    const products = divided === undefined ? 0 : 4 * divided.parts.length * 2 ** qubits.length
    const isWhole = divided === undefined || this.#prefersWhole({ cost: divided.cost + products })
    this.#asked = { key, parts: isWhole ? 'whole' : divided }
    return this.#asked.parts
  }

  /** Undefined where the whole program is to run, which fits then. */
  #outcomes(program: Program, question: Pick<Question, 'outcomes' | 'bits'>): OutcomeParts | undefined {
    const cones = program === this.#rest ? this.#restCones() : new LightCones(program.structure)
    return outcomeParts(program, cones, { question, bits: this.#bits, mostWires: Infinity })
  }

  #divide(withErrors: boolean): Division | undefined {
    const { fitsWhole } = this.#options
    const { instructions, observables } = this.#rest.structure
    const strings = observables.reduce((sum, { terms }) => sum + terms.length, 0)
    const cones = this.#restCones()
    return divideObservables(this.#rest, cones, {
      bits: this.#bits,
      mostWires: fitsWhole ? cones.wires.last.length - 2 : Infinity,
      mostInstructions: fitsWhole ? WALKS * (instructions.length + strings) : Infinity,
      requireQubits: (qubits) => fitsWhole || this.#requireQubits(qubits, 'an observable feels a group'),
      withErrors,
    })
  }

  #openDivision(division: Division, event: OpenEvent | undefined): Promise<DividedExpectations> {
    return DividedExpectations.open(this.#rest, division, { runs: this.#runs, method: this.#options.method, event })
  }

  /** Estimates need the entries' errors, which most programs have in the parts of exact values. */
  #openEstimated(event: OpenEvent | undefined): Promise<DividedExpectations> {
    const open = async () => {
      const division = this.#divide(true)
      if (division === undefined) throw new TypeError('what is divided for values is divided for estimates')
      return this.#openDivision(division, event)
    }
    this.#estimated ??= open()
    return this.#estimated
  }

  #prefersWhole({ cost }: { readonly cost: number }): boolean {
    const { qubits, instructions } = this.#rest.structure
    return this.#options.fitsWhole && cost > SHARE * (instructions.length + 1) * 2 ** (this.#bits * qubits)
  }

  #restCones(): LightCones {
    this.#cones ??= new LightCones(this.#rest.structure)
    return this.#cones
  }

  #requireQubits(qubits: number, what: string): void {
    const all = this.#rest.structure.qubits
    const error = this.#options.refusal(qubits, `${what} of ${qubits} of ${all} qubits`)
    if (error !== undefined) throw error
  }

  /** Of a program without observables: samples, or the probabilities of some qubit. */
  #requireOutcomes(): void {
    const samples = this.#sampleParts()
    if (samples !== undefined && this.#options.refusal(samples.mostQubits, '') === undefined) return
    const cones = this.#restCones()
    const fits = (qubit: number): boolean => {
      const parts = cones.components({ outcomes: [qubit] }, MOST_WIRES)
      return parts?.every((part) => this.#options.refusal(cones.qubitsOf(part), '') === undefined) ?? false
    }
    if (cones.wires.ofQubit.some((_, qubit) => fits(qubit))) return
    this.#requireQubits(this.#rest.structure.qubits, 'the circuit has a group')
  }

  #openWhole(event: OpenEvent | undefined): Promise<LoadedMethod> {
    this.#opening ??= this.#options.openWhole(event).then(
      (whole) => (this.#whole = whole),
      (error: unknown) => {
        this.#opening = undefined
        throw error
      },
    )
    return this.#opening
  }

  async #wholeState(call: EngineCall): Promise<StateAnswers> {
    const { engine } = await this.#openWhole(call.event)
    if (engine === undefined) throw new TypeError('the method has no state: the edge of the call refuses it')
    return engine
  }
}

/** Cones of more wires than this fit nowhere. */
const MOST_WIRES = 2 ** 10

function hasInitial({ inputs }: EngineCall): boolean {
  return inputs.initial !== undefined
}
