/** Kernels that pass once over a state, and overlaps, on one thread. */
import { RandomStream } from '@ketwork/math'
import { emitZgemm } from '@ketwork/math/wasm/kernels'
import { describe, test } from 'vitest'
import { emitFromAmplitudes, emitToAmplitudes } from './emitAmplitudeConversion.ts'
import { emitGram, emitOverlaps, OVERLAP_TILE, overlapScratchBytes } from './emitOverlaps.ts'
import { emitMarginals, emitProbabilities } from './emitProbabilities.ts'
import { emitToRows } from './emitTileConversion.ts'
import { braModule } from './braModule.ts'
import { expectationModule, kernelModule } from './kernelModule.ts'
import { amplitudeLanes, cellsOf, sampleLanes } from './layout.ts'
import { marginalColumns } from './marginalColumns.ts'
import { CASES, numbersOf, openTestBed } from './testBed.ts'

const random = new RandomStream(2)
const MEBIBYTE = 2 ** 20
const few = { iterations: 5, time: 0, warmupIterations: 2, warmupTime: 0 }
const relaxed = CASES.filter(([, { options }]) => options.relaxedSimd)

describe.each(relaxed.filter(([, { layout }]) => layout.laneQubits > 0))('a state of 20 qubits, %s', (_, kernelCase) => {
  const { layout } = kernelCase
  const [states, other, out, tables] = [MEBIBYTE, 17 * MEBIBYTE, 33 * MEBIBYTE, 64]
  const [cells, chunkCells] = [cellsOf(layout, 20), 1024]
  const bed = openTestBed(
    kernelCase,
    (module) => {
      module.export('probabilities', emitProbabilities(module, layout))
      module.export('marginals', emitMarginals(module, layout))
      module.export('fromAmplitudes', emitFromAmplitudes(module, layout))
      module.export('toAmplitudes', emitToAmplitudes(module, layout))
    },
    16 * 42,
  )
  const numbers = numbersOf(bed, layout)
  numbers.fill(0)
  random.fillNormal(numbers.subarray(MEBIBYTE / numbers.BYTES_PER_ELEMENT, (33 * MEBIBYTE) / numbers.BYTES_PER_ELEMENT))
  const { lowCount, low, high } = marginalColumns(layout, 20, [0, 7, 19], chunkCells)
  new Int32Array(bed.buffer, tables, low.length).set(low)
  new Int32Array(bed.buffer, tables + low.byteLength, high.length).set(high)
  const marginalPlaces = [states, tables, tables + low.byteLength, out, 64]

  test('reductions', async ({ bench }) => {
    await bench.compare(
      bench('probabilities', () => bed.call('probabilities', [states, out], [2 ** 20, 1, 0, cells, 0])),
      bench('marginals of 3 qubits', () => bed.call('marginals', marginalPlaces, [lowCount, chunkCells, 0, cells / chunkCells, 0])),
      bench('fromAmplitudes', () => bed.call('fromAmplitudes', [states, other], [2 ** 20, 0, cells, 0])),
      bench('toAmplitudes', () => bed.call('toAmplitudes', [states, other], [2 ** 20, 0, cells, 0])),
    )
  })
})

describe.each(relaxed.filter(([, { layout }]) => layout.laneQubits === 0))('1000 states of 10 qubits, %s', (_, kernelCase) => {
  const { layout } = kernelCase
  const scratch = 64
  const states = scratch + overlapScratchBytes(layout)
  const [tiles, out] = [states + 16 * MEBIBYTE, states + 32 * MEBIBYTE]
  const bed = openTestBed(
    kernelCase,
    (module) => {
      const multiply = emitZgemm(module, layout.precision)
      module.export('overlaps', emitOverlaps(module, layout, multiply))
      module.export('gram', emitGram(module, layout, multiply))
      module.export('toRows', emitToRows(module, layout))
    },
    16 * 52,
  )
  const numbers = numbersOf(bed, layout)
  const bytes = numbers.BYTES_PER_ELEMENT
  random.fillNormal(numbers.subarray(states / bytes, states / bytes + 2_048_000))
  numbers.fill(0, out / bytes, out / bytes + 2_000_000)
  const rowBytes = 2048 * bytes
  const side = Math.ceil(1000 / OVERLAP_TILE)
  const tileCount = Math.ceil(1000 / (16 / bytes))

  test('overlaps', async ({ bench }) => {
    await bench.compare(
      bench('overlaps, 1000 x 1000 (8.19 GFLOP)', () => {
        bed.call('overlaps', [states, rowBytes, states, rowBytes, out, 2000 * bytes, scratch], [1000, 1000, 1024, 0, side * side, 0])
      }),
      bench('gram (4.4 GFLOP)', () => {
        bed.call('gram', [states, rowBytes, out, 2000 * bytes, scratch], [1000, 1024, 0, (side * (side + 1)) / 2, 0])
      }),
      bench('gram, one tile of 64 x 64 (0.034 GFLOP)', () => {
        bed.call('gram', [states, rowBytes, out, 2000 * bytes, scratch], [1000, 1024, 1, 2, 0])
      }),
      bench('toRows', () => bed.call('toRows', [states, rowBytes, tiles], [1000, 1024, 0, tileCount, 0])),
      few,
    )
  })
})

describe('kernelModule', () => {
  test('emitting and compiling', async ({ bench }) => {
    let maximum = 1 // another one each time, because engines keep what they compiled
    const load = (layout = amplitudeLanes('f64')) => {
      maximum = (maximum % 60_000) + 1
      for (const make of [kernelModule, expectationModule, braModule])
        new WebAssembly.Module(make({ layout, memory: { initial: 1, maximum } }))
    }
    await bench.compare(
      bench('amplitude lanes, f64', () => load()),
      bench('amplitude lanes, f32', () => load(amplitudeLanes('f32'))),
      bench('sample lanes, f64', () => load(sampleLanes('f64'))),
    )
  })
})
