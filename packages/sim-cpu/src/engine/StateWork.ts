/**
 * A state program at work in a call, row by row: its numbers in memory, and the stages that move a state forward and back.
 */
import { adjoint, complexMatrix } from '@ketwork/math'
import { initialRow, rowOf, later, type TableAction, writeRowAngles } from '@ketwork/backend/simulator'
import { productChunks, productFactorBytes } from '../kernels/emitProductState.ts'
import { CELL_BYTES } from '../kernels/layout.ts'
import { writeCoefficients } from '../program/coefficients.ts'
import { passesOf, type ProgramPart, unitsOf } from '../program/emitStateModule.ts'
import { writeProductFactors } from '../program/productFactors.ts'
import { sumsOf } from '../program/programPlan.ts'
import type { LoadedModule } from '../threads/loadModule.ts'
import type { Stage } from '../threads/stage.ts'
import type { BoundProgram } from './BoundProgram.ts'
import type { Call } from './Call.ts'
import type { DiagonalTables } from './DiagonalTables.ts'
import type { Operator, OperatorMaker } from './Operator.ts'
import type { StateModules, StateProgram } from './StateProgram.ts'

const VECTOR_BYTES = 16

const diagonals = later(() => import('./DiagonalTables.ts'))
const operators = later(() => import('./Operator.ts'))

export class StateWork {
  readonly call: Call
  readonly program: StateProgram
  readonly #bound: BoundProgram
  readonly #states: LoadedModule
  readonly #kernels: LoadedModule
  readonly #forward: LoadedModule
  /** Where the records of steps stand; 0 where the plan has none. */
  readonly #records: number
  /** Whether all rows have the same numbers: they are prepared once. */
  readonly #sharesNumbers: boolean
  #isPrepared = false
  /** Whether rows begin in states of the caller. */
  readonly #startsGiven: boolean
  readonly #angles: Float64Array
  readonly #coefficients: number
  readonly #factors: number
  readonly #scratch: number
  readonly #tables: DiagonalTables | undefined
  readonly #wide = new Map<ProgramPart, WideOperator>()
  /** The stages of the first stretch by the address of the state: the same for all rows. */
  readonly #evolutions = new Map<number, readonly Stage[]>()
  /** The phase that is still to come to every amplitude of the row at hand. */
  phase = 0

  private constructor(call: Call, program: StateProgram, bound: BoundProgram, { modules, records, tables, wide }: StateParts) {
    const { plan } = program
    this.call = call
    this.#sharesNumbers = program.structure.features.length === 0 && call.inputs.parametersShared
    this.#startsGiven = call.inputs.initial !== undefined
    this.program = program
    this.#bound = bound
    this.#states = modules.states
    this.#kernels = modules.kernels
    this.#forward = modules.forward
    this.#records = records
    this.#angles = new Float64Array(program.structure.angles.termStarts.length - 1)
    this.#tables = tables
    const [coefficientBytes, factorBytes] = [plan.coefficients * VECTOR_BYTES, productFactorBytes(plan.bits - plan.format.laneBits)].map(
      wholeLines,
    )
    this.#coefficients = call.borrow(coefficientBytes + factorBytes + 2 * program.scratchBytes * Math.max(1, call.engine.runner.threads))
    this.#factors = this.#coefficients + coefficientBytes
    this.#scratch = this.#factors + factorBytes
    for (const part of program.wideParts) this.#wide.set(part, this.#bindWide(part, wide!))
  }

  static async begin(call: Call, program: StateProgram, bound: BoundProgram): Promise<StateWork> {
    const { plan, wideParts } = program
    const [modules, records, tables, wide] = await Promise.all([
      program.modules(call),
      plan.byStep ? bound.recordsOf(program, call) : 0,
      plan.tables.length > 0 ? call.measure('plan', 'code', diagonals) : undefined,
      wideParts.length > 0 ? makerOf(call, plan.format.precision) : undefined,
    ])
    return new StateWork(call, program, bound, {
      modules,
      records,
      tables: tables && new tables.DiagonalTables(call, plan, bound),
      wide,
    })
  }

  /** The numbers of a row: coefficients, and the factors of its product state where it begins from |0...0>. */
  prepare(row: number): void {
    if (this.#isPrepared && this.#sharesNumbers) return
    this.#isPrepared = true
    this.call.measure('pass', 'coefficients', () => this.#writeNumbers(row))
  }

  #writeNumbers(row: number): void {
    const { plan } = this.program
    const { inputs } = this.call
    const { constants } = this.#bound.program
    const [parameters, features] = [rowOf(inputs.parameters, row), rowOf(inputs.features, row)]
    writeRowAngles(this.#bound.program, parameters, features, this.#angles)
    const out = this.#numbers(this.#coefficients, plan.coefficients)
    const tableOf = ({ group }: TableAction) => this.#tables!.numbersOf(group, { angles: this.#angles, parameters, features })
    this.phase = writeCoefficients(plan, { angles: this.#angles, constants, tableOf }, out)
    if (this.#startsGiven) return
    const factors = this.#numbers(this.#factors, 2 + 4 * (plan.bits - plan.format.laneBits))
    writeProductFactors(plan, { coefficients: out, places: this.program.headPlaces, phase: this.phase }, factors)
  }

  /** The stages that bring a state of the row to the end of the first stretch: of the circuit, where that is unitary. */
  evolve(row: number, state: number): readonly Stage[] {
    const given = initialRow(this.call.inputs, row)
    if (given !== undefined) this.call.measure('pass', 'initial state', () => this.#writeInitial(given, state))
    const known = this.#evolutions.get(state)
    if (known !== undefined) return known
    const made = this.call.measure('plan', 'stages', () => this.#evolution(given !== undefined, state))
    this.#evolutions.set(state, made)
    return made
  }

  #evolution(given: boolean, state: number): Stage[] {
    const { head, stretches } = this.program.parts
    const begin = given ? [this.#convert('fromAmplitudes', state), ...this.#run(head, state)] : [this.#product(state)]
    return [...begin, ...this.#run(stretches[0], state)]
  }

  /** The stages of a later stretch. */
  stretch(index: number, state: number): Stage[] {
    return this.#run(this.program.parts.stretches[index], state)
  }

  /** The stage that applies an operator to a state. */
  apply(operator: Operator, state: number): Stage {
    return operator.apply({ state, stateBytes: this.program.stateBytes, scratch: this.#scratch })
  }

  /** The stage that copies a state. */
  copy(from: number, to: number): Stage {
    const args = [this.#at(from), this.#at(to)]
    return { module: this.#states, kernel: 'copy', args, units: this.program.stateBytes / CELL_BYTES, ...this.#traffic(1, 2) }
  }

  /** Turns a state into interleaved amplitudes where it stands. */
  toAmplitudes(state: number): Stage {
    return this.#convert('toAmplitudes', state)
  }

  /**
   * The stages that bring ket and bra back, with the sums of the derivatives at `sums`, those of unit u at `sums + stride u`: to the beginning, or only as
   * far as there are derivatives.
   */
  async undo({ toStart, ...places }: WayBackPlaces): Promise<Stage[]> {
    const module = await this.program.backward(this.call)
    const { all } = this.program.parts
    const first = toStart ? 0 : all.findIndex((part) => passesOf(part).some((pass) => sumsOf(pass) > 0))
    if (first === -1) return []
    const undo = () =>
      all
        .slice(first)
        .reverse()
        .flatMap((part) => this.#undoPart(module, part, places))
    return this.call.measure('plan', 'stages', undo)
  }

  #product(state: number): Stage {
    const { plan } = this.program
    const cellBits = plan.bits - plan.format.laneBits
    const args = [this.#at(state), this.#at(this.#factors), cellBits]
    return { module: this.#states, kernel: 'product', args, units: productChunks(cellBits), label: 'product state', ...this.#traffic(1, 1) }
  }

  #convert(kernel: 'fromAmplitudes' | 'toAmplitudes', state: number): Stage {
    const cells = this.program.stateBytes / CELL_BYTES
    const args = [this.#at(state), this.#at(state), 2 ** this.program.plan.qubits]
    return { module: this.#kernels, kernel, args, units: cells, label: kernel, ...this.#traffic(1, 2) }
  }

  #run(parts: readonly ProgramPart[], state: number): Stage[] {
    return parts.map((part) => {
      if (part.kind === 'wide') return this.apply(this.#wide.get(part)!.forward, state)
      const { name } = part
      const common = { module: this.#forward, kernel: name, units: unitsOf(part), label: labelOf(part), ...this.#trafficOf(part) }
      if (part.kind === 'sweep') return { ...common, args: [this.#at(state), this.#at(this.#coefficients), this.#at(this.#scratch)] }
      const first = part.kind === 'passes' ? 0 : part.pass.coefficients * VECTOR_BYTES
      if (part.kind === 'steps') return { ...common, args: [this.#at(state), this.#at(this.#coefficients + first), ...this.#stepsOf(part)] }
      return { ...common, args: [this.#at(state), 0, this.#at(this.#coefficients + first)] }
    })
  }

  #undoPart(module: LoadedModule, part: ProgramPart, { ket, bra, sums, stride }: Omit<WayBackPlaces, 'toStart'>): Stage[] {
    if (part.kind === 'wide') return [ket, bra].map((state) => this.apply(this.#wide.get(part)!.adjoint, state))
    const states = [this.#at(ket), this.#at(bra)]
    const traffic = this.#trafficOf(part)
    const common = {
      module,
      kernel: part.name,
      units: unitsOf(part),
      label: `${labelOf(part)} undone`,
      amplitudes: 2 * traffic.amplitudes,
      bytes: 2 * traffic.bytes,
    }
    if (part.kind === 'sweep') {
      return [{ ...common, args: [...states, this.#at(this.#coefficients), this.#at(sums), stride, this.#at(this.#scratch)] }]
    }
    const [c, s] = part.kind === 'passes' ? [0, 0] : [part.pass.coefficients * VECTOR_BYTES, part.pass.sums * VECTOR_BYTES]
    const places = [this.#at(this.#coefficients + c), this.#at(sums + s)]
    if (part.kind === 'steps') return [{ ...common, kernel: 'stepsUndone', args: [...states, ...places, ...this.#stepsOf(part)] }]
    return [{ ...common, args: [...states, 0, ...places, stride] }]
  }

  /** Which records a part's kernel reads, and the bytes of a state. */
  #stepsOf({ record, pass: { actions } }: Extract<ProgramPart, { kind: 'steps' }>): (number | bigint)[] {
    return [this.#at(this.#records), this.#at(this.#scratch), record, actions.length, this.program.stateBytes]
  }

  #bindWide({ action }: Extract<ProgramPart, { kind: 'wide' }>, makeOperator: OperatorMaker): WideOperator {
    const { qubits, controls, constant } = action
    const size = 2 ** qubits.length
    const matrix = this.#bound.program.constants.subarray(constant, constant + 2 * size * size)
    const make = () => makeOperator(qubits, bitsOf(controls))
    return { forward: make().write(matrix), adjoint: make().write(adjoint(complexMatrix(size, size, matrix)).data) }
  }

  #writeInitial(given: Float64Array | Float32Array, state: number): void {
    const target = this.#numbers(state, this.program.stateBytes / VECTOR_BYTES)
    const [c, s] = [Math.cos(this.phase), Math.sin(this.phase)]
    if (this.phase === 0) return target.set(given)
    for (let i = 0; i < given.length; i += 2) {
      target[i] = c * given[i] - s * given[i + 1]
      target[i + 1] = c * given[i + 1] + s * given[i]
    }
  }

  /** Vectors of memory as numbers of the program's precision. */
  #numbers(address: number, vectors: number): Float64Array | Float32Array {
    const { precision, lanes } = this.program.plan.format
    return this.call.engine.arena.numbers(precision, address, lanes * vectors)
  }

  #at(address: number): number | bigint {
    return this.call.pointer(address)
  }

  #trafficOf(part: Exclude<ProgramPart, { kind: 'wide' }>) {
    const passes = part.kind === 'steps' ? part.pass.actions.length : passesOf(part).length
    return this.#traffic(passes, part.kind === 'passes' || part.kind === 'steps' ? 2 * passes : 2)
  }

  /** So many passes over the state, and so many streams of it from and to memory. */
  #traffic(passes: number, streams: number) {
    return { amplitudes: passes * 2 ** this.program.plan.qubits, bytes: streams * this.program.stateBytes }
  }
}

/** Addresses of ket, bra and sums, and what lies between the sums of two units in bytes. */
export interface WayBackPlaces {
  readonly ket: number
  readonly bra: number
  readonly sums: number
  readonly stride: number
  readonly toStart: boolean
}

/** Rounded up to cache lines. */
function wholeLines(bytes: number): number {
  return 64 * Math.ceil(bytes / 64)
}

async function makerOf(call: Call, precision: 'f64' | 'f32'): Promise<OperatorMaker> {
  const { Operator } = await call.measure('plan', 'code', operators)
  return Operator.maker(call, precision)
}

/** What a state program at work is made of; tables of diagonal gates and wide operators only where the program has some. */
interface StateParts {
  readonly modules: StateModules
  readonly records: number
  readonly tables: DiagonalTables | undefined
  readonly wide: OperatorMaker | undefined
}

interface WideOperator {
  readonly forward: Operator
  readonly adjoint: Operator
}

function labelOf(part: Exclude<ProgramPart, { kind: 'wide' }>): string {
  if (part.kind === 'pass') return 'pass'
  if (part.kind === 'steps') return `${part.pass.actions.length} steps`
  return part.kind === 'passes' ? `${part.passes.length} passes` : `sweep of ${part.shape.sweep.passes.length} passes`
}

function bitsOf(mask: number): number[] {
  return Array.from({ length: 31 }, (_, bit) => bit).filter((bit) => ((mask >> bit) & 1) === 1)
}
