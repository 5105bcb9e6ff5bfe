/** Expectations of Pauli sums on one thread; the figure is the time of a call for a state, or for a tile of states. */
import { readFileSync } from 'node:fs'
import { molecularHamiltonian, readFcidump } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, test } from 'vitest'
import { bindPauliGroups } from './bindPauliGroups.ts'
import { emitExpectations } from './emitExpectations.ts'
import { KERNEL_VARIANTS } from './kernelRig.ts'
import { amplitudeLanes, cellsOf } from './layout.ts'
import { pauliProgram, variedWords, wordsOf } from './pauliSample.ts'
import { CASES, drawStates, openTestBed, writeStates } from './testBed.ts'

const random = new RandomStream(1)
const integrals = new URL('../../../circuit/testdata/molecules/lih_sto3g_1.45_frozencore.fcidump', import.meta.url)
const lih = pauliProgram(10, [wordsOf(10, molecularHamiltonian(readFcidump(readFileSync(integrals, 'utf8'))))])

const workloads = Object.entries({
  '100 words, 96 X masks, 10 qubits': variedWords(10),
  'the energy of LiH, 276 words, 10 qubits': lih,
  'Z on qubit 0, 10 qubits': pauliProgram(10, [[[1, 'ZIIIIIIIII']]]),
})

describe.each(CASES)('%s', (_, kernelCase) => {
  test('expectations', async ({ bench }) => {
    const { layout } = kernelCase
    for (const [name, program] of workloads) {
      const { qubits } = program.structure
      const cells = cellsOf(layout, qubits)
      const bed = openTestBed(kernelCase, (module) => module.export('expectations', emitExpectations(module, layout)), 48)
      const [groups, states, out] = [64, 2 ** 21, 2 ** 21 + 2 ** 16]
      bindPauliGroups(program, layout, 2 ** 20).write(bed.buffer, groups)
      writeStates(bed, layout, states, drawStates(layout, qubits, random))
      await bench(name, () => bed.call('expectations', [states, groups, out], [cells, cells, 0, 1, 0])).run()
    }
  })
})

test('Z on qubit 0, 24 qubits', async ({ bench }) => {
  const layout = amplitudeLanes('f64')
  const cells = cellsOf(layout, 24)
  const bed = openTestBed(
    { layout, options: KERNEL_VARIANTS[0] },
    (module) => module.export('expectations', emitExpectations(module, layout)),
    4160,
  )
  bindPauliGroups(pauliProgram(24, [[[1, 'Z'.padEnd(24, 'I')]]]), layout, 0).write(bed.buffer, 64)
  new Float64Array(bed.buffer, 2 ** 20, 2 ** 25).fill(2 ** -12)
  await bench('256 MiB read', () => bed.call('expectations', [2 ** 20, 64, 2 ** 19], [cells, 1024, 0, cells / 1024, 0])).run()
})
