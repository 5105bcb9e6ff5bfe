/**
 * The table of Pauli groups that the kernels of expectations and bras walk through, as it lies in memory.
 *
 * A group is terms of one observable that flip the same qubits: <i ^ x| G |i> = D(i), either real or imaginary. Its D is one signed number,
 * c (-1)^parity(i & z), or a list of 2^n numbers. The table is a header, then the groups in the order of their variants, then the lists.
 * The kernel of each variant knows what its groups have in common, so no pass over a state decides anything within its loop.
 */
import { lanes, type StateLayout } from './layout.ts'

export interface PauliVariant {
  /** 'diagonal' is real with x = 0. */
  readonly part: 'diagonal' | 'real' | 'imaginary'
  /** The bits of x that exchange lanes. */
  readonly laneFlip: number
  /** Whether D is a list. */
  readonly listed: boolean
}

/** All variants of a layout, in the order in which their groups stand. */
export function pauliVariants({ laneQubits }: StateLayout): PauliVariant[] {
  const flips = Array.from({ length: 2 ** laneQubits }, (_, laneFlip) => laneFlip)
  return [false, true].flatMap((listed) => [
    { part: 'diagonal' as const, laneFlip: 0, listed },
    ...(['real', 'imaginary'] as const).flatMap((part) => flips.map((laneFlip) => ({ part, laneFlip, listed }))),
  ])
}

/** Offsets of i32 numbers in the header; `scattered` groups reorder the blocks of a page (4 KiB); the numbers of groups of each variant come last. */
export const HEADER = { observables: 0, groups: 4, scattered: 8, variantCounts: 12, bytes: 128 } as const

/**
 * Offsets in the record of a group. x, z and flips are masks of offsets into a state (`addresses.ts`); they and the list's address take 8 bytes in every module.
 * Flips is x without the bits within a block: where it is not 0, one half of the cells, with a factor 2, is enough for an expectation.
 */
export const GROUP = { coefficients: 0, x: 16, z: 24, flips: 32, list: 40, variant: 48, observable: 52, bytes: 64 } as const

/** The observables' table in memory. */
export interface GroupTable {
  readonly address: number
  readonly groups: number
}

/** Cells that the kernels take at a time; a state of fewer is one block. */
export const BLOCK_CELLS = 4

/** Bytes of a list of 2^n numbers, to a multiple of 64; one that is shorter than a vector is padded. */
export function listBytes({ precision, laneQubits }: StateLayout, qubits: number): number {
  const numbers = Math.max(2 ** qubits, 2 ** laneQubits)
  return Math.ceil((numbers * 16) / lanes(precision) / 64) * 64
}

/** Bytes of the weighted coefficients of a group: a vector for each cell of a block. */
export const WEIGHTED_GROUP_BYTES = 16 * BLOCK_CELLS
