/** From drawn basis states to what a caller asks for: a byte a measured bit. */
import { i32, i8x16, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'

/** Columns that one vector makes. */
const COLUMNS = 16
/** Shots that are expanded before the next sixteen columns of them: what they write stays in the first-level cache. */
const SHOTS_IN_BLOCK = 512

/**
 * The table that `emitExpandBits` reads: for each sixteen columns, which byte of an index holds the bit of each, then which bit it is.
 *
 * From the second on, the last sixteen end with the last column and overlap those before, so that nothing is written past a row.
 *
 * @param qubits of each column; undefined for a column of zeros
 */
export function columnTable(qubits: readonly (number | undefined)[]): Uint8Array {
  const groups = Math.ceil(qubits.length / COLUMNS)
  const table = new Uint8Array(2 * COLUMNS * groups)
  for (let group = 0; group < groups; group++) {
    const first = Math.max(0, Math.min(group * COLUMNS, qubits.length - COLUMNS))
    for (let i = 0; i < COLUMNS; i++) {
      const qubit = qubits.at(first + i)
      if (first + i >= qubits.length || qubit === undefined) continue
      table[2 * COLUMNS * group + i] = qubit >> 3
      table[2 * COLUMNS * group + COLUMNS + i] = 1 << (qubit & 7)
    }
  }
  return table
}

/**
 * Defines a function that writes rows of `columns` zeros and ones, one byte each, for u32 indices. Unit: a shot.
 *
 * @returns a function of indices, table (of `columnTable`), columns (at least 1), out, from, to, thread
 */
export function emitExpandBits(module: ModuleBuilder) {
  const at = offsets(module)
  const parameters = {
    ...({ indices: at.type, table: at.type, columns: 'i32', out: at.type } as const),
    ...({ from: 'i32', to: 'i32', thread: 'i32' } as const),
  }
  return module.function({ parameters }, (f, { indices, table, columns, out, from, to }) => {
    const width = f.let(at.from(columns))
    const [shot, end, row] = [f.local('i32'), f.local('i32'), f.local(at.type)]
    const [bytes, bits] = [f.local('v128'), f.local('v128')]
    const index = (i: typeof shot) => at.add(indices, at.mul(at.from(i), 4))
    /** Sixteen bytes at `row` for each shot to `end`. */
    const expand = () =>
      f.while(i32.lt_u(shot, end), () => {
        const spread = i8x16.swizzle(v128.load32_splat(index(shot)), bytes)
        f.do(v128.store(row, i8x16.min_u(v128.and(spread, bits), i8x16.splat(1)), { align: 1 }))
        f.set(row, at.add(row, width))
        f.set(shot, i32.add(shot, 1))
      })
    const take = (group: typeof table) => {
      f.set(bytes, v128.load(group))
      f.set(bits, v128.load(group, { offset: 16 }))
    }
    const rowOf = (i: typeof shot) => at.add(out, at.mul(at.from(i), width))
    f.if(i32.lt_u(columns, COLUMNS), () => {
      // A vector runs over into the next rows, which are written after it; the last rows of the range are written byte by byte.
      const spare = i32.div_u(i32.const(COLUMNS - 1), columns)
      f.set(shot, from)
      f.set(end, i32.sub(to, spare))
      f.if(i32.lt_u(i32.sub(to, from), spare), () => f.set(end, from))
      f.set(row, rowOf(from))
      take(table)
      expand()
      f.loop({ from: shot, to }, (last) => {
        f.loop({ from: at.const(0), to: width }, (column) => {
          const entry = f.let(at.add(table, column))
          const byte = i32.load8_u(at.add(index(last), at.from(i32.load8_u(entry))))
          f.do(i32.store8(at.add(rowOf(last), column), i32.ne(i32.and(byte, i32.load8_u(entry, { offset: COLUMNS })), 0)))
        })
      })
      f.return()
    })
    f.loop({ from, to, step: SHOTS_IN_BLOCK }, (block) => {
      const group = f.let(table)
      f.loop({ from: 0, to: columns, step: COLUMNS }, (column) => {
        f.set(shot, block)
        f.set(end, i32.add(block, SHOTS_IN_BLOCK))
        f.if(i32.gt_u(end, to), () => f.set(end, to))
        const first = f.let(i32.sub(columns, COLUMNS))
        f.if(i32.lt_u(column, first), () => f.set(first, column))
        f.set(row, at.add(rowOf(block), at.from(first)))
        take(group)
        expand()
        f.set(group, at.add(group, 2 * COLUMNS))
      })
    })
  })
}
