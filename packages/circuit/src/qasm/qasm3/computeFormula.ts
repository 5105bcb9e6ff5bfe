/**
 * Makes a circuit find out what formulas of its bits are worth: operations that assign bits, a few for each connective.
 *
 * A condition of an operation asks bits for one value. What a formula says beyond that is computed into bits that the program does not know of
 * (`Run.borrowBit`): `or` sets one where any side holds, exclusive or sets one in both cases in which the sides differ, `not` sets one and clears it.
 */
import type { Condition } from '../../gates/Operation.ts'
import { all, type Formula, isSet, not, type Truth } from '../formula.ts'
import type { Run } from './Run.ts'

/** Whether each of the formulas holds: always, never, or under a condition. */
export function conditionsFor(run: Run, formulas: readonly Formula[], at: number): (boolean | Condition)[] {
  const computation = new Computation(run, at)
  return formulas.map((formula) => {
    const reduced = computation.reduce(formula)
    return typeof reduced === 'boolean' ? reduced : reduced.condition
  })
}

export interface BitWrite {
  readonly bit: string
  readonly truth: Truth
}

/**
 * Writes bits as if all at once: each truth is that before any of them is written.
 *
 * @param fresh the bits were never written: they are 0
 */
export function writeBits(run: Run, writes: readonly BitWrite[], at: number, fresh = false): void {
  const computation = new Computation(run, at)
  const targets = new Set(writes.map(({ bit }) => bit))
  const open = writes.filter(({ bit, truth }) => !(fresh && truth === false) && !isItself(truth, bit))
  if (!open.some(({ truth }) => typeof truth !== 'boolean' && mentions(truth, targets))) {
    for (const { bit, truth } of open) computation.compute(bit, truth, fresh)
    return
  }
  const apart = open.map(({ bit, truth }) => ({ bit, truth: computation.awayFrom(targets, truth) }))
  for (const { bit, truth } of apart) computation.compute(bit, truth, fresh)
}

type ConditionFormula = Formula & { readonly kind: 'condition' }

/** What was reduced once stays so while nothing else is written. */
class Computation {
  readonly #run: Run
  readonly #at: number
  readonly #known = new Map<Formula, boolean | ConditionFormula>()

  constructor(run: Run, at: number) {
    this.#run = run
    this.#at = at
  }

  /** A constant, or a condition that holds where the formula does. */
  reduce(formula: Formula): boolean | ConditionFormula {
    const known = this.#known.get(formula)
    if (known !== undefined) return known
    this.#run.scanner.spend(1, this.#at)
    const reduced = this.#reduceAnew(formula)
    this.#known.set(formula, reduced)
    return reduced
  }

  #reduceAnew(formula: Formula): boolean | ConditionFormula {
    if (formula.kind === 'condition') return formula
    if (formula.kind === 'all') {
      this.#run.scanner.spend(formula.of.length / 16, this.#at)
      return all(formula.of.map((each) => this.reduce(each))) as boolean | ConditionFormula // conditions alone join to one
    }
    if (formula.kind === 'not') {
      const opposite = this.reduce(formula.of)
      if (typeof opposite === 'boolean') return !opposite
      const flipped = not(opposite)
      if (typeof flipped !== 'boolean' && flipped.kind === 'condition') return flipped
    }
    return this.#borrowed(formula)
  }

  /** Computes a truth into a bit that it does not ask for. */
  compute(bit: string, truth: Truth, isZero: boolean): void {
    if (truth === true || (typeof truth !== 'boolean' && truth.kind === 'not')) {
      this.#assign('setBit', bit)
      if (truth !== true) this.#assignWhere('clearBit', bit, this.reduce(truth.of))
      return
    }
    if (!isZero) this.#assign('clearBit', bit)
    if (truth === false) return
    if (truth.kind === 'any') for (const each of truth.of) this.#assignWhere('setBit', bit, this.reduce(each))
    else if (truth.kind === 'differ') {
      const [a, b] = truth.of.map((each) => this.#literal(this.reduce(each)))
      this.#assignWhere('setBit', bit, this.#joined(a, not(b)))
      this.#assignWhere('setBit', bit, this.#joined(not(a), b))
    } else this.#assignWhere('setBit', bit, this.reduce(truth))
  }

  /** The same truth, asked of none of these bits. */
  awayFrom(bits: ReadonlySet<string>, truth: Truth): Truth {
    if (typeof truth === 'boolean' || !mentions(truth, bits)) return truth
    const reduced = this.reduce(truth)
    return typeof reduced === 'boolean' || !reduced.condition.bits.some((bit) => bits.has(bit)) ? reduced : this.#borrowed(reduced)
  }

  /** As a single bit that has one value. */
  #literal(reduced: boolean | ConditionFormula): boolean | ConditionFormula {
    return typeof reduced === 'boolean' || reduced.condition.bits.length === 1 ? reduced : this.#borrowed(reduced)
  }

  #joined(a: Truth, b: Truth): boolean | ConditionFormula {
    return all([a, b]) as boolean | ConditionFormula
  }

  #borrowed(formula: Formula): ConditionFormula {
    const bit = this.#run.borrowBit(this.#at)
    this.compute(bit, formula, true)
    return isSet(bit)
  }

  #assignWhere(gate: 'setBit' | 'clearBit', bit: string, where: boolean | ConditionFormula): void {
    if (where === false) return
    this.#assign(gate, bit, where === true ? undefined : where.condition)
  }

  #assign(gate: 'setBit' | 'clearBit', bit: string, condition?: Condition): void {
    this.#run.emit({ gate, qubits: [], angles: [], bits: [bit], ...(condition !== undefined && { condition }) }, this.#at)
  }
}

function isItself(truth: Truth, bit: string): boolean {
  if (typeof truth === 'boolean' || truth.kind !== 'condition') return false
  const { bits, value } = truth.condition
  return bits.length === 1 && bits[0] === bit && value === 1
}

/** Whether the formula asks for one of these bits; parts that stand in it more than once are looked at once. */
function mentions(formula: Formula, bits: ReadonlySet<string>, seen = new Set<Formula>()): boolean {
  if (seen.has(formula)) return false
  seen.add(formula)
  if (formula.kind === 'condition') return formula.condition.bits.some((bit) => bits.has(bit))
  return formula.kind === 'not' ? mentions(formula.of, bits, seen) : formula.of.some((each) => mentions(each, bits, seen))
}
