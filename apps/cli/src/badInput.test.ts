import { tmpdir } from 'node:os'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dataFile, runKetwork, writeInput } from './runKetwork.ts'

const iris = dataFile('iris.csv')
const graph = dataFile('regular3_n20_s1.txt')
const molecule = readFileSync(dataFile('h2_sto3g_0.7414.fcidump'), 'utf8')
const qasm = (name: string, body: string) => writeInput(name, `OPENQASM 2.0;\ninclude "qelib1.inc";\n${body}`)
const bell = qasm('bell.qasm', 'qreg q[2];\nh q[0];\ncx q[0],q[1];\n')

/** What is wrong, the command line, and what stderr must say. */
const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['a missing file', ['simulate', 'none.qasm'], /none\.qasm: there is no such file/],
  ['a folder for a file', ['draw', tmpdir()], /folder/],
  ['a truncated FCIDUMP', ['vqe', writeInput('half.fcidump', molecule.slice(0, 40))], /half\.fcidump:\d+:\d+: /],
  ['an FCIDUMP that is none', ['vqe', writeInput('prose.fcidump', 'Once upon a time\n')], /prose\.fcidump:1:1: /],
  [
    'text where numbers belong',
    ['train', writeInput('text.csv', 'a,b,y\n1,2,0\n1,oops,1\n3,4,0\n'), '--label', 'y', '--model', 'qnn'],
    /text\.csv:3:3: .*oops/,
  ],
  [
    'NaN in a table',
    ['train', writeInput('nan.csv', 'a,b,y\n1,2,0\nNaN,3,1\n3,4,0\n'), '--label', 'y', '--model', 'qsvm'],
    /nan\.csv:3:1: .*NaN/,
  ],
  [
    'infinity in a table',
    ['train', writeInput('inf.csv', 'a,b,y\n1,2,0\n1,Infinity,1\n'), '--label', 'y', '--model', 'qnn'],
    /inf\.csv:3:3: /,
  ],
  [
    'one class only',
    ['train', writeInput('one.csv', `a,y\n${'1,0\n2,0\n3,0\n'.repeat(4)}`), '--label', 'y', '--model', 'qnn'],
    /two classes/,
  ],
  [
    'a label column that stands twice',
    ['train', writeInput('twice.csv', 'y,x1,y\n0,2,0\n1,3,1\n'), '--label', 'y', '--model', 'qsvm'],
    /twice\.csv:1:6: two columns are named "y", 0 and 2/,
  ],
  [
    'the target of a regression',
    [
      'train',
      writeInput('target.csv', `a,y\n${Array.from({ length: 30 }, (_, i) => `${i},${i / 7}`).join('\n')}`),
      '--label',
      'y',
      '--model',
      'qnn',
    ],
    /30 different numbers in 30 rows .* target of a regression/,
  ],
  [
    'one-hot labels',
    [
      'train',
      writeInput(
        'hot.csv',
        `x,u,v,w\n${Array.from({ length: 30 }, (_, i) => `${i % 7},${[0, 1, 2].map((k) => Number(i % 3 === k)).join()}`).join('\n')}`,
      ),
      '--label',
      'w',
      '--model',
      'qsvm',
    ],
    /hot\.csv: the label and the columns u, v are one-hot/,
  ],
  [
    'a first line of counts',
    ['train', writeInput('counts.csv', '3,2\n1,2,a\n3,4,b\n5,6,a\n'), '--label', 'last', '--model', 'qnn'],
    /counts\.csv:1:1: .*counts/,
  ],
  ['weights that are all zero', ['qaoa', writeInput('zero.txt', '2 1\n0 1 0\n'), '--layers', '1'], /every edge has weight 0/],
  ['an unknown label column', ['train', iris, '--label', 'colour', '--model', 'qnn'], /iris\.csv:1:1: .*colour.*species/],
  ['a label index out of range', ['train', iris, '--label', '5', '--model', 'qnn'], /column 5.*0 to 4/],
  [
    'a test file with other columns',
    ['train', iris, '--label', 'last', '--model', 'qnn', '--test', writeInput('other.csv', 'a,y\n1,2\n')],
    /columns/,
  ],
  ['an unknown model', ['train', iris, '--label', 'species', '--model', 'qnm'], /qnn, qsvm/],
  ['no label', ['train', iris, '--model', 'qnn'], /--label/],
  ['no epochs', ['train', iris, '--label', 'last', '--model', 'qnn', '--epochs', '0'], /"0" is not a whole number of at least 1/],
  [
    'a saved model that is none',
    ['train', iris, '--label', 'last', '--model', 'qnn', '--resume', writeInput('model.json', 'x')],
    /model\.json:1:1: /,
  ],
  ['an edge out of range', ['qaoa', writeInput('bad.txt', '3 1\n0 7 1\n'), '--layers', '1'], /bad\.txt:2:\d+: .*7/],
  ['layers below one', ['qaoa', graph, '--layers', '-2'], /"-2" is not a whole number of at least 1/],
  ['half a layer', ['qaoa', graph, '--layers', '1.5'], /"1.5" is not a whole number/],
  ['a graph without edges', ['qaoa', writeInput('empty.txt', '3 0\n'), '--layers', '1'], /no edges/],
  ['40 qubits', ['simulate', qasm('big.qasm', 'qreg q[40];\nh q[0];\n'), '--amplitudes'], /40 qubits need 16\.0 TiB and \d.*iB are/],
  ['a syntax error', ['simulate', qasm('bad.qasm', 'qreg q[2];\nh q[0]\ncx q[0],q[1];\n')], /bad\.qasm:[45]:\d+: [^]*\^/],
  ['a qubit out of range', ['simulate', qasm('range.qasm', 'qreg q[2];\nh q[5];\n')], /range\.qasm:4:\d+: [^]*5/],
  ['an observable that does not parse', ['simulate', bell, '--observable', 'Z0 +* Z1'], /column 5/],
  ['an observable beyond the qubits', ['simulate', bell, '--observable', 'Z2'], /qubit 2/],
  ['no shots', ['simulate', bell, '--shots', '0'], /"0" is not a whole number of at least 1/],
  ['negative shots', ['simulate', bell, '--shots=-3'], /"-3" is not a whole number/],
  [
    'an exact answer after a measurement in the middle',
    ['simulate', qasm('mid.qasm', 'qreg q[1];\ncreg c[1];\nmeasure q[0] -> c[0];\nh q[0];\n'), '--amplitudes'],
    /a measure in its middle: use --shots/,
  ],
  ['a theme without a picture', ['draw', bell, '--theme', 'dark'], /use it with --svg/],
  ['a folder that is not there', ['draw', bell, '-o', join(tmpdir(), 'none', 'bell.txt')], /bell\.txt: there is no such file or folder/],
  [
    'a target that is none',
    ['transpile', bell, '--target', 'star:5'],
    /'star:5' is not understood: use line:N, ring:N, grid:RxC, heavy-hex:D/,
  ],
  ['a target that is too small', ['transpile', bell, '--target', 'line:1'], /the circuit has 2 qubits and the target 1/],
  ['a device that is no JSON', ['transpile', bell, '--target', writeInput('prose.json', 'Once upon a time')], /prose\.json: .*JSON/],
  ['a basis that lacks something', ['transpile', bell, '--basis', 'cz,rz'], /basis/],
  ['a level that is none', ['transpile', bell, '--level', '4'], /0, 1, 2, 3/],
  ['an unknown command', ['simulat'], /Did you mean simulate\?/],
  ['an unknown option', ['tour', '--sed', '3'], /Did you mean --seed\?/],
  ['too many arguments', ['doctor', 'now'], /too many arguments/],
]

describe.concurrent('bad input', () => {
  test.each(cases)('%s ends with exit code 2 and an explanation: on stderr without a stack, on stdout as JSON', async (_, args, text) => {
    const { status, out, err } = await runKetwork([...args, '--json'])
    const { error } = JSON.parse(out) as { error: { name: string; message: string } }
    expect(error.name).toMatch(/^[A-Z]\w+$/)
    expect(error.message).toMatch(text)
    expect(err).toBe(`error: ${error.message}\n`)
    expect(err).not.toMatch(/\n\s+at /)
    expect(status).toBe(2)
  })

  test.each([cases[0], ...cases.slice(-3)])('%s leaves stdout empty without --json', async (_, args, text) => {
    expect(await runKetwork(args)).toMatchObject({ status: 2, out: '', err: expect.stringMatching(text) })
  })

  test('shows the stack under --debug', async () => {
    const { status, err } = await runKetwork(['simulate', 'none.qasm', '--debug'])
    expect(err).toMatch(/ENOENT[^]*\n\s+at /)
    expect(status).toBe(2)
  })
})
