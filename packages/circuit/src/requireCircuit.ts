/** The check of an argument that must be a circuit; one made by another copy of this package is one too. */
import { inWords } from '@ketwork/math'
import type { CircuitData } from './CircuitData.ts'

/** @throws TypeError that names the argument */
export function requireCircuit(name: string, value: unknown): asserts value is CircuitData {
  const { qubitCount, operations, parameters, features } = (value ?? {}) as Partial<CircuitData>
  const isCircuit = typeof qubitCount === 'number' && [operations, parameters, features].every(Array.isArray)
  if (!isCircuit) throw new TypeError(`${name} is ${inWords(value)}: a Circuit is needed`)
}
