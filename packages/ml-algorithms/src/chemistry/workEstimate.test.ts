import { molecularHamiltonian, readFcidump } from '@ketwork/circuit'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { determinantCount, determinantsOf, sectorBasis, sectorOf } from './sector.ts'
import { sectorHamiltonian } from './sectorHamiltonian.ts'
import { estimateWork, requireFeasible, WorkTooLargeError } from './workEstimate.ts'

describe('requireFeasible', () => {
  test('takes on what is small however many orbitals there are, and refuses what is large with bytes and a time', () => {
    for (const orbitals of [13, 14, 16]) expect(() => requireFeasible({ orbitals, up: 1, down: 1 })).not.toThrow()
    expect(() => requireFeasible({ orbitals: 8, up: 5, down: 5 })).not.toThrow()
    for (const orbitals of [14, 15, 16]) {
      const refusal = /(11778624|41409225|165636900) determinants: that needs [\d.]+ [GT]iB and takes about \d+(\.\d)? (days|years)/
      expect(() => requireFeasible({ orbitals, up: orbitals >> 1, down: orbitals >> 1 })).toThrow(refusal)
      expect(() => requireFeasible({ orbitals, up: orbitals >> 1, down: orbitals >> 1 })).toThrow(WorkTooLargeError)
    }
  })

  test('knows limits of its caller', () => {
    const sector = { orbitals: 6, up: 3, down: 3 }
    expect(() => requireFeasible(sector, { bytes: 1000 })).toThrow('at most 1000 B and 1 hour are allowed')
    expect(() => requireFeasible(sector, { seconds: 1e-3 })).toThrow(WorkTooLargeError)
  })

  test('counts at least the couplings that there are', () => {
    const integrals = readFcidump(readFileSync(new URL('../../testdata/molecules/h6_chain_sto3g_2.0.fcidump', import.meta.url), 'utf8'))
    const { couplings, basis } = sectorHamiltonian(molecularHamiltonian(integrals), sectorBasis(sectorOf(integrals)))
    const { determinants, bytes } = estimateWork(sectorOf(integrals))
    expect(determinants).toBe(basis.count)
    expect(bytes).toBeGreaterThan(16 * couplings.length + 24 * basis.count)
  })
})

describe('sector', () => {
  test('counts determinants as a product of binomials, and lists them ascending', () => {
    const sector = { orbitals: 4, up: 2, down: 1 }
    const list = determinantsOf(sector)
    expect(list).toHaveLength(6 * 4)
    expect(list).toEqual([...new Set(list)].sort((a, b) => a - b))
    expect(list[0]).toBe(0b000111)
    expect(determinantsOf({ orbitals: 16, up: 1, down: 1 })).toHaveLength(256)
    expect(determinantCount({ orbitals: 26, up: 13, down: 13 })).toBe(10400600 ** 2)
  })

  test('knows the empty and the full one', () => {
    expect(determinantsOf({ orbitals: 3, up: 0, down: 0 })).toEqual([0])
    expect(determinantsOf({ orbitals: 3, up: 3, down: 3 })).toEqual([63])
  })

  test('refuses electrons that do not fit, and indices that are no exact numbers', () => {
    expect(() => sectorOf({ orbitals: 2, electrons: 3, ms2: 0 })).toThrow('3 electrons with MS2 = 0 do not fit 2 orbitals')
    expect(() => determinantsOf({ orbitals: 27, up: 1, down: 0 })).toThrow('at most 26 orbitals')
  })
})
