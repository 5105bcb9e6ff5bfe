import { gatherBits, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { emitMarginals, emitProbabilities } from './emitProbabilities.ts'
import { CELL_BYTES, cellsOf, statesInLanes } from './layout.ts'
import { marginalColumns } from './marginalColumns.ts'
import { CASES, drawStates, largestDifference, openTestBed, writeStates } from './testBed.ts'

const [LOW, HIGH, STATES, OUT] = [64, 2 ** 15, 2 ** 16, 2 ** 18]

function squares(state: Float64Array): Float64Array {
  return Float64Array.from({ length: state.length / 2 }, (_, i) => state[2 * i] ** 2 + state[2 * i + 1] ** 2)
}

describe.each(CASES)('probabilities in %s', (_, kernelCase) => {
  const { layout } = kernelCase
  const width = statesInLanes(layout)
  const random = new RandomStream(4)
  const bed = openTestBed(kernelCase, (module) => {
    module.export('probabilities', emitProbabilities(module, layout))
    module.export('marginals', emitMarginals(module, layout))
  })
  const sums = new Float64Array(bed.buffer)

  test.each([0, 1, 2, 3, 6].slice(layout.laneQubits === 0 ? 1 : 0))(
    'are the squares of all amplitudes, a row a state, %i qubits',
    (qubits) => {
      const cells = cellsOf(layout, qubits)
      const states = [0, 1].flatMap((place) => {
        const drawn = drawStates(layout, qubits, random)
        writeStates(bed, layout, STATES + place * cells * CELL_BYTES, drawn)
        return drawn
      })
      const rows = layout.laneQubits === 0 ? states.length - 1 : states.length
      const numbers = rows * 2 ** qubits
      sums.fill(7, OUT / 8, OUT / 8 + numbers + 1)
      for (const [from, to] of [[0, 1], [1, 2 * cells]]) bed.call('probabilities', [STATES, OUT], [2 ** qubits, rows, from, to, 0]) // prettier-ignore
      const expected = [...states.slice(0, rows).flatMap((state) => [...squares(state)]), 7]
      expect(largestDifference(sums.subarray(OUT / 8, OUT / 8 + numbers + 1), expected)).toBeLessThan(1e-15)
    },
  )

  test.each([
    [1, [0]],
    [2, [1]],
    [4, [2, 0]],
    [6, [5, 1, 3]],
    [7, [0, 1, 2, 3, 4, 5, 6]],
    [13, [12, 0, 6]],
  ])('of some qubits are added up chunk by chunk, %i qubits, %o', (qubits, asked) => {
    const cells = cellsOf(layout, qubits)
    const states = drawStates(layout, qubits, random)
    writeStates(bed, layout, STATES * 8, states)
    const columns = 2 ** asked.length
    for (const chunkCells of [cells, ...(cells >= 8 ? [cells / 4] : [])]) {
      const { low, high, lowCount } = marginalColumns(layout, qubits, asked, chunkCells)
      new Int32Array(bed.buffer, LOW, low.length).set(low)
      new Int32Array(bed.buffer, HIGH, high.length).set(high)
      const chunks = cells / chunkCells
      for (const outBytes of [8 * columns * width, 0]) {
        sums.fill(0, OUT / 8, OUT / 8 + chunks * columns * width)
        bed.call('marginals', [STATES * 8, LOW, HIGH, OUT, outBytes], [lowCount, chunkCells, 0, chunks, 0])
        const found = new Float64Array(columns * width)
        for (let i = 0; i < chunks * columns * width; i++) found[i % found.length] += sums[OUT / 8 + i]
        states.forEach((state, sample) => {
          const expected = new Float64Array(columns)
          squares(state).forEach((p, i) => (expected[gatherBits(i, asked)] += p))
          const own = expected.map((_, column) => found[column * width + sample])
          expect(largestDifference(own, expected)).toBeLessThan(1e-14)
        })
      }
    }
  })
})
