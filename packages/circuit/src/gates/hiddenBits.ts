/** Bits that hold what a circuit computes on its way, not what it was asked for: their names begin with '#', and samples have no columns for them. */

/** What the names of such bits begin with. */
export const HIDDEN_BIT = '#'

/** Whether samples have no column for the bit of this name. */
export function isHiddenBit(name: string): boolean {
  return name.startsWith(HIDDEN_BIT)
}
