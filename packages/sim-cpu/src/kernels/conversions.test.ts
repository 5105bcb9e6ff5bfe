import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { emitFromAmplitudes, emitToAmplitudes } from './emitAmplitudeConversion.ts'
import { emitClear, emitCopy } from './emitClear.ts'
import { emitToRows } from './emitTileConversion.ts'
import { CELL_BYTES, cellsOf, lanes } from './layout.ts'
import { CASES, drawStates, numbersOf, openTestBed, readStates, writeStates } from './testBed.ts'

const [SOURCE, TARGET] = [64, 4096]

describe.each(CASES)('states in %s', (_, kernelCase) => {
  const { layout } = kernelCase
  const random = new RandomStream(3)
  const bed = openTestBed(kernelCase, (module) => {
    module.export('clear', emitClear(module))
    module.export('copy', emitCopy(module))
    module.export('fromAmplitudes', emitFromAmplitudes(module, layout))
    module.export('toAmplitudes', emitToAmplitudes(module, layout))
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
    test.each([1, 2, 4])('go from tiles to rows, %i qubits', (qubits) => {
      const tiles = [0, 1].map(() => drawStates(layout, qubits, random))
      const [rowNumbers, tileBytes] = [2 * 2 ** qubits + 6, CELL_BYTES * 2 ** qubits]
      tiles.forEach((states, tile) => writeStates(bed, layout, SOURCE + tile * tileBytes, states))
      for (const missing of Array.from({ length: width }, (_, i) => i)) {
        const count = 2 * width - missing
        numbers.fill(7, place(TARGET), place(TARGET) + 2 * width * rowNumbers)
        const addresses = [TARGET, rowNumbers * numbers.BYTES_PER_ELEMENT, SOURCE]
        for (const tile of [0, 1]) bed.call('toRows', addresses, [count, 2 ** qubits, tile, tile + 1, 0])
        tiles.flat().forEach((row, i) => {
          const start = place(TARGET) + i * rowNumbers
          const expected = [...(i < count ? row : row.map(() => 7)), ...Array<number>(6).fill(7)]
          expect([...numbers.subarray(start, start + rowNumbers)]).toEqual(expected)
        })
      }
    })
  }

  test('are cleared cell by cell', () => {
    numbers.fill(7, place(TARGET), place(TARGET) + 16)
    bed.call('clear', [TARGET], [0, 1, 0])
    const cell = CELL_BYTES / numbers.BYTES_PER_ELEMENT
    expect([...numbers.subarray(place(TARGET), place(TARGET) + 16)]).toEqual(Array.from({ length: 16 }, (_, i) => (i < cell ? 0 : 7)))
  })

  test('are copied cell by cell', () => {
    const [qubits, cells] = [4, cellsOf(layout, 4)]
    const states = drawStates(layout, qubits, random)
    writeStates(bed, layout, SOURCE, states)
    for (const [from, to] of [[3, cells], [0, 3]]) bed.call('copy', [SOURCE, TARGET], [from, to, 0]) // prettier-ignore
    expect(readStates(bed, layout, TARGET, qubits)).toEqual(states)
  })
})
