/** The text of a Pauli sum. `parsePauliSum` reads it back to the same sum, to the last bit. */
import type { PauliTerm } from './pauliSum.ts'
import { pauliSumOf, type PauliSumLike } from './pauliSumOf.ts'

/**
 * The sum as text: `3 + 0.5*Z0*Z1 - 1.2*X2`; the empty sum is `0`.
 *
 * Numbers have as many digits as give the same number back. A complex coefficient becomes two terms, `0.5*Z0 + 2i*Z0`.
 */
export function formatPauliSum(sum: PauliSumLike): string {
  const signed = pauliSumOf(sum, 'sum').terms.flatMap(signedTerms)
  if (signed.length === 0) return '0'
  return signed.map(({ negative, text }, i) => (i === 0 ? (negative ? '-' : '') : negative ? ' - ' : ' + ') + text).join('')
}

function signedTerms({ re, im, pauli, qubits }: PauliTerm): { negative: boolean; text: string }[] {
  const letters = qubits.map((qubit, i) => `${pauli[i]}${qubit}`).join('*')
  const parts = [
    { value: re, unit: '' },
    { value: im, unit: 'i' },
  ]
  return parts
    .filter(({ value }) => value !== 0)
    .map(({ value, unit }) => {
      const magnitude = `${Math.abs(value)}${unit}`
      const text = letters === '' ? magnitude : magnitude === '1' ? letters : `${magnitude}*${letters}`
      return { negative: value < 0, text }
    })
}
