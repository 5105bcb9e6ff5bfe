/** Whole paths on one thread in double precision: layers against plain loops, a batch of a classifier, MaxCut at 16 qubits. */
import { RandomStream } from '@ketwork/math'
import { describe, test } from 'vitest'
import { classifier, layers, maxCut, plainLayers } from '../bench/workloads.ts'
import { openCpuBackend } from './openCpuBackend.ts'

const random = new RandomStream(1)
const backend = openCpuBackend()
const angles = (count: number) => random.fillUniform(new Float64Array(count))

describe('4 x (RY all + CX ring)', () => {
  for (const qubits of [10, 16]) {
    test(`${qubits} qubits`, async ({ bench }) => {
      const { circuit, observables } = layers(qubits, 4)
      const executable = await backend.compile(circuit, { observables })
      const parameters = angles(4 * qubits)
      const state = new Float64Array(2 * 2 ** qubits)
      await bench.compare(
        bench('sim-cpu', () => executable.expectations({ parameters })),
        bench('plain loops', () => plainLayers(qubits, 4, parameters, state)),
      )
    })
  }
})

describe('one call', () => {
  test('classifier of 8 qubits, batch of 64', async ({ bench }) => {
    const { circuit, observables } = classifier(8, 3)
    const executable = await backend.compile(circuit, { observables })
    const inputs = { parameters: angles(48), features: { rows: 64, columns: 8, data: angles(512) } }
    await bench.compare(
      bench('value', () => executable.expectations(inputs)),
      bench('value and gradient', () => executable.gradient(inputs)),
    )
  })

  test('MaxCut of 16 qubits, p = 3', async ({ bench }) => {
    const { circuit, observables } = maxCut(16, 3)
    const executable = await backend.compile(circuit, { observables })
    const inputs = { parameters: angles(6) }
    await bench.compare(
      bench('value', () => executable.expectations(inputs)),
      bench('value and gradient', () => executable.gradient(inputs)),
    )
  })
})
