/**
 * How an operator on some qubits meets the cells of a layout: what `emitDense` and `emitReducedDensity` read from memory.
 *
 * Qubits above the lanes choose cells: a group is the 2^h cells that differ in these bits. Qubits in the lanes choose lanes: lane l of a cell meets the
 * lanes l ^ x of the same cell, x running over the XORs of these bits, and a swizzle pattern for each x brings them together. So an operator is a table of
 * vectors, one number a lane, and lanes may have matrices of their own (a tile of trajectories, each with its own outcome).
 */
import type { Precision } from '@ketwork/math/wasm'
import { lanes, type StateLayout } from './layout.ts'

export interface OperatorFrame {
  readonly layout: StateLayout
  /** Bits of the cell index that do not run: those of the qubits and of the controls; and those of the controls, which are 1. */
  readonly fixed: number
  readonly ones: number
  /** Cells of a group relative to the first, by their index: 2^h. */
  readonly offsets: Int32Array
  /** Sixteen bytes for each XOR of lanes: byte b of a swizzled vector is byte `patterns[16 x + b]`. */
  readonly patterns: Uint8Array
  /** For each cell of a group, and for each XOR of lanes: the bits of the operator's index that it sets. */
  readonly cellIndices: readonly number[]
  readonly laneXors: readonly number[]
  /** The bits of the operator's index in each lane. */
  readonly laneIndices: readonly number[]
  /** Whether the controls in the lanes are 1 in each lane. */
  readonly laneControlled: readonly boolean[]
}

/** @param qubits bit i of the operator's index is `qubits[i]` */
export function operatorFrame(layout: StateLayout, qubits: readonly number[], controls: readonly number[] = []): OperatorFrame {
  const { precision, laneQubits } = layout
  const width = lanes(precision)
  const inCells = (qubit: number): boolean => qubit >= laneQubits
  const cellMask = (chosen: readonly number[]): number =>
    chosen.filter(inCells).reduce((mask, qubit) => mask | (1 << (qubit - laneQubits)), 0)
  const laneMask = (chosen: readonly number[]): number =>
    chosen.filter((qubit) => !inCells(qubit)).reduce((mask, qubit) => mask | (1 << qubit), 0)
  const cellQubits = qubits.filter(inCells)
  /** Spreads the bits of a number over the qubits of one kind. */
  const spread = (value: number, chosen: readonly number[], bitOf: (qubit: number) => number): number =>
    chosen.reduce((sum, qubit, i) => sum | (((value >>> i) & 1) << bitOf(qubit)), 0)
  const groupCells = Array.from({ length: 2 ** cellQubits.length }, (_, cell) => cell)
  const laneQubitsChosen = qubits.filter((qubit) => !inCells(qubit))
  const laneXors = Array.from({ length: 2 ** laneQubitsChosen.length }, (_, x) => spread(x, laneQubitsChosen, (qubit) => qubit))
  const everyLane = Array.from({ length: width }, (_, lane) => lane)
  const controlled = laneMask(controls)
  return {
    layout,
    fixed: cellMask([...qubits, ...controls]),
    ones: cellMask(controls),
    offsets: Int32Array.from(groupCells, (cell) => spread(cell, cellQubits, (qubit) => qubit - laneQubits)),
    patterns: Uint8Array.from(laneXors.flatMap((xor) => everyLane.flatMap((lane) => laneBytes(precision, lane ^ xor)))),
    cellIndices: groupCells.map((cell) => spread(cell, cellQubits, (qubit) => qubits.indexOf(qubit))),
    laneXors,
    laneIndices: everyLane.map((lane) =>
      laneQubitsChosen.reduce((index, qubit) => index | (((lane >>> qubit) & 1) << qubits.indexOf(qubit)), 0),
    ),
    laneControlled: everyLane.map((lane) => (lane & controlled) === controlled),
  }
}

function laneBytes(precision: Precision, lane: number): readonly number[] {
  const bytes = 16 / lanes(precision)
  return Array.from({ length: bytes }, (_, byte) => lane * bytes + byte)
}

/** Groups of cells in a state of so many cells. */
export function groupsOf({ fixed }: OperatorFrame, cells: number): number {
  let groups = cells
  for (let bits = fixed; bits !== 0; bits &= bits - 1) groups /= 2
  return groups
}

/** Numbers in the table of an operator. */
export function operatorTableLength({ layout, offsets, laneXors }: OperatorFrame): number {
  return offsets.length ** 2 * laneXors.length * 2 * lanes(layout.precision)
}

/**
 * Writes the table that `emitDense` reads: for each row of cells, column of cells and XOR of lanes a vector of real and a vector of imaginary parts.
 *
 * @param matrices row-major and interleaved, 2^k x 2^k: one for all lanes or, in a tile, one for each
 */
export function writeOperatorTable(frame: OperatorFrame, matrices: readonly ArrayLike<number>[], out: Float64Array | Float32Array): void {
  const { layout, cellIndices, laneXors, laneIndices, laneControlled } = frame
  const width = lanes(layout.precision)
  const size = cellIndices.length * laneXors.length
  let at = 0
  for (const rowBits of cellIndices) {
    for (const columnBits of cellIndices) {
      for (const xor of laneXors) {
        for (let lane = 0; lane < width; lane++) {
          const matrix = matrices[matrices.length === 1 ? 0 : lane]
          const entry = 2 * ((rowBits | laneIndices[lane]) * size + (columnBits | laneIndices[lane ^ xor]))
          const identity = rowBits === columnBits && xor === 0 ? 1 : 0
          out[at + lane] = laneControlled[lane] ? matrix[entry] : identity
          out[at + width + lane] = laneControlled[lane] ? matrix[entry + 1] : 0
        }
        at += 2 * width
      }
    }
  }
}
