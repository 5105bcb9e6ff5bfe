/** The program of squares, and the rules that make variances of its expectations. */
import { Circuit } from '@ketwork/circuit'
import { expect, test } from 'vitest'
import type { Values } from '../backend.ts'
import { compileProgram } from '../lowering/compileProgram.ts'
import { varianceProgram, variancesOf } from './varianceProgram.ts'

const ranOn = { device: 'd', precision: 'f64', method: 'stateVector', plan: 'p' } as const
const squaresOf = (observable: string) => {
  const { program, units } = varianceProgram(compileProgram(new Circuit(2).h(0), { observables: observable }))
  const sums = program.structure.observables.map(({ coefficient, terms }) =>
    Object.fromEntries(terms.map(({ pauli, qubits }, i) => [`${pauli}${qubits.join('')}`, program.constants[coefficient + i]])),
  )
  return { sums, units: [...units] }
}

test('squares have the products of all terms but the constant; what anticommutes cancels', () => {
  expect(squaresOf('3*Z0 + 7')).toEqual({ sums: [{ Z0: 1.5 }, { '': 2.25 }], units: [2] })
  expect(squaresOf('Z0 + X0')).toEqual({ sums: [{ Z0: 1, X0: 1 }, { '': 2 }], units: [1] })
  expect(squaresOf('Z0 + 0.5*Z1')).toEqual({ sums: [{ Z0: 1, Z1: 0.5 }, { '': 1.25, ZZ01: 1 }], units: [1] })
  expect(squaresOf('7')).toEqual({ sums: [{}, {}], units: [1] })
}) // prettier-ignore

test('exact variances are at least 0, in the unit of the observable', () => {
  const values: Values = { rows: 2, columns: 2, values: Float64Array.of(0.5, 1, 1, 1 - 1e-16), ranOn }
  expect(variancesOf(values, Float64Array.of(4))).toEqual({ rows: 2, columns: 1, values: Float64Array.of(12, 0), ranOn })
})

test('estimates are freed of the error of the mean, and may be below 0', () => {
  const values = { rows: 1, columns: 2, values: Float64Array.of(0.5, 0.2), standardErrors: Float64Array.of(0.1, 0.03), ranOn }
  const found = variancesOf(values, Float64Array.of(2))
  expect(found.values[0]).toBeCloseTo(4 * (0.2 - 0.25 + 0.01), 15)
  expect(found.standardErrors?.[0]).toBeCloseTo(4 * (0.03 + 2 * 0.5 * 0.1), 15)
})
