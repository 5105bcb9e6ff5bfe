/** The multiplication table of I, X, Y and Z. */

/**
 * The product of two letters on one qubit, `i^quarterTurns` times a letter: X Y = i Z, Y X = -i Z.
 *
 * @param a I, X, Y or Z
 * @param b I, X, Y or Z
 */
export function multiplyPauliLetters(a: string, b: string): { letter: string; quarterTurns: 0 | 1 | 3 } {
  const [i, j] = ['IXYZ'.indexOf(a), 'IXYZ'.indexOf(b)]
  if (i === 0 || j === 0) return { letter: 'IXYZ'[i + j], quarterTurns: 0 }
  if (i === j) return { letter: 'I', quarterTurns: 0 }
  return { letter: 'IXYZ'[6 - i - j], quarterTurns: (j - i + 3) % 3 === 1 ? 1 : 3 } // X, Y, Z in a circle
}
