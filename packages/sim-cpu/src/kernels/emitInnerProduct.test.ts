import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { emitInnerProduct } from './emitInnerProduct.ts'
import { cellsOf, statesInLanes } from './layout.ts'
import { CASES, drawStates, openTestBed, writeStates } from './testBed.ts'

const [LEFTS, RIGHTS, OUT] = [64, 2 ** 17, 2 ** 18]
const TOLERANCE = { f64: 1e-14, f32: 1e-6 }

function multiplySlowly(left: Float64Array, right: Float64Array): [re: number, im: number] {
  let [re, im] = [0, 0]
  for (let i = 0; i < left.length; i += 2) {
    re += left[i] * right[i] + left[i + 1] * right[i + 1]
    im += left[i] * right[i + 1] - left[i + 1] * right[i]
  }
  return [re, im]
}

describe.each(CASES)('inner products in %s', (_, kernelCase) => {
  const { layout } = kernelCase
  const width = statesInLanes(layout)
  const random = new RandomStream(6)
  const bed = openTestBed(kernelCase, (module) => {
    module.export('innerProduct', emitInnerProduct(module, layout))
  })

  test.each([0, 1, 2, 3, 5, 8])('are those of the chunks added up, %i qubits', (qubits) => {
    const cells = cellsOf(layout, qubits)
    const [lefts, rights] = [drawStates(layout, qubits, random), drawStates(layout, qubits, random)]
    lefts[0].forEach((number, i) => (lefts[0][i] = number / 2))
    writeStates(bed, layout, LEFTS, lefts)
    writeStates(bed, layout, RIGHTS, rights)
    for (const chunkCells of [cells, ...[1, 4, 8].filter((size) => size < cells)]) {
      const chunks = cells / chunkCells
      const total = (numbers: number) => {
        const partial = new Float64Array(bed.buffer, OUT, chunks * numbers)
        const sums = new Float64Array(numbers)
        partial.forEach((value, i) => (sums[i % numbers] += value))
        return sums
      }
      for (let chunk = 0; chunk < chunks; chunk++) bed.call('innerProduct', [LEFTS, RIGHTS, OUT], [chunkCells, chunk, chunk + 1, 0])
      const products = total(2 * width)
      lefts.forEach((left, sample) => {
        const [re, im] = multiplySlowly(left, rights[sample])
        expect(Math.abs(products[sample] - re)).toBeLessThan(TOLERANCE[layout.precision])
        expect(Math.abs(products[width + sample] - im)).toBeLessThan(TOLERANCE[layout.precision])
      })
    }
  })
})
