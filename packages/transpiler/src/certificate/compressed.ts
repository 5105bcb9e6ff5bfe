/** The claim on as few qubits as it needs: those of the device that hold a circuit qubit or that an operation touches. */
import { Circuit } from '@ketwork/circuit'
import type { Claim } from './Equivalence.ts'

export interface CompressedClaim extends Claim {
  /** Qubits of `output` that hold no circuit qubit at first; they start in |0>. */
  readonly ancillas: readonly number[]
}

export function compressed({ source, output, initialLayout, finalLayout }: Claim): CompressedClaim {
  const used = new Set([...initialLayout, ...finalLayout])
  for (const { gate, qubits } of output.operations) if (gate !== 'barrier') for (const qubit of qubits) used.add(qubit)
  const places = new Map([...used].sort((a, b) => a - b).map((qubit, i) => [qubit, i]))
  const small = new Circuit(Math.max(1, places.size))
  for (const operation of output.operations) {
    if (operation.gate !== 'barrier') small.append({ ...operation, qubits: operation.qubits.map((qubit) => places.get(qubit) ?? 0) })
  }
  const moved = (layout: readonly number[]): number[] => layout.map((qubit) => places.get(qubit) ?? 0)
  const initial = moved(initialLayout)
  const held = new Set(initial)
  const ancillas = Array.from({ length: places.size }, (_, qubit) => qubit).filter((qubit) => !held.has(qubit))
  return { source, output: small, initialLayout: initial, finalLayout: moved(finalLayout), ancillas }
}

/** A state of the circuit's qubits on `layout`, all other qubits in |0>. */
export function embedded(state: Float64Array, layout: readonly number[], qubits: number): Float64Array {
  const result = new Float64Array(2 * 2 ** qubits)
  for (let i = 0; i < state.length / 2; i++) {
    let index = 0
    for (let q = 0; q < layout.length; q++) index |= ((i >> q) & 1) << layout[q]
    result[2 * index] = state[2 * i]
    result[2 * index + 1] = state[2 * i + 1]
  }
  return result
}
