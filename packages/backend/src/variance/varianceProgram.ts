/**
 * Variances of observables as expectations: Var(O) = <A^2> - <A>^2, where A is O without its constant.
 *
 * `varianceProgram` has A and A^2 in the place of each observable, in units of O's largest coefficient, so that no
 * square overflows. The difference of the two leaves a rounding error of about the precision times the square of A's
 * absolute coefficients.
 */
import { multiplyPauliSums, type PauliSum } from '@ketwork/circuit'
import { binaryUnit } from '@ketwork/math'
import type { Values } from '../backend.ts'
import type { ObservableStructure, Program } from '../program.ts'

/** The program with 2 K observables, and the units of the K. */
export interface VarianceProgram {
  readonly program: Program
  readonly units: Float64Array
}

/** @throws RangeError for a single shot */
export function requireVarianceShots(shots: number | undefined): void {
  if (shots === 1) throw new RangeError('shots is 1: a variance is estimated from 2 or more')
}

/** O(terms^2) products of strings for each observable. */
export function varianceProgram({ version, structure, constants }: Program): VarianceProgram {
  const numbers = Array.from(constants)
  const observables: ObservableStructure[] = []
  const add = ({ terms }: PauliSum) => {
    observables.push({ coefficient: numbers.length, terms: terms.map(({ pauli, qubits }) => ({ pauli, qubits })) })
    for (const { re } of terms) numbers.push(re)
  }
  const units = Float64Array.from(structure.observables, ({ coefficient, terms }) => {
    const varying = terms.flatMap((term, i) => (term.pauli === '' ? [] : [{ ...term, re: constants[coefficient + i], im: 0 }]))
    const unit = binaryUnit(varying.map(({ re }) => re))
    const sum = { terms: varying.map((term) => ({ ...term, re: term.re / unit })) }
    add(sum)
    add(multiplyPauliSums(sum, sum))
    return unit
  })
  return { program: { version, structure: { ...structure, observables }, constants: Float64Array.from(numbers) }, units }
}

/**
 * B x K variances from the B x 2 K expectations of the program above.
 *
 * Exact ones are at least 0. Of estimates m of <A> with standard error e the square is m^2 - e^2 on the average, so
 * that variances are unbiased and may be below 0; their standard errors are upper bounds, for how the two estimates
 * vary together is not known.
 */
export function variancesOf({ rows, columns, values, standardErrors, ranOn }: Values, units: Float64Array): Values {
  const found = new Float64Array(values.length / 2)
  const errors = new Float64Array(found.length)
  for (let i = 0; i < found.length; i++) {
    const unit = units[i % units.length]
    const [mean, square] = [values[2 * i], values[2 * i + 1]]
    const [meanError, squareError] = [standardErrors?.[2 * i] ?? 0, standardErrors?.[2 * i + 1] ?? 0]
    const variance = square - (mean ** 2 - meanError ** 2)
    found[i] = unit * (unit * (standardErrors === undefined ? Math.max(0, variance) : variance))
    errors[i] = unit * (unit * (squareError + 2 * Math.abs(mean) * meanError))
  }
  const result = { rows, columns: columns / 2, values: found, ranOn }
  return standardErrors === undefined ? result : { ...result, standardErrors: errors }
}
