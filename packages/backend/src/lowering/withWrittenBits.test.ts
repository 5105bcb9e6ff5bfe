import { Circuit } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { withWrittenBits } from './withWrittenBits.ts'

const bits = Array.from({ length: 64 }, (_, i) => `c[${i}]`)
const measured = new Circuit(2).measure(0, 'c[0]').measure(1, 'c[63]')

function kept(circuit: Circuit): (readonly [gate: string, bits: readonly string[], value: number | bigint] | readonly [gate: string])[] {
  return withWrittenBits(circuit.operations).map(({ gate, condition }) =>
    condition === undefined ? [gate] : [gate, condition.bits, condition.value],
  )
}

describe('withWrittenBits', () => {
  test('asks only for bits that a measurement has written before', () => {
    const circuit = measured.copy().when({ bits, value: 2n ** 63n }, (then) => then.x(0))
    expect(kept(circuit)).toEqual([['measure'], ['measure'], ['x', ['c[0]', 'c[63]'], 2]])
    const early = new Circuit(2).when({ bits, value: 0 }, (then) => then.x(0)).compose(measured)
    expect(kept(early)).toEqual([['x'], ['measure'], ['measure']])
  })

  test('leaves out what needs a bit to be 1 that reads 0', () => {
    expect(kept(measured.copy().when({ bits, value: 2 }, (then) => then.x(0).measure(0, 'never')))).toEqual([['measure'], ['measure']])
  })

  test('takes a bit as unwritten when the measurement that would write it never runs', () => {
    const circuit = new Circuit(1)
      .when({ bits: ['a'], value: 1 }, (then) => then.measure(0, 'b'))
      .when({ bits: ['b'], value: 1 }, (then) => then.x(0))
      .when({ bits: ['b'], value: 0 }, (then) => then.h(0))
    expect(kept(circuit)).toEqual([['h']])
  })

  test('gives the very same list where there is nothing to know', () => {
    const { operations } = measured
    expect(withWrittenBits(operations)).toBe(operations)
  })
})
