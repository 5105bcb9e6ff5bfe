import { type Cube, applyDense, denseFrame, reducedDensity, scaleCube, setCube, weightOf } from '@ketwork/backend/simulator'
import { RandomStream } from '@ketwork/math'
import type { Precision } from '@ketwork/math/wasm'
import { describe, expect, test } from 'vitest'
import { cellBitOf, emitCollapse, emitOutcomeWeights, outcomeWeights, resetMatrix, writeCollapseFactors } from './emitCollapse.ts'
import { emitDense } from './emitDense.ts'
import { densityFromSums, densitySumsLength, emitReducedDensity } from './emitReducedDensity.ts'
import { type KernelRig, KERNEL_VARIANTS, kernelRig } from './kernelRig.ts'
import { amplitudeLanes, cellsOf, DENSE_SCRATCH_BYTES, lanes, realAt, sampleLanes, statesInLanes, type StateLayout } from './layout.ts'
import { groupsOf, operatorFrame, operatorTableLength, writeOperatorTable } from './operatorFrame.ts'

const QUBITS = 6
const random = new RandomStream(4)
const TOLERANCE: Readonly<Record<Precision, number>> = { f64: 1e-13, f32: 1e-4 }
const LAYOUTS = (['f64', 'f32'] as const).flatMap((precision) => [amplitudeLanes(precision), sampleLanes(precision)])
const normals = (length: number): Float64Array => random.fillNormal(new Float64Array(length))
const arrayOf = (layout: StateLayout) => (layout.precision === 'f64' ? Float64Array : Float32Array)

/** States of as many qubits in the layout, and the same as plain arrays. */
function drawStates(rig: KernelRig, layout: StateLayout, qubits: number) {
  const width = lanes(layout.precision)
  const packed = rig.array(arrayOf(layout), 2 * width * cellsOf(layout, qubits))
  const plain = Array.from({ length: statesInLanes(layout) }, (_, sample) => {
    const state = normals(2 * 2 ** qubits)
    for (let i = 0; i < 2 ** qubits; i++) {
      packed[realAt(layout, i, sample)] = state[2 * i]
      packed[realAt(layout, i, sample) + width] = state[2 * i + 1]
    }
    return state
  })
  const unpack = (sample: number): Float64Array =>
    Float64Array.from({ length: 2 * 2 ** qubits }, (_, i) => packed[realAt(layout, i >> 1, sample) + (i & 1) * width])
  return { packed, plain, unpack }
}

function closest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length)
  return Array.from(found).reduce((largest, x, i) => Math.max(largest, Math.abs(x - expected[i])), 0)
}

function cubeOf(qubits: number, fixed: readonly number[], ones: readonly number[]): Cube {
  const mask = (chosen: readonly number[]) => chosen.reduce((sum, qubit) => sum | (1 << qubit), 0)
  const cube = { fixed: 0, ones: 0, count: 0 }
  setCube(cube, qubits, mask([...fixed, ...ones]), mask(ones))
  return cube
}

interface Place {
  readonly targets: readonly number[]
  readonly controls: readonly number[]
  readonly qubits: number
}
const place = (targets: readonly number[], controls: readonly number[] = [], qubits = QUBITS): Place => ({ targets, controls, qubits })

/** High, low, mixed and in any order; the shortest states are shorter than a vector. */
const PLACES: readonly Place[] = [
  ...[place([0]), place([1]), place([4]), place([5, 2]), place([0, 1]), place([1, 0]), place([1, 4]), place([0], [5]), place([2], [0, 1])],
  ...[place([3, 0], [1]), place([4, 0, 2]), place([5, 3, 4], [0]), place([1, 2, 0], [4, 3]), place([0, 1, 2, 3])],
  ...[place([5, 1, 4, 2, 0, 3]), place([0], [], 1), place([0], [1], 2), place([1, 0], [], 2)],
]

describe.each(KERNEL_VARIANTS)('kernels of dynamic circuits, $name', (variant) => {
  describe.each(LAYOUTS)('on $precision with $laneQubits qubits in the lanes', (layout) => {
    const rig = kernelRig(variant, {
      dense: (module) => emitDense(module, layout),
      density: (module) => emitReducedDensity(module, layout),
      weights: (module) => emitOutcomeWeights(module, layout),
      collapse: (module) => emitCollapse(module, layout),
    })
    const held = <T extends Int32Array | Uint8Array>(values: T): T => {
      const made = rig.array(values.constructor as Int32ArrayConstructor, values.length) as unknown as T
      made.set(values)
      return made
    }

    test.each(PLACES)(
      'a dense matrix on qubits $targets under controls $controls is that of the plain kernel',
      ({ targets, controls, qubits }) => {
        const { packed, plain, unpack } = drawStates(rig, layout, qubits)
        const frame = operatorFrame(layout, targets, controls)
        const [offsets, patterns] = [held(frame.offsets), held(frame.patterns)]
        const table = rig.array(arrayOf(layout), operatorTableLength(frame))
        const scratch = rig.array(Uint8Array, 2 * DENSE_SCRATCH_BYTES)
        const matrices = plain.map(() => normals(2 * 4 ** targets.length))
        writeOperatorTable(frame, matrices, table)
        const groups = groupsOf(frame, cellsOf(layout, qubits))
        const counts = [frame.offsets.length, frame.laneXors.length, frame.fixed, frame.ones]
        const half = groups >> 1
        rig.call('dense', packed, table, offsets, patterns, scratch, ...counts, half, groups, 1)
        rig.call('dense', packed, table, offsets, patterns, scratch, ...counts, 0, half, 0)
        plain.forEach((state, sample) => {
          applyDense(state, cubeOf(qubits, targets, controls), denseFrame(targets), matrices[sample], 0)
          expect(closest(unpack(sample), state)).toBeLessThan(TOLERANCE[layout.precision] * 2 ** targets.length)
        })
      },
    )

    test.each(PLACES.filter(({ targets }) => targets.length <= 3))(
      'the reduced density matrix of qubits $targets where qubits $controls are 1 is that of the plain kernel',
      ({ targets, controls, qubits }) => {
        const { packed, plain } = drawStates(rig, layout, qubits)
        const frame = operatorFrame(layout, targets, controls)
        const groups = groupsOf(frame, cellsOf(layout, qubits))
        const chunks = Math.min(groups, 2)
        const sums = rig.array(Float64Array, chunks * densitySumsLength(frame))
        const counts = [frame.offsets.length, frame.laneXors.length, frame.fixed, frame.ones, groups / chunks]
        const [offsets, patterns] = [held(frame.offsets), held(frame.patterns)]
        for (let chunk = chunks; chunk > 0; chunk--) rig.call('density', packed, offsets, patterns, sums, ...counts, chunk - 1, chunk, 0)
        densityFromSums(frame, sums).forEach((rho, sample) => {
          const expected = reducedDensity(plain[sample], cubeOf(qubits, targets, controls), denseFrame(targets))
          expect(closest(rho, expected)).toBeLessThan(TOLERANCE[layout.precision] * 2 ** qubits)
        })
      },
    )

    test.each([0, 1, 2, 5])(
      'qubit %i is weighed and collapses as in the plain kernel, each state of a tile to its own outcome',
      (qubit) => {
        const { packed, plain, unpack } = drawStates(rig, layout, QUBITS)
        const [cells, chunks] = [cellsOf(layout, QUBITS), 4]
        const sums = rig.array(Float64Array, chunks * 2 * lanes(layout.precision))
        const cellBit = cellBitOf(layout, qubit)
        rig.call('weights', packed, sums, cellBit, cells / chunks, 1, 4, 0)
        rig.call('weights', packed, sums, cellBit, cells / chunks, 0, 1, 0)
        const cubes = [cubeOf(QUBITS, [qubit], []), cubeOf(QUBITS, [], [qubit])]
        const expected = plain.flatMap((state) => cubes.map((cube) => weightOf(state, cube)))
        expect(closest(outcomeWeights(layout, qubit, sums), expected)).toBeLessThan(TOLERANCE[layout.precision] * 2 ** QUBITS)
        const [outcomes, scales] = [plain.map((_, sample) => (sample + qubit) & 1), plain.map((_, sample) => 0.5 + sample / 4)]
        const factors = rig.array(arrayOf(layout), 2 * lanes(layout.precision))
        writeCollapseFactors(layout, qubit, { outcomes, scales }, factors)
        rig.call('collapse', packed, factors, cellBit, 5, cells, 0)
        rig.call('collapse', packed, factors, cellBit, 0, 5, 0)
        plain.forEach((state, sample) => {
          cubes.forEach((cube, outcome) => scaleCube(state, cube, outcome === outcomes[sample] ? scales[sample] : 0))
          expect(closest(unpack(sample), state)).toBeLessThan(TOLERANCE[layout.precision])
        })
      },
    )

    test.each([0, 1, 4])('qubit %i is reset, each state of a tile from its own outcome', (qubit) => {
      const { packed, plain, unpack } = drawStates(rig, layout, QUBITS)
      const frame = operatorFrame(layout, [qubit])
      const table = rig.array(arrayOf(layout), operatorTableLength(frame))
      const matrices = plain.map((_, sample) => resetMatrix(sample & 1, 2))
      writeOperatorTable(frame, matrices, table)
      const counts = [frame.offsets.length, frame.laneXors.length, frame.fixed, frame.ones]
      const places = [held(frame.offsets), held(frame.patterns), rig.array(Uint8Array, DENSE_SCRATCH_BYTES)]
      rig.call('dense', packed, table, ...places, ...counts, 0, groupsOf(frame, cellsOf(layout, QUBITS)), 0)
      plain.forEach((state, sample) => {
        const expected = state.map((_, i) => ((i >> 1) & (1 << qubit) ? 0 : 2 * state[i ^ ((sample & 1) << (qubit + 1))]))
        expect(closest(unpack(sample), expected)).toBeLessThan(TOLERANCE[layout.precision])
      })
    })
  })
})
