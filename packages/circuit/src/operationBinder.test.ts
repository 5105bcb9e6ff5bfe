import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { feature, parameters } from './angles/index.ts'
import { Circuit } from './Circuit.ts'
import { randomCircuit } from './randomCircuit.ts'

describe('binder', () => {
  test('gives what bind gives, for random circuits with symbols, conditions and measurements', () => {
    const gates = ['rx', 'u', 'rzz', 'pauliRotation', 'h', 'measure', 'cu'] as const
    for (let seed = 0; seed < 30; seed++) {
      const circuit = randomCircuit({
        qubits: 3,
        operations: 15,
        seed,
        symbols: [...parameters('w', 3), feature('x')],
        gates,
        conditionProbability: 0.2,
      })
      const random = new RandomStream(seed)
      const draw = (names: readonly string[]): number[] => names.map(() => random.normal())
      const [own, data] = [draw(circuit.parameters), draw(circuit.features)]
      const values = Object.fromEntries([
        ...circuit.parameters.map((name, i) => [name, own[i]]),
        ...circuit.features.map((name, i) => [name, data[i]]),
      ])
      const [bound, expected] = [circuit.binder()(own, data), circuit.bind(values as Record<string, number>)]
      expect({ ...bound, operations: [] }).toEqual({ ...expected, operations: [] })
      bound.operations.forEach((operation, i) => {
        const { angles, ...rest } = operation
        const { angles: others, ...otherRest } = expected.operations[i]
        expect(rest).toEqual(otherRest)
        angles.forEach((angle, k) => expect(angle).toBeCloseTo(others[k] as number, 12))
      })
    }
  })

  test('refuses too few numbers and ones that are not finite', () => {
    const bind = new Circuit(1).rx(parameters('w', 2)[0], 0).binder()
    expect(() => bind([])).toThrow('1 parameters, got 0')
    expect(() => bind([NaN])).toThrow('finite')
  })
})
