/**
 * The reduced density matrix of up to three qubits, as partial sums of every lane: rho(i, j) = sum of a_i conj(a_j) over the rest of the state.
 *
 * For cells I <= J of a group and an XOR x of lanes (`operatorFrame.ts`), lane l sums a_I[l] conj(a_J[l ^ x]); `densityFromSums` adds them up, for a state or
 * for each state of a tile. With no qubits at all it is the squared norm.
 */
import { f64x2, i32, i8x16, type ModuleBuilder, type Expression, f64, v128 } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { emitSpreadBits, forEachGroup } from './cellGroups.ts'
import { lanes, type StateLayout, statesInLanes } from './layout.ts'
import { numberFormat } from './numberFormat.ts'
import type { OperatorFrame } from './operatorFrame.ts'

/** f64 sums that a chunk writes. */
export function densitySumsLength({ layout, offsets, laneXors }: OperatorFrame): number {
  return offsets.length ** 2 * laneXors.length * 2 * lanes(layout.precision)
}

/**
 * Defines a function that writes the sums of chunk c to `out`, `densitySumsLength` f64 further on for each chunk. Unit: a chunk of `chunkGroups` groups, at
 * most 2^10 in f32, whose sums inside a chunk are in f32; for cells I > J nothing is written.
 *
 * @returns a function of state, offsets, patterns, out, cells, xors, fixed, ones, chunkGroups, from, to, thread
 */
export function emitReducedDensity(module: ModuleBuilder, layout: StateLayout) {
  const at = offsets(module)
  const spreadBits = emitSpreadBits(module)
  const { madd, nmadd, lanes: width, extract, toF64 } = numberFormat(layout.precision)
  const places = { state: at.type, offsets: at.type, patterns: at.type, out: at.type } as const
  const counts = { cells: 'i32', xors: 'i32', fixed: 'i32', ones: 'i32', chunkGroups: 'i32' } as const
  const parameters = { ...places, ...counts, from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function({ parameters }, (f, { state, out, cells, xors, fixed, ones, chunkGroups, from, to, ...tables }) => {
    const entry = (table: typeof state, index: Expression<'i32'>, bytes: number) => at.add(table, at.mul(at.from(index), bytes))
    const pairBytes = 2 * 8 * width
    const [re, im] = [f.local('v128'), f.local('v128')]
    f.loop({ from, to }, (chunk) => {
      const first = f.let(i32.mul(chunk, chunkGroups))
      const groups = { fixed, ones, from: first, to: i32.add(first, chunkGroups) }
      const base = f.let(i32.mul(chunk, i32.mul(i32.mul(cells, cells), xors)))
      f.loop({ to: cells }, (row) => {
        const rowCell = f.let(at.add(state, at.ofCell(i32.load(entry(tables.offsets, row, 4)))))
        f.loop({ from: row, to: cells }, (column) => {
          const columnCell = f.let(at.add(state, at.ofCell(i32.load(entry(tables.offsets, column, 4)))))
          f.loop({ to: xors }, (xor) => {
            const pattern = f.let(v128.load(entry(tables.patterns, xor, 16)))
            for (const sum of [re, im]) f.set(sum, f64x2.const(0, 0))
            forEachGroup(f, spreadBits, groups, (cell) => {
              const offset = f.let(at.ofCell(cell))
              const [left, right] = [f.let(at.add(rowCell, offset)), f.let(at.add(columnCell, offset))]
              const [a, b] = [f.let(v128.load(left)), f.let(v128.load(left, { offset: 16 }))]
              const [c, d] = [0, 16].map((part) => f.let(i8x16.swizzle(v128.load(right, { offset: part }), pattern)))
              f.set(re, madd(b, d, madd(a, c, re)))
              f.set(im, nmadd(a, d, madd(b, c, im)))
            })
            const pair = i32.add(i32.mul(i32.add(i32.mul(row, cells), column), xors), xor)
            const place = f.let(entry(out, i32.add(base, pair), pairBytes))
            for (let lane = 0; lane < width; lane++) {
              f.do(f64.store(place, toF64(extract(re, lane)), { offset: 8 * lane }))
              f.do(f64.store(place, toF64(extract(im, lane)), { offset: 8 * (width + lane) }))
            }
          })
        })
      })
    })
  })
}

/**
 * The density matrices of the frame's qubits, 2^k x 2^k, row-major and interleaved: one, or one for each state of a tile.
 *
 * @param sums of all chunks, one after the other
 */
export function densityFromSums(frame: OperatorFrame, sums: Float64Array): readonly Float64Array[] {
  const { layout, cellIndices, laneXors, laneIndices, laneControlled } = frame
  const width = lanes(layout.precision)
  const size = cellIndices.length * laneXors.length
  const states = statesInLanes(layout)
  const densities = Array.from({ length: states }, () => new Float64Array(2 * size * size))
  const length = densitySumsLength(frame)
  for (let chunk = 0; chunk < sums.length; chunk += length) {
    for (let row = 0; row < cellIndices.length; row++) {
      for (let column = row; column < cellIndices.length; column++) {
        laneXors.forEach((xor, x) => {
          const at = chunk + 2 * width * ((row * cellIndices.length + column) * laneXors.length + x)
          for (let lane = 0; lane < width; lane++) {
            if (!laneControlled[lane]) continue
            const rho = densities[states === 1 ? 0 : lane]
            const [i, j] = [cellIndices[row] | laneIndices[lane], cellIndices[column] | laneIndices[lane ^ xor]]
            rho[2 * (i * size + j)] += sums[at + lane]
            rho[2 * (i * size + j) + 1] += sums[at + width + lane]
            if (row === column) continue
            rho[2 * (j * size + i)] += sums[at + lane]
            rho[2 * (j * size + i) + 1] -= sums[at + width + lane]
          }
        })
      }
    }
  }
  return densities
}
