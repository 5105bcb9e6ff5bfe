/** A hit in the compile cache against lowering again, and a remembered expectation against computing it (8 qubits, f64, reference backend). */
import { Circuit, parameters, parsePauliSum } from '@ketwork/circuit'
import { describe, test } from 'vitest'
import { lower } from '../lowering/lower.ts'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { CompileCache } from './CompileCache.ts'
import { withExpectationCache } from './withExpectationCache.ts'

const QUBITS = 8
const observables = [parsePauliSum('Z0*Z1 + X2')]

function layer(): Circuit {
  const circuit = new Circuit(QUBITS)
  parameters('w', QUBITS).forEach((weight, q) => circuit.ry(weight, q).cx(q, (q + 1) % QUBITS))
  return circuit
}

describe('caches, 8 qubits', () => {
  test('compile cache', async ({ bench }) => {
    const lowerCircuit = lower
    const circuit = layer()
    const { structure } = lowerCircuit(circuit, observables)
    const cache = new CompileCache<string>(1e6)
    const make = () => ({ value: 'plan', bytes: 8 })
    await bench.compare(
      bench('hit', () => void cache.load(structure, {}, make)),
      bench('lower again', () => void lowerCircuit(circuit, observables)),
    )
  })

  test('expectation cache', async ({ bench }) => {
    const inputs = { parameters: Float64Array.from({ length: QUBITS }, (_, i) => i) }
    const plain = await openReferenceBackend().compile(layer(), { observables })
    const cached = await withExpectationCache(openReferenceBackend(), { bytes: 1e6 }).compile(layer(), { observables })
    await bench.compare(
      bench('remembered', () => cached.expectations(inputs)),
      bench('computed', () => plain.expectations(inputs)),
    )
  })
})
