import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { emitFromAmplitudes, emitToAmplitudes } from './emitAmplitudeConversion.ts'
import { emitFromRows, emitToRows } from './emitTileConversion.ts'
import { emitClear, emitZeroState } from './emitZeroState.ts'
import { CELL_BYTES, cellsOf, lanes } from './layout.ts'
import { CASES, drawStates, numbersOf, openTestBed, readStates, writeStates } from './testBed.ts'

const [SOURCE, TARGET] = [64, 4096]

describe.each(CASES)('states in %s', (_, kernelCase) => {
  const { layout } = kernelCase
  const random = new RandomStream(3)
  const bed = openTestBed(kernelCase, (module) => {
    module.export('zeroState', emitZeroState(module, layout))
    module.export('clear', emitClear(module))
    module.export('fromAmplitudes', emitFromAmplitudes(module, layout))
    module.export('toAmplitudes', emitToAmplitudes(module, layout))
    module.export('fromRows', emitFromRows(module, layout))
    module.export('toRows', emitToRows(module, layout))
  })
  const numbers = numbersOf(bed, layout)
  const place = (address: number) => address / numbers.BYTES_PER_ELEMENT

  if (layout.laneQubits > 0) {
    test.each([0, 1, 2, 3, 5])('go from interleaved amplitudes to cells and back, %i qubits', (qubits) => {
      const [state] = drawStates(layout, qubits, random)
      const cells = cellsOf(layout, qubits)
      numbers.set(state, place(SOURCE))
      for (const [from, to] of [[0, 1], [1, cells]]) bed.call('fromAmplitudes', [SOURCE, TARGET], [2 ** qubits, from, to, 0]) // prettier-ignore
      expect(readStates(bed, layout, TARGET, qubits)).toEqual([state])
      const padded = numbers.slice(place(TARGET), place(TARGET) + 2 * lanes(layout.precision))
      writeStates(bed, layout, TARGET, [state])
      expect(numbers.slice(place(TARGET), place(TARGET) + padded.length)).toEqual(padded)
      numbers.fill(7, place(SOURCE), place(SOURCE) + state.length + 1)
      bed.call('toAmplitudes', [TARGET, SOURCE], [2 ** qubits, 0, cells, 0])
      expect([...numbers.subarray(place(SOURCE), place(SOURCE) + state.length + 1)]).toEqual([...state, 7])
    })

    test('are converted in place', () => {
      const [state] = drawStates(layout, 4, random)
      numbers.set(state, place(SOURCE))
      bed.call('fromAmplitudes', [SOURCE, SOURCE], [16, 0, cellsOf(layout, 4), 0])
      expect(readStates(bed, layout, SOURCE, 4)).toEqual([state])
      bed.call('toAmplitudes', [SOURCE, SOURCE], [16, 0, cellsOf(layout, 4), 0])
      expect([...numbers.subarray(place(SOURCE), place(SOURCE) + state.length)]).toEqual([...state])
    })
  } else {
    const width = lanes(layout.precision)
    test.each([1, 2, 4])('go from rows to tiles and back, %i qubits', (qubits) => {
      const rows = Array.from({ length: 2 }, () => drawStates(layout, qubits, random)).flat()
      const [rowNumbers, tileBytes] = [2 * 2 ** qubits + 6, CELL_BYTES * 2 ** qubits]
      for (const missing of Array.from({ length: width }, (_, i) => i)) {
        const count = rows.length - missing
        const call = (name: string) => {
          const addresses = [SOURCE, rowNumbers * numbers.BYTES_PER_ELEMENT, TARGET]
          for (const tile of [0, 1]) bed.call(name, addresses, [count, 2 ** qubits, tile, tile + 1, 0])
        }
        rows.forEach((row, i) => numbers.set(row, place(SOURCE) + i * rowNumbers))
        call('fromRows')
        const tiles = [0, 1].flatMap((tile) => readStates(bed, layout, TARGET + tile * tileBytes, qubits))
        expect(tiles).toEqual(rows.map((row, i) => (i < count ? row : rows[count - 1])))
        numbers.fill(7, place(SOURCE), place(SOURCE) + rows.length * rowNumbers)
        call('toRows')
        rows.forEach((row, i) => {
          const start = place(SOURCE) + i * rowNumbers
          const expected = [...(i < count ? row : row.map(() => 7)), ...Array<number>(6).fill(7)]
          expect([...numbers.subarray(start, start + rowNumbers)]).toEqual(expected)
        })
      }
    })
  }

  test('begin as |0...0> however the cells are cut', () => {
    const [qubits, cells] = [4, cellsOf(layout, 4)]
    for (const [from, to] of [[0, 3], [3, cells + 1], [cells + 1, 3 * cells]]) bed.call('zeroState', [TARGET], [cells, from, to, 0]) // prettier-ignore
    const zero = Float64Array.from({ length: 2 * 2 ** qubits }, (_, i) => (i === 0 ? 1 : 0))
    for (const state of [0, 1, 2]) {
      for (const found of readStates(bed, layout, TARGET + state * cells * CELL_BYTES, qubits)) expect(found).toEqual(zero)
    }
  })

  test('are cleared cell by cell', () => {
    numbers.fill(7, place(TARGET), place(TARGET) + 16)
    bed.call('clear', [TARGET], [0, 1, 0])
    const cell = CELL_BYTES / numbers.BYTES_PER_ELEMENT
    expect([...numbers.subarray(place(TARGET), place(TARGET) + 16)]).toEqual(Array.from({ length: 16 }, (_, i) => (i < cell ? 0 : 7)))
  })
})
