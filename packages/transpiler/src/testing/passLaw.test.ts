/** The law is worth what it catches: each test hands it a pass that is wrong in one way. */
import { type Circuit, isConstant, type Operation, plus, times } from '@ketwork/circuit'
import { expect, test } from 'vitest'
import { cancelInverses } from '../passes/cancelInverses.ts'
import { checkPassLaw, type Pass, PassLawError } from './index.ts'

function rewriting(change: (operation: Operation, index: number) => Operation[]): Pass {
  return (circuit: Circuit) => circuit.withOperations(circuit.operations.flatMap(change))
}

function law(pass: Pass): string {
  try {
    checkPassLaw(pass)
  } catch (error) {
    if (error instanceof PassLawError) return error.law
    throw error
  }
  return 'kept'
}

test('a pass that does nothing keeps the law', () => {
  expect(law((circuit) => circuit)).toBe('kept')
})

test('dropped angles are caught', () => {
  const pass = rewriting((operation) => [{ ...operation, angles: operation.angles.map((angle) => (isConstant(angle) ? angle : 0)) }])
  expect(law(pass)).toMatch(/unitary changed/)
})

test('a sign that is wrong on one gate is caught', () => {
  const pass: Pass = (circuit) =>
    circuit.withOperations(
      cancelInverses(circuit).operations.map((each) => (each.gate === 'ry' ? { ...each, angles: [times(-1, each.angles[0])] } : each)),
    )
  expect(law(pass)).toMatch(/unitary changed|second run/)
})

test('deleted two-qubit rotations are caught', () => {
  expect(law(rewriting((operation) => (operation.gate === 'rzz' ? [] : [operation])))).toMatch(/unitary changed/)
})

test('exchanged control and target are caught', () => {
  const pass = rewriting((operation) => [operation.gate === 'cx' ? { ...operation, qubits: [...operation.qubits].sort() } : operation])
  expect(law(pass)).toMatch(/unitary changed/)
})

test('a lost global phase is caught', () => {
  expect(law(rewriting((operation) => (operation.gate === 'globalPhase' ? [] : [operation])))).toMatch(/only its global phase/)
})

test('a lost barrier is caught', () => {
  expect(law(rewriting((operation) => (operation.gate === 'barrier' ? [] : [operation])))).toMatch(/barrier/)
})

test('gates that cross a barrier are caught', () => {
  const pass: Pass = (circuit) =>
    circuit.withOperations([...circuit.operations].sort((a, b) => Number(b.gate === 'barrier') - Number(a.gate === 'barrier')))
  expect(law(pass)).toBe('something crossed the barrier')
})

test('a lost condition is caught', () => {
  expect(law(rewriting(({ condition: _, ...operation }) => [operation]))).toMatch(/outcome/)
})

test('a lost channel is caught', () => {
  expect(law(rewriting((operation) => (operation.gate === 'amplitudeDamping' ? [] : [operation])))).toMatch(/outcome/)
})

test('a measurement that moved to the end is caught', () => {
  const pass: Pass = (circuit) =>
    circuit.withOperations([...circuit.operations].sort((a, b) => Number(a.gate === 'measure') - Number(b.gate === 'measure')))
  expect(law(pass)).toMatch(/outcome/)
})

test('a changed input is caught', () => {
  const pass: Pass = (circuit) => {
    ;(circuit.operations as Operation[]).splice(0, 1)
    return circuit
  }
  expect(law(pass)).toMatch(/input was changed/)
})

test('a pass that never comes to an end is caught', () => {
  const pass = rewriting((operation, i) =>
    i === 0 && operation.gate === 'rz' ? [{ ...operation, angles: [plus(operation.angles[0], 4 * Math.PI)] }] : [operation],
  )
  expect(law(pass)).toMatch(/second run/)
})

test('operations that were added are caught', () => {
  const pass: Pass = (circuit) => (circuit.operations.length > 30 ? circuit : circuit.withOperations([...circuit.operations, ...padding]))
  expect(law(pass)).toMatch(/cost rose|second run/)
})

const padding: Operation[] = Array.from({ length: 40 }, () => ({ gate: 'i', qubits: [0], angles: [] }))
