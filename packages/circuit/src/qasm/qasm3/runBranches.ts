/**
 * Carries out branches on results: each operation of a branch stands under the condition of the branch.
 *
 * A program reads the bits once, when it comes to the branch; a circuit reads them before each operation. So where a branch writes bits that are asked for again, what the
 * condition was worth at first is kept in a bit that the program does not know of.
 */
import { bothConditions, ConflictingConditionsError } from '../../gates/bothConditions.ts'
import type { Condition, Operation } from '../../gates/Operation.ts'
import type { Formula } from '../formula.ts'
import { conditionsFor } from './computeFormula.ts'
import type { Run } from './Run.ts'

export interface Branch {
  readonly formula: Formula
  readonly carryOut: () => void
}

interface Collected {
  readonly condition: Condition
  /** Free for what the condition was worth. */
  readonly spare: string
  readonly operations: readonly Operation[]
}

/** At most one of the formulas holds. */
export function runBranches(run: Run, branches: readonly Branch[], at: number): void {
  const kept = run.borrowed
  const conditions = conditionsFor(
    run,
    branches.map(({ formula }) => formula),
    at,
  )
  const spares = branches.map(() => run.reserveBit())
  const collected = branches.flatMap(({ carryOut }, i): Collected[] => {
    const condition = conditions[i]
    if (typeof condition !== 'boolean') return [{ condition, spare: spares[i], operations: run.collectBranch({ ...condition }, carryOut) }]
    if (condition) carryOut()
    return []
  })
  const written = firstWrites(collected)
  let place = 0
  const atFirst = collected.map(({ condition, spare, operations }): Condition => {
    place += operations.length
    const last = place - 1
    if (operations.length === 0 || !condition.bits.some((bit) => (written.get(bit) ?? Infinity) < last)) return condition
    run.claimBit(spare, at)
    run.emit({ gate: 'setBit', qubits: [], angles: [], bits: [spare], condition }, at)
    return { bits: [spare], value: 1 }
  })
  collected.forEach(({ operations }, i) => emitUnder(run, atFirst[i], operations, at))
  run.returnBits(kept)
}

/** Where each bit is written first, operations of all branches counted in order. */
function firstWrites(collected: readonly Collected[]): ReadonlyMap<string, number> {
  const written = new Map<string, number>()
  let place = 0
  for (const { operations } of collected) {
    for (const { bits = [] } of operations) {
      for (const bit of bits) if (!written.has(bit)) written.set(bit, place)
      place++
    }
  }
  return written
}

/** Barriers are no work that could be left out; what asks for two values of a bit never runs. */
function emitUnder(run: Run, condition: Condition, operations: readonly Operation[], at: number): void {
  for (const operation of operations) {
    if (operation.gate === 'barrier') run.emit(operation, at)
    else if (operation.condition === undefined) run.emit({ ...operation, condition }, at)
    else {
      const both = joined(operation.condition, condition)
      if (both !== undefined) run.emit({ ...operation, condition: both }, at)
    }
  }
}

function joined(inner: Condition, outer: Condition): Condition | undefined {
  try {
    return bothConditions(inner, outer)
  } catch (error) {
    if (error instanceof ConflictingConditionsError) return undefined
    throw error
  }
}
