/**
 * Moves rotations about Z strings as late as they can go, so that those of neighbouring layers stand together and cost one multiplication.
 *
 * A Z string stays one behind X, CX and SWAP: U Z_t = Z_c Z_t U for U = CX(c, t). The strings that grow too long stay where they are.
 */
import { parity, popcount } from '@ketwork/math'
import { type Action, isZRotation, type RotateAction } from './actions.ts'
import { conjugate, type Exchange, isExchange } from './exchange.ts'

/** Longer strings would depend on bits that a pass does not hold. */
const MOST_LETTERS = 2

/** The same unitary; O(actions times the rotations under way). */
export function gatherPhases(actions: readonly Action[]): Action[] {
  const out: Action[] = []
  let floating: RotateAction[] = []
  const land = (stays: (rotation: RotateAction) => boolean): void => {
    for (const each of floating.filter((rotation) => !stays(rotation))) out.push(each)
    floating = floating.filter(stays)
  }
  for (const action of actions) {
    if (isZRotation(action)) {
      floating.push(action)
      continue
    }
    if (isExchange(action)) {
      land((rotation) => popcount(moved(rotation, action).z) <= Math.max(MOST_LETTERS, popcount(rotation.z)))
      floating = floating.map((rotation) => moved(rotation, action))
    } else land((rotation) => passes(rotation, action))
    out.push(action)
  }
  land(() => false)
  return out
}

/** The rotation behind an exchange. */
function moved(rotation: RotateAction, action: Exchange): RotateAction {
  const { z, negative } = rotation
  const string = { x: 0, z, negative }
  conjugate(string, action)
  return { ...rotation, ...string, reads: string.z }
}

/** Whether a rotation may stay behind an action that is no exchange. */
function passes(rotation: RotateAction, action: Action): boolean {
  if ((action.mixes & rotation.z) === 0) return true
  return action.kind === 'rotate' && action.controls === 0 && parity(action.x & rotation.z) === 0
}
