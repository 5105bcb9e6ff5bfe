/** The sizes that plans are made with beside the structure of a program. They suit a kind of machine; the shipped ones decide unless others are given. */
import type { Precision } from '@ketwork/math/wasm'
import type { ScheduleSizes } from '@ketwork/backend/simulator'
import { anyValue, inWords, objectWith, requireOptions } from '@ketwork/math'
import type { StepFormat } from './stepContext.ts'

/** Plain data, so that it can be kept: the same table gives the same plans, and the same bits, on every machine. */
export interface CostTable {
  /** Index bits of a block of a sweep, which should fit the second-level cache: 10 to 22. */
  readonly blockBits: number
  /** States of up to so many index bits go through their passes whole: 10 to 28, no fewer than `blockBits`. */
  readonly wholeBits: Readonly<Record<Precision, number>>
  /** Circuits with features up to so many qubits run on batches, a row in each lane: 0 to 14. */
  readonly tileQubits: number
}

/** Measured on Zen 4 with 1 MiB of second-level cache a core. */
export const SHIPPED_COSTS: CostTable = { blockBits: 16, wholeBits: { f64: 20, f32: 21 }, tileQubits: 12 }

/** Lowest bits that belong to every block: rows of at least 2 KiB. */
const ROW_BITS: Readonly<Record<Precision, number>> = { f64: 7, f32: 8 }

export type SizesOf = (qubits: number, format: StepFormat) => ScheduleSizes

/** How states are cut and how much a pass holds. */
export function stateSizes({ blockBits, wholeBits }: CostTable): SizesOf {
  return (qubits, { laneBits, precision }) => {
    const bits = Math.max(qubits, laneBits)
    return {
      ...{ bits, laneBits, blockBits: qubits <= wholeBits[precision] ? bits : blockBits, rowBits: ROW_BITS[precision] },
      ...{ directions: 2, planeDirections: 3, actions: 24, sweepPrice: 1 },
    }
  }
}

/** @throws RangeError or TypeError that names the entry, its value and what it may be */
export function requireCosts(costs: CostTable): void {
  requireOptions('costs', costs, { blockBits: anyValue, wholeBits: objectWith('{ f64, f32 }', 'f64', 'f32'), tileQubits: anyValue })
  const { blockBits, wholeBits, tileQubits } = costs
  const entries = { 'wholeBits.f64': wholeBits.f64, 'wholeBits.f32': wholeBits.f32 }
  requireWhole('blockBits', blockBits, 10, 22)
  for (const [name, value] of Object.entries(entries)) requireWhole(name, value, blockBits, 28)
  requireWhole('tileQubits', tileQubits, 0, 14)
}

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new RangeError(`costs.${name} is ${inWords(value)}: it must be a whole number from ${least} to ${most}`)
}
