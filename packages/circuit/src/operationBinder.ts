/** What `Circuit.binder` runs: all symbolic angles evaluated in one flat loop, and only the operations that hold them made anew. */
import { buildAngleTable, evaluateAngles, isConstant } from './angles/index.ts'
import type { Circuit } from './Circuit.ts'
import type { Operation } from './gates/Operation.ts'

/**
 * A function from numbers to the operations of a circuit with these numbers in the place of its symbols. O(operations) to prepare, O(angles with symbols) a call and a copy of the list.
 *
 * @throws RangeError from the function when a list has another length than the circuit has symbols of that kind, or an angle is not finite
 */
export function operationBinder({
  operations,
  parameters,
  features,
}: Circuit): (given: ArrayLike<number>, data: ArrayLike<number>) => Operation[] {
  const places = operations.flatMap(({ angles }, i) => (angles.every(isConstant) ? [] : [i]))
  const { table, constants } = buildAngleTable(
    places.flatMap((i) => operations[i].angles),
    parameters,
    features,
    0,
  )
  const values = Float64Array.from(constants)
  const numbers = new Float64Array(table.termStarts.length - 1)
  return (given, data) => {
    requireLength('parameters', given, parameters)
    requireLength('features', data, features)
    evaluateAngles(table, values, given, data, numbers)
    const bound = operations.slice()
    let slot = 0
    for (const place of places) {
      const { gate, qubits, angles, condition, pauli } = operations[place]
      const own: number[] = []
      for (let i = 0; i < angles.length; i++) own.push(finite(numbers[slot++]))
      bound[place] = condition === undefined && pauli === undefined ? { gate, qubits, angles: own } : { ...operations[place], angles: own }
    }
    return bound
  }
}

function requireLength(what: string, given: ArrayLike<number>, names: readonly string[]): void {
  if (given.length !== names.length) throw new RangeError(`the circuit has ${names.length} ${what}, got ${given.length} numbers`)
}

function finite(angle: number): number {
  if (Number.isFinite(angle)) return angle
  throw new RangeError(`an angle is ${angle}: give finite numbers for all symbols`)
}
