/**
 * A training step of the classifier against inference on the same batch (64 rows, 3 layers, f64), and its solver
 * against the kernel it works on.
 */
import { matrix, RandomStream } from '@ketwork/math'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { describe, test } from 'vitest'
import { iqpEncoding } from '../encodings/iqpEncoding.ts'
import { fidelityKernel } from '../kernels/fidelityKernel.ts'
import { solveDual } from '../kernels/smo.ts'
import { QuantumClassifier } from './QuantumClassifier.ts'

function draw(rows: number, columns: number) {
  const random = new RandomStream(1)
  const features = matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => random.normal()),
  )
  return { features, labels: Array.from({ length: rows }, (_, row) => (features.data[row * columns] > 0 ? 1 : -1)) }
}

describe.each([4, 8])('classifier, %i qubits, 64 rows', (qubits) => {
  test('step and inference', async ({ bench }) => {
    await using backend = openCpuBackend()
    const { features, labels } = draw(64, qubits)
    await using model = new QuantumClassifier({ backend, seed: 1 })
    await model.partialFit(features, labels, [-1, 1])
    await bench.compare(
      bench('predict', () => model.predict(features)),
      bench('training step', () => model.partialFit(features, labels, [-1, 1])),
    )
  })
})

test('support vector machine, 200 rows, 6 qubits', async ({ bench }) => {
  await using backend = openCpuBackend()
  const { features, labels } = draw(200, 6)
  const solve = solveDual
  const kernel = await fidelityKernel(backend, iqpEncoding(6))
  const gram = await kernel.gram(features)
  await bench.compare(
    bench('kernel matrix', () => kernel.gram(features)),
    bench('solver', () => void solve(gram, labels)),
  )
})
