/**
 * Interactions made of W(pi/8) = exp(i pi/8 XX), the class of CS and CSX, which is half of a CX.
 *
 * W and rotations about Z leave the spans of |00>, |11> and of |01>, |10> apart, and on each the chain is a product of exp(i pi/8 X) and exp(i t Z): one of n reaches every
 * exp(i t X), t from 0 to n pi/8 (from two on), so that both together reach N(x, y, 0) with |x| + |y| <= n pi/8. An interaction with three angles takes a second chain.
 */
import type { InteractionChain, Link } from './interactionChain.ts'
import { IDENTITY, turnAbout } from './quaternion.ts'
import type { LocalPair } from './weylDecomposition.ts'

const ROOT = Math.PI / 8
const LINK: Link = { kind: 'w', angle: ROOT }

/** How many roots make N(x, y, 0). */
export function rootCount(x: number, y: number, tolerance: number): number {
  const sum = Math.abs(x) + Math.abs(y)
  if (sum < tolerance) return 0
  const isRoot = Math.abs(sum - ROOT) < tolerance && Math.min(Math.abs(x), Math.abs(y)) < tolerance
  return isRoot ? 1 : Math.max(2, Math.ceil(sum / ROOT - tolerance))
}

/** N(x, y, 0) as a chain of so many roots; one only where x is pi/8 and y is zero. */
export function rootChain(x: number, y: number, count: number): InteractionChain {
  if (count === 0) return { phase: 0, locals: [[IDENTITY, IDENTITY]], links: [] }
  // XX is X on both spans, YY is -X on the even one
  const even = spanChain(x - y, count)
  const odd = spanChain(x + y, count)
  const locals = even.map((t, k): LocalPair => [turnAbout('z', odd[k] - t), turnAbout('z', -t - odd[k])])
  return { phase: 0, locals, links: Array.from({ length: count }, () => LINK) }
}

/** Angles t0, ..., tn with exp(i tn Z) exp(i r X) exp(i t(n-1) Z) ... exp(i r X) exp(i t0 Z) = exp(i target X), r = pi/8. */
function spanChain(target: number, count: number): number[] {
  const reached = [Math.abs(target)]
  for (let k = count - 1; k >= 1; k--) reached.unshift(Math.min(k * ROOT, reached[0] + ROOT))
  const angles = [0]
  let [left, right] = [0, 0] // the chain so far is exp(i left Z) exp(i reached X) exp(i right Z)
  for (let k = 1; k < count; k++) {
    const before = reached[k - 1]
    const turn = turnBetween(before, reached[k])
    angles.push(turn - left)
    const outer = outerAngles(before, turn)
    left = outer.left
    right += outer.right
  }
  const flip = target < 0 ? Math.PI / 2 : 0
  angles[0] = -right - flip
  return [...angles, flip - left]
}

/** The angle t for which exp(i r X) exp(i t Z) exp(i before X) mixes as much as exp(i after X). */
function turnBetween(before: number, after: number): number {
  const cosine = Math.sin(after - ROOT + before) * Math.sin(after + ROOT - before)
  const sine = Math.sin(ROOT + before - after) * Math.sin(ROOT + before + after)
  return Math.atan2(Math.sqrt(Math.max(0, sine)), Math.sqrt(Math.max(0, cosine)))
}

/** With the first column (m0, m1) of that product: left + right is the argument of m0, right - left that of -i m1. */
function outerAngles(before: number, turn: number): { left: number; right: number } {
  const [same, other] = [Math.cos(ROOT) * Math.cos(before), Math.sin(ROOT) * Math.sin(before)]
  const [gained, kept] = [Math.sin(ROOT) * Math.cos(before), Math.cos(ROOT) * Math.sin(before)]
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  const sum = Math.atan2((same + other) * sin, (same - other) * cos)
  const difference = Math.atan2((gained - kept) * sin, (gained + kept) * cos)
  return { left: (sum - difference) / 2, right: (sum + difference) / 2 }
}
