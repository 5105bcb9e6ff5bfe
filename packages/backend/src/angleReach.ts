/** How large the symbols of a program may be before an angle is large, or the product of some of them is no number any more, and which one it is. */
import { formatAngle, type Term } from '@ketwork/circuit'
import { LARGE_ANGLE } from '@ketwork/math'
import type { Program } from './program.ts'

export interface AngleReach {
  /** Every angle is finite where no symbol is larger than this. */
  readonly finite: number
  /** No term of an angle is above `LARGE_ANGLE` where no symbol is larger than this; negative where one always is. */
  readonly small: number
}

const known = new WeakMap<Program, AngleReach>()

export function angleReach(program: Program): AngleReach {
  const found = known.get(program)
  if (found !== undefined) return found
  const { coefficients, factorStarts } = program.structure.angles
  let finite = Number.MAX_VALUE
  let small = Number.MAX_VALUE
  coefficients.forEach((coefficient, term) => {
    const degree = factorStarts[term + 1] - factorStarts[term]
    const size = Math.abs(program.constants[coefficient])
    if (degree > 0) finite = Math.min(finite, reachOfTerm(Math.max(1, size), degree))
    if (size > LARGE_ANGLE) small = -1
    else if (degree > 0) small = Math.min(small, 0.999 * (LARGE_ANGLE / Math.max(size, Number.MIN_VALUE)) ** (1 / degree))
  })
  const reach = { finite, small }
  known.set(program, reach)
  return reach
}

/** Largest x with coefficient * x^degree in the range of doubles, or a little less. */
function reachOfTerm(coefficient: number, degree: number): number {
  const most = Number.MAX_VALUE / coefficient
  return degree === 1 ? most : 0.999 * most ** (1 / degree)
}

/** @throws RangeError naming the term of an angle that leaves the range of doubles, and the row */
export function requireFiniteAngles(
  { structure, constants }: Program,
  row: number,
  parameters: ArrayLike<number>,
  features: ArrayLike<number>,
): void {
  const { coefficients, factorStarts, factors } = structure.angles
  coefficients.forEach((at, term) => {
    const symbols = factors.slice(factorStarts[term], factorStarts[term + 1])
    const valueOf = (symbol: number): number =>
      symbol < structure.parameters.length ? parameters[symbol] : features[symbol - structure.parameters.length]
    const value = symbols.reduce((product, symbol) => product * valueOf(symbol), constants[at])
    if (Number.isFinite(value)) return
    const names = [...structure.parameters, ...structure.features]
    const given = [...new Set(symbols)].map((symbol) => `${names[symbol]} = ${valueOf(symbol)}`)
    throw new RangeError(
      `an angle of row ${row} is ${value}: ${text(
        constants[at],
        symbols.map((symbol) => names[symbol]),
      )} with ${given.join(', ')} leaves the range of numbers`,
    )
  })
}

function text(coefficient: number, names: readonly string[]): string {
  const term: Term = { coefficient, symbols: names.map((name) => ({ kind: 'parameter', name })) }
  return formatAngle({ terms: [term] })
}
