/**
 * cos and sin of an angle, exact where a circuit's angles are exact.
 *
 * `Math.cos(Math.PI / 2)` is 6e-17, which turns Clifford gates into almost-Clifford ones. Here the doubles that one gets by writing
 * `k * Math.PI / 2` count as k quarter turns.
 */
import { MOST_QUARTER_TURNS } from './reduceAngle.ts'

const QUARTER_TURNS: readonly (readonly [cos: number, sin: number])[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
]

/**
 * [cos, sin] of an angle in radians, exactly 0 and +-1 at k * Math.PI / 2 with |k| <= 2^20.
 *
 * @example
 * cis(Math.PI / 2) // [0, 1]
 */
export function cis(angle: number): [cos: number, sin: number] {
  const quarters = Math.round(angle / (Math.PI / 2))
  if (Math.abs(quarters) <= MOST_QUARTER_TURNS && (quarters * Math.PI) / 2 === angle) {
    const [cos, sin] = QUARTER_TURNS[quarters & 3]
    return [cos, sin]
  }
  return [Math.cos(angle), Math.sin(angle)]
}
