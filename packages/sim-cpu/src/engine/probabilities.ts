/** Probabilities of some qubits for each row. */
import { gatherBits } from '@ketwork/math'
import { amplitudeLanes, cellsOf } from '../kernels/layout.ts'
import { marginalColumns } from '../kernels/marginalColumns.ts'
import { reductionModule } from '../kernels/reductionModule.ts'
import type { Stage } from '../threads/stage.ts'
import type { BoundProgram } from './BoundProgram.ts'
import type { Call } from './Call.ts'
import { StateWork } from './StateWork.ts'

/** Up to so many columns the sums of chunks are cheaper than all probabilities. */
const MOST_COLUMNS = 2 ** 12
const CHUNK_CELLS = 2 ** 10
/** All probabilities of so few qubits are added up where they are read, sooner than the tables for sums of chunks are written. */
const FEW_QUBITS = 6
const MOST_CHUNKS = 64

/** B x 2^k; bit b of the column is `qubits[b]`. */
export async function computeProbabilities(call: Call, bound: BoundProgram, qubits: readonly number[]): Promise<Float64Array> {
  const { inputs } = call
  const { rows } = inputs
  const columns = 2 ** qubits.length
  const work = await StateWork.begin(call, bound.compiled.states(inputs.initial === undefined, call), bound)
  const state = call.borrow(work.program.stateBytes)
  const reader = await openReader(call, bound, qubits)
  const out = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    call.beginRow()
    work.prepare(row)
    await call.run([...work.evolve(row, state), ...reader.stages(state)])
    reader.read(out.subarray(row * columns, (row + 1) * columns))
    call.endRow()
  }
  return out
}

/** Reads the probabilities of some qubits from one state at a time. */
interface Reader {
  stages(state: number): Stage[]
  /** Writes what the last stages found to zeros. */
  read(out: Float64Array): void
}

export function openReader(call: Call, bound: BoundProgram, qubits: readonly number[]): Promise<Reader> {
  const { qubits: total } = bound.compiled.structure
  const inChunks = total > FEW_QUBITS && qubits.length < total && 2 ** qubits.length <= MOST_COLUMNS
  return inChunks ? openMarginals(call, bound, qubits) : openAll(call, bound, qubits)
}

async function openAll(call: Call, bound: BoundProgram, qubits: readonly number[]): Promise<Reader> {
  const { structure, precision } = bound.compiled
  const layout = amplitudeLanes(precision)
  const module = await call.library(reductionModule, layout)
  const amplitudes = 2 ** structure.qubits
  const out = call.borrow(8 * amplitudes)
  const inOrder = qubits.every((qubit, bit) => qubit === bit)
  return {
    stages: (state) => [
      {
        module,
        kernel: 'probabilities',
        args: [call.pointer(state), call.pointer(out), amplitudes, 1],
        units: cellsOf(layout, structure.qubits),
        amplitudes,
        bytes: (precision === 'f64' ? 24 : 16) * amplitudes,
      },
    ],
    read: (target) => {
      const found = call.engine.arena.f64(out, amplitudes)
      if (inOrder && target.length === amplitudes) return target.set(found)
      for (let index = 0; index < amplitudes; index++) target[gatherBits(index, qubits)] += found[index]
    },
  }
}

async function openMarginals(call: Call, bound: BoundProgram, qubits: readonly number[]): Promise<Reader> {
  const { structure, precision } = bound.compiled
  const { arena } = call.engine
  const layout = amplitudeLanes(precision)
  const module = await call.library(reductionModule, layout)
  const cells = cellsOf(layout, structure.qubits)
  const columns = 2 ** qubits.length
  const chunkCells = Math.max(Math.min(cells, CHUNK_CELLS), cells / MOST_CHUNKS)
  const chunks = cells / chunkCells
  const { lowCount, low, high } = marginalColumns(layout, structure.qubits, qubits, chunkCells)
  const [lowAt, highAt] = [low, high].map((table) => {
    const address = call.borrow(4 * table.length)
    arena.i32(address, table.length).set(table)
    return address
  })
  const out = call.borrow(8 * columns * chunks)
  const amplitudes = 2 ** structure.qubits
  return {
    stages: (state) => {
      arena.f64(out, columns * chunks).fill(0)
      const args = [...[state, lowAt, highAt, out, 8 * columns].map((address) => call.pointer(address)), lowCount, chunkCells]
      return [{ module, kernel: 'marginals', args, units: chunks, amplitudes, bytes: (precision === 'f64' ? 16 : 8) * amplitudes }]
    },
    read: (target) => {
      const sums = arena.f64(out, columns * chunks)
      for (let chunk = 0; chunk < chunks; chunk++)
        for (let column = 0; column < columns; column++) target[column] += sums[chunk * columns + column]
    },
  }
}
