/**
 * Cuts a sequence of actions into clusters that each fit some resource: the bits of a cache block, the registers of a pass.
 *
 * Greedy: a cluster takes every later action that fits it and that may move in front of all actions it leaves behind. The product of the
 * clusters is the same unitary as the sequence.
 */
import type { Action } from './actions.ts'

/** A cluster in the making: says whether an action fits, and takes it if so. */
export interface Cluster {
  take(action: Action): boolean
}

/** @param open begins a cluster with an action, which it always takes */
export function clusterActions<C extends Cluster>(actions: readonly Action[], open: (first: Action) => C): C[] {
  const clusters: C[] = []
  let left = actions
  while (left.length > 0) {
    const cluster = open(left[0])
    clusters.push(cluster)
    left = takeAll(cluster, left.slice(1))
  }
  return clusters
}

/** Gives the cluster all that it can have and returns the rest in order. */
function takeAll(cluster: Cluster, actions: readonly Action[]): readonly Action[] {
  const skipped: Action[] = []
  let mixed = 0 // bits that skipped actions mix
  let touched = 0 // and bits that they touch at all
  for (let index = 0; index < actions.length; index++) {
    const action = actions[index]
    const free = (action.mixes & touched) === 0 && ((action.mixes | action.reads) & mixed) === 0
    if (free && cluster.take(action)) continue
    skipped.push(action)
    mixed |= action.mixes
    touched |= action.mixes | action.reads
    if (skipped.length > MOST_SKIPPED) return [...skipped, ...actions.slice(index + 1)]
  }
  return skipped
}

/** Looks no further past so many actions that stay behind: keeps planning linear. */
const MOST_SKIPPED = 96
