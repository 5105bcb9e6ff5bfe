import {
  addMatrices,
  adjoint,
  complexIdentity,
  complexMatrix,
  type ComplexMatrix,
  csrExpectation,
  haarState,
  kronecker,
  maxAbsDifference,
  multiply,
  RandomStream,
  scaleMatrix,
} from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { formatPauliSum } from './formatPauliSum.ts'
import { groupQubitWiseCommuting } from './groupQubitWiseCommuting.ts'
import { parsePauliSum } from './parsePauliSum.ts'
import { addPauliSums, adjointPauliSum, multiplyPauliSums, pauliSumsCommute, scalePauliSum } from './pauliAlgebra.ts'
import { pauliExpectation, toSparse } from './pauliMatrix.ts'
import { isHermitianSum, type PauliSum, pauliSumFrom, pauliSumQubitCount, pauliTerm } from './pauliSum.ts'

const LETTERS: Record<string, ComplexMatrix> = {
  I: complexIdentity(2),
  X: complexMatrix(2, 2, [0, 0, 1, 0, 1, 0, 0, 0]),
  Y: complexMatrix(2, 2, [0, 0, 0, -1, 0, 1, 0, 0]),
  Z: complexMatrix(2, 2, [1, 0, 0, 0, 0, 0, -1, 0]),
}

/** The matrix by Kronecker products, highest qubit leftmost: shares nothing with what is tested. */
function denseMatrix(sum: PauliSum, qubitCount: number): ComplexMatrix {
  let total = complexMatrix(2 ** qubitCount, 2 ** qubitCount)
  for (const { re, im, pauli, qubits } of sum.terms) {
    let product = complexIdentity(1)
    for (let qubit = 0; qubit < qubitCount; qubit++) {
      const at = qubits.indexOf(qubit)
      product = kronecker(LETTERS[at < 0 ? 'I' : pauli[at]], product)
    }
    total = addMatrices(total, scaleMatrix(product, re, im))
  }
  return total
}

function sparseAsDense(sum: PauliSum, qubitCount: number): ComplexMatrix {
  const { rows, rowStarts, columnIndices, values } = toSparse(sum, qubitCount)
  const dense = complexMatrix(rows, rows)
  for (let row = 0; row < rows; row++) {
    for (let e = rowStarts[row]; e < rowStarts[row + 1]; e++) {
      if (e > rowStarts[row]) expect(columnIndices[e]).toBeGreaterThan(columnIndices[e - 1])
      const at = 2 * (row * rows + columnIndices[e])
      dense.data[at] += values[2 * e]
      dense.data[at + 1] += values[2 * e + 1]
    }
  }
  return dense
}

function randomSum(random: RandomStream, qubitCount: number, terms: number, complex = true): PauliSum {
  const drawn = Array.from({ length: terms }, () => ({
    re: random.normal(),
    im: complex ? random.normal() : 0,
    pauli: Array.from({ length: qubitCount }, () => 'IXYZ'[random.integer(4)]).join(''),
    qubits: [...random.permutation(qubitCount)],
  }))
  return pauliSumFrom(drawn)
}

describe('the algebra of Pauli sums', () => {
  const random = new RandomStream(1)
  const cases = Array.from({ length: 40 }, (_, i) => {
    const qubits = 1 + (i % 4)
    return { qubits, a: randomSum(random, qubits, 1 + (i % 7)), b: randomSum(random, qubits, 1 + ((3 * i) % 8)) }
  })

  test('products, sums, multiples and adjoints are those of the matrices', () => {
    for (const { qubits, a, b } of cases) {
      const [A, B] = [denseMatrix(a, qubits), denseMatrix(b, qubits)]
      expect(maxAbsDifference(denseMatrix(multiplyPauliSums(a, b), qubits), multiply(A, B))).toBeLessThan(1e-12)
      expect(maxAbsDifference(denseMatrix(addPauliSums(a, b, a), qubits), addMatrices(addMatrices(A, B), A))).toBeLessThan(1e-12)
      expect(maxAbsDifference(denseMatrix(scalePauliSum(a, 0.3, -2), qubits), scaleMatrix(A, 0.3, -2))).toBeLessThan(1e-12)
      expect(maxAbsDifference(denseMatrix(adjointPauliSum(a), qubits), adjoint(A))).toBe(0)
    }
  })

  test('two sums commute exactly when their matrices do', () => {
    const small = new RandomStream(2)
    let commuting = 0
    for (let i = 0; i < 300; i++) {
      const [a, b] = [randomSum(small, 3, 1 + (i % 3)), randomSum(small, 3, 1 + (i % 2))]
      const [A, B] = [denseMatrix(a, 3), denseMatrix(b, 3)]
      const commute = maxAbsDifference(multiply(A, B), multiply(B, A)) < 1e-12
      expect(pauliSumsCommute(a, b)).toBe(commute)
      if (commute) commuting++
    }
    expect(commuting).toBeGreaterThan(20)
    expect(commuting).toBeLessThan(280)
  })

  test('a sum commutes with its own powers though its terms anticommute, rounding included', () => {
    const sum = parsePauliSum('0.1*X0 + 0.7*Z0 + 0.3*Y0*X1 + 0.11*Z1')
    const square = multiplyPauliSums(sum, sum)
    expect(pauliSumsCommute(sum, multiplyPauliSums(square, sum))).toBe(true)
    expect(pauliSumsCommute(sum, parsePauliSum('X0'))).toBe(false)
  })

  test('the sparse matrix and the expectation are those of the dense matrix', () => {
    for (const { qubits, a, b } of cases) {
      expect(maxAbsDifference(sparseAsDense(a, qubits), denseMatrix(a, qubits))).toBeLessThan(1e-13)
      const hermitian = addPauliSums(b, adjointPauliSum(b))
      const state = haarState(2 ** qubits, random)
      expect(pauliExpectation(hermitian, state)).toBeCloseTo(csrExpectation(toSparse(hermitian, qubits), state), 12)
      const column = complexMatrix(2 ** qubits, 1, state)
      const [re, im] = multiply(adjoint(column), multiply(denseMatrix(hermitian, qubits), column)).data
      expect(pauliExpectation(hermitian, state)).toBeCloseTo(re, 12)
      expect(im).toBeCloseTo(0, 12)
    }
  })

  test('strings on qubits in the thousands multiply like those on the lowest ones', () => {
    const low = multiplyPauliSums(parsePauliSum('X0*Y1 + 2*Z2'), parsePauliSum('Y0 - Z1*X2'))
    const high = multiplyPauliSums(parsePauliSum('X7*Y4000 + 2*Z9999'), parsePauliSum('Y7 - Z4000*X9999'))
    const moved = low.terms.map((term) => ({ ...term, qubits: term.qubits.map((qubit) => [7, 4000, 9999][qubit]) }))
    expect(high).toEqual(pauliSumFrom(moved))
    expect(pauliSumQubitCount(high)).toBe(10000)
  })

  test('strings that use more than one word of 32 qubits multiply as their letters do', () => {
    const qubits = Array.from({ length: 100 }, (_, qubit) => qubit)
    const product = multiplyPauliSums(pauliTerm('X'.repeat(100), qubits), pauliTerm('Y'.repeat(99) + 'X', qubits))
    expect(product).toEqual(pauliTerm('Z'.repeat(99), qubits.slice(0, 99), 0, -1)) // i^99 = -i
  })
})

describe('pauliSumFrom and pauliTerm', () => {
  test('terms come out merged, sorted by strings and without zeros, whatever the order they came in', () => {
    expect(formatPauliSum(parsePauliSum('Z1 + Z0*Z1 - 2*Z1 + Y0 - 3 + X0 - 0*X5 + Z0 + Z1'))).toBe('-3 + X0 + Y0 + Z0 + Z0*Z1')
    expect(addPauliSums(parsePauliSum('X0'), parsePauliSum('-X0'))).toEqual({ terms: [] })
  })

  test('letters I are left out and qubits sorted', () => {
    expect(pauliTerm('ZIX', [3, 1, 0], 0.5)).toEqual({ terms: [{ re: 0.5, im: 0, pauli: 'XZ', qubits: [0, 3] }] })
    expect(pauliTerm('', [])).toEqual({ terms: [{ re: 1, im: 0, pauli: '', qubits: [] }] })
  })

  test.each([
    [() => pauliTerm('XQ', [0, 1]), /'Q' is not a Pauli letter/],
    [() => pauliTerm('X', [0, 1]), /1 letters for 2 qubits/],
    [() => pauliTerm('XY', [2, 2]), /qubit 2 appears twice/],
    [() => pauliTerm('X', [-1]), /qubit -1 is out of range/],
    [() => pauliTerm('X', [0.5]), /qubit 0.5 is out of range/],
    [() => pauliTerm('X', [0], NaN), /NaN.*must be finite/],
    [() => scalePauliSum(pauliTerm('X', [0]), Infinity), /must be finite/],
    [() => multiplyPauliSums(pauliTerm('X', [0], 1e200), pauliTerm('X', [0], 1e200)), /must be finite/],
    [() => toSparse(pauliTerm('X', [3]), 3), /acts on qubit 3: the state has qubits 0 to 2/],
    [() => pauliExpectation(pauliTerm('X', [0], 0, 1), new Float64Array(4)), /Hermitian/],
    [() => pauliExpectation(pauliTerm('X', [0]), new Float64Array(6)), /2 \* 2\^n numbers/],
  ])('refuses what makes no Pauli sum: %s', (make, message) => {
    expect(make).toThrow(RangeError)
    expect(make).toThrow(message)
  })

  test('isHermitianSum looks at imaginary parts up to its tolerance, in the unit of the sum', () => {
    expect(isHermitianSum(pauliTerm('X', [0], 1, 1e-13))).toBe(true)
    expect(isHermitianSum(pauliTerm('X', [0], 1, 1e-13), 0)).toBe(false)
    expect(isHermitianSum({ terms: [] }, 0)).toBe(true)
    for (const unit of [1e-20, 1e20]) {
      expect(isHermitianSum(pauliTerm('X', [0], unit, 1e-13 * unit))).toBe(true)
      expect(isHermitianSum(pauliTerm('X', [0], unit, 1e-11 * unit))).toBe(false)
    }
  })
})

describe('groupQubitWiseCommuting', () => {
  const letterOn = (term: { pauli: string; qubits: readonly number[] }, qubit: number): string | undefined =>
    term.qubits.includes(qubit) ? term.pauli[term.qubits.indexOf(qubit)] : undefined

  test('every term is in one group, and within a group letters agree on every qubit', () => {
    const random = new RandomStream(3)
    for (let i = 0; i < 20; i++) {
      const sum = randomSum(random, 5, 40, false)
      const groups = groupQubitWiseCommuting(sum)
      expect(pauliSumFrom(groups.flat())).toEqual(sum)
      for (const group of groups) {
        for (let qubit = 0; qubit < 5; qubit++) {
          expect(new Set(group.map((term) => letterOn(term, qubit)).filter((letter) => letter !== undefined)).size).toBeLessThanOrEqual(1)
        }
      }
    }
  })

  test('largest coefficients found the groups, and a term joins the first that it fits', () => {
    const groups = groupQubitWiseCommuting(parsePauliSum('0.1*Z0 + 3*Z0*Z1 - 5*X0 + 0.5*X1 + 7'))
    expect(groups.map((terms) => formatPauliSum(pauliSumFrom(terms)))).toEqual(['7 - 5*X0 + 0.5*X1', '0.1*Z0 + 3*Z0*Z1'])
  })

  test('an empty sum has no groups', () => {
    expect(groupQubitWiseCommuting({ terms: [] })).toEqual([])
  })
})
