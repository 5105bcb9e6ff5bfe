/** How often each gate stands in a circuit. */
import { requireCircuit } from '../requireCircuit.ts'
import type { Circuit } from '../Circuit.ts'
import type { OperationName } from '../gates/Operation.ts'

/**
 * The number of operations of each gate, channel, measurement, reset and barrier, in order of first use.
 *
 * @example
 * counts(new Circuit(2).h(0).cx(0, 1).h(1)) // { h: 2, cx: 1 }
 */
export function counts(circuit: Circuit): Partial<Record<OperationName, number>> {
  requireCircuit('circuit', circuit)
  const result: Partial<Record<OperationName, number>> = {}
  for (const { gate } of circuit.operations) result[gate] = (result[gate] ?? 0) + 1
  return result
}
