/**
 * Brings the phases of a pass together: neighbours are multiplied into one factor before the loops begin, so that an amplitude is multiplied once a run.
 *
 * A phase may stand anywhere between the last action before it and the first one after it that mixes a bit it depends on. Of these stretches as few places
 * as possible hit all: each time the end of the stretch that ends first.
 */
import { type Action, isZRotation } from './actions.ts'

/** A phase, and between which of the other actions it may stand: place i is in front of the i-th. */
interface Movable {
  readonly action: Action
  readonly first: number
  readonly last: number
}

/** The same unitary; O(actions^2). */
export function joinPhases(actions: readonly Action[]): Action[] {
  const others = actions.filter((action) => !isPhase(action))
  const waiting = movables(actions, others)
  const placed = new Map<number, Action[]>()
  for (const place of stabbingPlaces(waiting)) {
    const here = waiting.filter(({ first, last }) => first <= place && place <= last)
    placed.set(
      place,
      here.map(({ action }) => action),
    )
    for (const movable of here) waiting.splice(waiting.indexOf(movable), 1)
  }
  return [...others.flatMap((action, index) => [...(placed.get(index) ?? []), action]), ...(placed.get(others.length) ?? [])]
}

function isPhase(action: Action): boolean {
  return action.kind === 'phase' || isZRotation(action)
}

function movables(actions: readonly Action[], others: readonly Action[]): Movable[] {
  const found: Movable[] = []
  let before = 0
  for (const action of actions) {
    if (!isPhase(action)) {
      before++
      continue
    }
    const stops = (other: Action): boolean => (other.mixes & action.reads) !== 0
    let [first, last] = [before, before]
    while (first > 0 && !stops(others[first - 1])) first--
    while (last < others.length && !stops(others[last])) last++
    found.push({ action, first, last })
  }
  return found
}

/** Fewest places such that every stretch has one, ascending. */
function stabbingPlaces(stretches: readonly Movable[]): number[] {
  const places: number[] = []
  for (const { first, last } of stretches.toSorted((a, b) => a.last - b.last)) if ((places.at(-1) ?? -1) < first) places.push(last)
  return places
}
