/**
 * How states lie in the memory of the WebAssembly engine, and the same arithmetic for JavaScript.
 *
 * A state is an array of cells of 32 bytes: a vector of V real parts, then a vector of V imaginary parts (V = 2 in f64, 4 in f32). One layout serves two uses:
 * - amplitude lanes (`laneQubits` = log2 V): cell c holds amplitudes c V to c V + V - 1 of one state, so qubits 0 to laneQubits - 1 lie in the lanes;
 *   a state of fewer qubits is one cell, padded with zero amplitudes;
 * - sample lanes (`laneQubits` = 0): a tile is V states side by side, cell c holds amplitude c of each.
 *
 * Qubit q at or above `laneQubits` is bit q - laneQubits of the cell index. States begin at multiples of 64 bytes.
 */
import type { Precision } from '@ketwork/math/wasm'

export interface StateLayout {
  readonly precision: Precision
  /** log2 of `lanes(precision)`, or 0 for a tile of so many states. */
  readonly laneQubits: number
}

/** Bytes of a cell, in every layout. */
export const CELL_BYTES = 32

/** Scratch memory of a thread for dense matrices, which act on up to 6 qubits. */
export const DENSE_SCRATCH_BYTES = 2 ** 6 * CELL_BYTES

/** Bytes of a value of a diagonal table: cosine, sine and T in the precision of the amplitudes, the rest unused. Places are multiples of it, in 16 bits. */
export const VALUE_BYTES = 32
export const MOST_VALUES = 2 ** 16 / VALUE_BYTES

/**
 * What is left between two states that are worked on together: were they a power of two apart, their amplitudes would fall into the same few sets of the
 * caches (measured: the way back of a gradient is 1.3 to 4 times slower).
 */
export const APART_BYTES = 17 * 64

/** V: numbers in a vector. */
export function lanes(precision: Precision): 2 | 4 {
  return precision === 'f64' ? 2 : 4
}

/** The layout whose lanes are amplitudes of one state. */
export function amplitudeLanes(precision: Precision): StateLayout {
  return { precision, laneQubits: Math.log2(lanes(precision)) }
}

/** The layout whose lanes are states side by side. */
export function sampleLanes(precision: Precision): StateLayout {
  return { precision, laneQubits: 0 }
}

/** Cells of a state, or of a tile of states. */
export function cellsOf({ laneQubits }: StateLayout, qubits: number): number {
  return 2 ** Math.max(0, qubits - laneQubits)
}

/** States that share a cell: 1 where the lanes are amplitudes, V where they are states. */
export function statesInLanes({ precision, laneQubits }: StateLayout): 1 | 2 | 4 {
  return laneQubits === 0 ? lanes(precision) : 1
}

/**
 * Where the real part of an amplitude stands, counted in numbers of the layout's precision from the start of the state or tile;
 * the imaginary part stands `lanes(precision)` numbers further on.
 *
 * @param sample which state of a tile; 0 where the lanes are amplitudes
 */
export function realAt({ precision, laneQubits }: StateLayout, index: number, sample = 0): number {
  const width = lanes(precision)
  const lane = laneQubits === 0 ? sample : index % width
  const cell = laneQubits === 0 ? index : Math.floor(index / width)
  return 2 * width * cell + lane
}
