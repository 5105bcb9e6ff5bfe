/**
 * The observables of a program with their coefficients, as a table of Pauli groups (`pauliTable.ts`) that is written into the engine's memory.
 *
 * A group of several terms gets a list of its 2^n values, by one Walsh-Hadamard transform, where that pays and the memory allows; otherwise each of its
 * terms is a group of its own.
 */
import { pauliMasks, walshHadamard } from '@ketwork/backend/simulator'
import type { Program } from '@ketwork/backend'
import { parity } from '@ketwork/math'
import { CELL_BYTES, lanes, type StateLayout } from './layout.ts'
import { BLOCK_CELLS, GROUP, HEADER, listBytes, type PauliVariant, pauliVariants } from './pauliTable.ts'

export interface PauliGroups {
  readonly observables: number
  readonly groups: number
  /** What `write` fills, lists included. */
  readonly bytes: number
  /** Writes the table at an address that is a multiple of 64. */
  readonly write: (memory: ArrayBufferLike, address: number) => void
}

/** Up to so many qubits a list lies in the cache, and two terms are enough for it to pay. */
const SMALL_QUBITS = 14
const FEW_TERMS = 4

interface Term {
  readonly z: number
  readonly coefficient: number
}
interface Group {
  readonly observable: number
  readonly x: number
  readonly variant: number
  readonly terms: readonly Term[]
  readonly listed: boolean
}

/** @param listBudget bytes that all lists together may take */
export function bindPauliGroups(program: Pick<Program, 'structure' | 'constants'>, layout: StateLayout, listBudget: number): PauliGroups {
  const { qubits, observables } = program.structure
  const variants = pauliVariants(layout)
  const bytesOfList = listBytes(layout, qubits)
  let left = listBudget
  const groups = observables.flatMap((_, k) =>
    sameFlips(program, k).flatMap(({ x, part, terms }): Group[] => {
      const laneFlip = x & (2 ** layout.laneQubits - 1)
      const numberOf = (listed: boolean) => indexOf(variants, { part, laneFlip, listed })
      const listed = terms.length >= (qubits > SMALL_QUBITS ? FEW_TERMS : 2) && left >= bytesOfList
      if (listed) left -= bytesOfList
      if (listed) return [{ observable: k, x, variant: numberOf(true), terms, listed }]
      return terms.map((term) => ({ observable: k, x, variant: numberOf(false), terms: [term], listed }))
    }),
  )
  groups.sort((a, b) => a.variant - b.variant || a.x - b.x || a.observable - b.observable)
  const listsAt = HEADER.bytes + groups.length * GROUP.bytes
  return {
    observables: observables.length,
    groups: groups.length,
    bytes: listsAt + groups.filter(({ listed }) => listed).length * bytesOfList,
    write: (memory, address) => {
      const header = new DataView(memory, address, listsAt)
      header.setInt32(HEADER.observables, observables.length, true)
      header.setInt32(HEADER.groups, groups.length, true)
      header.setInt32(HEADER.scattered, groups.filter(({ x }) => reordersPage(layout, x)).length, true)
      variants.forEach((_, variant) => {
        header.setInt32(HEADER.variantCounts + 4 * variant, groups.filter((group) => group.variant === variant).length, true)
      })
      let list = address + listsAt
      groups.forEach((group, i) => {
        writeRecord(new DataView(memory, address + HEADER.bytes + i * GROUP.bytes, GROUP.bytes), layout, group, group.listed ? list : 0)
        if (!group.listed) return
        writeList(memory, list, layout, qubits, group.terms)
        list += bytesOfList
      })
    },
  }
}

/** Whether x exchanges blocks within 4 KiB. */
function reordersPage({ laneQubits }: StateLayout, x: number): boolean {
  return ((x >>> laneQubits) & (4096 / CELL_BYTES - 1) & -BLOCK_CELLS) !== 0
}

interface SameFlips {
  readonly x: number
  readonly part: PauliVariant['part']
  readonly terms: Term[]
}

/** The terms of an observable by x and by whether their D is real: i^ys is 1, i, -1, -i. */
function sameFlips({ structure, constants }: Pick<Program, 'structure' | 'constants'>, k: number): SameFlips[] {
  const { coefficient, terms } = structure.observables[k]
  const byFlips = new Map<string, SameFlips>()
  terms.forEach((term, i) => {
    const { x, z, ys } = pauliMasks(term)
    const part = x === 0 ? 'diagonal' : ys % 2 === 0 ? 'real' : 'imaginary'
    const key = `${x} ${part}`
    const group = byFlips.get(key) ?? { x, part, terms: [] }
    byFlips.set(key, group)
    group.terms.push({ z, coefficient: (ys % 4 < 2 ? 1 : -1) * constants[coefficient + i] })
  })
  return [...byFlips.values()]
}

function indexOf(variants: readonly PauliVariant[], wanted: PauliVariant): number {
  return variants.findIndex(
    ({ part, laneFlip, listed }) => part === wanted.part && laneFlip === wanted.laneFlip && listed === wanted.listed,
  )
}

function writeRecord(record: DataView, { precision, laneQubits }: StateLayout, group: Group, list: number): void {
  const width = lanes(precision)
  const laneMask = 2 ** laneQubits - 1
  const { z, coefficient } = group.listed ? { z: 0, coefficient: 1 } : group.terms[0]
  for (let lane = 0; lane < width; lane++) {
    const value = parity(lane & laneMask & z) === 0 ? coefficient : -coefficient
    if (precision === 'f64') record.setFloat64(GROUP.coefficients + 8 * lane, value, true)
    else record.setFloat32(GROUP.coefficients + 4 * lane, value, true)
  }
  const offset = (mask: number) => BigInt(mask >>> laneQubits) * BigInt(CELL_BYTES)
  record.setBigUint64(GROUP.x, offset(group.x), true)
  record.setBigUint64(GROUP.z, offset(z), true)
  record.setBigUint64(GROUP.flips, offset(group.x) & BigInt(-BLOCK_CELLS * CELL_BYTES), true)
  record.setBigUint64(GROUP.list, BigInt(list), true)
  record.setInt32(GROUP.variant, group.variant, true)
  record.setInt32(GROUP.observable, group.observable, true)
}

function writeList(memory: ArrayBufferLike, address: number, layout: StateLayout, qubits: number, terms: readonly Term[]): void {
  const bytes = listBytes(layout, qubits)
  const numbers = layout.precision === 'f64' ? new Float64Array(memory, address, bytes / 8) : new Float32Array(memory, address, bytes / 4)
  const values = numbers instanceof Float64Array ? numbers.subarray(0, 2 ** qubits) : new Float64Array(2 ** qubits)
  numbers.fill(0)
  for (const { z, coefficient } of terms) values[z] += coefficient
  walshHadamard(values)
  if (numbers instanceof Float32Array) numbers.set(values)
}
