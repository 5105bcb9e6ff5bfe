/** The bra of all observables on one thread; the figure is the time of a call for a state, or for a tile of states, weights included. */
import { RandomStream } from '@ketwork/math'
import { describe, test } from 'vitest'
import { bindPauliGroups } from './bindPauliGroups.ts'
import { emitObservableBra, emitWeighGroups } from './emitObservableBra.ts'
import { cellsOf, statesInLanes } from './layout.ts'
import { pauliProgram, variedWords } from './pauliSample.ts'
import { BLOCK_CELLS } from './pauliTable.ts'
import { CASES, drawStates, openTestBed, writeStates } from './testBed.ts'

const random = new RandomStream(1)
const workloads = Object.entries({
  '100 words, 96 X masks, 10 qubits': variedWords(10),
  'Z on qubit 0, 10 qubits': pauliProgram(10, [[[1, 'ZIIIIIIIII']]]),
})

describe.each(CASES)('%s', (_, kernelCase) => {
  test('observableBra', async ({ bench }) => {
    const { layout } = kernelCase
    const bed = openTestBed(
      kernelCase,
      (module) => {
        module.export('weighGroups', emitWeighGroups(module, layout))
        module.export('observableBra', emitObservableBra(module, layout))
      },
      48,
    )
    const [groups, weights, weighted, kets, bras] = [64, 2 ** 20, 2 ** 20 + 64, 2 ** 21, 2 ** 21 + 2 ** 17]
    for (const [name, program] of workloads) {
      const { qubits } = program.structure
      const cells = cellsOf(layout, qubits)
      bindPauliGroups(program, layout, 2 ** 19).write(bed.buffer, groups)
      new Float64Array(bed.buffer, weights, statesInLanes(layout)).fill(0.5)
      writeStates(bed, layout, kets, drawStates(layout, qubits, random))
      const once = () => {
        bed.call('weighGroups', [groups, weights, weighted], [0, 1, 0])
        bed.call('observableBra', [kets, bras, groups, weighted, 0], [cells, 0, cells / BLOCK_CELLS, 0])
      }
      await bench(name, once).run()
    }
  })
})
