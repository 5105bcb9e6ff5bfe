import { Circuit, type Operation, parameter } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { checkPassLaw } from '../testing/index.ts'
import { cancelInverses } from './cancelInverses.ts'

function left(circuit: Circuit): readonly Operation[] {
  return cancelInverses(circuit).operations
}

describe('cancelInverses', () => {
  test('keeps the law of passes', () => checkPassLaw(cancelInverses, { circuits: 60, seed: 11 }))

  test('removes a pair that meets only after the pair between them is gone', () => {
    expect(left(new Circuit(2).h(0).cx(0, 1).cx(0, 1).h(0))).toEqual([])
  })

  test('undoes a whole circuit by its inverse', () => {
    const circuit = new Circuit(3).h(0).s(1).ccx(0, 1, 2).rx(parameter('w'), 2).cp(0.3, 0, 2).iswap(1, 2)
    expect(left(circuit.copy().compose(circuit.inverse()))).toEqual([])
  })

  test('keeps two CX whose control and target are exchanged', () => {
    const circuit = new Circuit(2).cx(0, 1).cx(1, 0)
    expect(left(circuit)).toEqual(circuit.operations)
  })

  test('keeps a pair with something between on one of its qubits', () => {
    expect(left(new Circuit(2).cx(0, 1).t(1).cx(0, 1))).toHaveLength(3)
  })

  test('keeps a pair with a barrier, a measurement or a reset between', () => {
    expect(left(new Circuit(1).x(0).barrier(0).x(0))).toHaveLength(3)
    expect(left(new Circuit(1).x(0).measure(0, 'c[0]').x(0))).toHaveLength(3)
    expect(left(new Circuit(1).x(0).reset(0).x(0))).toHaveLength(3)
  })

  test('keeps a pair under one condition when the bit is measured between', () => {
    const condition = { bits: ['c[0]'], value: 1 }
    const circuit = new Circuit(2).measure(1, 'c[0]').when(condition, (each) => each.x(0))
    const again = circuit.copy().when(condition, (each) => each.x(0))
    const measured = circuit
      .copy()
      .measure(1, 'c[0]')
      .when(condition, (each) => each.x(0))
    expect(left(again)).toHaveLength(1)
    expect(left(measured)).toHaveLength(4)
  })

  test('keeps a conditional gate beside an unconditional one', () => {
    const circuit = new Circuit(2).measure(1, 'c[0]').when({ bits: ['c[0]'], value: 1 }, (each) => each.x(0))
    expect(left(circuit.x(0))).toHaveLength(3)
  })
})
