import { cumulate, firstAbove } from '@ketwork/backend/simulator'
import { RandomStream } from '@ketwork/math'
import type { Precision } from '@ketwork/math/wasm'
import { describe, expect, test } from 'vitest'
import { DRAW_SCRATCH_BYTES, emitDrawIndices } from './emitDrawIndices.ts'
import { emitChunkWeights, emitPrefixSums, emitRunningSums, guideSizeFor } from './emitRunningSums.ts'
import { columnTable, emitExpandBits } from './emitSampleBits.ts'
import { DRAWS_IN_GROUP } from './emitUniforms.ts'
import { KERNEL_VARIANTS, kernelRig, type KernelVariant } from './kernelRig.ts'
import { amplitudeLanes, cellsOf, lanes, realAt } from './layout.ts'

const random = new RandomStream(11)
const SHOTS = 5000

/** Interleaved amplitudes of states that are hard to sample; not normalised. */
const STATES: Readonly<Record<string, (qubits: number) => Float64Array>> = {
  'a random state': (qubits) => random.fillNormal(new Float64Array(2 * 2 ** qubits)),
  'a basis state': (qubits) => new Float64Array(2 * 2 ** qubits).with(2 * (2 ** qubits - 2), 1),
  'a GHZ state': (qubits) => new Float64Array(2 * 2 ** qubits).with(1, Math.SQRT1_2).with(2 * 2 ** qubits - 2, Math.SQRT1_2),
  'a state of many zeros': (qubits) => random.fillNormal(new Float64Array(2 * 2 ** qubits)).map((x, i) => ((i >> 1) % 3 === 1 ? x : 0)),
  'a state of very unlike amplitudes': (qubits) => random.fillNormal(new Float64Array(2 * 2 ** qubits)).map((x) => x ** 31 * 1e-9),
}

interface Sampled {
  readonly sums: Float64Array
  readonly guide: Int32Array
  readonly drawn: Uint32Array
}

/** Runs all passes, each cut at these fractions of its units. */
function sampleWithKernels(
  variant: KernelVariant,
  precision: Precision,
  { state, chunks, guideSize, cuts }: { state: Float64Array; chunks: number; guideSize: number; cuts: readonly number[] },
): Sampled {
  const layout = amplitudeLanes(precision)
  const rig = kernelRig(variant, {
    weights: (module) => emitChunkWeights(module, layout),
    prefixes: emitPrefixSums,
    sums: (module) => emitRunningSums(module, layout),
    draw: emitDrawIndices,
  })
  const inCuts = (units: number, run: (from: number, to: number, thread: number) => void): void => {
    const ends = [0, ...cuts.map((cut) => Math.floor(cut * units)), units]
    for (let i = ends.length - 1; i > 0; i--) run(ends[i - 1], ends[i], i % 2)
  }
  const cells = cellsOf(layout, Math.log2(state.length / 2))
  const numbers = rig.array(precision === 'f64' ? Float64Array : Float32Array, 2 * cells * lanes(precision))
  for (let i = 0; i < state.length / 2; i++) {
    numbers[realAt(layout, i)] = state[2 * i]
    numbers[realAt(layout, i) + lanes(precision)] = state[2 * i + 1]
  }
  const prefixes = rig.array(Float64Array, chunks + 1)
  const sums = rig.array(Float64Array, cells * lanes(precision))
  const guide = rig.array(Int32Array, guideSize).fill(-1)
  const scratch = rig.array(Uint8Array, 2 * DRAW_SCRATCH_BYTES)
  const groups = Math.ceil(SHOTS / DRAWS_IN_GROUP)
  const drawn = rig.array(Uint32Array, groups * DRAWS_IN_GROUP)
  const chunkCells = cells / chunks
  inCuts(chunks, (...range) => rig.call('weights', numbers, prefixes, chunkCells, ...range))
  rig.call('prefixes', prefixes, chunks, 0, 1, 0)
  inCuts(chunks, (...range) => rig.call('sums', numbers, prefixes, sums, guide, guideSize, chunkCells, chunks, ...range))
  const { words } = new RandomStream(3).substream(2)
  const total = prefixes.subarray(chunks)
  inCuts(groups, (...range) => rig.call('draw', sums, guide, guideSize, total, ...words, drawn, scratch, ...range))
  return { sums, guide, drawn: drawn.subarray(0, SHOTS) }
}

describe.each(KERNEL_VARIANTS)('sampling, $name', (variant) => {
  describe.each(['f64', 'f32'] as const)('in %s', (precision) => {
    test.each(Object.entries(STATES))('draws from the running sums of %s as bisection does', (_, make) => {
      for (const [qubits, chunks, guideSize] of [
        [10, 8, 1024],
        [9, 1, 64],
        [3, 2, 1],
        [1, 1, 16],
      ] as const) {
        const state = precision === 'f64' ? make(qubits) : Float64Array.from(Float32Array.from(make(qubits)))
        const { sums, drawn } = sampleWithKernels(variant, precision, { state, chunks, guideSize, cuts: [] })
        const twin = new Float64Array(2 ** qubits)
        const total = cumulate(state, twin, 0, twin.length, 0)
        twin.forEach((sum, i) => expect(Math.abs(sums[i] - sum)).toBeLessThan(2 ** -45 * total))
        const expected = firstDraws(sums)
        expect(drawn).toEqual(expected)
        expect(drawn.every((index) => state[2 * index] !== 0 || state[2 * index + 1] !== 0)).toBe(true)
      }
    })

    test('gives the draws of the plain engine where sums are exact', () => {
      const state = new Float64Array(2 * 2 ** 8).map((_, i) => (i * 7) % 5)
      const { drawn } = sampleWithKernels(variant, precision, { state, chunks: 4, guideSize: 512, cuts: [] })
      const sums = new Float64Array(2 ** 8)
      cumulate(state, sums, 0, sums.length, 0)
      expect(drawn).toEqual(firstDraws(sums))
    })

    test('draws the same with a guide for few draws', () => {
      expect([guideSizeFor(1024, 100), guideSizeFor(1024, 5000), guideSizeFor(1024, 1), guideSizeFor(2, 0)]).toEqual([128, 1024, 1, 1])
      const state = STATES['a random state'](10)
      const sizes = [guideSizeFor(1024, 3), guideSizeFor(1024, SHOTS)]
      const [few, many] = sizes.map((guideSize) => sampleWithKernels(variant, precision, { state, chunks: 4, guideSize, cuts: [] }))
      expect(few.drawn).toEqual(many.drawn)
    })

    test('does not depend on how the units are cut, and fills the whole guide', () => {
      const state = STATES['a state of very unlike amplitudes'](10)
      const whole = sampleWithKernels(variant, precision, { state, chunks: 16, guideSize: 2048, cuts: [] })
      const parts = sampleWithKernels(variant, precision, { state, chunks: 16, guideSize: 2048, cuts: [0.1, 0.35, 0.36, 0.9] })
      expect(parts.drawn).toEqual(whole.drawn)
      expect(parts.sums).toEqual(whole.sums)
      expect(parts.guide).toEqual(whole.guide)
      expect(whole.guide.every((start, j) => start >= (j === 0 ? 0 : whole.guide[j - 1]))).toBe(true)
    })
  })

  test('writes the bits of chosen qubits into columns, for every width', () => {
    const rig = kernelRig(variant, { expand: emitExpandBits })
    const shots = 700
    const indices = rig.array(Uint32Array, shots).map(() => 0)
    const held = rig.array(Uint32Array, shots)
    for (let shot = 0; shot < shots; shot++) held[shot] = indices[shot] = random.integer(2 ** 30)
    for (const width of [1, 2, 7, 8, 15, 16, 17, 20, 30, 33, 48]) {
      const qubits = Array.from({ length: width }, (_, i) => (i % 5 === 3 ? undefined : random.integer(30)))
      const written = columnTable(qubits)
      const table = rig.array(Uint8Array, written.length)
      table.set(written)
      const out = rig.array(Uint8Array, shots * width + 16).fill(9)
      for (const [from, to] of [
        [3, 5],
        [5, 690],
        [0, 3],
        [690, 700],
      ])
        rig.call('expand', held, table, width, out, from, to, 0)
      const expected = new Uint8Array(out.length).fill(9)
      for (let shot = 0; shot < shots; shot++)
        qubits.forEach((qubit, i) => (expected[shot * width + i] = qubit === undefined ? 0 : (indices[shot] >>> qubit) & 1))
      expect(out).toEqual(expected)
    }
  })
})

/** By bisection in these sums, which end where the last weight is. */
function firstDraws(sums: Float64Array): Uint32Array {
  const total = sums[sums.length - 1]
  const stream = new RandomStream(3).substream(2)
  const last = sums.indexOf(total)
  return Uint32Array.from({ length: SHOTS }, () => firstAbove(sums, last, stream.uniform() * total))
}
