/** A dense matrix on some qubits of a state, at work in a call: its table in memory, and the stage that applies it (`emitDense`). */
import { amplitudeLanes, CELL_BYTES, type StateLayout } from '../kernels/layout.ts'
import { operatorModule } from '../kernels/operatorModule.ts'
import { groupsOf, type OperatorFrame, operatorFrame, operatorTableLength, writeOperatorTable } from '../kernels/operatorFrame.ts'
import type { LoadedModule } from '../threads/loadModule.ts'
import type { Stage } from '../threads/stage.ts'
import type { Call } from './Call.ts'

/** What the stage works on. */
export interface OperatorPlaces {
  readonly state: number
  readonly stateBytes: number
  /** `DENSE_SCRATCH_BYTES` for each thread. */
  readonly scratch: number
}

export type OperatorMaker = (qubits: readonly number[], controls?: readonly number[]) => Operator

export class Operator {
  readonly frame: OperatorFrame
  /** Addresses of the frame's arrays. */
  readonly offsets: number
  readonly patterns: number
  readonly #call: Call
  readonly #module: LoadedModule
  readonly #layout: StateLayout
  readonly #table: number

  private constructor(call: Call, module: LoadedModule, layout: StateLayout, frame: OperatorFrame) {
    const { arena } = call.engine
    this.#call = call
    this.#module = module
    this.#layout = layout
    this.frame = frame
    this.offsets = call.borrow(4 * this.frame.offsets.length)
    arena.i32(this.offsets, this.frame.offsets.length).set(this.frame.offsets)
    this.patterns = call.borrow(this.frame.patterns.length)
    arena.u8(this.patterns, this.frame.patterns.length).set(this.frame.patterns)
    this.#table = call.borrow(operatorTableLength(this.frame) * (layout.precision === 'f64' ? 8 : 4))
  }

  /** Loads the kernel. */
  static async maker(call: Call, precision: 'f64' | 'f32'): Promise<OperatorMaker> {
    const layout = amplitudeLanes(precision)
    const module = await call.library(operatorModule, layout)
    return (qubits, controls = []) => new Operator(call, module, layout, operatorFrame(layout, qubits, controls))
  }

  /** @param matrix row-major and interleaved; bit i of its index is qubit i of the operator */
  write(matrix: Float64Array): this {
    const { arena } = this.#call.engine
    const table = arena.numbers(this.#layout.precision, this.#table, operatorTableLength(this.frame))
    writeOperatorTable(this.frame, [matrix], table)
    return this
  }

  apply({ state, stateBytes, scratch }: OperatorPlaces): Stage {
    const { offsets, laneXors, fixed, ones } = this.frame
    const pointers = [state, this.#table, this.offsets, this.patterns, scratch].map((address) => this.#call.pointer(address))
    const { precision, laneQubits } = this.#layout
    const units = groupsOf(this.frame, stateBytes / CELL_BYTES)
    const [amplitudes, bytesAnAmplitude] = [units * offsets.length * 2 ** laneQubits, precision === 'f64' ? 16 : 8]
    return {
      module: this.#module,
      kernel: 'dense',
      args: [...pointers, offsets.length, laneXors.length, fixed, ones],
      units,
      amplitudes,
      work: stateBytes / bytesAnAmplitude,
      bytes: 2 * bytesAnAmplitude * amplitudes,
    }
  }
}
