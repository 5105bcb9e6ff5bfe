import { cis, type ComplexMatrix, complexMatrix, maxAbsDifference } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { minus, parameter, plus, times } from '../../angles/index.ts'
import { Circuit } from '../../Circuit.ts'
import { controlledMatrix } from '../../gates/matrices.ts'
import { unitary } from '../../oracles/unitary.ts'
import { parseQasm } from '../parseQasm.ts'
import { QasmSyntaxError } from '../QasmSyntaxError.ts'
import { UnsupportedQasmError } from '../UnsupportedQasmError.ts'

const HEADER = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n'

function parse(body: string): Circuit {
  return parseQasm(HEADER + body)
}

/** Gate and qubits of each operation, angles and conditions behind them where there are some. */
function shortly(body: string): unknown[] {
  return parse(body).operations.map(({ gate, qubits, angles, bits, condition }) => [
    gate,
    ...qubits,
    ...(angles.length > 0 ? [angles] : []),
    ...(bits ?? []),
    ...(condition === undefined ? [] : [condition]),
  ])
}

function difference(a: string, b: string, qubits = 4): number {
  const [left, right] = [a, b].map((body) => unitary(parse(`qubit[${qubits}] q; ${body}`)))
  return maxAbsDifference(left, right)
}

/** U as the specification writes it. */
function specifiedU(theta: number, phi: number, lambda: number): ComplexMatrix {
  const times = ([a, b]: readonly number[], [c, d]: readonly number[]): number[] => [a * c - b * d, a * d + b * c]
  const [re, im] = cis(theta)
  const onePlus = [(1 + re) / 2, im / 2]
  const oneMinus = [(1 - re) / 2, -im / 2]
  return complexMatrix(2, 2, [
    ...onePlus,
    ...times(times([0, -1], cis(lambda)), oneMinus),
    ...times(times([0, 1], cis(phi)), oneMinus),
    ...times(cis(phi + lambda), onePlus),
  ])
}

describe('the gates of OpenQASM 3', () => {
  test.each([
    [0.3, 0.4, 0.5],
    [Math.PI / 2, 0, Math.PI],
    [-2.5, 1.1, 7],
    [2 * Math.PI + 0.3, 0.4, 0.5],
  ])('U(%d, %d, %d) and its controlled form are the matrices of the specification, phase included', (theta, phi, lambda) => {
    const call = `U(${theta}, ${phi}, ${lambda})`
    expect(maxAbsDifference(unitary(parse(`qubit q; ${call} q;`)), specifiedU(theta, phi, lambda))).toBeLessThan(1e-14)
    const controlled = unitary(parse(`qubit[2] q; ctrl @ ${call} q[0], q[1];`))
    expect(maxAbsDifference(controlled, controlledMatrix(specifiedU(theta, phi, lambda)))).toBeLessThan(1e-14)
  })

  test('those of stdgates.inc agree with their definitions in U, gphase and modifiers', () => {
    const definitions: readonly (readonly [string, string])[] = [
      ['p(0.4) q[0];', 'ctrl @ gphase(0.4) q[0];'],
      ['x q[0];', 'U(π, 0, π) q[0]; gphase(-π/2);'],
      ['y q[0];', 'U(π, π/2, π/2) q[0]; gphase(-π/2);'],
      ['z q[0];', 'p(π) q[0];'],
      ['h q[0];', 'U(π/2, 0, π) q[0]; gphase(-π/4);'],
      ['s q[0];', 'pow(0.5) @ z q[0];'],
      ['sdg q[0];', 'inv @ pow(0.5) @ z q[0];'],
      ['t q[0];', 'pow(0.5) @ s q[0];'],
      ['tdg q[0];', 'inv @ pow(0.5) @ s q[0];'],
      ['sx q[0];', 'pow(0.5) @ x q[0];'],
      ['rx(0.4) q[0];', 'U(0.4, -π/2, π/2) q[0]; gphase(-0.4/2);'],
      ['ry(0.4) q[0];', 'U(0.4, 0, 0) q[0]; gphase(-0.4/2);'],
      ['rz(0.4) q[0];', 'gphase(-0.4/2); U(0, 0, 0.4) q[0];'],
      ['cx q[1], q[0];', 'ctrl @ x q[1], q[0];'],
      ['cy q[1], q[0];', 'ctrl @ y q[1], q[0];'],
      ['cz q[1], q[0];', 'ctrl @ z q[1], q[0];'],
      ['ch q[1], q[0];', 'ctrl @ h q[1], q[0];'],
      ['cp(0.4) q[1], q[0];', 'ctrl @ p(0.4) q[1], q[0];'],
      ['crx(0.4) q[1], q[0];', 'ctrl @ rx(0.4) q[1], q[0];'],
      ['cry(0.4) q[1], q[0];', 'ctrl @ ry(0.4) q[1], q[0];'],
      ['crz(0.4) q[1], q[0];', 'ctrl @ rz(0.4) q[1], q[0];'],
      ['swap q[0], q[1];', 'cx q[0], q[1]; cx q[1], q[0]; cx q[0], q[1];'],
      ['ccx q[0], q[2], q[1];', 'ctrl @ ctrl @ x q[0], q[2], q[1];'],
      ['cswap q[1], q[0], q[2];', 'ctrl @ swap q[1], q[0], q[2];'],
      ['cu(0.3, 0.4, 0.5, 0.6) q[0], q[1];', 'p(0.6 - 0.3/2) q[0]; ctrl @ U(0.3, 0.4, 0.5) q[0], q[1];'],
      ['CX q[1], q[0];', 'cx q[1], q[0];'],
      ['phase(0.4) q[0];', 'U(0, 0, 0.4) q[0];'],
      ['cphase(0.4) q[0], q[1];', 'ctrl @ phase(0.4) q[0], q[1];'],
      ['id q[0];', 'U(0, 0, 0) q[0];'],
      ['u1(0.4) q[0];', 'U(0, 0, 0.4) q[0];'],
      ['u2(0.4, 0.5) q[0];', 'gphase(-(0.4 + 0.5 + π/2)/2); U(π/2, 0.4, 0.5) q[0];'],
      ['u3(0.3, 0.4, 0.5) q[0];', 'gphase(-(0.3 + 0.4 + 0.5)/2); U(0.3, 0.4, 0.5) q[0];'],
    ]
    for (const [gate, definition] of definitions) expect(difference(gate, definition), gate).toBeLessThan(1e-13)
  })

  test('are known without an include only when they are U and gphase', () => {
    expect(parseQasm('OPENQASM 3; qubit q; U(0, 0, 0) q; gphase(1);').operations).toHaveLength(2)
    expect(() => parseQasm('OPENQASM 3; qubit q; h q;')).toThrow(/gate 'h' is not defined: include "stdgates.inc"/)
  })

  test('may be defined by the file, phases and loops included, and shadow those of stdgates.inc', () => {
    expect(
      difference(
        'gate g(a, b) p, r { rx(a) p; for int i in [0:1] { ctrl @ U(b, 0, a) p, r; } gphase(a * b); } g(0.3, -0.4) q[2], q[0];',
        'rx(0.3) q[2]; ctrl @ U(-0.4, 0, 0.3) q[2], q[0]; ctrl @ U(-0.4, 0, 0.3) q[2], q[0]; gphase(-0.12);',
      ),
    ).toBeLessThan(1e-14)
    expect(shortly('gate h a { x a; } qubit q; h q;')).toEqual([['x', 0]])
  })
})

describe('modifiers', () => {
  const definition = 'gate g(a) p, r { h p; cx p, r; rz(a) r; gphase(0.3); U(0.2, a, 0.7) p; } '
  const g = (): Circuit => parse(`${definition} qubit[2] q; g(0.9) q[0], q[1];`)
  const of = (modifier: string, qubits: number): ComplexMatrix =>
    unitary(
      parse(`${definition} qubit[${qubits}] q; ${modifier} @ g(0.9) ${Array.from({ length: qubits }, (_, i) => `q[${i}]`).join(', ')};`),
    )

  test('inv, pow of whole numbers and ctrl are what the methods of Circuit do', () => {
    expect(maxAbsDifference(of('inv', 2), unitary(g().inverse()))).toBeLessThan(1e-14)
    expect(maxAbsDifference(of('pow(3)', 2), unitary(g().power(3)))).toBeLessThan(1e-13)
    expect(maxAbsDifference(of('pow(-2)', 2), unitary(g().power(-2)))).toBeLessThan(1e-13)
    expect(maxAbsDifference(of('ctrl', 3), unitary(g().controlled()))).toBeLessThan(1e-13)
    expect(maxAbsDifference(of('ctrl(2)', 4), unitary(g().controlled(2)))).toBeLessThan(1e-13)
    expect(maxAbsDifference(of('ctrl @ inv @ pow(2)', 3), unitary(g().power(2).inverse().controlled()))).toBeLessThan(1e-13)
  })

  test('negctrl acts where its controls are 0', () => {
    const flipped = new Circuit(4).x(0).x(1).compose(g().controlled(2)).x(0).x(1)
    expect(maxAbsDifference(of('negctrl(2)', 4), unitary(flipped))).toBeLessThan(1e-13)
    expect(difference('negctrl @ ctrl @ x q[0], q[1], q[2];', 'x q[0]; ccx q[0], q[1], q[2]; x q[0];')).toBeLessThan(1e-14)
  })

  test('take their controls from the front, the outermost first, and repeat over registers', () => {
    expect(shortly('qubit[3] a; qubit[3] b; ctrl @ x a, b;')).toEqual([
      ['cx', 0, 3],
      ['cx', 1, 4],
      ['cx', 2, 5],
    ])
    expect(shortly('qubit[3] q; ctrl @ gphase(0.5) q[1]; gphase(0.25);')).toEqual([
      ['p', 1, [0.5]],
      ['globalPhase', [0.25]],
    ])
  })

  test('fractional powers are principal ones', () => {
    for (const gate of ['x', 'h', 'y', 'sdg', 'rx(1.3)', 'rx(7)', 'rz(-6.5)', 'U(0.3, 0.4, 5)', 'p(4)']) {
      expect(
        difference(`pow(1/3.0) @ ${gate} q[0]; pow(1/3.0) @ ${gate} q[0]; pow(1/3.0) @ ${gate} q[0];`, `${gate} q[0];`),
        gate,
      ).toBeLessThan(1e-12)
      expect(difference(`pow(-0.25) @ ${gate} q[0];`, `inv @ pow(0.25) @ ${gate} q[0];`), gate).toBeLessThan(1e-12)
    }
    expect(difference('pow(0.5) @ rx(3*π) q[0];', 'rx(-π/2) q[0];')).toBeLessThan(1e-12)
    expect(
      difference('gate g a, b { h a; barrier a, b; cx a, b; } pow(0.5) @ g q[0], q[2]; pow(0.5) @ g q[0], q[2];', 'h q[0]; cx q[0], q[2];'),
    ).toBeLessThan(1e-12)
    expect(difference('pow(0.5) @ cx q[0], q[1];', 'ctrl @ sx q[0], q[1];')).toBeLessThan(1e-12)
    expect(difference('pow(0.5) @ swap q[0], q[2]; pow(0.5) @ swap q[0], q[2];', 'swap q[0], q[2];')).toBeLessThan(1e-12)
    expect(
      difference('ctrl @ pow(0.5) @ swap q[1], q[0], q[2]; ctrl @ pow(0.5) @ swap q[1], q[0], q[2];', 'cswap q[1], q[0], q[2];'),
    ).toBeLessThan(1e-12)
  })
})

describe('what is known before the circuit runs is carried out', () => {
  const angle = (text: string): unknown => parse(`qubit q; rx(${text}) q;`).operations[0].angles[0]

  test('expressions have the operators, functions and precedence of the language', () => {
    expect(angle('1/2')).toBe(0) // whole numbers divide as such
    expect(angle('1/2.0')).toBe(0.5)
    expect(angle('-2**2 + 2**3**2')).toBe(508)
    expect(angle('2**-1')).toBe(0.5)
    expect(angle('7 % 4 << 2 | 1')).toBe(13)
    expect(angle('0xFF ^ 0b1010_0101 & 0o17')).toBe(0xff ^ (0b10100101 & 0o17))
    expect(angle('1_000.5e-1_0')).toBe(1000.5e-10)
    expect(shortly('qubit q; 1; -2 + 3; (4); pi; x q;')).toEqual([['x', 0]])
    expect(angle('pi + τ + euler')).toBe(Math.PI + 2 * Math.PI + Math.E)
    expect(angle('sin(1) + arccos(0.5) * floor(2.7) + mod(7, 4) + popcount("1011") + pow(2, 0.5)')).toBeCloseTo(
      Math.sin(1) + 2 * Math.acos(0.5) + 3 + 3 + Math.SQRT2,
      14,
    )
    expect(angle('float[32](0.1)')).toBe(Math.fround(0.1))
    expect(angle('int(2.9) + float(3) / 2')).toBe(3.5)
    expect(angle('uint[8](rotl("0011", 1))')).toBe(6)
    expect(angle('int(3 < 4 && !(2 == 3) || false)')).toBe(1)
  })

  test('angles are taken modulo a turn', () => {
    const circuit = parse(
      'qubit q; const angle a = 3 * π / 2; const angle[4] b = 7 * (π / 8); const uint[4] two = 2; rx(a + a) q; rx(-a) q; rx(b / two) q; rx(two * b) q;',
    )
    const expected = [Math.PI, Math.PI / 2, 3 * (Math.PI / 8), 7 * (Math.PI / 4)]
    circuit.operations.forEach(({ angles }, i) => expect(angles[0]).toBeCloseTo(expected[i], 14))
  })

  test('loops run over ranges, sets and arrays', () => {
    expect(shortly('qubit[9] q; for int i in [0:3:8] x q[i]; for uint[8] i in {7, 1} { y q[i]; } for int i in [2:-1:1] z q[i];')).toEqual([
      ...[0, 3, 6].map((i) => ['x', i]),
      ...[7, 1].map((i) => ['y', i]),
      ...[2, 1].map((i) => ['z', i]),
    ])
    expect(
      shortly('array[float[64], 2, 2] a = {{0.5, 1}, {2, 3}}; qubit q; for int i in [0:1] for float t in a[i] rx(t) q; rz(a[1, 0]) q;'),
    ).toEqual([...[0.5, 1, 2, 3].map((t) => ['rx', 0, [t]]), ['rz', 0, [2]]])
    expect(shortly('qubit[2] q; for int i in [5:4] { nonsense q; }')).toEqual([])
  })

  test('variables change, in loops too, and branches on them are taken', () => {
    expect(shortly('qubit[4] q; uint[4] n = 6; for uint i in [0:3] if (bool(n[i])) x q[i]; else z q[i];')).toEqual([
      ['z', 0],
      ['x', 1],
      ['x', 2],
      ['z', 3],
    ])
    expect(
      shortly(
        'qubit q; int s = 0; for int i in [1:4] { s += i; { int s = 100; s *= 2; } } rx(s) q; array[int, 3] a = {1, 2, 3}; a[-1] = 7; rx(a[2]) q;',
      ),
    ).toEqual([
      ['rx', 0, [10]],
      ['rx', 0, [7]],
    ])
  })

  test('while loops run as long as their condition holds, and break, continue and end do what they say', () => {
    expect(shortly('qubit[4] q; int i = 0; while (i < 3) { x q[i]; i += 1; }')).toEqual([0, 1, 2].map((qubit) => ['x', qubit]))
    expect(shortly('qubit[8] q; for int i in [0:7] { if (i % 2 == 0) continue; if (i > 4) { break; } x q[i]; }')).toEqual([
      ['x', 1],
      ['x', 3],
    ])
    expect(shortly('qubit q; while (true) { for int i in {0} { break; } x q; break; }')).toEqual([['x', 0]])
    expect(shortly('qubit q; x q; if (true) { for int i in [0:3] { if (i == 2) end; y q; } } z q;').flat()).toEqual([
      'x',
      0,
      'y',
      0,
      'y',
      0,
    ])
    expect(shortly('qubit q; bit c; if (c) { for int i in [0:5] { if (i == 1) break; x q; } }')).toEqual([
      ['x', 0, { bits: ['c'], value: 1 }],
    ])
  })

  test('a switch on a number takes the case that has it, or the default', () => {
    const taken = (n: number): unknown[] =>
      shortly(`qubit q; int n = ${n}; switch (n) { case 0, 2 { x q; } case -1 { y q; } default { z q; } }`).map(
        (each) => (each as unknown[])[0],
      )
    expect([0, 2, -1, 7].map(taken)).toEqual([['x'], ['x'], ['y'], ['z']])
    expect(shortly('qubit q; switch (3) { case 0 { x q; } }')).toEqual([])
  })

  test('elements and parts of arrays of any dimension are assigned', () => {
    const angles = (body: string): number[] =>
      parse(
        `qubit q; array[float, 2, 3] a = {{1, 2, 3}, {4, 5, 6}}; ${body} for int i in [0:1] { for int j in [0:2] { rx(a[i, j]) q; } }`,
      ).operations.map(({ angles: [angle] }) => angle as number)
    expect(angles('a[0, 1] = 0; a[1][2] = 9;')).toEqual([1, 0, 3, 4, 5, 9])
    expect(angles('a[1] = {7, 8, 9}; a[0, 0:1] = {5, 6};')).toEqual([5, 6, 3, 7, 8, 9])
    expect(angles('a[0] = a[1]; a[1, {0, 2}] = {0, 1};')).toEqual([4, 5, 6, 0, 5, 1])
    expect(angles('a[0, -1] += 10;')).toEqual([1, 2, 13, 4, 5, 6])
    expect(shortly('qubit q; array[uint[8], 2, 3] a; a[0,1] = 0; a[1,2] = a[0,1] + 2; rx(a[1][2]) q;')).toEqual([['rx', 0, [2]]])
  })

  test('delays, boxes and durations take time alone', () => {
    const text =
      'duration d = 2 * (100ns + 1us); stretch s; const duration e = d; qubit[2] q; x q[0]; delay[durationof({ x q[0]; }) + d] q[0], q[1]; box[100 ns] { y q[1]; delay[s] q; } delay[1dt] q;'
    expect(shortly(text)).toEqual([
      ['x', 0],
      ['y', 1],
    ])
  })

  test('aliases name ranges, sets and joined registers', () => {
    expect(shortly('qubit[4] a; qubit[2] b; let c = b ++ a[1:2:3]; let d = c[-2:-1]; x c; y d[0]; let e = a[{3, 0}]; z e;')).toEqual([
      ['x', 4],
      ['x', 5],
      ['x', 1],
      ['x', 3],
      ['y', 1],
      ['z', 3],
      ['z', 0],
    ])
    expect(shortly('qubit[2] q; bit[4] c; let low = c[0:1]; low = measure q; if (low == 2) x q[0];')).toEqual([
      ['measure', 0, 'c[0]'],
      ['measure', 1, 'c[1]'],
      ['x', 0, { bits: ['c[0]', 'c[1]'], value: 2 }],
    ])
  })

  test('subroutines are put in the place of their calls', () => {
    expect(
      shortly('const int n = 2; def f(qubit[n] q, qubit r, float t) { rx(t) q; cx q[1], r; } qubit[4] q; f(q[1:2], q[0], 0.5);'),
    ).toEqual([
      ['rx', 1, [0.5]],
      ['rx', 2, [0.5]],
      ['cx', 2, 0],
    ])
    expect(shortly('def twice(float t) -> float { return 2 * t; } qubit q; rx(twice(twice(0.5))) q;')).toEqual([['rx', 0, [2]]])
    expect(shortly('def xm(qubit q) -> bit { h q; return measure q; } qubit[2] q; bit[2] c; c[1] = xm(q[0]);')).toEqual([
      ['h', 0],
      ['measure', 0, 'c[1]'],
    ])
    expect(
      shortly(
        'def syndrome(qubit[2] q) -> bit[2] { bit[2] b; b[0] = measure q[0]; if (b[0]) x q[1]; b[1] = measure q[1]; return b; } qubit[2] q; bit[2] c; c = syndrome(q);',
      ),
    ).toEqual([
      ['measure', 0, 'c[0]'],
      ['x', 1, { bits: ['c[0]'], value: 1 }],
      ['measure', 1, 'c[1]'],
    ])
  })

  test('inputs are parameters, and angles polynomials in them', () => {
    const circuit = parse(
      'input float[64] w; input array[float[64], 2] v; input angle θ; qubit q; rx(2 * w - θ / 2) q; gate g(a) r { rz(a * a) r; } g(v[1] + 1) q; float s = w; s += 1; ry(s) q;',
    )
    expect(circuit.parameters).toEqual(['w', 'θ', 'v[1]'])
    const [w, v, theta] = ['w', 'v[1]', 'θ'].map(parameter)
    expect(circuit.operations.map(({ angles }) => angles[0])).toEqual([
      minus(times(2, w), times(0.5, theta)),
      times(plus(v, 1), plus(v, 1)),
      plus(w, 1),
    ])
  })
})

describe('bits', () => {
  test('are measured in both ways of writing, and named as they are declared', () => {
    expect(shortly('qubit[2] q; bit[2] c; bit b; c = measure q; measure q[1] -> b; bit last = measure q[0]; c[0] = measure q[1];')).toEqual(
      [
        ['measure', 0, 'c[0]'],
        ['measure', 1, 'c[1]'],
        ['measure', 1, 'b'],
        ['measure', 0, 'last'],
        ['measure', 1, 'c[0]'],
      ],
    )
    expect(parse('output bit[2] c; qubit[2] q; creg d[2]; d = measure q; c = measure q;').bits).toEqual(['c[0]', 'c[1]', 'd[0]', 'd[1]'])
  })

  test('that the program does not know of take what nobody asks for', () => {
    expect(shortly('qubit[2] q; measure q; measure q[1];')).toEqual([
      ['measure', 0, '#1'],
      ['measure', 1, '#2'],
      ['clearBit', '#1'],
      ['measure', 1, '#1'],
    ])
  })

  test('are asked for one value by conditions of operations', () => {
    const one = { bits: ['c[1]'], value: 1 }
    expect(shortly('qubit q; bit[2] c; if (c[1]) x q; if (c[1] == true) { x q; } if (!(c[1] == 0)) x q; if (c[1] != 0) x q;')).toEqual([
      ['x', 0, one],
      ['x', 0, one],
      ['x', 0, one],
      ['x', 0, one],
    ])
    const both = { bits: ['c[0]', 'c[1]'], value: 2 }
    expect(
      shortly(
        'qubit q; bit[2] c; if (c == 2) x q; if (c == "10") y q; if (uint[2](c) == 2) z q; if (int[2](c) == -2) h q; if (2 == c) s q;',
      ),
    ).toEqual([
      ['x', 0, both],
      ['y', 0, both],
      ['z', 0, both],
      ['h', 0, both],
      ['s', 0, both],
    ])
    expect(shortly('qubit q; bit a; bit b; if (a && b == 0) { x q; reset q; } if (a) { if (!b) y q; }')).toEqual([
      ['x', 0, { bits: ['a', 'b'], value: 1 }],
      ['reset', 0, { bits: ['a', 'b'], value: 1 }],
      ['y', 0, { bits: ['b', 'a'], value: 2 }],
    ])
    expect(shortly('qubit q; bit a; if (a) x q; else z q;')).toEqual([
      ['x', 0, { bits: ['a'], value: 1 }],
      ['z', 0, { bits: ['a'], value: 0 }],
    ])
    expect(shortly('qubit q; bit[2] c; if (c == 9) x q; if (c[0]) { if (!c[0]) y q; }')).toEqual([])
  })

  test('are compared with whole numbers of any size, exactly', () => {
    const valueOf = (asked: string): unknown => parse(`qubit q; bit[64] c; if (${asked}) x q;`).operations[0]?.condition?.value
    expect(valueOf('c == 9223372036854775809')).toBe(2n ** 63n + 1n)
    expect(valueOf('uint[64](c) == 0xFFFF_FFFF_FFFF_FFFF')).toBe(2n ** 64n - 1n)
    expect(valueOf('int[64](c) == -2')).toBe(2n ** 64n - 2n)
    expect(valueOf('int[64](c) == 1 << 63')).toBeUndefined() // never: the lowest int[64] has these bits
    expect(valueOf('c == 2 ** 62 + 1')).toBe(2n ** 62n + 1n)
    expect(valueOf('c == 18446744073709551616')).toBeUndefined()
    expect(valueOf(`c == "${'10'.repeat(32)}"`)).toBe(0xaaaaaaaaaaaaaaaan)
    expect(valueOf('c == 3')).toBe(3)
  })

  test('of each turn of a loop are bits of their own', () => {
    expect(parse('qubit q; for int i in [0:2] { bit b = measure q; if (b) x q; }').bits).toEqual(['b', 'b_2', 'b_3'])
  })
})

test('qubits of the device keep their numbers, barriers without qubits hold all, and annotations and pragmas are passed over', () => {
  expect(
    shortly(
      'pragma any words\n@hint of something { \nh $2; /* a comment\n in two lines */ barrier; nop $0; cx $2, $0;\n#pragma at the end',
    ),
  ).toEqual([
    ['h', 2],
    ['barrier', 0, 1, 2],
    ['cx', 2, 0],
  ])
})

describe('the errors of OpenQASM 3', () => {
  test.each([
    ['a gate with a duration', 'qubit q; x[20ns] q;', '3:12: timing'],
    ['calibration', 'defcal x $0 { }', '3:1: calibration'],
    ['externs', 'extern f(int) -> int;', '3:1: extern functions'],
    ['complex numbers', 'complex[float] z = 1 + 2im;', '3:1: complex numbers'],
    ['an unknown file', 'include "mine.inc";', '3:9: "mine.inc" is not built in'],
    ['a variable that depends on a result', 'qubit q; bit c; int n = 0; if (c) n = 1;', "3:37: 'n' would depend on a result"],
    ['a number that a result decides', 'bit[40] c; int n = c;', '3:12: a register of 40 bits is known only when'],
    ['a loop without end', 'bit c; qubit q; while (true) { c = measure q; }', '3:24: a loop that has run 65536 times'],
    ['a loop on results', 'qubit q; bit c; while (c) { c = measure q; }', '3:24: a loop on results is not supported'],
    ['a loop over results', 'bit[2] c; for bit b in c { }', '3:11: a loop over results'],
    ['a break on a result', 'bit c; for int i in [0:1] { if (c) { break; } }', '3:38: a break on a result'],
    ['a continue on a result', 'bit c; for int i in [0:1] { if (c) continue; }', '3:36: a continue on a result'],
    ['an end on a result', 'bit c; if (c) { end; }', '3:17: an end on a result'],
    ['an end inside a subroutine', 'def f() { end; } f();', '3:11: an end inside a subroutine'],
    ['an index that a result decides', 'qubit[2] q; bit c; x q[c];', '3:24: an index must be known before the circuit runs'],
    ['a shift by results', 'qubit q; bit[2] c; if ((1 << c) == 2) x q;', '3:27: a shift by a register of 2 bits'],
    ['a comparison of bits with a fraction', 'qubit q; bit[2] c; if (c < 0.5) x q;', '3:26: bits can be compared with whole numbers only'],
    ['sums of bits', 'qubit q; bit[2] c; if (c + 1 == 2) x q;', '3:26: a register of 2 bits is known only when'],
    ['a count of bits', 'qubit q; bit[2] c; if (popcount(c) == 2) x q;', '3:24: bits are known only when'],
    ['a constant that is a result', 'bit c; const bool b = c;', '3:23: the bit c is known only when'],
    ['a duration in an expression', 'duration d = 100ns; qubit q; if (d > d) x q;', "3:34: 'd' has no value that is known"],
    ['arithmetic with bits', 'qubit q; bit[2] c; rx(c * pi) q;', '3:25: a register of 2 bits is known only when'],
    [
      'a function of an input',
      'input float w; qubit q; rx(sin(w)) q;',
      "3:28: an angle is a polynomial in the inputs: it cannot hold 'sin'",
    ],
    ['a division by an input', 'input float w; qubit q; rx(1 / w) q;', '3:30: an angle is a polynomial'],
    ['a branch on an input', 'input float w; qubit q; if (w > 1) x q;', '3:31: an input is known only when'],
    [
      'a fractional power on many qubits',
      'gate g a, b, c, d, e { h a; cx a, b; cx b, c; cx c, d; cx d, e; } qubit[5] q; pow(0.5) @ g q[0], q[1], q[2], q[3], q[4];',
      'up to 4 qubits',
    ],
  ])('say that %s is valid but more than a circuit', (_, body, expected) => {
    const attempt = (): Circuit => parse(`qubit[1] u; ${body}`.slice('qubit[1] u; '.length))
    expect(attempt).toThrow(UnsupportedQasmError)
    expect(attempt).toThrow(expected)
  })

  test.each([
    ['a missing semicolon', 'qubit[2] q\nh q[0];', "4:1: expected ';' before 'h'"],
    ['an unknown gate', 'qubit q; foo q;', "3:10: gate 'foo' is not defined"],
    ['an unknown name', 'qubit q; rx(theta) q;', "3:13: 'theta' is not declared"],
    ['a qubit out of range', 'qubit[2] q; h q[2];', '3:17: index 2 is out of range: there are 2 elements, indices 0 to 1'],
    ['too few parameters', 'qubit q; rx q;', "3:10: gate 'rx' takes 1 parameter, found 0"],
    ['too many qubits', 'qubit[2] q; h q[0], q[1];', "3:13: gate 'h' acts on 1 qubit here, found 2"],
    ['one qubit twice', 'qubit[2] q; cx q[0], q[0];', "3:23: 'cx' acts on the same qubit twice"],
    ['registers of two sizes', 'qubit[2] q; qubit[3] r; cx q, r;', '3:31: expected registers of one size'],
    ['a name twice', 'qubit q; bit q;', "3:10: 'q' is declared twice"],
    ['a keyword for a name', 'qubit gate;', "3:7: expected the name of the qubits, found 'gate', a word of OpenQASM 3"],
    ['a measurement inside a gate', 'gate g a { measure a; }', '3:12: a gate holds gates alone'],
    ['a name from outside in a gate', 'qubit q; float u = 1; gate g a { rx(u) a; } g q;', "3:37: 'u' is not declared"],
    ['a qubit from outside in a gate', 'qubit r; gate g a { cx a, r; } qubit q; g q;', "3:27: 'r' is not declared"],
    ['a qubit of the device in a gate', 'gate g a { cx a, $1; } g $0;', '3:18: a gate acts on its own qubits alone'],
    ['a qubit from outside in a subroutine', 'qubit r; def f(qubit a) { cx a, r; } f(r);', "3:33: 'r' is not declared"],
    ['unequal sizes of a measurement', 'qubit[2] q; bit c; c = measure q;', '3:24: expected as many bits as qubits'],
    ['a constant that changes', 'const int n = 1; n = 2;', "3:18: 'n' cannot be assigned: it is constant"],
    ['a number that does not fit', 'uint[2] n = 4;', '3:1: 4 does not fit into uint[2]'],
    ['a float for an integer', 'int n = 0.5;', '3:1: expected a whole number, found the number 0.5'],
    ['a whole number divided by zero', 'qubit q; rx(1 / 0) q;', '3:15: this divides a whole number by zero'],
    ['an infinite angle', 'qubit q; rx(1 / 0.0) q;', "3:13: a parameter of 'rx' is Infinity"],
    ['an open comment', '/* never', '3:1: this comment has no closing'],
    ['an empty range', 'qubit[4] q; h q[2:1];', '3:16: this range is empty'],
    ['a register joined with itself', 'qubit[2] q; let a = q ++ q[0:0];', '3:13: a register cannot be joined with a part of itself'],
    ['a break outside', 'break;', '3:1: a break belongs into a loop'],
    [
      'a continue of the loop around a subroutine',
      'def f() { continue; } for int i in [0:1] { f(); }',
      '3:11: a continue belongs into a loop',
    ],
    ['a value in two cases', 'switch (1) { case 0, 1 { } case 1 { } }', '3:33: the value 1 stands in two cases'],
    ['a switch without cases', 'switch (1) { default { } }', "3:26: expected 'case' before"],
    ['a switch on a float', 'switch (0.5) { case 1 { } }', '3:9: a switch is on a whole number or on bits'],
    ['more bits than there are', 'bit[2] c; bit[3] d; c = d;', '3:25: expected 2 bits, found a register of 3 bits'],
    ['a number that bits cannot hold', 'bit[2] c; c = 4;', '3:15: expected 2 bits, found the integer 4'],
    ['bits of two widths in one operator', 'bit[2] c; bit[3] d; if (c ^ d) { }', '3:27: expected as many bits on both sides'],
    ['an element that an array does not have', 'array[int, 2, 2] a; a[0, 2] = 1;', '3:26: index 2 is out of range'],
    [
      'an element that was never assigned',
      'array[int, 2] a; a[0] = 1; int n = a[1];',
      '3:28: expected a whole number, found an element that was never assigned',
    ],
    ['a row of another length', 'array[int, 2, 2] a = {{1, 2}, {3, 4}}; a[0] = {1};', '3:47: expected 2 elements, found 1'],
    ['a delay without a duration', 'qubit q; delay q;', "3:16: expected '[' and a duration"],
    ['a delay of what is no qubit', 'bit b; delay[1ns] b;', '3:19: expected qubits'],
    ['a return outside', 'return;', '3:1: a return belongs into a subroutine'],
    ['recursion', 'def f(qubit q) { f(q); } qubit q; f(q);', 'nest deeper than 200 levels'],
  ])('name %s', (_, body, expected) => {
    expect(() => parse(body)).toThrow(QasmSyntaxError)
    expect(() => parse(body)).toThrow(expected)
  })

  test('begin with file, line and column and show the line with a caret', () => {
    expect(() => parseQasm(`${HEADER}qubit q;\n\tdefcal x $0 { }`, { file: 'echo.qasm' })).toThrow(
      'echo.qasm:4:2: calibration is not supported: a circuit has gates, no pulses\n  \tdefcal x $0 { }\n  \t^',
    )
  })
})

describe('hostile OpenQASM 3', () => {
  test.each([
    ['nested parentheses', `qubit q; rx(${'('.repeat(10_000)}`, 'nests deeper than 200 levels'],
    ['nested signs', `qubit q; rx(${'-'.repeat(10_000)}1) q;`, 'nests deeper than 200 levels'],
    ['nested indices', `qubit q; x ${'q['.repeat(10_000)}`, 'nests deeper than 200 levels'],
    ['nested blocks', '{'.repeat(10_000), 'nest deeper than 100 levels'],
    ['nested loops', 'for int i in [0:1] '.repeat(10_000), 'nest deeper than 100 levels'],
    ['nested branches', 'if (true) '.repeat(10_000), 'nest deeper than 100 levels'],
    ['endless else', `${'if (true) nop; else '.repeat(10_000)} nop;`, 'nest deeper than 100 levels'],
    ['modifiers', `qubit q; ${'inv @ '.repeat(10_000)} x q;`, 'at most 100 modifiers'],
    ['long sums', `input float w; qubit q; rx(${'w + '.repeat(10_000)} w) q;`, 'more than 1000 operators'],
    ['loops inside loops', `qubit q; ${'for int i in [0:999] '.repeat(8)} x q;`, 'more than'],
    ['empty loops', 'for int i in [0:9007199254740991] { }', 'more than 100000 steps'],
    ['a power', 'qubit q; pow(1000000000) @ x q;', 'more than 1048576 operations'],
    ['powers of powers', 'qubit q; gate g a { pow(1000) @ x a; } gate h2 a { pow(1000) @ g a; } pow(1000) @ h2 q;', 'more than'],
    ['doubling gates', `gate g0 a { x a; x a; } ${doubling(60)} qubit q; g60 q;`, 'more than'],
    ['doubling gates without operations', `gate g0 a { } ${doubling(60)} qubit q; g60 q;`, 'more than 100000 steps'],
    [
      'doubling aliases',
      `qubit[2] q; let a0 = q; ${Array.from({ length: 60 }, (_, i) => `let a${i + 1} = a${i} ++ a${i};`).join('')}`,
      'cannot be joined',
    ],
    [
      'squares of inputs',
      `input float w; float x0 = w + 1; ${Array.from({ length: 60 }, (_, i) => `float x${i + 1} = x${i} * x${i};`).join('')}`,
      'at most 1000 terms of degree 32',
    ],
    [
      'a chain of gates',
      `gate g0 a { x a; } ${Array.from({ length: 10_000 }, (_, i) => `gate g${i + 1} a { g${i} a; }`).join('')} qubit q; g10000 q;`,
      'nest deeper than 200 levels',
    ],
    [
      'a chain of subroutines',
      `def f0(qubit a) { x a; } ${Array.from({ length: 10_000 }, (_, i) => `def f${i + 1}(qubit a) { f${i}(a); }`).join('')} qubit q; f10000(q);`,
      'nest deeper than 200 levels',
    ],
    ['huge registers', 'qubit[1000000000] q;', 'expected a size from 1 to 1048576'],
    ['huge numbers', `qubit q; rx(${'9'.repeat(400)}) q;`, 'a whole number here passes 2^1024 in size'],
    ['powers without end', 'qubit q; const int n = 2 ** 2 ** 2 ** 2 ** 2 ** 2;', 'a whole number here passes 2^1024 in size'],
    ['long numbers', `qubit q; rx(0.${'9'.repeat(1_000_000)}) q;`, 'a number has at most 1000 characters'],
    ['a long name', `qubit ${'x'.repeat(1_000_000)};`, 'a name has at most 1000 characters'],
  ])('with %s gives a short error, not a full memory, stack or day', (_, body, expected) => {
    const attempt = (): Circuit => parseQasm(HEADER + body, { limits: { operations: 30_000, steps: 100_000 } })
    expect(attempt).toThrow(expected)
    expect(attempt).toThrow(QasmSyntaxError)
  })

  test('with long lists is read', () => {
    const qubits = Array.from({ length: 5000 }, (_, i) => `q[${i}]`).join(', ')
    expect(parse(`qubit[5000] q; barrier ${qubits};`).operations[0].qubits).toHaveLength(5000)
  })

  test('of the greatest depth that is allowed is read', () => {
    const body = `${'{ '.repeat(99)} x q; ${'}'.repeat(99)}`
    expect(parse(`qubit q; ${body}`).operations).toHaveLength(1)
    const nestedCalls = Array.from(
      { length: 190 },
      (_, i) => `def f${i + 1}(qubit a, float t) -> float { f${i}(a, ${'('.repeat(190)}t${')'.repeat(190)}); return t; }`,
    )
    expect(
      parse(`def f0(qubit a, float t) -> float { rx(t) a; return t; } ${nestedCalls.join('')} qubit q; f190(q, 0.5);`).operations,
    ).toHaveLength(1)
  })
})

function doubling(times: number): string {
  return Array.from({ length: times }, (_, i) => `gate g${i + 1} a { g${i} a; g${i} a; }`).join(' ')
}
