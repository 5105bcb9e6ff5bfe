import { Circuit, feature, parameter } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { dynamicReason, isUnitaryProgram, terminalMeasurements, unboundReason } from './dynamics.ts'
import { lower } from './lower.ts'

describe('dynamicReason', () => {
  const cases: readonly (readonly [reason: string, circuit: Circuit])[] = [
    ['measures qubit 0 in the middle', new Circuit(2).measure(0, 'a').h(0)],
    ['measures qubit 1 at the end', new Circuit(2).h(1).measure(1, 'a').h(0)],
    ['resets qubit 1', new Circuit(2).reset(1)],
    ['has a channel on qubits 0, 1', new Circuit(2).depolarizing2(0.1, 0, 1)],
    ['has a channel on qubit 0', new Circuit(2).phaseDamping(0.1, 0)],
  ]
  test.each(cases)('says: %s', (reason, circuit) => {
    expect(dynamicReason(lower(circuit))).toBe(reason)
    expect(isUnitaryProgram(lower(circuit))).toBe(false)
  })

  test('names a condition by its bits', () => {
    const circuit = new Circuit(1).when({ bits: ['a', 'b'], value: 2 }, (inner) => inner.x(0))
    expect(dynamicReason(lower(circuit))).toBe('runs an operation only if a, b reads 2')
  })

  test('finds nothing in a unitary program', () => {
    const program = lower(new Circuit(2).h(0).cx(0, 1).barrier(0, 1).rz(parameter('t'), 1))
    expect(dynamicReason(program)).toBeUndefined()
    expect(isUnitaryProgram(program)).toBe(true)
  })
})

describe('terminalMeasurements', () => {
  test('takes measurements off that nothing follows on their qubits, and keeps the rest', () => {
    const circuit = new Circuit(2).h(0).measure(0, 'a').h(1).measure(1, 'b')
    const split = terminalMeasurements(lower(circuit))
    expect(split?.measurements.map(({ qubit, bit }) => [qubit, bit])).toEqual([[0, 0], [1, 1]]) // prettier-ignore
    expect(split?.unitary.structure.instructions).toEqual(lower(new Circuit(2).h(0).h(1)).structure.instructions)
  })

  test.each([
    ['a qubit used after its measurement', new Circuit(2).measure(0, 'a').cx(0, 1)],
    ['a qubit measured twice', new Circuit(1).measure(0, 'a').measure(0, 'b')],
    ['a reset', new Circuit(2).reset(0).measure(1, 'a')],
    ['a condition', new Circuit(2).measure(0, 'a').when({ bits: ['a'], value: 1 }, (inner) => inner.x(1))],
    ['nothing measured', new Circuit(2).h(0)],
  ])('finds none with %s', (_, circuit) => {
    expect(terminalMeasurements(lower(circuit))).toBeUndefined()
  })
})

describe('unboundReason', () => {
  test('names the symbols a run must supply', () => {
    const circuit = new Circuit(1).rx(parameter('a'), 0).ry(parameter('b'), 0).rz(feature('x'), 0)
    expect(unboundReason(lower(circuit))).toBe('needs values for parameters a, b and feature x')
    expect(unboundReason(lower(new Circuit(1).rx(0.5, 0)))).toBeUndefined()
  })
})
