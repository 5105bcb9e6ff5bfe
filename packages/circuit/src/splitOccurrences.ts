/** Gives every angle of every gate a feature column of its own, so that each can be shifted alone. */
import { type Angle, feature } from './angles/index.ts'
import { Circuit } from './Circuit.ts'

export interface SplitCircuit {
  /** Without parameters; its features are `occurrence[0]`, `occurrence[1]`, ... */
  readonly circuit: Circuit
  /** The angle that stood where feature `occurrence[i]` stands now. */
  readonly occurrences: readonly Angle[]
}

/**
 * The circuit with the feature `occurrence[i]` in the place of its i-th angle, constants included, and those angles.
 *
 * Parameter shift, metric and Hessian are then one batch over the features and the chain rule from `occurrences` back to the symbols.
 *
 * @example
 * splitOccurrences(new Circuit(1).rx(w, 0).rz(times(2, w), 0)).occurrences // [w, 2*w]
 */
export function splitOccurrences(circuit: Circuit): SplitCircuit {
  const occurrences: Angle[] = []
  const split = new Circuit(circuit.qubitCount)
  for (const operation of circuit.operations) {
    const angles = operation.angles.map((angle) => feature(`occurrence[${occurrences.push(angle) - 1}]`))
    split.append(angles.length === 0 ? operation : { ...operation, angles })
  }
  return { circuit: split, occurrences }
}
