/**
 * What a program asks of bits that are known only when the circuit runs, as a formula: bits, not, and, or, exclusive or.
 *
 * Formulas are made here in a short form (constants vanish, conditions that must all hold are one condition); how a circuit finds out whether one
 * holds is said in `qasm3/computeFormula.ts`. Their size grows by one a connective, so that nothing doubles unseen.
 */
import { conditionValues, valueOfBits } from '../gates/conditionValues.ts'
import type { Condition } from '../gates/Operation.ts'

export type Formula =
  /** The bits spell the value. */
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'not'; readonly of: Formula }
  /** At least one, all, or the only two of them in different ways. */
  | { readonly kind: 'any' | 'all' | 'differ'; readonly of: readonly Formula[] }

/** Known before the circuit runs, or not. */
export type Truth = boolean | Formula

/** That a bit of the circuit is 1. */
export function isSet(bit: string): Formula & { readonly kind: 'condition' } {
  return { kind: 'condition', condition: { bits: [bit], value: 1 } }
}

export function not(truth: Truth): Truth {
  if (typeof truth === 'boolean') return !truth
  if (truth.kind === 'not') return truth.of
  if (truth.kind === 'condition' && truth.condition.bits.length === 1) {
    const { bits, value } = truth.condition
    return { kind: 'condition', condition: { bits, value: value === 0 ? 1 : 0 } }
  }
  return { kind: 'not', of: truth }
}

/** Conditions become one, and false where two ask the same bit for different values. */
export function all(truths: readonly Truth[]): Truth {
  const values = new Map<string, 0 | 1>()
  const others: Formula[] = []
  for (const truth of truths) {
    if (truth === false) return false
    if (truth === true) continue
    if (truth.kind !== 'condition') others.push(truth)
    else if (!addTo(values, truth.condition)) return false
  }
  if (values.size > 0) {
    others.unshift({ kind: 'condition', condition: { bits: [...values.keys()], value: valueOfBits([...values.values()]) } })
  }
  return others.length === 0 ? true : others.length === 1 ? others[0] : { kind: 'all', of: others }
}

export function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true
  const open = truths.filter((truth) => typeof truth !== 'boolean').flatMap((truth) => (truth.kind === 'any' ? truth.of : [truth]))
  return open.length === 0 ? false : open.length === 1 ? open[0] : { kind: 'any', of: open }
}

export function differ(a: Truth, b: Truth): Truth {
  if (typeof a === 'boolean') return a ? not(b) : b
  if (typeof b === 'boolean') return b ? not(a) : a
  return { kind: 'differ', of: [a, b] }
}

/** False when a bit would have to be 0 and 1. */
function addTo(values: Map<string, 0 | 1>, condition: Condition): boolean {
  const asked = conditionValues(condition)
  return condition.bits.every((bit, i) => {
    const known = values.get(bit)
    values.set(bit, asked[i])
    return known === undefined || known === asked[i]
  })
}
