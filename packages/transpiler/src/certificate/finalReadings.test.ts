import { Circuit } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { certify } from './certify.ts'
import { finalReadings } from './finalReadings.ts'

describe('finalReadings', () => {
  test('takes a circuit apart, whatever other qubits do after a reading', () => {
    const found = finalReadings(new Circuit(2).h(0).measure(0, 'a').barrier(0, 1).x(1).measure(1, 'b'))
    expect(found?.body.operations.map(({ gate }) => gate)).toEqual(['h', 'x'])
    expect([...(found?.readings ?? [])].map(([bit, { qubits }]) => [bit, qubits[0]])).toEqual([
      ['a', 0],
      ['b', 1],
    ])
  })

  test.each([
    ['a gate on a measured qubit', new Circuit(1).measure(0, 'a').h(0)],
    ['a second reading of a qubit', new Circuit(1).measure(0, 'a').measure(0, 'b')],
    ['a bit written twice', new Circuit(2).measure(0, 'a').measure(1, 'a')],
    ['a condition', new Circuit(2).measure(0, 'a').when({ bits: ['a'], value: 1 }, (then) => then.x(1))],
    ['a reset', new Circuit(1).reset(0).measure(0, 'a')],
    ['a channel', new Circuit(1).depolarizing(0.1, 0).measure(0, 'a')],
  ])('finds none with %s', (_, circuit) => {
    expect(finalReadings(circuit)).toBeUndefined()
  })
})

describe('a certificate', () => {
  const same = { initialLayout: [0], finalLayout: [0] }

  test('tells a measurement between two gates from the measurement alone', () => {
    const source = new Circuit(1).h(0).measure(0, 'a').h(0)
    expect(certify({ source, output: new Circuit(1).measure(0, 'a'), ...same }).verdict).toBe('different')
    expect(certify({ source, output: source, ...same }).verdict).toBe('equivalent')
  })

  test('tells readings with other errors apart', () => {
    const reading = (error: number) =>
      new Circuit(1).h(0).append({ gate: 'measure', qubits: [0], angles: [], bits: ['a'], readout: { p01: error, p10: 0.02 } })
    expect(certify({ source: reading(0.01), output: reading(0.03), ...same }).verdict).toBe('different')
    expect(certify({ source: reading(0.01), output: reading(0.01), ...same }).verdict).toBe('equivalent')
  })
})
