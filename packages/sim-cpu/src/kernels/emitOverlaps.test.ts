import { haarState, RandomStream } from '@ketwork/math'
import { emitZgemm } from '@ketwork/math/wasm/kernels'
import { describe, expect, test } from 'vitest'
import { emitGram, emitMirror, emitOverlaps, overlapScratchBytes, OVERLAP_TILE } from './emitOverlaps.ts'
import { CASES, largestDifference, numbersOf, openTestBed } from './testBed.ts'

const TOLERANCE = { f64: 1e-14, f32: 1e-6 }

function overlapSlowly(left: Float64Array, right: Float64Array): [re: number, im: number] {
  let [re, im] = [0, 0]
  for (let i = 0; i < left.length; i += 2) {
    re += left[i] * right[i] + left[i + 1] * right[i + 1]
    im += left[i] * right[i + 1] - left[i + 1] * right[i]
  }
  return [re, im]
}

describe.each(CASES.filter(([, { layout }]) => layout.laneQubits === 0))('overlaps in %s', (_, kernelCase) => {
  const { layout } = kernelCase
  const pages = 64
  const bed = openTestBed(
    kernelCase,
    (module) => {
      const multiply = emitZgemm(module, layout.precision)
      module.export('overlaps', emitOverlaps(module, layout, multiply))
      module.export('gram', emitGram(module, layout, multiply))
      module.export('mirror', emitMirror(module, layout))
    },
    pages,
  )
  const numbers = numbersOf(bed, layout)
  const bytes = numbers.BYTES_PER_ELEMENT
  const scratch = 2 * overlapScratchBytes(layout)
  const [lefts, rights, out] = [scratch, scratch + 2 ** 16, scratch + 2 ** 17]
  const [amplitudes, rowNumbers] = [16, 38]
  const random = new RandomStream(8)
  const draw = (count: number, place: number) =>
    Array.from({ length: count }, (_, row) => {
      const state =
        layout.precision === 'f64' ? haarState(amplitudes, random) : Float64Array.from(Float32Array.from(haarState(amplitudes, random)))
      numbers.set(state, place / bytes + row * rowNumbers)
      return state
    })

  test.each([
    [3, 5],
    [OVERLAP_TILE + 1, 2 * OVERLAP_TILE + 3],
  ])('of %i with %i states equal the sums, in parts of the amplitudes and tiles of two threads', (rows, columns) => {
    const [left, right] = [draw(rows, lefts), draw(columns, rights)]
    const units = Math.ceil(rows / OVERLAP_TILE) * Math.ceil(columns / OVERLAP_TILE)
    numbers.fill(0, out / bytes, out / bytes + 2 * rows * columns)
    for (const part of [0, 1]) {
      const places = [lefts, rights].flatMap((place) => [place + part * amplitudes * bytes, rowNumbers * bytes])
      const call = (from: number, to: number, thread: number) =>
        bed.call('overlaps', [...places, out, 2 * columns * bytes, 0], [rows, columns, amplitudes / 2, from, to, thread])
      call(0, Math.ceil(units / 2), 0)
      call(Math.ceil(units / 2), units, 1)
    }
    const expected = left.flatMap((a) => right.flatMap((b) => overlapSlowly(a, b)))
    expect(largestDifference(numbers.subarray(out / bytes, out / bytes + expected.length), expected)).toBeLessThan(
      TOLERANCE[layout.precision],
    )
  })

  test.each([1, 5, OVERLAP_TILE, 2 * OVERLAP_TILE + 7])('of %i states with themselves are a Hermitian matrix', (rows) => {
    const states = draw(rows, lefts)
    const side = Math.ceil(rows / OVERLAP_TILE)
    numbers.fill(0, out / bytes, out / bytes + 2 * rows * rows)
    for (let unit = 0; unit < (side * (side + 1)) / 2; unit++) {
      bed.call('gram', [lefts, rowNumbers * bytes, out, 2 * rows * bytes, 0], [rows, amplitudes, unit, unit + 1, unit % 2])
    }
    bed.call('mirror', [out, 2 * rows * bytes], [0, rows, 0])
    const expected = states.flatMap((a) => states.flatMap((b) => overlapSlowly(a, b)))
    const found = numbers.subarray(out / bytes, out / bytes + expected.length)
    expect(largestDifference(found, expected)).toBeLessThan(TOLERANCE[layout.precision])
    for (let i = 0; i < rows; i++) {
      expect(found[2 * (i * rows + i) + 1]).toBe(0)
      for (let j = 0; j < i; j++) expect(found[2 * (i * rows + j)]).toBe(found[2 * (j * rows + i)])
    }
  })
})
