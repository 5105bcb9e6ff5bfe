import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { dataFile, ketworkJson, runKetwork, writeInput } from './runKetwork.ts'

const bell = writeInput(
  'bell3.qasm',
  'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[3];\ncreg c[3];\nx q[2];\nh q[0];\ncx q[0],q[1];\nmeasure q -> c;\n',
)

interface Simulation {
  readonly qubits: number
  readonly counts: Readonly<Record<string, number>>
  readonly bits: readonly string[]
  readonly amplitudes: readonly (readonly [number, number])[]
  readonly probabilities: Readonly<Record<string, number>>
  readonly expectations: readonly { readonly observable: string; readonly value: number; readonly standardError?: number }[]
  readonly notes: readonly string[]
}

describe.concurrent('ketwork', () => {
  test('alone prints help on stderr and ends as a misuse; --help and --version are results', async () => {
    const alone = await runKetwork([])
    expect(alone).toMatchObject({ status: 2, out: '' })
    for (const command of ['tour', 'simulate', 'draw', 'transpile', 'vqe', 'qaoa', 'train', 'doctor'])
      expect(alone.err).toMatch(new RegExp(`\\n  ${command} `))
    expect(await runKetwork(['train', '--help'])).toMatchObject({ status: 0, err: '', out: expect.stringContaining('--resume') })
    expect(await runKetwork(['--version'])).toMatchObject({ status: 0, err: '', out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })

  test('doctor says what there is and how to get what is missing, and is content with any machine', async () => {
    const report = await ketworkJson<{ findings: { name: string; present: boolean; remedy?: string }[] }>('doctor')
    expect(report).toMatchObject({
      version: expect.any(String),
      node: process.version,
      platform: { cores: expect.any(Number), webgpu: { available: expect.any(Boolean) }, missing: expect.any(Object) },
      simulator: { name: 'cpu' },
    })
    for (const { present, remedy } of report.findings) expect(present || remedy !== undefined).toBe(true)
  })
})

describe.concurrent('simulate', () => {
  test('gives amplitudes and exact expectations, in the order they were asked for, and says what it dropped', async () => {
    const result = await ketworkJson<Simulation>('simulate', bell, '--amplitudes', '--observable', 'Z0*Z1', '--observable', '2*X0*X1 - Z2')
    expect(result.qubits).toBe(3)
    expect(result.amplitudes).toHaveLength(8)
    expect(result.amplitudes[4][0]).toBeCloseTo(Math.SQRT1_2, 12)
    expect(result.amplitudes[7][0]).toBeCloseTo(Math.SQRT1_2, 12)
    expect(result.expectations.map(({ observable }) => observable)).toEqual(['Z0*Z1', '2*X0*X1 - Z2'])
    expect(result.expectations[0].value).toBeCloseTo(1, 12)
    expect(result.expectations[1].value).toBeCloseTo(3, 12)
    expect(result.notes).toEqual(['3 final measurements were dropped for the exact answers'])
  })

  test('counts samples, highest bit first, the same for the same seed', async () => {
    const [one, same, other] = await Promise.all(
      ['3', '3', '4'].map((seed) => ketworkJson<Simulation>('simulate', bell, '--shots', '1000', '--seed', seed)),
    )
    expect(Object.keys(one.counts).sort()).toEqual(['100', '111'])
    expect(one.counts['100'] + one.counts['111']).toBe(1000)
    expect(Math.abs(one.counts['100'] - 500)).toBeLessThan(98) // 6.1 standard deviations: 1e-9
    expect(same.counts).toEqual(one.counts)
    expect(other.counts).not.toEqual(one.counts)
  })

  test('names what each character of a key is: measured bits of every register, or qubits where nothing is measured', async () => {
    const registers = writeInput(
      'registers.qasm',
      'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[5];\ncreg a[4];\ncreg b[9];\nx q[4];\nmeasure q[0] -> a[0];\nmeasure q[1] -> a[1];\nmeasure q[2] -> a[2];\nmeasure q[4] -> b[3];\n',
    )
    const { counts, bits } = await ketworkJson<Simulation>('simulate', registers, '--shots', '5')
    expect(counts).toEqual({ '1000': 5 })
    expect(bits).toEqual(['b[3]', 'a[2]', 'a[1]', 'a[0]'])
    expect((await runKetwork(['simulate', registers, '--shots', '5'])).out).toMatch(
      /^bits, left to right: b\[3\], a\[2\] to a\[0\]\n\n1000 +5\n/,
    )
    const unmeasured = writeInput('unmeasured.qasm', 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[3];\nx q[2];\n')
    expect(await ketworkJson<Simulation>('simulate', unmeasured, '--shots', '5')).toMatchObject({
      counts: { '100': 5 },
      bits: ['q2', 'q1', 'q0'],
    })
    expect((await runKetwork(['simulate', unmeasured])).out).toMatch(/^qubits, left to right: q2 to q0\n\n100 +1\.0/)
  })

  test('estimates expectations from shots with a standard error', async () => {
    const { expectations } = await ketworkJson<Simulation>('simulate', bell, '--observable', 'X0', '--shots', '400')
    expect(expectations[0].standardError).toBeCloseTo(1 / 20, 2)
    expect(Math.abs(expectations[0].value)).toBeLessThan(6.1 / 20)
  })

  test('lists the likeliest outcomes first where nothing else is asked for', async () => {
    const skewed = writeInput('skewed.qasm', 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\nry(2) q[1];\nry(0.4) q[0];\n')
    const { out, err } = await runKetwork(['simulate', skewed])
    expect(
      out
        .split('\n')
        .slice(2, 6)
        .map((line) => line.slice(0, 2)),
    ).toEqual(['10', '00', '11', '01'])
    expect(err).toBe('')
  })

  test('draws shots where the circuit measures in its middle, and says so', async () => {
    const teleport = writeInput(
      'mid.qasm',
      'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[1];\ncreg c[2];\nx q[0];\nmeasure q[0] -> c[0];\nif (c==1) x q[0];\nmeasure q[0] -> c[1];\n',
    )
    const { status, out, err } = await runKetwork(['simulate', teleport, '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ counts: { '01': 1024 } })
    expect(err).toMatch(/1024 shots were drawn/)
  })

  test('prints no escape codes where stdout is no terminal', async () => {
    const { out } = await runKetwork(['simulate', bell, '--shots', '10'])
    expect(out).not.toContain('\u001B')
  })
})

describe.concurrent('draw', () => {
  test('draws the circuit within the width, and counts under --json', async () => {
    const { out } = await runKetwork(['draw', bell, '--width', '40'])
    expect(out).toMatch(/q0: .*┤ H ├/)
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(40)
    expect(await ketworkJson('draw', bell)).toMatchObject({ qubits: 3, counts: { h: 1, cx: 1, x: 1, measure: 3 } })
  })
  test('tells the measures', async () => {
    const measures = { qubits: 3, operations: 6, depth: 3, twoQubitDepth: 1, parameters: 0, tCount: 0 }
    expect(await ketworkJson('draw', bell)).toMatchObject(measures)
    expect((await runKetwork(['draw', bell])).out).toMatch(/\n\nqubits +3\noperations +6\n {2}x +1\n[^]*two-qubit depth +1\nT count +0\n$/)
  })

  test('draws a picture on stdout, or into a file', async () => {
    const { out } = await runKetwork(['draw', bell, '--svg', '--theme', 'dark'])
    expect(out).toMatch(/^<svg [^]*ketwork-dark[^]*<\/svg>\n$/)
    const output = writeInput('bell.svg', 'an old file')
    expect(await ketworkJson('draw', bell, '--svg', '-o', output, '--width', '300')).toMatchObject({ depth: 3, file: output })
    const picture = await readFile(output, 'utf8')
    expect(picture).toContain('prefers-color-scheme')
    expect(picture).toContain('<title>cx\ncontrol q0, target q1</title>')
    expect(await runKetwork(['draw', bell, '-o', output])).toMatchObject({ status: 0, out: expect.stringMatching(/wrote .*bell\.svg\n$/) })
    expect(await readFile(output, 'utf8')).toMatch(/^ +┌[^]*\n$/)
  })
})

describe.concurrent('vqe', () => {
  test('finds the ground state of H2', async () => {
    const result = await ketworkJson<Record<string, number>>('vqe', dataFile('h2_sto3g_0.7414.fcidump'), '--seed', '3')
    expect(result).toMatchObject({
      qubits: 4,
      parameters: 1, // the pair's; the two singles would break the symmetry
      converged: true,
      iterations: expect.any(Number),
      secondsPerIteration: expect.any(Number),
    })
    expect(Math.abs(result.energy - -1.1372701746609022)).toBeLessThan(1e-6)
    expect(result.gap).toBeLessThan(1e-9)
  })
})

describe.concurrent('qaoa', () => {
  interface Cut {
    readonly bestCut: number
    readonly expectedCut: number
    readonly assignment: readonly number[]
  }

  test('finds the cut of an even ring, counts it right and repeats for a seed', async () => {
    const ring = writeInput('ring.txt', '6 6\n0 1\n1 2\n2 3\n3 4\n4 5\n0 5\n')
    const [one, same] = await Promise.all([1, 2].map(() => ketworkJson<Cut>('qaoa', ring, '--layers', '2', '--seed', '3')))
    expect(one.bestCut).toBe(6)
    expect(one.assignment.map((side, node) => Number(side !== one.assignment[(node + 1) % 6])).reduce((a, b) => a + b)).toBe(6)
    expect(one.expectedCut).toBeCloseTo(5, 6) // (2p + 1) / (2p + 2) of its edges: Farhi et al., arXiv:1411.4028
    expect({ ...same, seconds: 0 }).toEqual({ ...one, seconds: 0 })
  })

  test('takes weights, negative ones too, and parts that hang apart', async () => {
    const apart = writeInput('apart.txt', '5 3\n0 1 2.5\n1 2 -1\n3 4 4\n')
    expect((await ketworkJson<Cut>('qaoa', apart, '--layers', '1', '--seed', '3')).bestCut).toBe(6.5)
  })
})
