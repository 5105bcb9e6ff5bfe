import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { popcount } from './bits.ts'
import { addMatrices, adjoint, multiply } from './complexAlgebra.ts'
import { type ComplexMatrix, complexMatrix } from './complexMatrix.ts'
import { innerProduct, norm } from './complexVector.ts'
import { csrExpectation, csrFromTriplets, type CsrEntry, type CsrMatrix, csrMultiply } from './CsrMatrix.ts'
import { eigenHermitian } from './eigenHermitian.ts'
import { haarState } from './haar.ts'
import { lanczosGroundState } from './lanczosGroundState.ts'
import { RandomStream } from './RandomStream.ts'

const dense = (csr: CsrMatrix): ComplexMatrix => {
  const m = complexMatrix(csr.rows, csr.columns)
  for (let row = 0; row < csr.rows; row++) {
    for (let e = csr.rowStarts[row]; e < csr.rowStarts[row + 1]; e++) {
      m.data[2 * (row * csr.columns + csr.columnIndices[e])] = csr.values[2 * e]
      m.data[2 * (row * csr.columns + csr.columnIndices[e]) + 1] = csr.values[2 * e + 1]
    }
  }
  return m
}

/** The transverse-field Ising ring: sum over the ring of -Z Z - field X. */
function isingRing(qubits: number, field: number): CsrMatrix {
  const entries: CsrEntry[] = []
  for (let row = 0; row < 2 ** qubits; row++) {
    const turned = (row >>> 1) | ((row & 1) << (qubits - 1))
    entries.push({ row, column: row, re: 2 * popcount(row ^ turned) - qubits })
    for (let q = 0; q < qubits; q++) entries.push({ row, column: row ^ (1 << q), re: -field })
  }
  return csrFromTriplets(2 ** qubits, 2 ** qubits, entries)
}

/** By the Jordan-Wigner transformation (Pfeuty, Ann. Phys. 57, 79 (1970)): -sum over k of sqrt(1 + f^2 - 2 f cos k), k = (2 m + 1) pi / n. */
function isingRingEnergy(qubits: number, field: number): number {
  let energy = 0
  for (let m = 0; m < qubits; m++) energy -= Math.sqrt(1 + field * field - 2 * field * Math.cos(((2 * m + 1) * Math.PI) / qubits))
  return energy
}

const solveCsr = (csr: CsrMatrix, options = {}) =>
  lanczosGroundState({ dimension: csr.rows, multiply: (x, out) => void csrMultiply(csr, x, out), seed: 1, ...options })

describe('CsrMatrix', () => {
  test('is the dense matrix that the entries add up to, in any order and with repetitions', () => {
    const entry = fc.record({
      row: fc.integer({ min: 0, max: 4 }),
      column: fc.integer({ min: 0, max: 6 }),
      re: fc.integer({ min: -9, max: 9 }),
      im: fc.integer({ min: -9, max: 9 }),
    })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
        const csr = csrFromTriplets(5, 7, entries)
        const expected = new Float64Array(70)
        for (const { row, column, re, im } of entries) {
          expected[2 * (row * 7 + column)] += re
          expected[2 * (row * 7 + column) + 1] += im
        }
        expect(dense(csr).data).toEqual(expected)
        for (let row = 0; row < 5; row++) {
          const columns = csr.columnIndices.subarray(csr.rowStarts[row], csr.rowStarts[row + 1])
          expect(columns.every((column, i) => i === 0 || columns[i - 1] < column)).toBe(true)
        }
      }),
      { seed: 6, numRuns: 200 },
    )
  })

  test('multiplies as the dense matrix does, and the expectation is <x|A x>', () => {
    const random = new RandomStream(51)
    const entries = Array.from({ length: 60 }, () => ({
      row: random.integer(12),
      column: random.integer(12),
      re: random.normal(),
      im: random.normal(),
    }))
    const csr = csrFromTriplets(12, 12, entries)
    const x = haarState(12, random)
    const product = multiply(dense(csr), complexMatrix(12, 1, x)).data
    csrMultiply(csr, x).forEach((value, q) => expect(value).toBeCloseTo(product[q], 13))
    expect(csrExpectation(csr, x)).toBeCloseTo(innerProduct(x, product)[0], 13)
  })

  test('refuses entries out of range or not finite and vectors of another length', () => {
    expect(() => csrFromTriplets(2, 2, [{ row: 2, column: 0, re: 1 }])).toThrow('entry 0 is at (2, 0): the matrix is 2 x 2')
    expect(() => csrFromTriplets(2, 2, [{ row: 0, column: 0, re: NaN }])).toThrow('must be finite')
    const csr = csrFromTriplets(2, 3, [])
    expect(() => csrMultiply(csr, new Float64Array(4))).toThrow('x must hold 6 numbers (re, im), got 4')
    expect(() => csrExpectation(csr, new Float64Array(6))).toThrow('square')
  })
})

describe('lanczosGroundState', () => {
  test.each([0.3, 1, 2])('gives the closed form of the Ising ring of 10 qubits in a field of %f', (field) => {
    const found = solveCsr(isingRing(10, field))
    expect(found.converged).toBe(true)
    expect(Math.abs(found.energy - isingRingEnergy(10, field))).toBeLessThan(1e-10)
  })

  test.each([4, 6, 12, 40])('a basis of %i vectors finds the lowest value of a random complex matrix', (basisSize) => {
    const random = new RandomStream(52)
    const half = complexMatrix(60, 60, random.fillNormal(new Float64Array(7200)))
    const m = addMatrices(half, adjoint(half))
    const found = lanczosGroundState({
      dimension: 60,
      multiply: (x, out) => out.set(multiply(m, complexMatrix(60, 1, x)).data),
      seed: 2,
      basisSize,
      maximumIterations: 2000,
    })
    const { values, vectors } = eigenHermitian(m)
    expect(found.converged).toBe(true)
    expect(Math.abs(found.energy - values[0])).toBeLessThan(1e-11)
    const exact = Float64Array.from({ length: 120 }, (_, q) => vectors.data[120 * (q >> 1) + (q & 1)])
    expect(Math.hypot(...innerProduct(exact, found.state))).toBeCloseTo(1, 12)
  })

  test('the residual it returns is the one of the state it returns', () => {
    const csr = isingRing(7, 0.7)
    const { state, energy, residual } = solveCsr(csr)
    const image = csrMultiply(csr, state)
    expect(norm(state)).toBeCloseTo(1, 13)
    expect(norm(image.map((value, q) => value - energy * state[q]))).toBeCloseTo(residual, 15)
    expect(residual).toBeLessThan(1e-9)
  })

  test('project keeps to a sector: the lowest state of odd bit-flip parity', () => {
    const csr = isingRing(8, 1.5)
    const last = csr.rows - 1
    const odd = (x: Float64Array): void => {
      for (let i = 0; i <= last >> 1; i++) {
        for (const q of [0, 1]) {
          const half = (x[2 * i + q] - x[2 * (last - i) + q]) / 2
          x[2 * i + q] = half
          x[2 * (last - i) + q] = -half
        }
      }
    }
    const found = solveCsr(csr, { project: odd })
    const { values, vectors } = eigenHermitian(dense(csr))
    const lowestOdd = values.findIndex((_, j) => Math.abs(vectors.data[2 * j] + vectors.data[2 * (last * csr.rows + j)]) < 1e-10)
    expect(found.energy).toBeCloseTo(values[lowestOdd], 10)
    expect(found.energy).toBeGreaterThan(values[0] + 0.1)
    expect(() => solveCsr(csr, { project: (x: Float64Array) => x.fill(0) })).toThrow('the sector is empty')
  })

  test('stops at the iterations that it may make and says that it has not converged', () => {
    let products = 0
    const csr = isingRing(10, 1)
    const multiplyCounted = (x: Float64Array, out: Float64Array): void => {
      products++
      csrMultiply(csr, x, out)
    }
    const found = solveCsr(csr, { maximumIterations: 12, multiply: multiplyCounted })
    expect(found.converged).toBe(false)
    expect(found.residual).toBeGreaterThan(1e-8)
    expect([found.iterations, products]).toEqual([12, 12])
    expect(found.energy).toBeGreaterThan(isingRingEnergy(10, 1))
  })

  test('takes operators whose Krylov space is smaller than the basis, and dimension 1', () => {
    const identity = csrFromTriplets(
      50,
      50,
      Array.from({ length: 50 }, (_, row) => ({ row, column: row, re: 3 })),
    )
    expect(solveCsr(identity)).toMatchObject({ energy: expect.closeTo(3, 13) as number, converged: true })
    expect(solveCsr(csrFromTriplets(4, 4, []))).toMatchObject({ energy: 0, converged: true })
    expect(solveCsr(csrFromTriplets(1, 1, [{ row: 0, column: 0, re: -2 }]))).toMatchObject({
      energy: expect.closeTo(-2, 13) as number,
      converged: true,
    })
  })

  test('goes on where the space is invariant before the residual is small enough: two clusters of nearly equal values', () => {
    // After two products what remains is of the clusters' width, below what counts as new against a scale of 1.
    const values = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 1) + 3e-14 * i)
    let products = 0
    const multiplyDiagonal = (x: Float64Array, out: Float64Array): void => {
      products++
      for (let q = 0; q < x.length; q++) out[q] = values[q >> 1] * x[q]
    }
    const found = lanczosGroundState({ dimension: 40, multiply: multiplyDiagonal, seed: 3, tolerance: 1e-14 })
    expect(found.residual).toBeLessThan(2e-13)
    expect(found.energy).toBeLessThan(6e-13)
    expect(products).toBe(found.iterations)
    expect(products).toBeGreaterThan(3)
  })

  test('the same seed gives the same bits', () => {
    expect(solveCsr(isingRing(6, 1)).state).toEqual(solveCsr(isingRing(6, 1)).state)
  })

  test('refuses options out of range and products that are not finite', () => {
    const csr = isingRing(3, 1)
    expect(() => solveCsr(csr, { tolerance: 0 })).toThrow('tolerance must be above 0')
    expect(() => solveCsr(csr, { basisSize: 2 })).toThrow('basisSize must be a whole number of at least 4')
    expect(() => solveCsr(csr, { multiply: (_: Float64Array, out: Float64Array) => out.fill(NaN) })).toThrow('the product[0] is NaN')
  })
})
