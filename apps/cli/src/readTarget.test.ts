import { heavyHex, line } from 'ketwork/devices'
import { describe, expect, test } from 'vitest'
import { readTarget, readTargetFile } from './readTarget.ts'
import { writeInput } from './runKetwork.ts'

describe('readTarget', () => {
  test('knows topologies by name, and makes every pair meet without one', () => {
    const basis = ['cz', 'rz', 'sx', 'x']
    expect(readTarget({ target: 'line:7' }, 2)).toEqual({ ...line(7), basis })
    expect(readTarget({ target: 'heavy-hex:5' }, 2)).toEqual({ ...heavyHex(5), basis })
    expect(readTarget({ target: 'grid:4x5' }, 2).qubits).toBe(20)
    expect(readTarget({}, 3)).toEqual(readTarget({ target: 'all-to-all:3' }, 1))
  })

  test('takes the names of the gate table and those of OpenQASM for a basis', () => {
    expect(readTarget({ target: 'ring:4', basis: 'id, xxPlusYy,xx_minus_yy,rz' }, 2).basis).toEqual(['i', 'xxPlusYy', 'xxMinusYy', 'rz'])
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
  ])('refuses %s', (target, message) => {
    expect(() => readTarget({ target }, 2)).toThrow(message)
  })

  test('refuses a basis with a name that is no gate', () => {
    for (const basis of ['cz,foo', 'cz,', 'cz,measure', ''])
      expect(() => readTarget({ target: 'line:3', basis }, 2)).toThrow('in the basis is not a gate')
  })

  /** The target of a file with this text. */
  const readDeviceFile = async (name: string, text: string) => readTarget({ file: await readTargetFile(writeInput(name, text)) }, 4)

  test('takes a file with qubits, coupling and basis alone', async () => {
    const device = { qubits: 4, coupling: [[0, 1], [2, 3]], basis: ['cx', 'rz', 'sx', 'x'] } // prettier-ignore
    expect(await readDeviceFile('islands.json', JSON.stringify(device))).toEqual({ name: 'device', ...device })
    expect(await readTargetFile('line:3')).toBeUndefined()
  })

  test('says which file of a device is wrong, and why', async () => {
    await expect(readDeviceFile('bare.json', '{"name": "x"}')).rejects.toThrow(/bare\.json: .*missing: qubits/)
    await expect(readDeviceFile('list.json', '[1, 2]')).rejects.toThrow(/list\.json: .*missing/)
    await expect(readDeviceFile('broken.json', '{')).rejects.toThrow(/broken\.json: .*JSON/)
  })
})
