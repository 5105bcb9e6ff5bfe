import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { formatPauliSum } from './formatPauliSum.ts'
import { parsePauliSum, PauliSyntaxError } from './parsePauliSum.ts'
import { pauliSumFrom, pauliTerm } from './pauliSum.ts'

describe('parsePauliSum', () => {
  test('reads back what formatPauliSum wrote, to the last bit', () => {
    const random = new RandomStream(1)
    for (let i = 0; i < 200; i++) {
      const terms = Array.from({ length: random.integer(8) }, () => ({
        re: random.integer(3) === 0 ? random.integer(3) - 1 : random.normal() * 10 ** (random.integer(40) - 20),
        im: random.integer(3) === 0 ? random.normal() : random.integer(2),
        pauli: 'IXYZ'[random.integer(4)] + 'IXYZ'[random.integer(4)],
        qubits: [random.integer(50), 50 + random.integer(5000)],
      }))
      const sum = pauliSumFrom(terms)
      expect(parsePauliSum(formatPauliSum(sum))).toEqual(sum)
    }
  })

  test.each([
    ['0.5*Z0*Z1 - 1.2*X2 + 3', '3 + 0.5*Z0*Z1 - 1.2*X2'],
    ['Z0 Z1', 'Z0*Z1'],
    ['0.5 Z0*Z1', '0.5*Z0*Z1'],
    ['Z1Z0', 'Z0*Z1'],
    ['2X0', '2*X0'],
    ['-1e-3*X0', '-0.001*X0'],
    ['.5*X0+1.e2', '100 + 0.5*X0'],
    ['X0*2*3', '6*X0'],
    ['X0 + -1.5*Z0', 'X0 - 1.5*Z0'],
    ['- -X0', 'X0'],
    ['X0*Y0', '1i*Z0'],
    ['Y0*X0', '-1i*Z0'],
    ['X0*Y0*Z0', '1i'],
    ['X0*X0', '1'],
    ['2i*3i*X1', '-6*X1'],
    ['I0*X1 + 2*I', '2 + X1'],
    ['X0 - X0', '0'],
    ['0', '0'],
    [' X0 \n + Y1 ', 'X0 + Y1'],
  ])('reads %j as %s', (text, meaning) => {
    expect(formatPauliSum(parsePauliSum(text))).toBe(meaning)
  })

  test('the product of letters on one qubit is that of the operators', () => {
    expect(parsePauliSum('Z3*Y3')).toEqual(pauliTerm('X', [3], 0, -1))
    expect(parsePauliSum('Y3*Z3')).toEqual(pauliTerm('X', [3], 0, 1))
  })

  test.each([
    ['', 0, /expected a number or a Pauli letter.*the text ends/],
    ['x0', 0, /upper case: X, not x/],
    ['0.5*Z0*y1', 7, /upper case: Y, not y/],
    ['X', 1, /expected the qubit of X, such as X0/],
    ['X0 +', 4, /the text ends/],
    ['X0 + * Z1', 5, /found '\*'/],
    ['X0 2', 3, /expected '\+', '-' or '\*'; found '2'/],
    ['X0^2', 2, /found '\^'/],
    ['3 (X0)', 2, /found '\('/],
    ['NaN*X0', 0, /found 'N'/],
    ['Infinity*X0', 1, /expected '\+'|found 'n'/],
    ['1e999*X0', 0, /1e999 is too large/],
    ['X99999999999', 1, /qubit 99999999999 is out of range/],
    ['X0 + W1', 5, /found 'W'/],
    ['X-1', 1, /expected the qubit of X/],
    ['X1.5', 2, /found '\.'/],
  ])('refuses %j at position %i', (text, position, message) => {
    const parse = (): unknown => parsePauliSum(text)
    expect(parse).toThrow(PauliSyntaxError)
    expect(parse).toThrow(message)
    try {
      parse()
    } catch (error) {
      expect((error as PauliSyntaxError).position).toBe(position)
    }
  })

  test('the error shows the line with a caret under the place', () => {
    expect(() => parsePauliSum('X0 +\n 2*q')).toThrow('Pauli sum, line 2, column 4: expected a number')
    expect(() => parsePauliSum('X0 +\n 2*q')).toThrow('\n   2*q\n     ^')
  })

  test('reads and prints ten thousand terms at once', () => {
    const text = Array.from({ length: 10_000 }, (_, i) => `${i + 1}*X${i}*Z${i + 1}`).join(' + ')
    expect(formatPauliSum(parsePauliSum(text)).length).toBe(text.length - 2)
  })
})
