import type { ChannelInstruction } from '../../program.ts'
import { lower } from '../../lowering/lower.ts'
import { Circuit } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { mixtureOf } from './mixture.ts'

function mixture(circuit: Circuit): ReturnType<typeof mixtureOf> {
  const { structure, constants } = lower(circuit)
  return mixtureOf(structure.instructions[0] as ChannelInstruction, constants)
}

describe('mixtureOf', () => {
  test('finds the weights of Paulis, and the identity', () => {
    const { weights, unitaries } = mixture(new Circuit(1).pauliChannel(0.1, 0.2, 0.25, 0))!
    expect(weights.map((weight) => Number(weight.toFixed(12)))).toEqual([0.45, 0.1, 0.2, 0.25])
    expect(unitaries.map((unitary) => unitary?.map((entry) => Math.round(entry)))).toEqual([
      undefined,
      Float64Array.of(0, 0, 1, 0, 1, 0, 0, 0),
      Float64Array.of(0, 0, 0, -1, 0, 1, 0, 0),
      Float64Array.of(1, 0, 0, 0, 0, 0, -1, 0),
    ])
  })

  test('of two qubits has sixteen terms', () => {
    const { weights, unitaries } = mixture(new Circuit(2).depolarizing2(0.3, 0, 1))!
    expect(weights).toHaveLength(16)
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
    expect(unitaries.filter((unitary) => unitary === undefined)).toHaveLength(1)
  })

  test('is none where a probability depends on the state', () => {
    expect(mixture(new Circuit(1).amplitudeDamping(0.3, 0))).toBeUndefined()
    expect(mixture(new Circuit(1).thermalRelaxation({ t1: 50, t2: 70, time: 30 }, 0))).toBeUndefined()
  })

  test('keeps a term that never comes', () => {
    expect(mixture(new Circuit(1).depolarizing(0, 0))?.weights).toEqual([1, 0, 0, 0])
  })
})
