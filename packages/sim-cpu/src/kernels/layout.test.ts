import { describe, expect, test } from 'vitest'
import { amplitudeLanes, CELL_BYTES, cellsOf, lanes, realAt, sampleLanes, statesInLanes } from './layout.ts'

describe.each(['f64', 'f32'] as const)('a layout in %s', (precision) => {
  const bytes = 16 / lanes(precision)

  test.each([amplitudeLanes(precision), sampleLanes(precision)])('gives every part of every amplitude a place of its own, %o', (layout) => {
    for (const qubits of [1, 2, 3, 5]) {
      const places = new Set<number>()
      for (let index = 0; index < 2 ** qubits; index++) {
        for (let sample = 0; sample < statesInLanes(layout); sample++) {
          const real = realAt(layout, index, sample)
          places.add(real).add(real + lanes(precision))
        }
      }
      expect(places.size).toBe(2 * 2 ** qubits * statesInLanes(layout))
      expect((Math.max(...places) + 1) * bytes).toBeLessThanOrEqual(cellsOf(layout, qubits) * CELL_BYTES)
    }
  })

  test('keeps a vector of real parts before a vector of imaginary ones', () => {
    const width = lanes(precision)
    expect(realAt(amplitudeLanes(precision), width + 1)).toBe(2 * width + 1)
    expect(realAt(sampleLanes(precision), 3, 1)).toBe(6 * width + 1)
  })

  test('pads a state that is shorter than a vector to one cell', () => {
    expect(cellsOf(amplitudeLanes(precision), 0)).toBe(1)
  })
})
