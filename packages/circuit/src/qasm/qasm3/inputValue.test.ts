import { describe, expect, test } from 'vitest'
import { parseQasm } from '../parseQasm.ts'
import { type QasmInput, QasmInputError } from '../QasmReadOptions.ts'

function angles(body: string, inputs: Readonly<Record<string, QasmInput>>): unknown[] {
  return parseQasm(`OPENQASM 3.0; include "stdgates.inc"; ${body}`, { inputs }).operations.flatMap((operation) => operation.angles)
}

describe('inputs with values are constants', () => {
  test.each<[string, string, QasmInput, number]>([
    ['float', 'float', 0.3, 0.3],
    ['float as text', 'float[64]', ' 3e-1', 0.3],
    ['float[32]', 'float[32]', 0.1, Math.fround(0.1)],
    ['angle', 'angle', 2 * Math.PI + 0.5, 0.5],
    ['int', 'int', -3, -3],
    ['int as text', 'int[8]', '-128', -128],
    ['uint', 'uint[2]', 3, 3],
    ['bool', 'bool', true, 1],
    ['bool as text', 'bool', 'false', 0],
    ['bit', 'bit', 1, 1],
  ])('%s', (_, type, value, expected) => {
    const [angle] = angles(
      `input ${type} n; qubit q; ${type === 'bool' || type === 'bit' ? 'if (n) rx(1) q; else rx(0) q;' : 'rx(n) q;'}`,
      { n: value },
    )
    expect(angle).toBeCloseTo(expected, 14)
  })

  test('bits and arrays too, beside inputs that stay parameters', () => {
    expect(angles('input bit[3] b; qubit q; for int i in [0:2] { if (b[i]) rx(i) q; }', { b: '110' })).toEqual([1, 2])
    expect(angles('input bit[3] b; qubit q; for int i in [0:2] { if (b[i]) rx(i) q; }', { b: 1 })).toEqual([0])
    expect(angles('input array[float, 2] a; qubit q; rx(a[0]) q; rx(a[1]) q;', { a: [0.1, 0.2] })).toEqual([0.1, 0.2])
    expect(angles('input array[int, 2] a; qubit q; rx(a[1]) q;', { a: '1,2' })).toEqual([2])
    const circuit = parseQasm('OPENQASM 3.0; input float t; input float w; qubit q; U(t, w, 0) q;', { inputs: { t: 0.5 } })
    expect(circuit.parameters).toEqual(['w'])
  })
})

describe('inputs are refused', () => {
  test.each<[string, string, Readonly<Record<string, QasmInput>>, string]>([
    ['without the value that they need', 'input int n; qubit q;', {}, 'input n has the type int and no value'],
    [
      'that nobody declares',
      'input float t; qubit q;',
      { t: 1, w: 2 },
      'input w is given a value, and the program does not declare it: its inputs are t',
    ],
    ['of a program without inputs', 'qubit q;', { w: 2 }, 'it has no inputs'],
    ['with a fraction for an int', 'input int n;', { n: 0.5 }, 'input n has the type int: 0.5 is not a whole number'],
    [
      'with a number that does not fit',
      'input uint[2] n;',
      { n: 4 },
      'input n has the type uint[2]: 4 is not a whole number that it can hold',
    ],
    ['with a negative uint', 'input uint n;', { n: '-1' }, '"-1" is not a whole number that it can hold'],
    ['with a word for a float', 'input float t;', { t: 'much' }, 'input t has the type float: "much" is not a finite number'],
    ['with nothing for a float', 'input float t;', { t: '' }, '"" is not a finite number'],
    ['with NaN', 'input angle t;', { t: NaN }, 'is not a finite number'],
    ['with a bool for a float', 'input float t;', { t: true }, 'true is not a finite number'],
    ['with a number for a bool', 'input bool b;', { b: 2 }, 'input b has the type bool: 2 is not true, false, 1 or 0'],
    ['with too few bits', 'input bit[3] b;', { b: '10' }, 'input b has the type bit[3]: "10" is not 3 characters 0 and 1'],
    ['with too few values', 'input array[float, 3] a;', { a: [1] }, 'input a is an array of 3, and 1 values were given'],
    ['with an element of another type', 'input array[int, 2] a;', { a: [1, 0.5] }, 'input a[1] has the type int: 0.5'],
    ['with a list for a single value', 'input float t;', { t: [1] }, 'input t is a single value of type float, not a list'],
  ])('%s', (_, body, inputs, message) => {
    const attempt = (): unknown => parseQasm(`OPENQASM 3.0; ${body}`, { inputs })
    expect(attempt).toThrow(QasmInputError)
    expect(attempt).toThrow(message)
  })

  test('as constants that something assigns', () => {
    expect(() => parseQasm('OPENQASM 3.0; input int n; n = 2;', { inputs: { n: 1 } })).toThrow("'n' cannot be assigned")
  })

  test('in version 2, which has none', () => {
    expect(() => parseQasm('OPENQASM 2.0; qreg q[1];', { inputs: { t: 1 } })).toThrow('it has no inputs')
  })
})
