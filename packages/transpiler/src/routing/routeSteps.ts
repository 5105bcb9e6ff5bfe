/**
 * Steps of a route as numbers, so that a route is one flat array: a node that runs is its own number, a SWAP of two device qubits and the start of a bridge are below zero.
 *
 * A bridge takes two steps: where it starts, and the node that runs over it.
 */

export function swapStep(a: number, b: number, qubits: number): number {
  return -1 - (a * qubits + b)
}

/** The next node runs over the device qubit `middle`, and begins with the pair of it and `end`. */
export function bridgeStep(end: number, middle: number, qubits: number): number {
  return swapStep(end, middle, qubits) - qubits * qubits
}

export function stepKind(step: number, qubits: number): 'node' | 'swap' | 'bridge' {
  if (step >= 0) return 'node'
  return step >= -qubits * qubits ? 'swap' : 'bridge'
}

/** The two device qubits of a SWAP, or the end and the middle of a bridge. */
export function stepPair(step: number, qubits: number): readonly [number, number] {
  const code = (-1 - step) % (qubits * qubits)
  return [Math.floor(code / qubits), code % qubits]
}
