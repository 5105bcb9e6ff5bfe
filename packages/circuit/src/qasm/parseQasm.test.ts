import { readdirSync, readFileSync } from 'node:fs'
import { distanceUpToPhase, maxAbsDifference } from '@ketwork/math'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Circuit } from '../Circuit.ts'
import { unitary } from '../oracles/unitary.ts'
import { QasmSyntaxError } from './QasmSyntaxError.ts'
import { parseQasm } from './parseQasm.ts'
import type { QasmLimits } from './Scanner.ts'
import { toQasm } from './toQasm.ts'
import { UnsupportedQasmError } from './UnsupportedQasmError.ts'

const HEADER = 'OPENQASM 2.0;\ninclude "qelib1.inc";\n'
const folder = new URL('../../testdata/qasmbench/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.qasm'))

function parse(body: string): Circuit {
  return parseQasm(`${HEADER}${body}`)
}

function messageOf(text: string, file = 'test.qasm', limits: QasmLimits = {}): string {
  try {
    parseQasm(text, { file, limits })
  } catch (error) {
    if (error instanceof QasmSyntaxError || error instanceof UnsupportedQasmError) return error.message
    throw error
  }
  return 'no error'
}

describe('parseQasm', () => {
  test.each(files)('reads %s of QASMBench, and what is written of it in both versions', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8')
    const circuit = parseQasm(text, { file })
    expect(circuit.qubitCount).toBe(Number(/_n(\d+)\.qasm$/.exec(file)?.[1]))
    expect(circuit.operations.length).toBeGreaterThan(5)
    expect(parseQasm(toQasm(circuit)).operations).toEqual(circuit.operations)
    expect(parseQasm(toQasm(circuit, { version: 3 })).operations).toEqual(circuit.operations)
  })

  test('numbers qubits in order of declaration and names bits by register', () => {
    const circuit = parse('qreg a[2]; creg c[2]; qreg b[1]; x b[0]; measure a -> c;')
    expect(circuit.qubitCount).toBe(3)
    expect(circuit.operations).toEqual([
      { gate: 'x', qubits: [2], angles: [] },
      { gate: 'measure', qubits: [0], angles: [], bits: ['c[0]'] },
      { gate: 'measure', qubits: [1], angles: [], bits: ['c[1]'] },
    ])
  })

  test('lists the bits that are used in the order of declaration', () => {
    const circuit = parse(
      'creg unused[3]; qreg q[3]; creg c[3]; creg d[1]; measure q[0] -> d[0]; measure q[2] -> c[2]; measure q[1] -> c[0];',
    )
    expect(circuit.bits).toEqual(['c[0]', 'c[2]', 'd[0]'])
  })

  test('repeats a gate over registers and beside single qubits', () => {
    const circuit = parse('qreg a[2]; qreg b[2]; qreg c[1]; h a; cx a, b; cx c[0], a;')
    expect(circuit.operations.map(({ gate, qubits }) => [gate, ...qubits])).toEqual([
      ['h', 0],
      ['h', 1],
      ['cx', 0, 2],
      ['cx', 1, 3],
      ['cx', 4, 0],
      ['cx', 4, 1],
    ])
  })

  test('evaluates expressions with all functions and the usual precedence', () => {
    const angle = (text: string): unknown => parse(`qreg q[1]; rz(${text}) q[0];`).operations[0].angles[0]
    expect(angle('pi/2')).toBe(Math.PI / 2)
    expect(angle('-pi*0.25')).toBe(-Math.PI * 0.25)
    expect(angle('1+2*3-4/2')).toBe(5)
    expect(angle('2^3^2')).toBe(512)
    expect(angle('-2^2')).toBe(-4)
    expect(angle('2^-1*4')).toBe(2)
    expect(angle('(1+2)*3')).toBe(9)
    expect(angle('4.691361e+00')).toBe(4.691361)
    expect(angle('.5e1')).toBe(5)
    expect(angle('sin(1)+cos(1)+tan(1)+exp(1)+ln(2)+sqrt(2)')).toBeCloseTo(
      Math.sin(1) + Math.cos(1) + Math.tan(1) + Math.E + Math.LN2 + Math.SQRT2,
      14,
    )
  })

  test('expands definitions, with parameters, in order, and lets a file redefine a gate of qelib1', () => {
    const circuit = parse(`
      gate pair(a, b) p, q { rz(a/2 + b) p; barrier p, q; cx q, p; }
      gate twice(a) p, q { pair(a, -a) p, q; pair(2*a, sin(a)) q, p; }
      gate rzz(t) a, b { cx a, b; rz(t) b; cx a, b; }
      qreg q[2]; twice(0.5) q[1], q[0]; rzz(0.25) q[0], q[1];`)
    expect(circuit.operations.map(({ gate, qubits, angles }) => [gate, qubits, angles])).toEqual([
      ['rz', [1], [-0.25]],
      ['cx', [0, 1], []],
      ['rz', [0], [0.5 + Math.sin(0.5)]],
      ['cx', [1, 0], []],
      ['cx', [0, 1], []],
      ['rz', [1], [0.25]],
      ['cx', [0, 1], []],
    ])
  })

  test('puts conditions on gates, measurements and resets', () => {
    const circuit = parse('qreg q[2]; creg c[2]; measure q[0] -> c[0]; if (c == 2) swap q[0], q[1]; if(c==1) reset q[0];')
    const bits = ['c[0]', 'c[1]']
    expect(circuit.operations.slice(1).map(({ gate, condition }) => [gate, condition])).toEqual([
      ['swap', { bits, value: 2 }],
      ['reset', { bits, value: 1 }],
    ])
  })

  test('compares registers of any width with whole numbers of any size, exactly', () => {
    const comparands = [0n, 1n, 2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n]
    const circuit = parse(`qreg q[1]; creg c[64]; ${comparands.map((value) => `if(c==${value}) x q[0];`).join('\n')}`)
    expect(circuit.operations.map(({ condition }) => condition?.bits.length)).toEqual(comparands.map(() => 64))
    expect(circuit.operations.map(({ condition }) => BigInt(condition?.value ?? -1))).toEqual(comparands)
    const wider = parse(`qreg q[1]; creg c[1000]; if (c == ${2n ** 999n + 3n}) x q[0];`)
    expect(wider.operations[0].condition?.value).toBe(2n ** 999n + 3n)
  })

  test('leaves out what stands under a value that the register cannot hold, and keeps the names of its bits', () => {
    const circuit = parse(
      'qreg q[2]; creg a[2]; creg b[1]; creg e[64]; if(a==5) measure q[0] -> b[0]; if(e==18446744073709551616) x q[1]; x q[0];',
    )
    expect(circuit.operations.map(({ gate }) => gate)).toEqual(['x'])
    expect(circuit.bits.slice(0, 4)).toEqual(['a[0]', 'a[1]', 'b[0]', 'e[0]'])
    expect(messageOf(`${HEADER}qreg q[1]; creg a[2]; if(a==5) h q[1];`)).toContain('3:34: q[1]: register q has 1 qubit')
  })

  test('gives a program without qubits one that stays 0', () => {
    for (const text of ['creg c[2];', '', 'qreg q[0];']) expect(parse(text)).toMatchObject({ qubitCount: 1, operations: [], bits: [] })
    expect(parseQasm('')).toMatchObject({ qubitCount: 1, operations: [] })
  })

  test('lets registers be empty: what stands on them does nothing, and they read 0', () => {
    const circuit = parse(`qreg e[0]; creg n[0]; qreg q[1]; h e; cx q[0], e; barrier e; measure e -> n; reset e;
      if (n == 0) x q[0]; if (n == 1) y q[0];`)
    expect(circuit.operations).toEqual([{ gate: 'x', qubits: [0], angles: [] }])
  })

  test('takes statements without words, and barriers without qubits for all of them', () => {
    const circuit = parse(';qreg q[2];; barrier; gate g a, b { ; barrier; cx a, b;; } g q[0], q[1]; creg c[1]; ;')
    expect(circuit.operations.map(({ gate, qubits }) => [gate, qubits])).toEqual([
      ['barrier', [0, 1]],
      ['cx', [0, 1]],
    ])
    expect(parse('barrier;').operations).toEqual([])
  })

  test('computes every function of the parameters of a gate when they are known', () => {
    const values = { sin: Math.sin, cos: Math.cos, tan: Math.tan, exp: Math.exp, ln: Math.log, sqrt: Math.sqrt }
    for (const [name, value] of Object.entries(values)) {
      const circuit = parse(
        `gate inner(b) q { rz(-${name}(b/2)^2) q; } gate g(a) q { inner(2*a) q; U(${name}(a),0,${name}(1)) q; } qreg q[1]; g(0.7) q[0];`,
      )
      expect(circuit.operations.map(({ angles }) => angles)).toEqual([[-(value(0.7) ** 2)], [value(0.7), 0, value(1)]])
    }
  })

  test('reads numbers and operators as the paper says', () => {
    const angle = (text: string): unknown => parse(`qreg q[1]; rz(${text}) q[0];`).operations[0].angles[0]
    const cases: readonly (readonly [string, number])[] = [
      ['.5', 0.5],
      ['5.', 5],
      ['1e-3', 0.001],
      ['1.5E+2', 150],
      ['007', 7],
      ['-2^2', -4],
      ['2^-1', 0.5],
      ['2^3^2', 512],
      ['(-2)^3', -8],
      ['--1', 1],
      ['1 - -1', 2],
      ['+1', 1],
      ['pi/2*3', (Math.PI / 2) * 3],
      ['-pi/4', -Math.PI / 4],
      ['3-2-1', 0],
      ['2*-3', -6],
      ['-2*3^2', -18],
      ['sqrt(4)^2', 4],
      ['123456789012345678901234567890', 123456789012345678901234567890],
      [`${'('.repeat(150)}1${')'.repeat(150)}`, 1],
    ]
    for (const [text, value] of cases) expect(angle(text), text).toBe(value)
  })

  test('reads any line ends, tabs, a byte order mark, and a comment at the end', () => {
    const lines = ['OPENQASM 2.0; // version', 'include "qelib1.inc";', '// a comment', 'qreg\tq[2];', '\tcx q[0],\tq[1]; // end']
    for (const end of ['\n', '\r\n', '\r']) {
      expect(parseQasm(`\uFEFF${lines.join(end)}`).operations).toEqual([{ gate: 'cx', qubits: [0, 1], angles: [] }])
    }
  })

  test('takes a comma behind the last of a list, and both kinds of quotes', () => {
    const text =
      "include 'qelib1.inc'; gate g(a, b,) p, q, { barrier p, q,; rz(a) p,; cx p, q,; } qreg q[2]; g(1, 2,) q[0], q[1],; barrier q,;"
    expect(parseQasm(text).operations.map(({ gate }) => gate)).toEqual(['rz', 'cx', 'barrier'])
  })

  test('lets a file that is older than a gate of qelib1 use its name, for a gate or a register', () => {
    expect(parse('gate rzz(t) a,b { cx a,b; } qreg q[2]; rzz(1) q[0],q[1];').operations[0].gate).toBe('cx')
    expect(parse('qreg p[1]; creg sx[1]; x p[0]; measure p -> sx;').bits).toEqual(['sx[0]'])
    expect(parseQasm('OPENQASM 2.0; gate h a { U(1,0,0) a; } qreg q[1]; h q[0];').operations[0].gate).toBe('u')
    expect(parse('qreg q[1]; gate g q { x q; } gate k h { h h; }').operations).toEqual([])
  })

  test('knows the whole of qelib1.inc and the other gates of the table', () => {
    const gates =
      'u3(1,2,3) u2(1,2) u1(1) cx id u0(1) u(1,2,3) p(1) x y z h s sdg t tdg rx(1) ry(1) rz(1) sx sxdg cz cy swap ch ccx cswap crx(1) cry(1) crz(1) cu1(1) cp(1) cu3(1,2,3) csx cu(1,2,3,4) rxx(1) rzz(1) rccx rc3x c3x c3sqrtx c4x rzx(1) ryy(1) iswap ecr dcx'
    for (const gate of gates.split(' ')) {
      const widths = [1, 2, 3, 4, 5].filter((width) => {
        const on = Array.from({ length: width }, (_, i) => `q[${i}]`).join(',')
        return messageOf(`${HEADER}qreg q[5]; ${gate} ${on};`) === 'no error'
      })
      expect(widths, gate).toHaveLength(1)
    }
  })

  test('takes the delay that Qiskit declares as opaque for the identity', () => {
    expect(parse('opaque delay(param0) q0; qreg q[1]; delay(100.0) q[0]; x q[0];').operations.map(({ gate }) => gate)).toEqual(['x'])
  })

  test('agrees with the definitions of qelib1.inc up to global phase', () => {
    const definitions: readonly (readonly [string, string])[] = [
      ['u3(0.3,0.4,0.5) q[0];', 'U(0.3,0.4,0.5) q[0];'],
      ['u2(0.4,0.5) q[0];', 'U(pi/2,0.4,0.5) q[0];'],
      ['u1(0.4) q[0];', 'U(0,0,0.4) q[0];'],
      ['rx(0.4) q[0];', 'U(0.4,-pi/2,pi/2) q[0];'],
      ['ry(0.4) q[0];', 'U(0.4,0,0) q[0];'],
      ['rz(0.4) q[0];', 'u1(0.4) q[0];'],
      ['sx q[0];', 'sdg q[0]; h q[0]; sdg q[0];'],
      ['cy q[0],q[1];', 'sdg q[1]; cx q[0],q[1]; s q[1];'],
      ['ch q[0],q[1];', 'h q[1]; sdg q[1]; cx q[0],q[1]; h q[1]; t q[1]; cx q[0],q[1]; t q[1]; h q[1]; s q[1]; x q[1]; s q[0];'],
      ['crz(0.4) q[0],q[1];', 'u1(0.2) q[1]; cx q[0],q[1]; u1(-0.2) q[1]; cx q[0],q[1];'],
      ['cry(0.4) q[0],q[1];', 'ry(0.2) q[1]; cx q[0],q[1]; ry(-0.2) q[1]; cx q[0],q[1];'],
      ['crx(0.4) q[0],q[1];', 'u1(pi/2) q[1]; cx q[0],q[1]; u3(-0.2,0,0) q[1]; cx q[0],q[1]; u3(0.2,-pi/2,0) q[1];'],
      ['cu1(0.4) q[0],q[1];', 'u1(0.2) q[0]; cx q[0],q[1]; u1(-0.2) q[1]; cx q[0],q[1]; u1(0.2) q[1];'],
      [
        'cu3(0.3,0.4,0.5) q[0],q[1];',
        'u1(0.45) q[0]; u1(0.05) q[1]; cx q[0],q[1]; u3(-0.15,0,-0.45) q[1]; cx q[0],q[1]; u3(0.15,0.4,0) q[1];',
      ],
      ['rzz(0.4) q[0],q[1];', 'cx q[0],q[1]; u1(0.4) q[1]; cx q[0],q[1];'],
      ['rxx(0.4) q[0],q[1];', 'u3(pi/2,0.4,0) q[0]; h q[1]; cx q[0],q[1]; u1(-0.4) q[1]; cx q[0],q[1]; h q[1]; u2(-pi,pi-0.4) q[0];'],
      ['cswap q[0],q[1],q[2];', 'cx q[2],q[1]; ccx q[0],q[1],q[2]; cx q[2],q[1];'],
      ['rccx q[0],q[1],q[2]; rccx q[0],q[1],q[2];', 'id q[0];'],
      ['c3sqrtx q[0],q[1],q[2],q[3]; c3sqrtx q[0],q[1],q[2],q[3];', 'c3x q[0],q[1],q[2],q[3];'],
      ['h q[4]; c4x q[0],q[1],q[2],q[3],q[4]; h q[4];', 'h q[3]; c4x q[0],q[1],q[2],q[4],q[3]; h q[3];'],
    ]
    for (const [gate, definition] of definitions) {
      const [a, b] = [gate, definition].map((body) => unitary(parse(`qreg q[5]; ${body}`)))
      expect(distanceUpToPhase(a, b), gate).toBeLessThan(1e-12)
    }
  })

  test('a relative-phase Toffoli gate differs from a Toffoli gate by a diagonal', () => {
    for (const [relative, plain] of [
      ['rccx q[0],q[1],q[2];', 'ccx q[0],q[1],q[2];'],
      ['rc3x q[0],q[1],q[2],q[3];', 'c3x q[0],q[1],q[2],q[3];'],
    ]) {
      const [a, b] = [relative, plain].map((body) => unitary(parse(`qreg q[4]; ${body}`)))
      const sizes = (m: typeof a): number[] =>
        Array.from({ length: m.data.length / 2 }, (_, i) => Math.round(1e9 * Math.hypot(m.data[2 * i], m.data[2 * i + 1])))
      expect(sizes(a)).toEqual(sizes(b))
    }
  })
})

describe('files of OpenQASM 3 in testdata', () => {
  const folder3 = new URL('../../testdata/qasm3/', import.meta.url)

  test.each([
    ['modifiers.qasm', 5, 36],
    ['subroutines.qasm', 5, 19],
    ['inputs.qasm', 4, 26],
    ['device.qasm', 3, 21],
  ])('%s is read, and what is written of it', (file, qubits, operations) => {
    const circuit = parseQasm(readFileSync(new URL(file, folder3), 'utf8'), { file })
    expect(circuit.qubitCount).toBe(qubits)
    expect(circuit.operations).toHaveLength(operations)
    const back = parseQasm(toQasm(circuit, { version: 3 }))
    for (const field of ['parameters', 'features', 'bits'] as const) expect(back[field]).toEqual(circuit[field])
    if (circuit.bits.length > 0) expect(back.operations).toEqual(circuit.operations)
    else expect(maxAbsDifference(unitary(boundToNumbers(back)), unitary(boundToNumbers(circuit)))).toBeLessThan(1e-12)
  })

  const boundToNumbers = (circuit: Circuit): Circuit =>
    circuit.bind(Object.fromEntries([...circuit.parameters, ...circuit.features].map((name, i) => [name, 0.3 + i])))
})

describe('the errors of parseQasm', () => {
  test('begin with file, line and column and show the line with a caret', () => {
    expect(messageOf(`${HEADER}qreg q[2];\n\tcx q[0], r[1];`, 'bell.qasm')).toBe(
      "bell.qasm:4:11: 'r' is not a quantum register: expected one of q\n  \tcx q[0], r[1];\n  \t         ^",
    )
  })

  test('are SyntaxErrors with file, line and column as fields', () => {
    const error = (() => {
      try {
        return parseQasm('OPENQASM 2.0;\nqreg if[1];', { file: 'a.qasm' })
      } catch (caught) {
        return caught
      }
    })()
    expect(error).toBeInstanceOf(SyntaxError)
    expect(error).toMatchObject({ name: 'QasmSyntaxError', file: 'a.qasm', line: 2, column: 6 })
  })

  test.each([
    ['a missing semicolon, at what follows', 'qreg q[2];\nh q[0]\ncx q[0], q[1];', "5:1: expected ';' before 'cx'"],
    ['a missing semicolon at the end', 'qreg q[2];\nh q[0]', "4:7: expected ';' before the end of the file"],
    ['a qubit out of range', 'qreg q[2]; h q[5];', '3:14: q[5]: register q has 2 qubits, indices 0 to 1'],
    ['an unknown gate', 'qreg q[2]; foo q[0];', "3:12: gate 'foo' is not defined"],
    ['an unknown register', 'qreg q[2]; h r[0];', "3:14: 'r' is not a quantum register: expected one of q"],
    ['a classical register for a quantum one', 'qreg q[2]; creg c[2]; h c[0];', "3:25: 'c' is not a quantum register"],
    ['too few parameters', 'qreg q[2]; rz q[0];', "3:12: gate 'rz' takes 1 parameter, found 0"],
    ['one qubit twice', 'qreg q[2]; cx q[0], q[0];', "3:21: 'cx' acts on q[0] twice"],
    ['registers of two sizes', 'qreg q[2]; qreg r[3]; cx q, r;', '3:29: expected registers of one size: q has 2 qubits, r has 3'],
    ['an opaque gate in use', 'opaque magic a; qreg q[1]; magic q[0];', "3:28: gate 'magic' is opaque"],
    ['an unknown name in an expression', 'qreg q[1]; rz(theta) q[0];', "3:15: 'theta' is not known here"],
    ['a division by zero', 'qreg q[1]; rz(1/0) q[0];', "3:12: a parameter of 'rz' is Infinity"],
    [
      'a division by zero inside a definition',
      'gate g(a) q { rz(1/a) q; } qreg q[1]; g(0) q[0];',
      "3:39: a parameter inside 'g' is not a finite number",
    ],
    ['unequal sizes of a measurement', 'qreg q[2]; creg c[1]; measure q -> c;', '3:36: expected as many bits as qubits'],
    ['a gate that is defined twice', 'gate g a { x a; } gate g a { x a; }', "3:24: 'g' is a gate already: a gate needs another name"],
    ['a gate and an opaque gate of one name', 'opaque g a; gate g a { }', "3:18: 'g' is a gate already"],
    ['a gate and a register of one name', 'gate g a { } qreg g[1];', "3:19: 'g' is a gate already: a quantum register needs another name"],
    [
      'a register and a gate of one name',
      'creg g[1]; gate g a { }',
      "3:17: 'g' is a classical register already: a gate needs another name",
    ],
    ['two registers of one name', 'qreg q[1]; creg q[1];', "3:17: 'q' is a quantum register already: a classical register"],
    ['a register named as a gate of qelib1', 'qreg h[1];', "3:6: 'h' is a gate of qelib1.inc already: a quantum register"],
    ['a gate of qelib1 that is defined anew', 'gate cu3(a,b,c) p,q { }', "3:6: 'cu3' is a gate of qelib1.inc already"],
    ['a gate of the language that is defined anew', 'gate CX a,b { }', "3:6: 'CX' is a gate of the language already"],
    [
      'a later gate of qelib1 that is defined after its use',
      'qreg q[2]; rzz(1) q[0],q[1]; gate rzz(t) a,b { }',
      "3:35: 'rzz' stands for the gate",
    ],
    ['a register that is used as a gate', 'qreg p[1]; p(0.1) p[0];', "3:12: 'p' is a quantum register, not a gate"],
    ['a parameter that stands twice', 'gate g(a, b, a) q { }', "3:14: 'a' stands twice"],
    ['a qubit of a definition that stands twice', 'gate g p, q, p { }', "3:14: 'p' stands twice"],
    ['a qubit named as a parameter', 'gate g(a) a { }', "3:11: 'a' is a parameter of this gate"],
    ['a register named as a word', 'qreg measure[1];', "3:6: 'measure' is a word of OpenQASM 2"],
    ['a gate named as a function', 'gate sin a { }', "3:6: 'sin' is a word of OpenQASM 2"],
    ['a parameter named pi', 'gate g(pi) a { }', "3:8: 'pi' is a word of OpenQASM 2"],
    [
      'a word under a condition',
      'qreg q[1]; creg c[1]; if (c == 1) barrier q;',
      "3:35: expected a gate, a measurement or a reset, found 'barrier'",
    ],
    ['a condition on one bit of a register', 'qreg q[1]; creg c[2]; if (c[0] == 1) x q[0];', '3:28: OpenQASM 2 compares whole registers'],
    ['an element of an empty register', 'qreg q[0]; x q[0];', '3:14: q[0]: register q has no qubits'],
    [
      'the logarithm of a parameter that is 0',
      'gate g(a) q { rz(ln(a)) q; } qreg q[1]; g(0) q[0];',
      "3:41: a parameter inside 'g' is not a finite number",
    ],
    ['an open definition', 'gate g a { x a;', "3:16: expected '}' at the end of gate 'g'"],
    ['a strange character', 'qreg q[2]; h q[0]; $', '3:20: unexpected character "$"'],
    ['another file', 'include "other.inc";', '3:9: "other.inc" is not built in'],
    [
      'a whole register measured under its own condition',
      'qreg q[2]; creg c[2]; if (c == 0) measure q -> c;',
      '3:48: a measurement of a whole register',
    ],
  ])('name %s', (_, body, expected) => {
    expect(messageOf(`${HEADER}${body}`)).toContain(`test.qasm:${expected}`)
  })

  test('stand under the right character whatever ends the lines, behind a byte order mark and tabs', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const message = messageOf(`\uFEFFOPENQASM 2.0;${end}// comment${end}qreg q[1];${end}\tfoo q[0];${end}x q[0];`)
      expect(message).toContain("test.qasm:4:2: gate 'foo' is not defined")
      expect(message.split('\n').slice(1)).toEqual(['  \tfoo q[0];', '  \t^'])
    }
    expect(messageOf('\uFEFFfoo q;')).toContain('test.qasm:1:1: gate')
  })

  test('name a file that declares a gate of qelib1 before it includes it', () => {
    expect(messageOf('OPENQASM 2.0;\nqreg h[1];\ninclude "qelib1.inc";')).toContain(
      "3:9: 'h' is a quantum register already: a gate of qelib1.inc needs another name",
    )
  })

  test('ask for the include when a gate of qelib1 is used without it', () => {
    expect(messageOf('OPENQASM 2.0; qreg q[1]; h q[0];')).toContain('include "qelib1.inc" first')
  })

  test('refuse versions that do not exist, and words of version 3 where the file says 2', () => {
    expect(messageOf('OPENQASM 4.0;\nqubit q;')).toContain('1:10: this is OpenQASM 4.0: expected version 2.0 or 3.0')
    expect(messageOf('OPENQASM 2.0; qubit q;')).toContain("gate 'qubit' is not defined: a file of version 3 begins with 'OPENQASM 3.0;'")
    expect(messageOf('OPENQASM 2.0; include "stdgates.inc";')).toContain('"stdgates.inc" is of OpenQASM 3')
  })

  test('cut a very long line around the caret', () => {
    const message = messageOf(`${HEADER}qreg q[2]; ${'h q[0]; '.repeat(10_000)} h q[9]; ${'h q[0]; '.repeat(10_000)}`)
    expect(message.length).toBeLessThan(400)
    const [, line, caret] = message.split('\n')
    expect(line.slice(caret.indexOf('^')).startsWith('q[9]')).toBe(true)
  })
})

describe('hostile input', () => {
  test('that nests deeply gives an error, not a stack overflow', () => {
    for (const deep of ['('.repeat(10_000), '-'.repeat(10_000), 'sin('.repeat(10_000), `${'2^'.repeat(10_000)}2`]) {
      expect(messageOf(`${HEADER}qreg q[1]; rz(${deep}`)).toContain('nests deeper than 200 levels')
    }
    expect(messageOf(`${HEADER}gate g(a) q { rz(${'a+'.repeat(10_000)}a) q; }`)).toContain('more than 1000 operators')
  })

  test('whose definitions double again and again gives an error, not a full memory', () => {
    const doubling = Array.from({ length: 60 }, (_, i) => `gate g${i + 1} a { g${i} a; g${i} a; }`).join('\n')
    expect(messageOf(`${HEADER}gate g0 a { x a; x a; }\n${doubling}\nqreg q[1]; g60 q[0];`)).toContain('more than 2097152 operations')
    expect(messageOf(`${HEADER}gate g0 a { }\n${doubling}\nqreg q[1]; g60 q[0];`)).toContain('more than 4194304 steps')
    const chain = Array.from({ length: 10_000 }, (_, i) => `gate g${i + 1} a { g${i} a; }`).join('\n')
    expect(messageOf(`${HEADER}gate g0 a { x a; }\n${chain}`)).toContain('nests more than 500 definitions')
  })

  test('that compares a register of a million bits again and again gives an error, not a long wait', () => {
    const text = `${HEADER}qreg q[1]; creg c[1000000]; ${'if(c==1) x q[0];'.repeat(1000)}`
    expect(messageOf(text)).toContain('more than 4194304 steps')
  })

  test('with a name of a million letters gives a short error', () => {
    expect(messageOf(`${HEADER}${'x'.repeat(1e6)} q[0];`).length).toBeLessThan(400)
  })

  test('of any characters gives a circuit or a QasmSyntaxError', () => {
    const words = fc.constantFrom(
      'qreg',
      'creg',
      'q',
      'c',
      'h',
      'cx',
      'gate',
      'if',
      'measure',
      '->',
      '==',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ';',
      ',',
      '1',
      '2.5',
      'pi',
      '^',
      '-',
      '"',
      '//',
      '\n',
      ' ',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 60 }).map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(text, (body) => {
        expect(messageOf(HEADER + body)).toBeTypeOf('string')
        expect(messageOf(body)).toBeTypeOf('string')
      }),
      { numRuns: 500, seed: 3 },
    )
  })

  test('made from real files by deleting, doubling and exchanging pieces gives a circuit or a QasmSyntaxError', () => {
    const texts = files.map((file) => readFileSync(new URL(file, folder), 'utf8').slice(0, 2000))
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(2000), fc.nat(40), fc.string({ maxLength: 4 }), (text, at, length, inserted) => {
        expect(messageOf(text.slice(0, at) + inserted + text.slice(at + length))).toBeTypeOf('string')
        expect(messageOf(text.slice(0, at) + text.slice(Math.max(0, at - length)))).toBeTypeOf('string')
      }),
      { numRuns: 500, seed: 4 },
    )
  })

  const few = { operations: 2000, steps: 20_000 }

  test('of any words of OpenQASM 3 gives a circuit or one of the two named errors', () => {
    const words = fc.constantFrom(
      ...`qubit bit input float angle int uint bool array const let gate def return for in if else true measure reset barrier ctrl negctrl inv pow
      gphase U x cx rx q c a w g $0 pi 0 1 2 -1 0.5 1e400 0x1F "01" 10ns [ ] { } ( ) ; , : = == += ++ ** + - * / % && ! ~ << @ # -> // /*`.split(
        /\s+/,
      ),
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), fc.string(), (parts, text) => {
        const header = 'OPENQASM 3.0; include "stdgates.inc"; qubit[3] q; bit[2] c; input float w; gate g(a) q { rx(a) q; }\n'
        for (const body of [parts.join(' '), text]) expect(messageOf(header + body, 'any.qasm', few)).toBeTypeOf('string')
      }),
      { numRuns: 1000, seed: 5 },
    )
  })

  test('made from files of OpenQASM 3 gives a circuit or one of the two named errors', () => {
    const folder3 = new URL('../../testdata/qasm3/', import.meta.url)
    const texts = readdirSync(folder3).map((file) => readFileSync(new URL(file, folder3), 'utf8'))
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(1500), fc.nat(40), fc.string({ maxLength: 4 }), (text, at, length, inserted) => {
        for (const mutant of [
          text.slice(0, at) + inserted + text.slice(at + length),
          text.slice(0, at) + text.slice(Math.max(0, at - length)),
          text.slice(0, at) + text.slice(at, at + length).repeat(3) + text.slice(at + length),
        ])
          expect(messageOf(mutant, 'mutant.qasm', few)).toBeTypeOf('string')
      }),
      { numRuns: 500, seed: 6 },
    )
  })
})
