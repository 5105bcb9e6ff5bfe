/** How many numbers a training would find. */
import { angleSymbols } from '../angles/index.ts'
import type { Circuit } from '../Circuit.ts'

/**
 * The number of different parameters in the angles of a circuit; features, which are data, do not count.
 *
 * It is at most `circuit.parameters.length`, which keeps the names of parameters that passes have cancelled. O(operations).
 *
 * @example
 * parameterCount(new Circuit(1).rx(parameter('w'), 0).rz(plus(parameter('w'), feature('x')), 0)) // 1
 */
export function parameterCount(circuit: Circuit): number {
  const names = new Set<string>()
  for (const { angles } of circuit.operations) {
    for (const angle of angles) {
      for (const { kind, name } of angleSymbols(angle)) if (kind === 'parameter') names.add(name)
    }
  }
  return names.size
}
