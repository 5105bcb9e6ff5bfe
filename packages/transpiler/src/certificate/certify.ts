/**
 * The proof that a transpiled circuit still does what the given one did, and which proof it is.
 *
 * The strongest method that applies is taken: matrices up to 8 qubits, stabilizer tableaus for Clifford circuits of any size, random states up to 20 qubits, outcome by outcome
 * for circuits that measure. What none of them reaches is said to be not checked, and why. Symbols are bound to seeded random numbers: an identity of
 * polynomials in sines and cosines that holds there holds everywhere but for a set of measure zero. Where there are too many qubits for that, they are bound to
 * multiples of pi/2, several times: often the circuits are Clifford circuits then.
 */
import type { Circuit } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { compareCliffords } from './compareCliffords.ts'
import { compareOutcomes, MOST_STATE_QUBITS } from './compareOutcomes.ts'
import { compareStates, type Evolve } from './compareStates.ts'
import { compareUnitaries } from './compareUnitaries.ts'
import { compressed, type CompressedClaim } from './compressed.ts'
import type { Claim, Equivalence } from './Equivalence.ts'
import { isUnitary } from './finalReadings.ts'

const MOST_MATRIX_QUBITS = 8
/** Amplitude updates that a fast check may take: some tenths of a second. */
const FAST_WORK = 1e8
const QUARTER_TURN_DRAWS = 5
const TRIALS = { fast: 4, always: 8 }

export interface CertifyOptions {
  /** `fast` leaves out what would take longer than a second or so; `always` does whatever it takes. `always` by default. */
  readonly verify?: 'always' | 'fast'
  /** Of the random states and the values of symbols; 1 by default. */
  readonly seed?: number
  /** Runs a circuit on a state, for instance with a fast simulator; a plain loop by default. */
  readonly evolve?: Evolve
}

/**
 * Whether a circuit on a device does what the source does, with the method that tells.
 *
 * Circuit qubit q starts on device qubit `initialLayout[q]` and must end on `finalLayout[q]`; all other device qubits start in |0> and must end there.
 *
 * @example
 * certify({ source, output, initialLayout: [0, 1], finalLayout: [1, 0] }).verdict // 'equivalent', 'different' or 'not checked'
 */
export function certify(claim: Claim, options: CertifyOptions = {}): Equivalence {
  const small = compressed(claim)
  const symbols = [...small.source.parameters, ...small.source.features]
  if (symbols.length === 0) return certifyBound(small, options)
  const random = new RandomStream(options.seed ?? 1, 1)
  const found = certifyBound(
    bound(small, symbols, () => 6 * random.uniform() - 3),
    options,
  )
  if (found.verdict !== 'not checked') return found
  // halves of symbols need multiples of pi
  for (const step of [Math.PI / 2, Math.PI]) {
    const draws = Array.from({ length: QUARTER_TURN_DRAWS }, () =>
      certifyBound(
        bound(small, symbols, () => step * random.integer(4)),
        options,
      ),
    )
    const different = draws.find(({ verdict }) => verdict === 'different')
    if (different !== undefined) return different
    if (draws.every(({ method }) => method === 'clifford')) return { verdict: 'equivalent', method: 'clifford', draws: QUARTER_TURN_DRAWS }
  }
  return found
}

/** Both circuits with the same numbers in the place of their symbols. */
function bound(claim: CompressedClaim, symbols: readonly string[], draw: () => number): CompressedClaim {
  const values = new Map(symbols.map((name) => [name, draw()]))
  const bind = (circuit: Circuit): Circuit =>
    circuit.bind(Object.fromEntries([...circuit.parameters, ...circuit.features].map((name) => [name, values.get(name) ?? 0])))
  return { ...claim, source: bind(claim.source), output: bind(claim.output) }
}

function certifyBound(claim: CompressedClaim, { verify = 'always', seed = 1, evolve }: CertifyOptions): Equivalence {
  const { source, output } = claim
  const trials = TRIALS[verify]
  const qubits = output.qubitCount
  const operations = source.operations.length + output.operations.length
  const isTooLong = (columns: number): boolean => verify === 'fast' && columns * operations * 2 ** qubits > FAST_WORK
  const options = { seed, trials, ...(evolve !== undefined && { evolve }) }
  const notChecked = (reason: string): Equivalence => ({ verdict: 'not checked', method: 'none', reason })
  const tooLong = `about ${operations} operations on ${qubits} qubits take long: ask for verify 'always'`

  if (![source, output].every(({ operations: all }) => all.every(isUnitary))) {
    if (qubits <= MOST_STATE_QUBITS && isTooLong(trials)) return notChecked(tooLong)
    const compared = compareOutcomes(claim, options)
    return 'verdict' in compared ? compared : notChecked(compared.reason)
  }
  if (qubits <= MOST_MATRIX_QUBITS && !isTooLong(2 ** source.qubitCount)) return compareUnitaries(claim)
  const clifford = compareCliffords(claim)
  if ('verdict' in clifford) return clifford
  if (qubits > MOST_STATE_QUBITS) return notChecked(`${qubits} qubits, above ${MOST_STATE_QUBITS}, and ${clifford.reason}`)
  return isTooLong(trials) ? notChecked(tooLong) : compareStates(claim, options)
}
