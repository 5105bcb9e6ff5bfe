import { Circuit, parameter, plus, times } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { checkPassLaw } from '../testing/index.ts'
import { mergeRotations } from './mergeRotations.ts'

const rotations = ['rx', 'rz', 'p', 'rzz', 'rzx', 'cp', 'crz', 'mcp', 'pauliRotation', 'globalPhase'] as const

describe('mergeRotations', () => {
  test('keeps the law of passes', () => checkPassLaw(mergeRotations, { circuits: 60, seed: 12 }))
  test('keeps the law where nearly everything merges', () => checkPassLaw(mergeRotations, { circuits: 60, seed: 13, gates: rotations }))

  test('adds constants and symbols as polynomials', () => {
    const w = parameter('w')
    const { operations } = mergeRotations(new Circuit(1).rz(w, 0).rz(0.25, 0).rz(times(2, w), 0))
    expect(operations).toEqual([{ gate: 'rz', qubits: [0], angles: [plus(times(3, w), 0.25)] }])
  })

  test('merges across operations on other qubits, not across one on its own', () => {
    expect(mergeRotations(new Circuit(2).rx(0.1, 0).h(1).rx(0.2, 0)).operations).toHaveLength(2)
    expect(mergeRotations(new Circuit(2).rx(0.1, 0).h(0).rx(0.2, 0)).operations).toHaveLength(3)
    expect(mergeRotations(new Circuit(2).rx(0.1, 0).barrier(0).rx(0.2, 0)).operations).toHaveLength(3)
  })

  test('merges what does not care about the order of its qubits and keeps what does', () => {
    expect(mergeRotations(new Circuit(2).rzz(0.1, 0, 1).rzz(0.2, 1, 0)).operations).toHaveLength(1)
    expect(mergeRotations(new Circuit(2).crz(0.1, 0, 1).crz(0.2, 1, 0)).operations).toHaveLength(2)
    expect(mergeRotations(new Circuit(2).pauliRotation(0.1, 'XY', [0, 1]).pauliRotation(0.2, 'YX', [1, 0])).operations).toHaveLength(1)
    expect(mergeRotations(new Circuit(2).pauliRotation(0.1, 'XY', [0, 1]).pauliRotation(0.2, 'XY', [1, 0])).operations).toHaveLength(2)
  })

  test('drops a sum that is zero and brings its neighbours together', () => {
    expect(mergeRotations(new Circuit(1).rx(0.1, 0).rz(0.3, 0).rz(-0.3, 0).rx(-0.1, 0)).operations).toEqual([])
  })

  test('turns a rotation by 2 pi into a global phase of pi, but not a controlled one', () => {
    const { operations } = mergeRotations(new Circuit(1).ry(2 * Math.PI, 0))
    expect(operations.map(({ gate }) => gate)).toEqual(['globalPhase'])
    expect(Math.abs(operations[0].angles[0] as number)).toBeCloseTo(Math.PI, 12)
    expect(mergeRotations(new Circuit(2).crz(2 * Math.PI, 0, 1)).operations).toHaveLength(1)
    expect(mergeRotations(new Circuit(2).crz(4 * Math.PI, 0, 1)).operations).toEqual([])
  })
})
