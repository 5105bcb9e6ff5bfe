/** The edge at which a Pauli sum may be written as text. */
import { inWords } from '@ketwork/math'
import { parsePauliSum } from './parsePauliSum.ts'
import type { PauliSum } from './pauliSum.ts'

/** What may be given wherever a Pauli sum is asked: `'0.5*Z0*Z1 - X2'`, or the sum. */
export type PauliSumLike = PauliSum | string

/**
 * The sum itself, or the one that the text says.
 *
 * @param name what is asked for, for messages
 * @throws TypeError when it is neither, PauliSyntaxError when the text is no sum
 *
 * @example
 * pauliSumOf('Z0*Z1', 'hamiltonian').terms.length // 1
 */
export function pauliSumOf(given: PauliSumLike, name: string): PauliSum {
  if (typeof given === 'string') return parsePauliSum(given)
  const terms: unknown = (given as PauliSum | null | undefined)?.terms
  if (!Array.isArray(terms)) throw new TypeError(`${name} is ${inWords(given)}: it must be a Pauli sum, or text such as 'Z0*Z1 - 0.5*X2'`)
  terms.forEach((term: unknown, index) => {
    const { pauli, qubits } = (term ?? {}) as Readonly<Record<string, unknown>>
    if (typeof pauli !== 'string' || !Array.isArray(qubits))
      throw new TypeError(`term ${index} of ${name} is ${inWords(term)}: it must be { re, im, pauli, qubits }`)
  })
  return given
}

/** One sum, or a list of them, as a list. @throws what `pauliSumOf` throws, with the place in the list */
export function pauliSumsOf(given: PauliSumLike | readonly PauliSumLike[], name: string): PauliSum[] {
  if (!Array.isArray(given)) return [pauliSumOf(given as PauliSumLike, name)]
  return (given as readonly PauliSumLike[]).map((sum, index) => pauliSumOf(sum, `${name}[${index}]`))
}
