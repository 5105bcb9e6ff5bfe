import { Circuit, type OperationName, parameters, unitary } from '@ketwork/circuit'
import { maxAbsDifference } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { checkPassLaw } from './testing/index.ts'
import { transpile } from './transpile.ts'

const basis: readonly OperationName[] = ['cz', 'rz', 'sx', 'x']

describe('transpile', () => {
  test('keeps the law of passes but for the second run, which may find more', () => {
    let fixed = (circuit: Circuit): Circuit => transpile(circuit, { basis }).circuit
    const once = fixed
    fixed = (circuit) => untilStable(circuit, once)
    checkPassLaw(fixed, { circuits: 15, seed: 15, cost: false })
  })

  test('reports metrics before and after and every pass', () => {
    const { before, after, passes } = transpile(new Circuit(3).h(0).h(0).ccx(0, 1, 2).barrier(), { basis })
    expect(before).toMatchObject({ operations: 3, counts: { h: 2, ccx: 1 } })
    expect(after.twoQubitOperations).toBe(6)
    expect(after.twoQubitDepth).toBe(6)
    expect(passes.map(({ name }) => name)).toEqual([
      'cancelInverses',
      'mergeRotations',
      'translateBasis',
      'mergeRotations',
      'cancelInverses',
    ])
    expect(passes[0].operations).toBe(1)
    expect(passes.at(-1)?.operations).toBe(after.operations)
    expect(passes.every(({ milliseconds }) => milliseconds >= 0)).toBe(true)
  })

  test('is bound after it is transpiled', () => {
    const w = parameters('w', 2)
    const circuit = new Circuit(2).ry(w[0], 0).crx(w[1], 0, 1)
    const values = { 'w[0]': 0.3, 'w[1]': 1.1 }
    const { circuit: native } = transpile(circuit, { basis })
    expect(maxAbsDifference(unitary(native.bind(values)), unitary(circuit.bind(values)))).toBeLessThan(1e-12)
  })

  test('a circuit and its inverse come to nothing', () => {
    const circuit = new Circuit(3).h(0).cp(0.4, 0, 1).ccx(0, 1, 2).ryy(0.2, 1, 2)
    expect(transpile(circuit.copy().compose(circuit.inverse()), { basis }).after.operations).toBe(0)
  })

  test('refuses targets that do not fit or make no sense', () => {
    expect(() => transpile(new Circuit(3).h(0), { qubits: 2, basis })).toThrow('the circuit has 3 qubits and the target 2')
    expect(() => transpile(new Circuit(1), { qubits: 0, basis })).toThrow(RangeError)
    expect(() => transpile(new Circuit(1), { basis: ['measure'] })).toThrow("'measure' is not a gate")
  })
})

function untilStable(circuit: Circuit, pass: (circuit: Circuit) => Circuit): Circuit {
  let current = pass(circuit)
  for (let i = 0; i < 20; i++) {
    const next = pass(current)
    if (JSON.stringify(next.operations) === JSON.stringify(current.operations)) break
    current = next
  }
  return current
}
