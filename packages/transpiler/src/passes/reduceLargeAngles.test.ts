import { Circuit, parameter, unitary } from '@ketwork/circuit'
import { multiply, maxAbsDifference } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { checkPassLaw } from '../testing/index.ts'
import { transpile } from '../transpile.ts'
import { cancelCommuting } from './cancelCommuting.ts'
import { mergeRotations } from './mergeRotations.ts'
import { reduceLargeAngles } from './reduceLargeAngles.ts'

const LARGE = [
  new Circuit(2).rx(1.7e18, 0).rx(0.3, 0).rx(-9e17, 0),
  new Circuit(2).p(1e20, 0).p(0.7, 0).rz(-1.25e19, 0).globalPhase(3e18).globalPhase(0.1),
  new Circuit(2).rzz(1e300, 0, 1).x(0).rzz(0.4, 0, 1).h(1).cp(5e15, 0, 1).cp(0.2, 1, 0),
  new Circuit(2).u(0.2, 1e19, 0.4, 0).u(1e17, 0.3, -2e18, 0).cu(0.3, 1e18, 0.4, 2e18, 0, 1),
]

/** The matrices of the operations one by one, so that no two angles are added up. */
function product(circuit: Circuit) {
  const identity = unitary(new Circuit(circuit.qubitCount))
  return circuit.operations.reduce((all, operation) => multiply(unitary(circuit.withOperations([operation])), all), identity)
}

describe('reduceLargeAngles', () => {
  test('keeps the law of passes', () => checkPassLaw(reduceLargeAngles, { circuits: 40, seed: 71 }))

  test('leaves small angles and symbols as they are', () => {
    const circuit = new Circuit(1).rx(1000, 0).ry(parameter('w'), 0)
    expect(reduceLargeAngles(circuit)).toBe(circuit)
  })

  test.each([
    ['by itself', reduceLargeAngles],
    ['in mergeRotations', mergeRotations],
    ['in cancelCommuting', (circuit: Circuit) => cancelCommuting(circuit)],
    ['in transpile', (circuit: Circuit) => transpile(circuit, { basis: ['cz', 'rz', 'sx', 'x'] }).circuit],
    ['in transpile without optimising', (circuit: Circuit) => transpile(circuit, { basis: ['cx', 'u'] }, { level: 0 }).circuit],
  ])('loses nothing of large angles beside small ones, %s', (_, pass) => {
    for (const circuit of LARGE) expect(maxAbsDifference(product(pass(circuit)), product(circuit))).toBeLessThan(1e-13)
  })
})
