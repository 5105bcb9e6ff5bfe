/** Observables with their coefficients, grouped so that terms with one X mask share a pass (see `pauliSum.ts`). */
import { highestBit } from '@ketwork/math'
import { pauliMasks } from '../../lowering/schedule/actions.ts'
import type { Program } from '../../program.ts'
import type { Diagonal, MaskGroup } from './pauliSum.ts'
import { walshHadamard } from './walshHadamard.ts'

export type BoundObservable = readonly MaskGroup[]

/** Below this, a table costs so little that even one term has one. */
const SMALL_QUBITS = 12
/** Terms from which on a table pays in a large state. */
const TABLE_TERMS = 4

/** Tables of a program's observables take at most so many bytes. */
const TABLE_BYTES = 2 ** 26

/** @param budget bytes that all tables together may take */
export function bindObservables({ structure, constants }: Program, budget = TABLE_BYTES): BoundObservable[] {
  let left = budget
  const bytes = 8 * 2 ** structure.qubits
  const tabulate = (z: Int32Array, coefficients: Float64Array): Float64Array | undefined => {
    if (bytes > left || (structure.qubits > SMALL_QUBITS && z.length < TABLE_TERMS)) return undefined
    left -= bytes
    const table = new Float64Array(2 ** structure.qubits)
    z.forEach((mask, term) => (table[mask] += coefficients[term]))
    walshHadamard(table)
    return table
  }
  return structure.observables.map(({ coefficient, terms }) => {
    const byMask = new Map<number, { real: SignedTerm[]; imaginary: SignedTerm[] }>()
    terms.forEach((term, i) => {
      const { x, z, ys } = pauliMasks(term)
      const group = byMask.get(x) ?? { real: [], imaginary: [] }
      byMask.set(x, group)
      const sign = ys % 4 < 2 ? 1 : -1 // i^ys is 1, i, -1, -i
      group[ys % 2 === 0 ? 'real' : 'imaginary'].push({ z, coefficient: sign * constants[coefficient + i] })
    })
    return [...byMask].map(([x, { real, imaginary }]) => ({
      x,
      pivot: highestBit(x),
      real: diagonalOf(real, tabulate),
      imaginary: diagonalOf(imaginary, tabulate),
    }))
  })
}

interface SignedTerm {
  readonly z: number
  readonly coefficient: number
}

function diagonalOf(
  terms: readonly SignedTerm[],
  tabulate: (z: Int32Array, coefficients: Float64Array) => Float64Array | undefined,
): Diagonal | undefined {
  if (terms.length === 0) return undefined
  const z = Int32Array.from(terms, (term) => term.z)
  const coefficients = Float64Array.from(terms, (term) => term.coefficient)
  return { table: tabulate(z, coefficients), z, coefficients }
}
