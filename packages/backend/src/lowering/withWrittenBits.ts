/**
 * What a condition asks of bits that no measurement has written before it is known: they read 0.
 *
 * Such bits leave the condition; an operation that would need one of them to be 1 never runs and is left out. A register of 64 bits of which two are measured so costs
 * the exact methods, which keep a wire for each bit that is read, two wires.
 */
import { type Condition, conditionValues, type Operation, valueOfBits } from '@ketwork/circuit'

/** The operations that may run, in their order, each under what its condition asks of written bits; O(operations and bits of conditions). */
export function withWrittenBits(operations: readonly Operation[]): readonly Operation[] {
  if (operations.every(({ condition }) => condition === undefined)) return operations
  const written = new Set<string>()
  const result: Operation[] = []
  for (const operation of operations) {
    const kept = withoutKnownBits(operation, written)
    if (kept === undefined) continue
    result.push(kept)
    for (const bit of kept.bits ?? []) written.add(bit)
  }
  return result
}

/** Undefined for an operation that never runs. */
function withoutKnownBits(operation: Operation, written: ReadonlySet<string>): Operation | undefined {
  const { condition, ...unconditional } = operation
  if (condition === undefined || condition.bits.every((bit) => written.has(bit))) return operation
  const values = conditionValues(condition)
  if (condition.bits.some((bit, i) => values[i] === 1 && !written.has(bit))) return undefined
  const open = condition.bits.map((bit, i) => ({ bit, value: values[i] })).filter(({ bit }) => written.has(bit))
  return open.length === 0 ? unconditional : { ...unconditional, condition: conditionOn(open) }
}

function conditionOn(open: readonly { readonly bit: string; readonly value: 0 | 1 }[]): Condition {
  return { bits: open.map(({ bit }) => bit), value: valueOfBits(open.map(({ value }) => value)) }
}
