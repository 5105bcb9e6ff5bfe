/** From integrals to Pauli strings: LiH in STO-3G (6 orbitals) and ten orbitals with every integral present. */
import { readFileSync } from 'node:fs'
import { RandomStream } from '@ketwork/math'
import { describe, test } from 'vitest'
import { molecularHamiltonian } from './molecularHamiltonian.ts'
import { type MolecularIntegrals, readFcidump } from './readFcidump.ts'

/** Integrals with the eightfold symmetry of real orbitals and nothing else. */
function denseIntegrals(n: number): MolecularIntegrals {
  const random = new RandomStream(1)
  const lines = [`&FCI NORB=${n},NELEC=${n},MS2=${n % 2} /`]
  for (let p = 1; p <= n; p++) {
    for (let q = 1; q <= p; q++) {
      lines.push(`${random.normal()} ${p} ${q} 0 0`)
      for (let r = 1; r <= p; r++) for (let s = 1; s <= (r === p ? q : r); s++) lines.push(`${random.normal()} ${p} ${q} ${r} ${s}`)
    }
  }
  return readFcidump([...lines, '0.5 0 0 0 0', ''].join('\n'))
}

describe('molecularHamiltonian', () => {
  const lih = readFcidump(readFileSync(new URL('../../testdata/molecules/lih_sto3g_1.45.fcidump', import.meta.url), 'utf8'))
  const dense = denseIntegrals(10)

  test('Jordan-Wigner', async ({ bench }) => {
    await bench.compare(
      bench('LiH, 12 qubits', () => void molecularHamiltonian(lih)),
      bench('ten orbitals, 20 qubits', () => void molecularHamiltonian(dense)),
      { iterations: 5, warmupIterations: 1, time: 100 },
    )
  })
})
