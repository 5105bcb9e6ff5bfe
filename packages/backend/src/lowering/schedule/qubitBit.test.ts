import { Circuit, feature, parsePauliSum } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { estimateExpectations } from '../../shots/estimate.ts'
import { measurementPlan } from '../../shots/measurementPlan.ts'
import { absorbIntoObservables } from '../absorbIntoObservables.ts'
import { diagonalGroups } from '../diagonalGroups.ts'
import { diagonalTable, groupWeights } from '../diagonalTable.ts'
import { lower } from '../lower.ts'
import { actionOf, pauliMasks } from './actions.ts'
import { maskOf } from './qubitBit.ts'

const HIGH = [31, 32, 33, 64]

describe('masks of qubits', () => {
  test('hold qubits 0 to 30', () => {
    expect(maskOf([])).toBe(0)
    expect(maskOf([0, 5, 30])).toBe(1 + 2 ** 5 + 2 ** 30)
    expect(pauliMasks({ pauli: 'XYZ', qubits: [30, 1, 0] })).toEqual({ x: 2 ** 30 + 2, z: 3, ys: 1 })
  })

  test.each([...HIGH, -1, 0.5, NaN])('refuse qubit %d, which would be taken for another one', (qubit) => {
    expect(() => maskOf([0, qubit])).toThrow(RangeError)
    expect(() => maskOf([0, qubit])).toThrow(`qubit ${qubit} has no place in a mask`)
    expect(() => pauliMasks({ pauli: 'XZ', qubits: [0, qubit] })).toThrow(RangeError)
  })
})

describe.each(HIGH)('planners refuse qubit %d', (qubit) => {
  const width = qubit + 1
  const observables = [parsePauliSum(`Z${qubit}`)]

  test('as an observable that instructions would be absorbed into', () => {
    expect(() => absorbIntoObservables(lower(new Circuit(width).h(0), observables).structure)).toThrow(`qubit ${qubit}`)
  })

  test('of each kind of instruction', () => {
    const kinds = [
      new Circuit(width).rx(0.1, qubit),
      new Circuit(width).crx(0.1, qubit, 0),
      new Circuit(width).cx(0, qubit),
      new Circuit(width).cx(qubit, 0),
      new Circuit(width).swap(0, qubit),
      new Circuit(width).cp(0.1, 0, qubit),
    ]
    for (const circuit of kinds) {
      for (const instruction of lower(circuit).structure.instructions) expect(() => actionOf(instruction)).toThrow(`qubit ${qubit}`)
    }
  })

  test('in tables of diagonal gates and in estimates', async () => {
    const program = lower(new Circuit(width).rzz(feature('x'), 0, qubit), observables)
    const [group] = diagonalGroups(program.structure)
    expect(() => diagonalTable(group, groupWeights(group, program.constants), 2)).toThrow(`qubit ${qubit}`)
    const estimate = estimateExpectations(measurementPlan(program), program.constants, () => [0, 1], { shots: 2, seed: 1, row: 0 })
    await expect(estimate).rejects.toThrow(`qubit ${qubit}`)
  })
})
