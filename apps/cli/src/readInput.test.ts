import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readInput } from './readInput.ts'
import { dataFile, runKetwork, writeInput } from './runKetwork.ts'

const qasm = 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\nx q[1];\n'
const device = JSON.stringify({
  name: 'pair',
  qubits: 2,
  basisGates: ['cz', 'rz', 'sx', 'x'],
  undirectedEdges: [[0, 1]],
  oneWayEdges: [],
  qubitProperties: [{}, {}],
  qubitPropertyUnits: {},
  gateErrors: {},
})
const circuit = writeInput('piped.qasm', qasm)
const table = readFileSync(dataFile('iris.csv'), 'utf8')

/** A file argument or option of every kind, with what comes in and what goes out. */
const cases: readonly (readonly [string, readonly string[], string, RegExp])[] = [
  ['simulate', ['simulate', '-'], qasm, /^10 +1\.0/m],
  ['draw', ['draw', '-'], qasm, /q1: .*┤ X ├/],
  ['transpile', ['transpile', '-'], qasm, /equivalent/],
  ['a device', ['transpile', circuit, '--target', '-'], device, /equivalent/],
  ['vqe', ['vqe', '-'], readFileSync(dataFile('h2_sto3g_0.7414.fcidump'), 'utf8'), /-1\.13727/],
  ['qaoa', ['qaoa', '-', '--layers', '1'], '2 1\n0 1\n', /best cut +1/],
  ['train', ['train', '-', '--label', 'last', '--model', 'qsvm', '--penalty', '1', '--bandwidth', '0.5'], table, /test score +0\.9/],
  [
    'test rows',
    ['train', dataFile('iris.csv'), '--test', '-', '--label', 'last', '--model', 'qsvm', '--penalty', '1', '--bandwidth', '0.5'],
    table,
    /test rows from stdin/,
  ],
]

describe.concurrent('- stands for standard input', () => {
  test.each(cases)('in %s', async (_, args, input, text) => {
    const { status, out, err } = await runKetwork(args, { input })
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out).toMatch(text)
  })

  test('and errors name it', async () => {
    expect(await runKetwork(['simulate', '-'], { input: `${qasm}x q[7];` })).toMatchObject({
      status: 2,
      err: expect.stringMatching(/stdin:5:/),
    })
  })

  test('once, and a second time is refused', async () => {
    const both = ['train', '-', '--test', '-', '--label', 'last', '--model', 'qsvm']
    expect(await runKetwork(both, { input: table })).toMatchObject({ status: 2, err: expect.stringMatching(/can be read once/) })
  })
})

test('- as --output is standard output, with the document alone on it', async () => {
  const placed = await runKetwork(['transpile', circuit, '--target', 'line:3', '--output', '-'])
  expect(placed.out).toMatch(/^OPENQASM 2\.0;[^]*qreg q\[3\][^]*;\n$/)
  expect(placed.err).toMatch(/equivalent/)
  const drawn = await runKetwork(['draw', circuit, '--svg', '-o', '-'])
  expect(drawn.out).toMatch(/^<svg [^]*<\/svg>\n?$/)
  expect(drawn.err).toMatch(/depth +1/)
})

test('text with a byte order mark is read as what the mark says', async () => {
  const text = 'é,y\n'
  const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le')
  for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`), utf16, Buffer.from(utf16).swap16()]) {
    const path = writeInput('marked.csv', '')
    writeFileSync(path, bytes)
    expect(await readInput(path)).toEqual({ name: path, text })
  }
})
