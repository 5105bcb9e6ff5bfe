/**
 * Replaces operations one by one, each by what a rule gives for it.
 *
 * A rule sees an operation without condition; the condition goes to each part. What a gate without angle and matrix becomes depends on nothing but its name and number of
 * qubits, so it is worked out once.
 */
import type { Circuit, Operation } from '@ketwork/circuit'

/** The circuit with each operation for which `isKept` is false replaced by what `rewrite` returns. */
export function rewriteOperations(
  circuit: Circuit,
  isKept: (operation: Operation) => boolean,
  rewrite: (operation: Operation) => readonly Operation[],
): Circuit {
  const templates = new Map<string, readonly Operation[]>()
  const result: Operation[] = []
  for (const operation of circuit.operations) {
    if (isKept(operation)) {
      result.push(operation)
      continue
    }
    const { condition, ...plain } = operation
    const parts = isFixed(plain) ? fromTemplate(plain, templates, rewrite) : rewrite(plain)
    for (const part of parts) result.push(condition === undefined ? part : { ...part, condition })
  }
  return circuit.withOperations(result)
}

function isFixed({ angles, matrix, pauli }: Operation): boolean {
  return angles.length === 0 && matrix === undefined && pauli === undefined
}

function fromTemplate(
  operation: Operation,
  templates: Map<string, readonly Operation[]>,
  rewrite: (operation: Operation) => readonly Operation[],
): readonly Operation[] {
  const { gate, qubits } = operation
  const key = `${gate} ${qubits.length}`
  const template = templates.get(key)
  if (template !== undefined) return template.map((part) => ({ ...part, qubits: part.qubits.map((place) => qubits[place]) }))
  const parts = rewrite(operation)
  const places = parts.map((part) => ({ ...part, qubits: part.qubits.map((qubit) => qubits.indexOf(qubit)) }))
  templates.set(key, places)
  return parts
}
