import { readFile } from 'node:fs/promises'
import { applyToState, certify, parseQasm, type OperationName } from 'ketwork'
import { firstUnsupported, grid } from 'ketwork/devices'
import { describe, expect, test } from 'vitest'
import { ketworkJson, runKetwork, writeInput } from '../runKetwork.ts'

interface Sizes {
  readonly qubits: number
  readonly gates2q: number
  readonly depth2q: number
  readonly gates: number
  readonly depth: number
}

interface Transpiled extends Sizes {
  readonly before: Sizes
  readonly milliseconds: number
  readonly certificate: { readonly verdict: string; readonly method: string }
  readonly initialLayout: readonly number[]
  readonly finalLayout: readonly number[]
  readonly qasm?: string
}

const source = `OPENQASM 2.0;
include "qelib1.inc";
qreg a[2];
qreg b[2];
h a;
cx a[0],b[1];
rz(0.3) b[1];
ccx a[0],a[1],b[0];
swap a[1],b[1];
cu1(pi/8) b[0],b[1];
cx b[0],a[1];
`
const file = writeInput('four.qasm', source)
const basis: OperationName[] = ['cz', 'rz', 'sx', 'x']

/** Five qubits in a row, gates one way only. */
const device = JSON.stringify({
  name: 'row',
  qubits: 5,
  basisGates: ['ecr', 'id', 'rz', 'sx', 'x'],
  undirectedEdges: [[0, 1], [1, 2], [2, 3], [3, 4]], // prettier-ignore
  oneWayEdges: [[1, 0], [1, 2], [3, 2], [3, 4]], // prettier-ignore
  qubitProperties: Array.from({ length: 5 }, () => ({ T1: 200, T2: 150, readout_error: 0.01 })),
  qubitPropertyUnits: { T1: 'us', T2: 'us' },
  gateErrors: { ecr: { '1-0': 0.02, '1-2': 0.005, '3-2': 0.01, '3-4': 0.01 } },
})

/** Up to a global phase, which OpenQASM 2 does not keep: it is read off where the first basis state goes. */
function isEquivalent(qasm: string, { initialLayout, finalLayout }: Transpiled): boolean {
  const [circuit, written] = [parseQasm(source), parseQasm(qasm)]
  const [expected, actual] = [circuit, written].map((program) => applyToState(program, basisState(program.qubitCount)))
  const at = expected.findIndex((value) => Math.abs(value) > 0.1) >> 1
  const there = finalLayout.reduce((index, place, qubit) => index + ((at >> qubit) & 1) * 2 ** place, 0)
  const phase = (state: Float64Array, index: number) => Math.atan2(state[2 * index + 1], state[2 * index])
  const output = written.globalPhase(phase(expected, at) - phase(actual, there))
  return certify({ source: circuit, output, initialLayout, finalLayout }).verdict === 'equivalent'
}

function basisState(qubits: number): Float64Array {
  const state = new Float64Array(2 ** (qubits + 1))
  state[0] = 1
  return state
}

describe.concurrent('transpile', () => {
  test('writes a circuit on the qubits of the device that does the same, and says so in numbers', async () => {
    const output = writeInput('grid.qasm', '')
    const result = await ketworkJson<Transpiled>('transpile', file, '--target', 'grid:2x3', '--seed', '3', '-o', output)
    const qasm = await readFile(output, 'utf8')
    expect(isEquivalent(qasm, result)).toBe(true)
    expect(firstUnsupported(parseQasm(qasm), { ...grid(2, 3), basis })).toBeUndefined()
    expect(qasm.match(/^qreg .*/gm)).toEqual(['qreg q[6];'])
    expect(result).toMatchObject({ qubits: 6, certificate: { verdict: 'equivalent', method: 'unitary' }, before: { qubits: 4, gates: 8 } })
    expect(result.gates2q).toBe(qasm.match(/^cz /gm)?.length)
    expect(result.gates).toBe(qasm.slice(qasm.indexOf('\nqreg ')).trim().split('\n').length - 1)
    expect(result.depth2q).toBeLessThanOrEqual(result.gates2q)
    expect(result.depth).toBeLessThanOrEqual(result.gates)
    expect(result.milliseconds).toBeGreaterThan(0)
  })

  test('reads a device from its file, with its gates and one-way pairs', async () => {
    const result = await ketworkJson<Transpiled>('transpile', file, '--target', writeInput('row.json', device), '--level', '1')
    const qasm = result.qasm ?? ''
    expect(result.qubits).toBe(5)
    expect(isEquivalent(qasm, result)).toBe(true)
    const pairs = [...qasm.matchAll(/^ecr q\[(\d)\], q\[(\d)\];/gm)].map(([, a, b]) => `${a}-${b}`)
    expect(pairs).toHaveLength(result.gates2q)
    for (const pair of pairs) expect(['1-0', '1-2', '3-2', '3-4']).toContain(pair)
  })

  test('takes other topologies, levels and bases, and gives the same for the same seed', async () => {
    const run = (...args: string[]) => ketworkJson<Transpiled>('transpile', file, '--seed', '5', '--verify', 'always', ...args)
    const [plain, ring, hex, same] = await Promise.all([
      run('--target', 'line:4', '--basis', 'cx,u', '--level', '0'),
      run('--target', 'ring:5', '--basis', 'iswap,ry,rz', '--level', '1'),
      run('--target', 'heavy-hex:3', '--basis', 'rxx,u', '--level', '3'),
      run('--target', 'heavy-hex:3', '--basis', 'rxx,u', '--level', '3'),
    ])
    for (const { certificate } of [plain, ring, hex]) expect(certificate.verdict).toBe('equivalent')
    expect(same.qasm).toBe(hex.qasm)
  })

  test('is never worse with effort', async () => {
    const args = ['transpile', file, '--target', 'line:4', '--level', '1']
    const [plain, longer] = await Promise.all([ketworkJson<Transpiled>(...args), ketworkJson<Transpiled>(...args, '--effort-ms', '300')])
    expect(longer.gates2q).toBeLessThanOrEqual(plain.gates2q)
  })

  test('tells a person the sizes before and after and what the check found', async () => {
    const output = writeInput('told.qasm', '')
    const { out } = await runKetwork(['transpile', file, '--target', 'line:4', '-o', output])
    expect(out).toMatch(/ before +after\nqubits +4 +4\ntwo-qubit gates +\d+ +\d+\n/)
    expect(out).toMatch(/\nlower bound +\d+ two-qubit gates for its blocks on pairs of qubits: /)
    expect(out).toMatch(/\ncheck +equivalent: the matrices agree within \d/)
    expect(out).toMatch(/\nwrote +.*told\.qasm\n$/)
    expect((await runKetwork(['transpile', file, '--verify', 'never'])).out).toMatch(/\ncheck +not checked: /)
  })

  test('keeps the inputs of OpenQASM 3 as they are', async () => {
    const symbolic = writeInput(
      'symbolic.qasm',
      'OPENQASM 3.0;\ninclude "stdgates.inc";\ninput float w;\nqubit[3] q;\nh q;\ncx q[0], q[2];\nrz(2 * w) q[2];\ncx q[0], q[2];\n',
    )
    const { qasm = '', certificate } = await ketworkJson<Transpiled>('transpile', symbolic, '--target', 'line:3')
    expect(certificate.verdict).toBe('equivalent')
    expect(qasm).toMatch(/^OPENQASM 3/)
    expect(parseQasm(qasm).parameters).toEqual(['w'])
  })

  test('keeps measurements and conditions', async () => {
    const teleport = writeInput(
      'teleport.qasm',
      'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[3];\ncreg a[1];\ncreg b[1];\nh q[1];\ncx q[1],q[2];\ncx q[0],q[1];\nh q[0];\nmeasure q[0] -> a[0];\nmeasure q[1] -> b[0];\nif(b==1) x q[2];\nif(a==1) z q[2];\n',
    )
    const result = await ketworkJson<Transpiled>('transpile', teleport, '--target', 'ring:4')
    expect(result.certificate).toMatchObject({ verdict: 'equivalent', method: 'outcomes' })
    expect(result.qasm).toMatch(/measure q\[\d\] -> b\[0\];[^]*if \(b == 1\) x/)
    expect(result.qasm).toMatch(/measure q\[\d\] -> a\[0\];[^]*if \(a == 1\) rz\(pi\)/)
  })
})
