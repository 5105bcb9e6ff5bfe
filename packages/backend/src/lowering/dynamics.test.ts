import { Circuit, parameter } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { deferMeasurements, dynamicReason, isUnitaryProgram, stretchesAndJumps, terminalMeasurements } from './dynamics.ts'
import { lower } from './lower.ts'

describe('dynamicReason', () => {
  const cases: readonly (readonly [reason: string, circuit: Circuit])[] = [
    ['measures qubit 0 in the middle', new Circuit(2).measure(0, 'a').h(0)],
    ['measures qubit 1 at the end', new Circuit(2).h(1).measure(1, 'a').h(0)],
    ['resets qubit 1', new Circuit(2).reset(1)],
    ['writes 1 to bit a', new Circuit(2).h(0).setBit('a')],
    ['has a channel on qubits 0, 1', new Circuit(2).depolarizing2(0.1, 0, 1)],
    ['has a channel on qubit 0', new Circuit(2).phaseDamping(0.1, 0)],
  ]
  test.each(cases)('says: %s', (reason, circuit) => {
    expect(dynamicReason(lower(circuit))).toBe(reason)
    expect(isUnitaryProgram(lower(circuit))).toBe(false)
  })

  test('names a condition by its bits', () => {
    const bits = Array.from({ length: 9 }, (_, i) => `b${i}`)
    const circuit = new Circuit(1)
    for (const bit of bits) circuit.measure(0, bit)
    const reasonAfter = (read: readonly string[], value: number): string | undefined => {
      const { structure, ...rest } = lower(circuit.copy().when({ bits: read, value }, (inner) => inner.x(0)))
      return dynamicReason({ ...rest, structure: { ...structure, instructions: structure.instructions.slice(-1) } })
    }
    expect(reasonAfter(['b1', 'b0'], 2)).toBe('runs an operation only if b1 is 0, b0 is 1')
    expect(reasonAfter(bits, 1)).toBe('runs an operation only if b0 is 1, b1 is 0, b2 is 0, b3 is 0, b4 is 0, b5 is 0, b6 is 0, ...')
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
    expect(split?.rest.structure.instructions).toEqual(lower(new Circuit(2).h(0).h(1)).structure.instructions)
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

describe('deferMeasurements', () => {
  const bitsOf = (circuit: Circuit) => deferMeasurements(lower(circuit)).measurements.map(({ bit }) => circuit.bits[bit])

  test('takes off what may be read at the end, whatever came before', () => {
    const circuit = new Circuit(3).measure(0, 'a').reset(0).depolarizing(0.1, 1).measure(1, 'b').measure(0, 'c').h(2)
    expect(bitsOf(circuit)).toEqual(['b', 'c'])
    expect(deferMeasurements(lower(circuit)).rest.structure.instructions.map(({ kind }) => kind)).toEqual([
      'measure',
      'reset',
      'channel',
      'matrix',
    ])
  })

  test.each([
    ['under a condition', new Circuit(2).measure(0, 'a').when({ bits: ['a'], value: 1 }, (then) => then.measure(1, 'b'))],
    ['into a bit that a condition reads', new Circuit(2).measure(0, 'a').when({ bits: ['a'], value: 1 }, (then) => then.x(1))],
    ['of a qubit that is touched again', new Circuit(2).measure(0, 'a').cx(1, 0)],
    ['into a bit that is assigned afterwards', new Circuit(2).measure(0, 'a').setBit('a')],
    ['into a bit that is written before', new Circuit(2).measure(0, 'a').cx(1, 0).measure(1, 'a')],
  ])('leaves a measurement %s', (_, circuit) => {
    expect(bitsOf(circuit)).toEqual([])
  })
})

describe('stretchesAndJumps', () => {
  const partsOf = (circuit: Circuit) =>
    stretchesAndJumps(lower(circuit).structure).map((part) => (part.kind === 'stretch' ? part.instructions.length : part.instruction.kind))

  test('begins with a stretch, and cuts at all that is drawn', () => {
    expect(partsOf(new Circuit(2))).toEqual([0])
    expect(partsOf(new Circuit(2).h(0).cx(0, 1))).toEqual([2])
    expect(partsOf(new Circuit(2).reset(0).h(0).x(1).measure(0, 'a').depolarizing(0.1, 1).x(0))).toEqual([
      ...[0, 'reset', 2, 'measure', 'channel', 1],
    ])
  })

  test('makes a stretch of each unitary under a condition, and tells the condition apart', () => {
    const circuit = new Circuit(2)
      .measure(0, 'a')
      .when({ bits: ['a'], value: 1 }, (then) => then.x(0).x(1))
      .x(0)
    const [, , first, second, last] = stretchesAndJumps(lower(circuit).structure)
    const flip = { kind: 'flip', controls: [] }
    const condition = { bits: [0], values: [1] as const }
    expect([first, second]).toEqual([0, 1].map((target) => ({ kind: 'stretch', instructions: [{ ...flip, target }], condition })))
    expect(last).toEqual({ kind: 'stretch', instructions: [{ ...flip, target: 0 }] })
  })
})
