/** Expectations of all observables for all rows of a call. */
import { expectationModule } from '../kernels/kernelModule.ts'
import { amplitudeLanes, cellsOf } from '../kernels/layout.ts'
import { later } from '@ketwork/backend/simulator'
import type { Stage } from '../threads/stage.ts'
import type { BoundProgram } from './BoundProgram.ts'
import type { Call } from './Call.ts'
import { StateWork } from './StateWork.ts'

/** Loaded with the first program that runs in tiles. */
const inTiles = later(() => import('./tileExpectations.ts'))

/** Cells of a chunk of partial sums. */
export const CHUNK_CELLS = 1024

/** B x K. */
export async function computeExpectations(call: Call, bound: BoundProgram): Promise<Float64Array> {
  const givenInitial = call.inputs.initial !== undefined
  if (bound.compiled.inTiles && !givenInitial) return (await call.measure('plan', 'code', inTiles)).tileExpectations(call, bound)
  const work = await StateWork.begin(call, bound.compiled.states(!givenInitial, call), bound)
  const columns = bound.compiled.structure.observables.length
  const values = new Float64Array(call.inputs.rows * columns)
  const state = call.borrow(work.program.stateBytes)
  const observer = await openObserver(call, bound)
  for (let row = 0; row < call.inputs.rows; row++) {
    call.beginRow()
    work.prepare(row)
    await call.run([...work.evolve(row, state), observer.stage(state)])
    observer.read(values, row * columns)
    call.endRow()
  }
  return values
}

/** Takes the expectations of one state at a time, its lanes amplitudes. */
export interface Observer {
  stage(state: number): Stage
  /** Writes the K values of the last stage to `out` at `at` and on. */
  read(out: Float64Array, at: number): void
}

export async function openObserver(call: Call, bound: BoundProgram): Promise<Observer> {
  const { structure, precision } = bound.compiled
  const layout = amplitudeLanes(precision)
  const kernels = await call.library(expectationModule, layout)
  const cells = cellsOf(layout, structure.qubits)
  const chunkCells = Math.min(cells, CHUNK_CELLS)
  const chunks = cells / chunkCells
  const columns = structure.observables.length
  const out = call.borrow(8 * columns * chunks)
  const table = bound.stateTable(call)
  const amplitudes = Math.max(1, table.groups) * 2 ** structure.qubits
  return {
    stage: (state) => ({
      module: kernels,
      kernel: 'expectations',
      args: [call.pointer(state), call.pointer(table.address), call.pointer(out), cells, chunkCells],
      units: chunks,
      amplitudes,
      bytes: (precision === 'f64' ? 16 : 8) * amplitudes,
    }),
    read: (values, at) => {
      const sums = call.engine.arena.f64(out, columns * chunks)
      for (let k = 0; k < columns; k++) {
        let sum = 0
        for (let chunk = 0; chunk < chunks; chunk++) sum += sums[chunk * columns + k]
        values[at + k] = sum
      }
    },
  }
}
