/**
 * The probabilities of some qubits as observables, so that whatever differentiates expectations differentiates them.
 *
 * The projector on the basis state x of k qubits is the sum over subsets S of them of (-1)^|x and S| Z_S / 2^k.
 */
import { inWords, isList, parity } from '@ketwork/math'
import { type PauliSum, pauliSumFrom } from './pauliSum.ts'

/** All projectors of so many qubits have a million terms together. */
const MOST_QUBITS = 10

/**
 * The 2^k projectors on the basis states of these qubits, in the order of `executable.probabilities(inputs, qubits)`: bit i of the index is `qubits[i]`.
 *
 * Compiled as observables, their expectations are the probabilities, and `gradient`, `jacobian` and losses differentiate them. 4^k terms in all.
 *
 * @throws TypeError for what is no list, RangeError for a qubit that is no whole number or stands twice, and for more than 10 of them
 *
 * @example
 * const [zero, one] = probabilityObservables([0]) // 0.5 + 0.5*Z0 and 0.5 - 0.5*Z0
 */
export function probabilityObservables(qubits: readonly number[]): PauliSum[] {
  requireQubits(qubits)
  const count = 2 ** qubits.length
  const strings = Array.from({ length: count }, (_, subset) => {
    const chosen = qubits.filter((_, i) => (subset >> i) & 1)
    return { pauli: 'Z'.repeat(chosen.length), qubits: chosen }
  })
  return Array.from({ length: count }, (_, state) =>
    pauliSumFrom(strings.map((string, subset) => ({ ...string, re: (1 - 2 * parity(state & subset)) / count, im: 0 }))),
  )
}

function requireQubits(qubits: readonly number[]): void {
  if (!isList(qubits)) throw new TypeError(`qubits is ${inWords(qubits)}: a list of qubits is needed`)
  const wrong = qubits.find((qubit) => !Number.isSafeInteger(qubit) || qubit < 0)
  if (wrong !== undefined) throw new RangeError(`qubit ${inWords(wrong)} is not a whole number from 0 on`)
  if (new Set(qubits).size !== qubits.length) throw new RangeError(`qubits ${qubits.join(', ')} must differ from each other`)
  if (qubits.length > MOST_QUBITS)
    throw new RangeError(
      `${qubits.length} qubits have ${2 ** qubits.length} probabilities: at most ${MOST_QUBITS} qubits can be observed so`,
    )
}
