/**
 * Gates over a qubit in between, whose state may be any and stays as it is: what a router may do instead of a SWAP where it wants to move nothing.
 *
 *     flip      CX(a, c) = CX(b, c) CX(a, b) CX(b, c) CX(a, b)
 *     carried   G(a, c) = K^-1 G(b, c) K with K = CX(a, b) CX(b, a)
 *
 * A flip is also whatever is a CX between one-qubit gates: CY, CZ, CH, ECR. It takes three gates beside its own, as many as a SWAP. What acts along Z on a can be carried, because
 * K takes Z_a to Z_b, and for X and Y there is a K as well: four gates beside its own, which stays as it is, symbols included. Fewer do not serve: between two CX(a, b) a
 * rotation about Z_b Z_c is one about Z_a Z_b Z_c.
 * Itoko, Raymond, Imamichi and Matsuo, Integration 70, 43 (2020).
 */
import { decompose, type Operation } from '@ketwork/circuit'
import { wireAxis } from '../passes/wireAxes.ts'
import { swapCosts } from './swapCosts.ts'

/** How an operation may run over a qubit in between: as a flip, else carried from its first or its second qubit. */
export const FLIP = 1
export const FROM_FIRST = 2
export const FROM_SECOND = 4

/** Of an operation on two qubits: 0, `FLIP`, or the sum of where it may be carried from. */
export function waysToBridge(operation: Operation): number {
  if (isFlip(operation)) return FLIP
  return (wireAxis(operation, 0) === undefined ? 0 : FROM_FIRST) + (wireAxis(operation, 1) === undefined ? 0 : FROM_SECOND)
}

/**
 * The operation, which `waysToBridge` allows to run so, on neighbours alone.
 *
 * @param start where it begins: one of the operation's qubits, from which it is carried, and the one in between
 */
export function bridge(operation: Operation, start: readonly [end: number, middle: number]): Operation[] {
  return isFlip(operation) ? bridgedFlip(operation, start) : carried(operation, start)
}

function isFlip(operation: Operation): boolean {
  if (operation.gate === 'cx') return true
  return swapCosts(operation)[0] === 1 && decompose(operation).filter(({ qubits }) => qubits.length > 1).length === 1
}

function bridgedFlip(operation: Operation, [end, middle]: readonly [number, number]): Operation[] {
  return decompose(operation).flatMap((part) => {
    if (part.gate !== 'cx') return [part]
    const [control, target] = part.qubits
    const near: Operation = { ...part, qubits: [control, middle] }
    const far: Operation = { ...part, qubits: [middle, target] }
    return end === control ? [near, far, near, far] : [far, near, far, near]
  })
}

function carried(operation: Operation, [end, middle]: readonly [number, number]): Operation[] {
  const axis = wireAxis(operation, operation.qubits.indexOf(end))
  const [x, y] = axis === 'Z' ? [middle, end] : [end, middle]
  const there: Operation[] = [flip(x, y), flip(y, x)]
  const moved = { ...operation, qubits: operation.qubits.map((qubit) => (qubit === end ? middle : qubit)) }
  if (axis !== 'Y') return [...there, moved, ...there.toReversed()]
  // S takes X to Y
  const [turn, turnBack] = (['s', 'sdg'] as const).map((gate) =>
    [end, middle].map((qubit): Operation => ({ gate, qubits: [qubit], angles: [] })),
  )
  return [...turnBack, ...there, ...turn, moved, ...turnBack, ...there.toReversed(), ...turn]
}

function flip(control: number, target: number): Operation {
  return { gate: 'cx', qubits: [control, target], angles: [] }
}
