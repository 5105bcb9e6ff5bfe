/**
 * Removes neighbouring operations that undo each other: H H, CX CX, S Sdg, RZ(t) RZ(-t).
 *
 * Neighbours have nothing between them on any of their qubits, nor on the bits of their conditions. Taking out a pair can bring two others together,
 * so each wire keeps a stack of what acted on it and one sweep is enough: O(operations).
 * Rotations that only partly cancel are the work of `mergeRotations`.
 */
import { areInverse, type Circuit, type Operation } from '@ketwork/circuit'
import { sameCondition, WireStacks } from './wires.ts'

/**
 * The circuit without pairs of neighbours that undo each other; the same unitary, global phase included.
 *
 * @example
 * cancelInverses(new Circuit(2).h(0).cx(0, 1).cx(0, 1).h(0)).operations.length // 0
 */
export function cancelInverses(circuit: Circuit): Circuit {
  const kept: (Operation | null)[] = []
  const stacks = new WireStacks(circuit)
  for (const operation of circuit.operations) {
    const index = stacks.sharedTop(operation)
    const partner = index === undefined ? undefined : kept[index]
    if (index !== undefined && partner && undoes(partner, operation)) {
      kept[index] = null
      stacks.pop(operation)
    } else {
      stacks.push(operation, kept.length)
      kept.push(operation)
    }
  }
  return circuit.withOperations(kept.filter((operation) => operation !== null))
}

function undoes(partner: Operation, operation: Operation): boolean {
  if (partner.qubits.length !== operation.qubits.length || !sameCondition(partner, operation)) return false
  return areInverse(unconditional(partner), unconditional(operation))
}

function unconditional(operation: Operation): Operation {
  if (operation.condition === undefined) return operation
  const { condition: _, ...rest } = operation
  return rest
}
