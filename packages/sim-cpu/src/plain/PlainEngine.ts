/**
 * Programs in plain TypeScript, gate by gate: where there is no WebAssembly or SIMD, and for calls that end before a module would be compiled.
 *
 * Has states, adjoint gradients and trajectories; the rest comes from the shell. Exact gradients run forward once, then ket and bra back together,
 * one pass a gate. Jones and Gacon, arXiv:2009.02823.
 */
import type { Program } from '@ketwork/backend'
import type { Precision } from '@ketwork/math/wasm'
import {
  rowOf,
  addObservables,
  type Amplitudes,
  bindObservables,
  type BoundObservable,
  bytesAnAmplitude,
  type EngineCall,
  type EngineGradient,
  expectationsOf,
  type GradientRequest,
  type MemoryLedger,
  type Plan,
  type ProgramEngine,
  resolveCotangents,
  type ResolvedInputs,
  scaleCotangents,
  type TraceRecorder,
  type UnitaryInstruction,
  type UseState,
} from '@ketwork/backend/simulator'
import { pullBackAngles } from '@ketwork/circuit'
import { PlainRun } from './PlainRun.ts'
import { type Step, stepOf } from './steps.ts'

/** What plain engines need of their simulator. */
export interface PlainHost {
  readonly memory: MemoryLedger
  readonly trace: TraceRecorder
  /** Why kernels are plain where generated ones were wanted. */
  readonly lack: string | undefined
}

export function planPlain(instructions: number, precision: Precision, host: PlainHost): Plan<ProgramEngine> {
  const text = plainText(instructions)
  return { text, lack: host.lack, bytes: 0, bind: (program) => new PlainEngine(program, precision, host) }
}

export function plainText(instructions: number): string {
  return `plain kernels, ${instructions} ${instructions === 1 ? 'pass' : 'passes'}`
}

class PlainEngine implements ProgramEngine {
  readonly text: string
  readonly #source: { readonly program: Program; readonly precision: Precision; readonly trace: TraceRecorder }
  readonly #memory: MemoryLedger
  readonly #steps: readonly Step[]
  /** Made when first needed. */
  #observables: readonly BoundObservable[] | undefined

  constructor(program: Program, precision: Precision, { memory, trace }: PlainHost) {
    const { instructions } = program.structure
    this.text = plainText(instructions.length)
    this.#source = { program, precision, trace }
    this.#memory = memory
    this.#steps = instructions.map((instruction) => stepOf(instruction as UnitaryInstruction, program)) // the shell sees to it that all are
  }

  async states(call: EngineCall, use: UseState): Promise<void> {
    this.#require(1)
    const run = new PlainRun(call, this.#steps, this.#source)
    const state = run.makeStates()
    for (let row = 0; row < call.inputs.rows; row++) {
      const event = run.beginRow()
      await this.#evolve(run, row, state)
      await use(row, state, event)
      run.endRow()
    }
  }

  async gradient(call: EngineCall, { cotangents, rowByRow }: GradientRequest): Promise<EngineGradient> {
    this.#require(2)
    const { program } = this.#source
    const { inputs } = call
    const observables = this.#bindObservables(call)
    const run = new PlainRun(call, this.#steps, this.#source)
    const columns = observables.length
    const values = new Float64Array(inputs.rows * columns)
    const [ket, bra] = [run.makeStates(), run.makeStates()]
    const kept = typeof cotangents === 'function' ? await this.#evolveAll(run, call, values) : undefined
    const scale = () => scaleCotangents(resolveCotangents(cotangents, values, inputs.rows, columns), columns)
    const { weights, units } = run.measure('cotangents', scale)
    const out = gradientArrays(program, inputs, { rowByRow, initial: run.makeStates(inputs.wrt.includes('initial') ? inputs.rows : 0) })
    for (let row = 0; row < inputs.rows; row++) {
      run.beginRow()
      if (kept?.states === undefined) await this.#evolve(run, row, ket)
      else {
        const { states } = kept
        run.prepare(row)
        run.read('kept state', ket, () => ket.set(states.subarray(row * ket.length, (row + 1) * ket.length)))
      }
      run.read('expectations', ket, () => values.set(expectationsOf(ket, run.qubits, observables), row * columns))
      run.read('observables', ket, () => {
        bra.fill(0)
        addObservables(bra, ket, { qubits: run.qubits, observables, weights: weights.subarray(row * columns, (row + 1) * columns) })
      })
      const slots = new Float64Array(program.structure.angles.termStarts.length - 1)
      await run.back(ket, bra, slots)
      const unit = units[row] ?? 1
      run.measure('chain rule', () => {
        for (let slot = 0; slot < slots.length; slot++) slots[slot] *= unit
        addRow(program, inputs, row, { slots, out, rowByRow })
        if (out.initial.length > 0) for (let i = 0; i < bra.length; i++) out.initial[row * bra.length + i] = 2 * unit * bra[i]
      })
      run.endRow()
    }
    const recomputed = kept !== undefined && kept.states === undefined
    return { values, ...out, plan: `${this.text}; adjoint${recomputed ? ', forward states recomputed row by row' : ''}` }
  }

  /** The values of all rows, and their states where there is room for them. */
  async #evolveAll(run: PlainRun, call: EngineCall, values: Float64Array): Promise<{ readonly states: Amplitudes | undefined }> {
    const { inputs } = call
    const observables = this.#bindObservables(call)
    const bytes = inputs.rows * bytesAnAmplitude(this.#source.precision) * 2 ** run.qubits
    const states = 2 * bytes <= this.#memory.free ? run.makeStates(inputs.rows) : undefined
    const state = run.makeStates()
    for (let row = 0; row < inputs.rows; row++) {
      run.beginRow()
      await this.#evolve(run, row, state)
      run.read('expectations', state, () => {
        states?.set(state, row * state.length)
        values.set(expectationsOf(state, run.qubits, observables), row * observables.length)
      })
      run.endRow()
    }
    return { states }
  }

  async #evolve(run: PlainRun, row: number, state: Amplitudes): Promise<void> {
    run.prepare(row)
    run.read('initial state', state, () => run.begin(row, state))
    await run.forward(state)
  }

  #bindObservables({ event }: EngineCall): readonly BoundObservable[] {
    const { program, trace } = this.#source
    this.#observables ??= trace.within(event, 'plan', 'observables', () => bindObservables(program))
    return this.#observables
  }

  #require(states: number): void {
    const { program, precision } = this.#source
    const { qubits } = program.structure
    this.#memory.require(qubits, states * bytesAnAmplitude(precision) * 2 ** qubits)
  }
}

interface GradientArrays {
  readonly parameters: Float64Array
  readonly features: Float64Array
  readonly initial: Amplitudes
}

function gradientArrays(
  { structure }: Program,
  { rows, wrt, parametersShared }: ResolvedInputs,
  { rowByRow, initial }: { readonly rowByRow: boolean; readonly initial: Amplitudes },
): GradientArrays {
  const parameterRows = parametersShared && !rowByRow ? 1 : rows
  return {
    parameters: new Float64Array(wrt.includes('parameters') ? parameterRows * structure.parameters.length : 0),
    features: new Float64Array(wrt.includes('features') ? rows * structure.features.length : 0),
    initial,
  }
}

/** Takes the derivatives by slot of one row through the chain rule. */
function addRow(
  { structure, constants }: Program,
  inputs: ResolvedInputs,
  row: number,
  { slots, out, rowByRow }: { readonly slots: Float64Array; readonly out: GradientArrays; readonly rowByRow: boolean },
): void {
  const partOf = (array: Float64Array, index: number, width: number) =>
    array.length === 0 ? undefined : array.subarray(index * width, (index + 1) * width)
  pullBackAngles(
    structure.angles,
    constants,
    rowOf(inputs.parameters, row),
    rowOf(inputs.features, row),
    slots,
    partOf(out.parameters, inputs.parametersShared && !rowByRow ? 0 : row, structure.parameters.length),
    partOf(out.features, row, structure.features.length),
  )
}
