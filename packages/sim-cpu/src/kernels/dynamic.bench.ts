/** Kernels of dynamic circuits in WebAssembly against their plain twins: 16 qubits in double precision, on one thread. */
import { applyDense, denseFrame, reducedDensity, scaleCube, setCube, weightOf, wholeCube } from '@ketwork/backend/simulator'
import { RandomStream } from '@ketwork/math'
import { describe, test } from 'vitest'
import { emitCollapse, emitOutcomeWeights } from './emitCollapse.ts'
import { emitDense } from './emitDense.ts'
import { densitySumsLength, emitReducedDensity } from './emitReducedDensity.ts'
import { KERNEL_VARIANTS, kernelRig } from './kernelRig.ts'
import { amplitudeLanes, cellsOf, DENSE_SCRATCH_BYTES } from './layout.ts'
import { groupsOf, operatorFrame, operatorTableLength, writeOperatorTable } from './operatorFrame.ts'

const QUBITS = 16
const layout = amplitudeLanes('f64')
const CELLS = cellsOf(layout, QUBITS)
const few = { iterations: 20, time: 0, warmupIterations: 5, warmupTime: 0 }
const random = new RandomStream(1)

const rig = kernelRig(
  KERNEL_VARIANTS[0],
  {
    dense: (module) => emitDense(module, layout),
    density: (module) => emitReducedDensity(module, layout),
    weights: (module) => emitOutcomeWeights(module, layout),
    collapse: (module) => emitCollapse(module, layout),
  },
  128,
)
const packed = random.fillNormal(rig.array(Float64Array, 2 * 2 ** QUBITS))
const plain = random.fillNormal(new Float64Array(2 * 2 ** QUBITS))
const cube = wholeCube(QUBITS)
const maskOf = (qubits: readonly number[]): number => qubits.reduce((mask, qubit) => mask | (1 << qubit), 0)

function held(qubits: readonly number[]) {
  const frame = operatorFrame(layout, qubits)
  const [offsets, patterns] = [rig.array(Int32Array, frame.offsets.length), rig.array(Uint8Array, frame.patterns.length)]
  offsets.set(frame.offsets)
  patterns.set(frame.patterns)
  const groups = groupsOf(frame, CELLS)
  return { frame, offsets, patterns, groups, counts: [frame.offsets.length, frame.laneXors.length, frame.fixed, frame.ones] }
}

describe('a dense matrix', () => {
  test.for([[0], [9, 4], [9, 0], [12, 7, 3], [13, 11, 9, 7, 5, 3]].map((qubits) => ({ qubits })))(
    'on qubits $qubits',
    async ({ qubits }, { bench }) => {
      const { frame, offsets, patterns, groups, counts } = held(qubits)
      const matrix = new Float64Array(2 * 4 ** qubits.length).map((_, i) => (i % (2 * 2 ** qubits.length + 2) === 0 ? 1 : 0))
      const table = rig.array(Float64Array, operatorTableLength(frame))
      writeOperatorTable(frame, [matrix], table)
      const scratch = rig.array(Uint8Array, DENSE_SCRATCH_BYTES)
      const plainFrame = denseFrame(qubits)
      await bench.compare(
        bench('emitDense', () => rig.call('dense', packed, table, offsets, patterns, scratch, ...counts, 0, groups, 0)),
        bench('applyDense', () => {
          setCube(cube, QUBITS, maskOf(qubits), 0)
          applyDense(plain, cube, plainFrame, matrix, 0)
        }),
        few,
      )
    },
  )
})

describe('a reduced density matrix', () => {
  test.for([[9], [0], [9, 4]].map((qubits) => ({ qubits })))('of qubits $qubits', async ({ qubits }, { bench }) => {
    const { frame, offsets, patterns, groups, counts } = held(qubits)
    const chunks = groups >> 10
    const sums = rig.array(Float64Array, chunks * densitySumsLength(frame))
    const plainFrame = denseFrame(qubits)
    await bench.compare(
      bench('emitReducedDensity', () => rig.call('density', packed, offsets, patterns, sums, ...counts, 1024, 0, chunks, 0)),
      bench('reducedDensity', () => {
        setCube(cube, QUBITS, maskOf(qubits), 0)
        reducedDensity(plain, cube, plainFrame)
      }),
      few,
    )
  })
})

describe('a measurement', () => {
  test('weights of qubit 9, then its collapse', async ({ bench }) => {
    const chunks = CELLS >> 10
    const sums = rig.array(Float64Array, 4 * chunks)
    const factors = rig.array(Float64Array, 4).fill(1)
    await bench.compare(
      bench('emitOutcomeWeights', () => rig.call('weights', packed, sums, 1 << 8, 1024, 0, chunks, 0)),
      bench('weightOf, twice', () => {
        setCube(cube, QUBITS, 1 << 9, 0)
        weightOf(plain, cube)
        cube.ones = 1 << 9
        weightOf(plain, cube)
      }),
      bench('emitCollapse', () => rig.call('collapse', packed, factors, 1 << 8, 0, CELLS, 0)),
      bench('scaleCube, twice', () => {
        setCube(cube, QUBITS, 1 << 9, 0)
        scaleCube(plain, cube, 1)
        cube.ones = 1 << 9
        scaleCube(plain, cube, 1)
      }),
      few,
    )
  })
})
