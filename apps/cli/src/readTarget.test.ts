import { heavyHex, line } from 'ketwork/devices'
import { describe, expect, test } from 'vitest'
import { readTarget } from './readTarget.ts'
import { writeInput } from './runKetwork.ts'

describe('readTarget', () => {
  test('knows topologies by name, and makes every pair meet without one', async () => {
    const basis = ['cz', 'rz', 'sx', 'x']
    expect(await readTarget('line:7', undefined, 2)).toEqual({ ...line(7), basis })
    expect(await readTarget('heavy-hex:5', undefined, 2)).toEqual({ ...heavyHex(5), basis })
    expect((await readTarget('grid:4x5', undefined, 2)).qubits).toBe(20)
    expect(await readTarget(undefined, undefined, 3)).toEqual(await readTarget('all-to-all:3', undefined, 1))
  })

  test('takes the names of the gate table and those of OpenQASM for a basis', async () => {
    expect((await readTarget('ring:4', 'id, xxPlusYy,xx_minus_yy,rz', 2)).basis).toEqual(['i', 'xxPlusYy', 'xxMinusYy', 'rz'])
  })

  test.each([
    ['star:5', /'star:5' is not understood: use line:N, ring:N, grid:RxC, heavy-hex:D \(D odd\), all-to-all:N, or the FILE\.json/],
    ['line', /'line' is not understood/],
    ['line:', /'line:' is not understood/],
    ['line:3x4', /'line:3x4' is not understood/],
    ['grid:4', /'grid:4' is not understood/],
    ['line:-3', /'line:-3' is not understood/],
    ['toString:3', /'toString:3' is not understood/],
    ['heavy-hex:4', /odd, got 4/],
    ['ring:2', /from 3 on, got 2/],
    ['line:999999', /999999 qubits: at most 2048/],
    ['all-to-all:999999999', /at most 2048/],
  ])('refuses %s', async (text, wanted) => {
    await expect(readTarget(text, undefined, 2)).rejects.toThrow(wanted)
  })

  test('refuses a basis with a name that is no gate', async () => {
    for (const basis of ['cz,foo', 'cz,', 'cz,measure', ''])
      await expect(readTarget('line:3', basis, 2)).rejects.toThrow('in the basis is not a gate')
  })

  test('takes a file with qubits, coupling and basis alone', async () => {
    const device = { qubits: 4, coupling: [[0, 1], [2, 3]], basis: ['cx', 'rz', 'sx', 'x'] } // prettier-ignore
    expect(await readTarget(writeInput('islands.json', JSON.stringify(device)), undefined, 4)).toEqual({ name: 'device', ...device })
  })

  test('says which file of a device is wrong, and why', async () => {
    await expect(readTarget(writeInput('bare.json', '{"name": "x"}'), undefined, 2)).rejects.toThrow(/bare\.json: .*missing: qubits/)
    await expect(readTarget(writeInput('list.json', '[1, 2]'), undefined, 2)).rejects.toThrow(/list\.json: .*missing/)
    await expect(readTarget(writeInput('broken.json', '{'), undefined, 2)).rejects.toThrow(/broken\.json: .*JSON/)
  })
})
