import { bindObservables, expectGroup, setCube, wholeCube } from '@ketwork/backend/simulator'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { bindPauliGroups } from './bindPauliGroups.ts'
import { emitExpectations } from './emitExpectations.ts'
import { CELL_BYTES, cellsOf, statesInLanes } from './layout.ts'
import { drawObservables, type PauliProgram } from './pauliSample.ts'
import { CASES, drawStates, openTestBed, type TestBed, writeStates } from './testBed.ts'

const [GROUPS, STATES, OUT] = [64, 2 ** 19, 2 ** 19 + 2 ** 18]
const TOLERANCE = { f64: 1e-13, f32: 2e-6 }

function expectSlowly(program: PauliProgram, state: Float64Array): number[] {
  const cube = wholeCube(program.structure.qubits)
  return bindObservables(program, 0).map((groups) =>
    groups.reduce((sum, group) => {
      setCube(cube, program.structure.qubits, group.pivot, 0)
      return sum + expectGroup(state, cube, group)
    }, 0),
  )
}

describe.each(CASES)('expectations in %s', (_, kernelCase) => {
  const { layout } = kernelCase
  const width = statesInLanes(layout)
  const bed = openTestBed(kernelCase, (module) => module.export('expectations', emitExpectations(module, layout)))

  /** Sums of chunks, added up in order: by observable, then by sample. */
  function add(bed: TestBed, numbers: number, chunks: number): Float64Array {
    const partial = new Float64Array(bed.buffer, OUT, numbers * chunks)
    return Float64Array.from({ length: numbers }, (_, i) => {
      let sum = 0
      for (let chunk = 0; chunk < chunks; chunk++) sum += partial[chunk * numbers + i]
      return sum
    })
  }

  test.each([
    [1, 2],
    [2, 3],
    [3, 8],
    [4, 12],
    [5, 20],
    [6, 60],
    [7, 90], // prettier-ignore
  ])('equal those of the plain twin, %i qubits, %i terms, with lists and without', (qubits, terms) => {
    const random = new RandomStream(qubits)
    const cells = cellsOf(layout, qubits)
    const states = drawStates(layout, qubits, random)
    writeStates(bed, layout, STATES, states)
    for (const budget of [0, Infinity]) {
      const program = drawObservables(qubits, [terms, 1, 0, 4], random)
      const groups = bindPauliGroups(program, layout, budget)
      groups.write(bed.buffer, GROUPS)
      expect(GROUPS + groups.bytes).toBeLessThan(STATES)
      for (const chunkCells of [cells, ...[8, 16].filter((size) => size < cells)]) {
        const chunks = cells / chunkCells
        for (const chunk of Array.from({ length: chunks }, (_, i) => i)) {
          bed.call('expectations', [STATES, GROUPS, OUT], [cells, chunkCells, chunk, chunk + 1, 0])
        }
        const found = add(bed, groups.observables * width, chunks)
        states.forEach((state, sample) => {
          expectSlowly(program, state).forEach((value, k) => {
            expect(Math.abs(found[k * width + sample] - value)).toBeLessThan(TOLERANCE[layout.precision] * (1 + terms))
          })
        })
      }
    }
  })

  test('are those of each state where several lie one after the other', () => {
    const random = new RandomStream(9)
    const program = drawObservables(4, [10, 6], random)
    const cells = cellsOf(layout, 4)
    bindPauliGroups(program, layout, Infinity).write(bed.buffer, GROUPS)
    const all = Array.from({ length: 3 }, (_, i) => {
      const states = drawStates(layout, 4, random)
      writeStates(bed, layout, STATES + i * cells * CELL_BYTES, states)
      return states
    })
    bed.call('expectations', [STATES, GROUPS, OUT], [cells, cells, 0, 3, 0])
    const found = new Float64Array(bed.buffer, OUT, 3 * 2 * width)
    all.forEach((states, i) => {
      states.forEach((state, sample) => {
        expectSlowly(program, state).forEach((value, k) => {
          expect(Math.abs(found[(2 * i + k) * width + sample] - value)).toBeLessThan(10 * TOLERANCE[layout.precision])
        })
      })
    })
  })
})
