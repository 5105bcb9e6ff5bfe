import { addGroup, bindObservables, setCube, wholeCube } from '@ketwork/backend/simulator'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { bindPauliGroups } from './bindPauliGroups.ts'
import { emitObservableBra, emitLargeObservableBra, emitWeighGroups, CHUNK_BLOCKS } from './emitObservableBra.ts'
import { CELL_BYTES, cellsOf, lanes, statesInLanes } from './layout.ts'
import { drawObservables, type PauliProgram } from './pauliSample.ts'
import { BLOCK_CELLS, WEIGHTED_GROUP_BYTES } from './pauliTable.ts'
import { CASES, drawStates, largestDifference, numbersOf, openTestBed, readStates, writeStates } from './testBed.ts'

const [GROUPS, WEIGHTS, WEIGHTED, KETS, BRAS] = [64, 2 ** 18, 2 ** 18 + 2 ** 12, 2 ** 19, 2 ** 19 + 2 ** 18]
const TOLERANCE = { f64: 1e-13, f32: 2e-6 }

function braSlowly(program: PauliProgram, ket: Float64Array, weights: readonly number[]): Float64Array {
  const bra = new Float64Array(ket.length)
  const cube = wholeCube(program.structure.qubits)
  bindObservables(program, 0).forEach((groups, k) => {
    for (const group of groups) {
      setCube(cube, program.structure.qubits, group.pivot, 0)
      addGroup(bra, ket, cube, group, weights[k])
    }
  })
  return bra
}

describe.each(CASES)('the bra of weighted observables in %s', (_, kernelCase) => {
  const { layout } = kernelCase
  const width = statesInLanes(layout)
  const bed = openTestBed(kernelCase, (module) => {
    module.export('weighGroups', emitWeighGroups(module, layout))
    module.export('observableBra', emitObservableBra(module, layout))
  })

  test.each([
    [1, 2],
    [2, 3],
    [3, 8],
    [4, 12],
    [5, 20],
    [6, 60],
    [7, 90], // prettier-ignore
  ])('equals that of the plain twin, %i qubits, %i terms, two states, with lists and without', (qubits, terms) => {
    const random = new RandomStream(qubits)
    const cells = cellsOf(layout, qubits)
    const units = (2 * cells) / Math.min(cells, BLOCK_CELLS)
    const states = [0, 1].map((state) => {
      const drawn = drawStates(layout, qubits, random)
      writeStates(bed, layout, KETS + state * cells * CELL_BYTES, drawn)
      return drawn
    })
    for (const [budget, shared] of [
      [0, false],
      [Infinity, false],
      [Infinity, true],
    ] as const) {
      // prettier-ignore
      const program = drawObservables(qubits, [terms, 1, 0, 4], random)
      const groups = bindPauliGroups(program, layout, budget)
      groups.write(bed.buffer, GROUPS)
      expect(GROUPS + groups.bytes).toBeLessThan(WEIGHTS)
      const setNumbers = groups.observables * width
      const weights = random.fillNormal(new Float64Array(2 * setNumbers))
      new Float64Array(bed.buffer, WEIGHTS, weights.length).set(weights)
      const sets = shared ? 1 : 2
      for (let set = 0; set < sets; set++) bed.call('weighGroups', [GROUPS, WEIGHTS, WEIGHTED], [set, set + 1, 0])
      const setBytes = shared ? 0 : groups.groups * WEIGHTED_GROUP_BYTES
      const cut = Math.ceil(units / 3)
      for (const [from, to] of [[0, cut], [cut, units]]) bed.call('observableBra', [KETS, BRAS, GROUPS, WEIGHTED, setBytes], [cells, from, to, 0]) // prettier-ignore
      states.forEach((kets, state) => {
        const bras = readStates(bed, layout, BRAS + state * cells * CELL_BYTES, qubits)
        kets.forEach((ket, sample) => {
          const own = Array.from({ length: groups.observables }, (_, k) => weights[(shared ? 0 : state) * setNumbers + k * width + sample])
          const bound = TOLERANCE[layout.precision] * (3 + terms)
          expect(largestDifference(bras[sample], braSlowly(program, ket, own))).toBeLessThan(bound)
        })
      })
    }
  })

  test('is the same to the bit in chunks of a large state and in its blocks', () => {
    const qubits = 17 + layout.laneQubits
    const [table, kets, bras] = [64, 2 ** 20, 2 ** 20 + 2 ** 22]
    const large = openTestBed(
      kernelCase,
      (module) => {
        module.export('weighGroups', emitWeighGroups(module, layout))
        module.export('inBlocks', emitObservableBra(module, layout))
        module.export('inChunks', emitLargeObservableBra(module, layout))
      },
      96,
    )
    const random = new RandomStream(17)
    const groups = bindPauliGroups(drawObservables(qubits, [80], random), layout, 0)
    groups.write(large.buffer, table)
    new Float64Array(large.buffer, WEIGHTS, width).fill(0.5)
    random.fillNormal(numbersOf(large, layout).subarray(kets / (16 / lanes(layout.precision)), bras / (16 / lanes(layout.precision))))
    large.call('weighGroups', [table, WEIGHTS, WEIGHTED], [0, 1, 0])
    const [first, units] = [4 * CHUNK_BLOCKS, 2 * CHUNK_BLOCKS]
    const braOf = (kernel: string, cut: number) => {
      for (const [from, to] of [[first, first + cut], [first + cut, first + units]]) large.call(kernel, [kets, bras, table, WEIGHTED, 0], [cellsOf(layout, qubits), from, to, 0]) // prettier-ignore
      return new Uint8Array(large.buffer, bras + first * BLOCK_CELLS * CELL_BYTES, units * BLOCK_CELLS * CELL_BYTES).slice()
    }
    const expected = braOf('inBlocks', 0)
    for (const cut of [0, 1, CHUNK_BLOCKS / 2]) expect(braOf('inChunks', cut)).toEqual(expected)
  })
})
