import { Circuit, randomCircuit } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { removeFinalMeasurements } from './removeFinalMeasurements.ts'

describe('removeFinalMeasurements', () => {
  test('gives back what stood before measureAll, leaves the input alone and finds nothing the second time', () => {
    const random = new RandomStream(15)
    for (let i = 0; i < 40; i++) {
      const plain = randomCircuit({ qubits: 1 + random.integer(4), operations: random.integer(20), seed: i })
      const measured = plain.copy().measureAll()
      const before = [...measured.operations]
      const { circuit, removed } = removeFinalMeasurements(measured)
      expect(circuit.operations).toEqual(plain.operations)
      expect(removed).toBe(plain.qubitCount)
      expect(measured.operations).toEqual(before)
      expect(removeFinalMeasurements(circuit)).toEqual({ circuit, removed: 0 })
    }
  })

  test('looks past barriers, work on other qubits and a second measurement of the same qubit', () => {
    const circuit = new Circuit(2).h(0).measure(0, 'a').barrier(0, 1).x(1).measure(0, 'b').measure(1, 'c')
    const { circuit: left, removed } = removeFinalMeasurements(circuit)
    expect(left.operations.map(({ gate }) => gate)).toEqual(['h', 'barrier', 'x'])
    expect(removed).toBe(3)
  })

  test('keeps a measurement that a gate or a reset follows', () => {
    expect(removeFinalMeasurements(new Circuit(1).measure(0, 'a').x(0)).removed).toBe(0)
    expect(removeFinalMeasurements(new Circuit(1).measure(0, 'a').reset(0)).removed).toBe(0)
  })

  test('keeps a measurement whose bit a condition reads, and one under a condition', () => {
    const read = new Circuit(2).measure(0, 'a').when({ bits: ['a'], value: 1 }, (each) => each.x(1))
    expect(removeFinalMeasurements(read).removed).toBe(0)
    const conditional = new Circuit(2).measure(0, 'a').when({ bits: ['a'], value: 1 }, (each) => each.measure(1, 'b'))
    expect(removeFinalMeasurements(conditional).removed).toBe(0)
  })
})
