import { readFileSync } from 'node:fs'
import { csrMultiply, lanczosGroundState, popcount } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { addPauliSums, adjointPauliSum, multiplyPauliSums, pauliSumsCommute, scalePauliSum } from '../pauli/pauliAlgebra.ts'
import { toSparse } from '../pauli/pauliMatrix.ts'
import { parsePauliSum } from '../pauli/parsePauliSum.ts'
import { isHermitianSum, type PauliSum, pauliSumQubitCount, pauliTerm } from '../pauli/pauliSum.ts'
import { jordanWigner } from './jordanWigner.ts'
import { molecularHamiltonian } from './molecularHamiltonian.ts'
import { type MolecularIntegrals, readFcidump } from './readFcidump.ts'

const folder = new URL('../../testdata/molecules/', import.meta.url)
const reference = JSON.parse(readFileSync(new URL('reference.json', folder), 'utf8')) as {
  molecules: Record<string, { qubits: number; electrons: number; hartreeFock: number; fci: number }>
}
const readMolecule = (name: string): MolecularIntegrals => readFcidump(readFileSync(new URL(`${name}.fcidump`, folder), 'utf8'))

const ALPHA = 0x55555555 // even qubits

/** The lowest energy among states with these numbers of electrons of each spin. */
function groundEnergy(hamiltonian: PauliSum, qubits: number, alpha: number, beta: number): number {
  const matrix = toSparse(hamiltonian, qubits)
  const outside = Array.from({ length: 2 ** qubits }, (_, k) => k).filter(
    (k) => popcount(k & ALPHA) !== alpha || popcount(k & ~ALPHA) !== beta,
  )
  const project = (x: Float64Array): void => {
    for (const k of outside) x.fill(0, 2 * k, 2 * k + 2)
  }
  const result = lanczosGroundState({ dimension: matrix.rows, multiply: (x, out) => void csrMultiply(matrix, x, out), seed: 1, project })
  expect(result.converged).toBe(true)
  return result.energy
}

describe('molecularHamiltonian', () => {
  test.each(Object.entries(reference.molecules))('%s has the reference energies', (name, { qubits, electrons, hartreeFock, fci }) => {
    const integrals = readMolecule(name)
    const hamiltonian = molecularHamiltonian(integrals)
    expect(pauliSumQubitCount(hamiltonian)).toBe(qubits)
    expect(isHermitianSum(hamiltonian, 0)).toBe(true)
    expect(integrals.electrons).toBe(electrons)
    expect(Math.abs(groundEnergy(hamiltonian, qubits, electrons / 2, electrons / 2) - fci)).toBeLessThan(1e-8)
    const filled = 2 ** electrons - 1 // Hartree-Fock: the lowest spin orbitals
    const diagonal = toSparse({ terms: hamiltonian.terms.filter(({ pauli }) => !/[XY]/.test(pauli)) }, qubits)
    expect(Math.abs(diagonal.values[2 * filled] - hartreeFock)).toBeLessThan(1e-8)
  })

  test('has the number of strings that the literature gives: 15 for H2, 276 and 631 for LiH', () => {
    const strings = (name: string): number => molecularHamiltonian(readMolecule(name)).terms.length
    expect([strings('h2_sto3g_0.7414'), strings('lih_sto3g_1.45_frozencore'), strings('lih_sto3g_1.45')]).toEqual([15, 276, 631])
  })

  test('conserves the number of electrons of each spin', () => {
    const hamiltonian = molecularHamiltonian(readMolecule('h2_631g_0.75'))
    expect(pauliSumsCommute(hamiltonian, parsePauliSum('Z0 + Z2 + Z4 + Z6'))).toBe(true)
    expect(pauliSumsCommute(hamiltonian, parsePauliSum('Z1 + Z3 + Z5 + Z7'))).toBe(true)
    expect(pauliSumsCommute(hamiltonian, parsePauliSum('Z0'))).toBe(false)
  })

  test('an empty molecule has its core energy, one electron its orbital energies: the closed form', () => {
    const one: MolecularIntegrals = {
      orbitals: 1,
      electrons: 1,
      ms2: 1,
      coreEnergy: 0.5,
      oneElectron: Float64Array.of(-2),
      twoElectron: Float64Array.of(0.75),
    }
    const { values } = toSparse(molecularHamiltonian(one), 2)
    expect([values[0], values[2], values[4], values[6]]).toEqual([0.5, -1.5, -1.5, -2.75])
  })

  test('refuses integrals that are not symmetric, not finite or too few', () => {
    const h2 = readMolecule('h2_sto3g_0.7414')
    expect(() => molecularHamiltonian({ ...h2, oneElectron: Float64Array.of(-1, 0.1, 0.2, -0.5) })).toThrow(/not symmetric/)
    const tiny = { ...h2, coreEnergy: 0, oneElectron: Float64Array.of(-1e-13, 1e-14, 2e-14, -5e-14), twoElectron: new Float64Array(16) }
    expect(() => molecularHamiltonian(tiny)).toThrow(/not symmetric/)
    expect(() => molecularHamiltonian({ ...h2, oneElectron: Float64Array.of(-1, NaN, NaN, -0.5) })).toThrow(/not finite/)
    expect(() => molecularHamiltonian({ ...h2, coreEnergy: Infinity })).toThrow(/must be finite/)
    expect(() => molecularHamiltonian({ ...h2, oneElectron: new Float64Array(3) })).toThrow(/4 one-electron and 16 two-electron/)
  })
})

describe('jordanWigner', () => {
  const annihilate = (orbital: number): PauliSum => jordanWigner([{ re: 1, ladder: [{ orbital, creation: false }] }])
  const create = (orbital: number): PauliSum => jordanWigner([{ re: 1, ladder: [{ orbital, creation: true }] }])
  const anticommutator = (a: PauliSum, b: PauliSum): PauliSum => addPauliSums(multiplyPauliSums(a, b), multiplyPauliSums(b, a))

  test('the ladder operators of three orbitals obey the anticommutation relations, as matrices too', () => {
    for (const p of [0, 1, 2]) {
      for (const q of [0, 1, 2]) {
        expect(anticommutator(annihilate(p), annihilate(q))).toEqual({ terms: [] })
        expect(anticommutator(create(p), create(q))).toEqual({ terms: [] })
        const relation = anticommutator(annihilate(p), create(q))
        expect(relation).toEqual(p === q ? pauliTerm('', []) : { terms: [] })
        const matrix = toSparse(relation, 3)
        expect(matrix.values).toEqual(toSparse(p === q ? pauliTerm('', []) : { terms: [] }, 3).values)
      }
    }
  })

  test('annihilation takes a particle away with the sign of those below it', () => {
    const matrix = toSparse(annihilate(2), 3)
    const dense = (row: number, column: number): number => {
      for (let e = matrix.rowStarts[row]; e < matrix.rowStarts[row + 1]; e++) {
        if (matrix.columnIndices[e] === column) return matrix.values[2 * e]
      }
      return 0
    }
    expect([dense(0b000, 0b100), dense(0b001, 0b101), dense(0b010, 0b110), dense(0b011, 0b111)]).toEqual([1, -1, -1, 1])
    expect(dense(0b100, 0b000)).toBe(0)
    expect(adjointPauliSum(annihilate(2))).toEqual(create(2))
  })

  test('a product of ladder operators is the product of their sums', () => {
    const ladder = [
      { orbital: 4, creation: true },
      { orbital: 1, creation: true },
      { orbital: 0, creation: false },
      { orbital: 4, creation: false },
      { orbital: 35, creation: false },
    ]
    const product = ladder.map(({ orbital, creation }) => (creation ? create(orbital) : annihilate(orbital))).reduce(multiplyPauliSums)
    expect(jordanWigner([{ re: 2, im: -1, ladder }])).toEqual(scalePauliSum(product, 2, -1))
  })

  test('a product without operators is a number, and no terms are zero', () => {
    expect(jordanWigner([{ re: 2, im: 1, ladder: [] }])).toEqual(pauliTerm('', [], 2, 1))
    expect(jordanWigner([])).toEqual({ terms: [] })
  })

  test('refuses orbitals and coefficients that make no sense', () => {
    expect(() => jordanWigner([{ re: 1, ladder: [{ orbital: -1, creation: true }] }])).toThrow(/orbital -1 is out of range/)
    expect(() => jordanWigner([{ re: NaN, ladder: [] }])).toThrow(/must be finite/)
  })
})
