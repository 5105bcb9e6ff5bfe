/**
 * The electronic Hamiltonian of a molecule as a Pauli sum:
 *
 *     H = E_core + sum_pq,s h_pq a+_ps a_qs + 1/2 sum_pqrs,st (pq|rs) a+_ps a+_rt a_st a_qs        (s, t: spin alpha or beta)
 *
 * by the Jordan-Wigner transformation, with spin orbital 2p = orbital p alpha and 2p + 1 = orbital p beta, so that neighbours share an orbital.
 */
import { type PauliSum } from '../pauli/pauliSum.ts'
import { LadderSpread } from './jordanWigner.ts'
import { type MolecularIntegrals } from './readFcidump.ts'

/** Coefficients are sums of real integrals; an imaginary part above this part of the largest one cannot be rounding. */
const LARGEST_IMAGINARY = 1e-12

/**
 * The Hamiltonian on 2n qubits for n orbitals, in hartree, core energy included. O(n^4) ladder products; 10 orbitals take about a second.
 *
 * It conserves the number of electrons of each spin; its ground state may lie in another sector than the molecule's.
 *
 * @throws RangeError when the arrays do not fit the number of orbitals, hold NaN, or do not give a Hermitian operator
 *
 * @example
 * molecularHamiltonian(readFcidump(text)).terms.length // 15 for H2 in STO-3G
 */
export function molecularHamiltonian(integrals: MolecularIntegrals): PauliSum {
  requireIntegrals(integrals)
  const spread = new LadderSpread(2 * integrals.orbitals)
  spread.add([], integrals.coreEnergy, 0)
  addOneElectron(spread, integrals)
  addTwoElectron(spread, integrals)
  const sum = spread.sum()
  const largest = sum.terms.reduce((most, { re }) => Math.max(most, Math.abs(re)), 0)
  const imaginary = sum.terms.find(({ im }) => Math.abs(im) > LARGEST_IMAGINARY * largest)
  if (imaginary !== undefined) {
    const { im, pauli, qubits } = imaginary
    throw new RangeError(`the integrals are not symmetric: '${pauli}' on [${qubits.join(', ')}] has the imaginary coefficient ${im}`)
  }
  return { terms: sum.terms.filter(({ re }) => re !== 0).map((term) => ({ ...term, im: 0 })) }
}

function addOneElectron(spread: LadderSpread, { orbitals: n, oneElectron }: MolecularIntegrals): void {
  for (let p = 0; p < n; p++) {
    for (let q = 0; q < n; q++) {
      const h = oneElectron[p * n + q]
      if (h === 0) continue
      for (const spin of [0, 1]) {
        const ladder = [
          { orbital: 2 * p + spin, creation: true },
          { orbital: 2 * q + spin, creation: false },
        ]
        spread.add(ladder, h, 0)
      }
    }
  }
}

function addTwoElectron(spread: LadderSpread, { orbitals: n, twoElectron }: MolecularIntegrals): void {
  for (let at = 0; at < n ** 4; at++) {
    const integral = twoElectron[at]
    if (integral === 0) continue
    const s = at % n
    const r = Math.floor(at / n) % n
    const q = Math.floor(at / n ** 2) % n
    const p = Math.floor(at / n ** 3)
    for (const [left, right] of SPIN_PAIRS) {
      if (left === right && (p === r || q === s)) continue // the same spin orbital created or annihilated twice
      const ladder = [
        { orbital: 2 * p + left, creation: true },
        { orbital: 2 * r + right, creation: true },
        { orbital: 2 * s + right, creation: false },
        { orbital: 2 * q + left, creation: false },
      ]
      spread.add(ladder, integral / 2, 0)
    }
  }
}

const SPIN_PAIRS: readonly (readonly [number, number])[] = [0, 1, 2, 3].map((pair) => [pair >> 1, pair & 1])

function requireIntegrals({ orbitals, coreEnergy, oneElectron, twoElectron }: MolecularIntegrals): void {
  if (!Number.isInteger(orbitals) || orbitals < 1) throw new RangeError(`orbitals must be a whole number from 1, got ${orbitals}`)
  if (oneElectron.length !== orbitals ** 2 || twoElectron.length !== orbitals ** 4) {
    const wanted = `${orbitals ** 2} one-electron and ${orbitals ** 4} two-electron integrals`
    throw new RangeError(`${orbitals} orbitals have ${wanted}, got ${oneElectron.length} and ${twoElectron.length}`)
  }
  if (!Number.isFinite(coreEnergy)) throw new RangeError(`the core energy is ${coreEnergy}: it must be finite`)
  if (!oneElectron.every(Number.isFinite)) throw new RangeError('a one-electron integral is not finite')
  if (!twoElectron.every(Number.isFinite)) throw new RangeError('a two-electron integral is not finite')
}
