import { Circuit, gateTable, type Operation, type OperationName, unitary } from '@ketwork/circuit'
import { haarUnitary, maxAbsDifference, multiply, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { type WireAxis, wireAxis } from './wireAxes.ts'

const paulis = { X: 'x', Y: 'y', Z: 'z' } as const
/** Acts along every axis, and is taken for a diagonal gate. */
const trivial: readonly OperationName[] = ['i', 'globalPhase']
const gates = (Object.keys(gateTable) as OperationName[]).filter((gate) => gateTable[gate].kind === 'gate' && !trivial.includes(gate))

function example(gate: OperationName): Operation {
  const random = new RandomStream(5)
  const { angles } = gateTable[gate]
  const width = gateTable[gate].qubits === 'any' ? 3 : gateTable[gate].qubits
  return {
    gate,
    qubits: [2, 0, 1].slice(0, width),
    angles: Array.from({ length: angles }, () => 0.3 + random.uniform()),
    ...(gate === 'unitary' && { matrix: haarUnitary(2 ** width, random) }),
    ...(gate === 'pauliRotation' && { pauli: 'YXZ'.slice(0, width) }),
  }
}

/** The Pauli that the operation commutes with on one of its qubits: only then it is a sum of terms that are I or that Pauli there. */
function commutingAxis(operation: Operation, place: number): WireAxis | undefined {
  const whole = unitary(new Circuit(3).withOperations([operation]))
  return (['X', 'Y', 'Z'] as const).find((axis) => {
    const pauli = unitary(new Circuit(3)[paulis[axis]](operation.qubits[place]))
    return maxAbsDifference(multiply(whole, pauli), multiply(pauli, whole)) < 1e-12
  })
}

describe('wireAxis', () => {
  test.each(gates)('knows the axis of %s on each of its qubits', (gate) => {
    const operation = example(gate)
    operation.qubits.forEach((_, place) => expect(wireAxis(operation, place), `place ${place}`).toBe(commutingAxis(operation, place)))
  })

  test('gives a gate under a condition no axis, since its bit may change', () => {
    const operation: Operation = { gate: 'cx', qubits: [0, 1], angles: [], condition: { bits: ['m'], value: 1 } }
    expect([wireAxis(operation, 0), wireAxis(operation, 1)]).toEqual([undefined, undefined])
  })

  test('gives measurements, channels and barriers none', () => {
    const circuit = new Circuit(1).measure(0, 'm').reset(0).depolarizing(0.1, 0).barrier(0)
    for (const operation of circuit.operations) expect(wireAxis(operation, 0)).toBeUndefined()
  })
})
