import { Circuit, type Operation, parameter, plus } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { checkPassLaw } from '../testing/index.ts'
import { cancelCommuting } from './cancelCommuting.ts'

function left(circuit: Circuit): readonly Operation[] {
  return cancelCommuting(circuit).operations
}

function names(circuit: Circuit): string {
  return left(circuit)
    .map(({ gate }) => gate)
    .join(' ')
}

const w = parameter('w')

describe('cancelCommuting', () => {
  test('keeps the law of passes', () => checkPassLaw(cancelCommuting, { circuits: 60, seed: 61 }))
  test('keeps the law where nearly everything commutes along Z', () =>
    checkPassLaw(cancelCommuting, { circuits: 60, seed: 62, gates: ['cx', 'rz', 'p', 's', 't', 'tdg', 'cz', 'cp', 'ccx', 'rzz'] }))
  test('keeps the law where nearly everything commutes along X and Y', () =>
    checkPassLaw(cancelCommuting, {
      circuits: 60,
      seed: 63,
      gates: ['cx', 'x', 'rx', 'sx', 'sxdg', 'rxx', 'rzx', 'y', 'ry', 'ecr', 'cy', 'pauliRotation'],
    }))
  test('keeps the law for a basis', () =>
    checkPassLaw((circuit) => cancelCommuting(circuit, ['cz', 'rz', 'sx', 'x']), {
      circuits: 60,
      seed: 64,
      gates: ['cz', 'rz', 'sx', 'x', 'cx'],
    }))

  test('cancels two CX across gates on their control and target', () => {
    expect(names(new Circuit(3).cx(0, 1).rz(w, 0).cx(0, 2).rx(0.2, 1).cx(2, 1).cx(0, 1))).toBe('rz cx rx cx')
  })

  test('keeps two CX with something between that does not commute', () => {
    expect(left(new Circuit(2).cx(0, 1).rx(0.1, 0).cx(0, 1))).toHaveLength(3)
    expect(left(new Circuit(2).cx(0, 1).rz(0.1, 1).cx(0, 1))).toHaveLength(3)
    expect(left(new Circuit(2).cx(0, 1).cx(1, 0).cx(0, 1))).toHaveLength(3)
    expect(left(new Circuit(2).cx(0, 1).barrier(0).cx(0, 1))).toHaveLength(3)
    expect(left(new Circuit(2).cx(0, 1).measure(0, 'm').cx(0, 1))).toHaveLength(3)
  })

  test('adds rotations across what commutes with them, symbols included', () => {
    const { operations } = cancelCommuting(new Circuit(2).rz(w, 0).cx(0, 1).rz(0.5, 0))
    expect(operations).toEqual([
      { gate: 'rz', qubits: [0], angles: [plus(w, 0.5)] },
      { gate: 'cx', qubits: [0, 1], angles: [] },
    ])
    expect(names(new Circuit(3).rzz(0.1, 0, 1).rzz(0.4, 1, 2).rzz(0.2, 1, 0))).toBe('rzz rzz')
    expect(names(new Circuit(3).pauliRotation(w, 'XYZ', [0, 1, 2]).rx(0.1, 0).pauliRotation(0.3, 'ZXY', [2, 0, 1]))).toBe(
      'pauliRotation rx',
    )
  })

  test('merges fixed gates into a gate that is allowed', () => {
    expect(names(new Circuit(2).t(0).cx(0, 1).t(0))).toBe('s cx')
    const circuit = new Circuit(2).t(0).cx(0, 1).t(0)
    expect(cancelCommuting(circuit, ['t', 'cx']).operations).toHaveLength(3)
    expect(names(new Circuit(2).s(0).cx(0, 1).rz(0.2, 0))).toBe('rz cx globalPhase')
  })

  test('goes on when what vanished lets others meet', () => {
    expect(left(new Circuit(2).cx(0, 1).h(0).rz(0.3, 0).cx(0, 1).rz(-0.3, 0).cx(0, 1).h(0).cx(0, 1))).toHaveLength(4)
    expect(left(new Circuit(3).cx(0, 1).rx(0.1, 0).cz(0, 2).cz(0, 2).rx(-0.1, 0).cx(0, 1))).toEqual([])
  })
})
