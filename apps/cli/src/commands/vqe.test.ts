import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ketworkJson, runKetwork, writeInput } from '../runKetwork.ts'

interface Solved {
  readonly energy: number
  readonly exactEnergy: number
  readonly gap: number
  readonly circuitEnergy: number
  readonly determinants: number
  readonly converged: boolean
  readonly reason: string
  readonly notes: readonly string[]
}

const molecule = (name: string): string =>
  fileURLToPath(new URL(`../../../../packages/ml-algorithms/testdata/molecules/${name}.fcidump`, import.meta.url))

describe('ketwork vqe', () => {
  test('finds a ground state of another symmetry than the lowest determinant and says what was checked', async () => {
    const solved = await ketworkJson<Solved>('vqe', molecule('three_orbitals'), '--seed', '3')
    expect(solved).toMatchObject({ determinants: 9, converged: true, notes: [] })
    expect(solved.energy).toBeCloseTo(-1.6, 8)
    expect(solved.circuitEnergy).toBeCloseTo(-1.6, 8)
    const { out } = await runKetwork(['vqe', molecule('three_orbitals')])
    expect(out).toMatch(/fits over 4 symmetry blocks of 9 determinants, 2 random kicks survived/)
    expect(out).toMatch(/same energy on all amplitudes of 6 qubits/)
  })

  test('tells the gap and does not call an answer converged that is not near the exact energy', async () => {
    const { gap, converged, reason } = await ketworkJson<Solved>('vqe', molecule('h6_chain_sto3g_1.7'), '--max-extensions', '0')
    expect(gap).toBeGreaterThan(1.6e-3)
    expect(converged).toBe(false)
    expect(reason).toMatch(/hartree above the exact one/)
  })

  test('notes a core energy that is not listed', async () => {
    const file = writeInput('no-core.fcidump', '&FCI NORB=2,NELEC=2.0,MS2=0 / two sites\n4 1 1 1 1\n4 2 2 2 2\n-1 1 2 0 0 ! hop\n')
    const { energy, notes } = await ketworkJson<Solved>('vqe', file)
    expect(energy).toBeCloseTo(2 - Math.sqrt(8), 8) // (U - sqrt(U^2 + 16 t^2)) / 2
    expect(notes).toEqual([expect.stringContaining('no core energy')])
  })

  test('refuses what is too large with bytes and a time', async () => {
    const lines = Array.from({ length: 14 }, (_, p) => `1 ${p + 1} ${p + 1} ${p + 1} ${p + 1}\n-1 ${p + 1} ${Math.max(1, p)} 0 0\n`)
    const file = writeInput('large.fcidump', `&FCI NORB=14,NELEC=14,MS2=0 /\n${lines.join('')}0 0 0 0 0\n`)
    const { status, err } = await runKetwork(['vqe', file])
    expect(status).toBe(2)
    expect(err).toMatch(/11778624 determinants: that needs .* GiB and takes about .* days/)
  })
})
