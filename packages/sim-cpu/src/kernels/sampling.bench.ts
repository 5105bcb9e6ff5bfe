/** Random numbers and sampling in WebAssembly against their plain twins: a million shots of 20 qubits, on one thread, by their parts. */
import { cumulate, firstAbove } from '@ketwork/backend/simulator'
import { RandomStream } from '@ketwork/math'
import { describe, test } from 'vitest'
import { DRAW_SCRATCH_BYTES, emitDrawIndices } from './emitDrawIndices.ts'
import { emitChunkWeights, emitPrefixSums, emitRunningSums } from './emitRunningSums.ts'
import { columnTable, emitExpandBits } from './emitSampleBits.ts'
import { DRAWS_IN_GROUP, emitUniforms } from './emitUniforms.ts'
import { KERNEL_VARIANTS, kernelRig } from './kernelRig.ts'
import { amplitudeLanes, cellsOf } from './layout.ts'

const SHOTS = 1_000_000
const GROUPS = SHOTS / DRAWS_IN_GROUP
const QUBITS = 20
const CHUNK_CELLS = 2 ** 11
const few = { iterations: 10, time: 0, warmupIterations: 4, warmupTime: 0 }
const { words } = new RandomStream(1).substream(0)

describe('uniform numbers', () => {
  test('a million', async ({ bench }) => {
    const rig = kernelRig(KERNEL_VARIANTS[0], { uniforms: emitUniforms }, 200)
    const out = rig.array(Float64Array, SHOTS)
    const plain = new Float64Array(SHOTS)
    await bench.compare(
      bench('emitUniforms', () => rig.call('uniforms', out, ...words, 0, 0, GROUPS, 0)),
      bench('RandomStream', () => new RandomStream(1).substream(0).fillUniform(plain)),
    )
  })
})

describe.each(['f64', 'f32'] as const)('a million shots of 20 qubits, %s', (precision) => {
  test('parts', async ({ bench }) => {
    const layout = amplitudeLanes(precision)
    const rig = kernelRig(
      KERNEL_VARIANTS[0],
      {
        weights: (module) => emitChunkWeights(module, layout),
        prefixes: emitPrefixSums,
        sums: (module) => emitRunningSums(module, layout),
        ...{ draw: emitDrawIndices, expand: emitExpandBits },
      },
      1024,
    )
    const size = 2 ** QUBITS
    const chunks = cellsOf(layout, QUBITS) / CHUNK_CELLS
    const state = new RandomStream(1).fillNormal(rig.array(precision === 'f64' ? Float64Array : Float32Array, 2 * size))
    const [prefixes, sums, guide] = [rig.array(Float64Array, chunks + 1), rig.array(Float64Array, size), rig.array(Int32Array, size)]
    const spare = rig.array(Float64Array, chunks + 1)
    const [scratch, drawn] = [rig.array(Uint8Array, DRAW_SCRATCH_BYTES), rig.array(Uint32Array, SHOTS)]
    const out = rig.array(Uint8Array, SHOTS * QUBITS)
    const columns = columnTable(Array.from({ length: QUBITS }, (_, qubit) => qubit))
    const table = rig.array(Uint8Array, columns.length)
    table.set(columns)
    const weigh = (into: Float64Array): unknown => rig.call('weights', state, into, CHUNK_CELLS, 0, chunks, 0)
    const later: Readonly<Record<string, () => unknown>> = {
      'running sums and guide': () => rig.call('sums', state, prefixes, sums, guide, size, CHUNK_CELLS, chunks, 0, chunks, 0),
      draws: () => rig.call('draw', sums, guide, size, prefixes.subarray(chunks), ...words, drawn, scratch, 0, GROUPS, 0),
      'expansion to bytes': () => rig.call('expand', drawn, table, QUBITS, out, 0, SHOTS, 0),
      'copy out': () => void out.slice(),
    }
    const all = () => {
      weigh(prefixes)
      rig.call('prefixes', prefixes, chunks, 0, 1, 0)
      for (const part of Object.values(later)) part()
    }
    const plainSums = new Float64Array(size)
    const plain = () => {
      const total = cumulate(state, plainSums, 0, size, 0)
      const random = new RandomStream(1).substream(0)
      return Uint32Array.from({ length: SHOTS }, () => firstAbove(plainSums, size - 1, random.uniform() * total))
    }
    await bench.compare(
      bench('all of it', all),
      bench('weights of chunks', () => weigh(spare)),
      ...Object.entries(later).map(([name, part]) => bench(name, part)),
      bench('plain, without the bytes', plain),
      few,
    )
  })
})
