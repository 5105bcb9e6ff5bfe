/**
 * Programs whose qubits are always |0> or |1> have one outcome. A direct interpreter, which reads each condition once, says which; the circuit, whose operations each read
 * their own condition, must come to the same.
 */
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import type { Circuit } from '../../Circuit.ts'
import { conditionValues } from '../../gates/conditionValues.ts'
import { parseQasm } from '../parseQasm.ts'

const QUBITS = 3
const REGISTERS = { c: 3, d: 3 } as const

/** Bits by name, qubits as 'q[0]'. */
type State = Map<string, boolean>

/** What a circuit of x, measurements and assignments ends in. */
function endOf(circuit: Circuit): State {
  const state: State = new Map()
  const read = (name: string): boolean => state.get(name) ?? false
  for (const { gate, qubits, bits: [bit] = [], condition } of circuit.operations) {
    if (condition !== undefined) {
      const values = conditionValues(condition)
      if (condition.bits.some((name, i) => read(name) !== (values[i] === 1))) continue
    }
    if (gate === 'x') state.set(`q[${qubits[0]}]`, !read(`q[${qubits[0]}]`))
    else if (gate === 'measure') state.set(bit, read(`q[${qubits[0]}]`))
    else if (gate === 'setBit' || gate === 'clearBit') state.set(bit, gate === 'setBit')
    else throw new Error(`no ${gate} here`)
  }
  return state
}

/** Text beside what it means. */
interface Piece<T> {
  readonly text: string
  readonly run: (state: State) => T
}

type Words = readonly boolean[]

class Drawing {
  readonly #random: RandomStream

  constructor(seed: number) {
    this.#random = new RandomStream(seed)
  }

  #below(count: number): number {
    return this.#random.integer(count)
  }

  #pick<T>(options: readonly T[]): T {
    return options[this.#below(options.length)]
  }

  #bitName(): string {
    const register = this.#pick(['c', 'd', 'flag'] as const)
    return register === 'flag' ? 'flag' : `${register}[${this.#below(3)}]`
  }

  /** A register, or what is computed from registers. */
  #word(depth: number): Piece<Words> {
    const kind = depth <= 0 ? 0 : this.#below(7)
    if (kind <= 2) {
      const name = this.#pick(['c', 'd'] as const)
      return { text: name, run: (state) => [0, 1, 2].map((i) => state.get(`${name}[${i}]`) ?? false) }
    }
    const a = this.#word(depth - 1)
    if (kind === 3) return { text: `~${a.text}`, run: (state) => a.run(state).map((bit) => !bit) }
    if (kind === 4) {
      const [by, left] = [this.#below(4), this.#below(2) === 0]
      const run = (state: State): Words => a.run(state).map((_, i, all) => all[left ? i - by : i + by] ?? false)
      return { text: `(${a.text} ${left ? '<<' : '>>'} ${by})`, run }
    }
    const b = this.#word(depth - 1)
    const operator = this.#pick(['&', '|', '^'] as const)
    const of = {
      '&': (x: boolean, y: boolean) => x && y,
      '|': (x: boolean, y: boolean) => x || y,
      '^': (x: boolean, y: boolean) => x !== y,
    }
    const run = (state: State): Words => {
      const [left, right] = [a.run(state), b.run(state)]
      return left.map((bit, i) => of[operator](bit, right[i]))
    }
    return { text: `(${a.text} ${operator} ${b.text})`, run }
  }

  #truth(depth: number): Piece<boolean> {
    const kind = this.#below(depth <= 0 ? 2 : 7)
    if (kind <= 1) {
      const name = this.#bitName()
      return { text: name, run: (state) => state.get(name) ?? false }
    }
    if (kind === 2) {
      const a = this.#truth(depth - 1)
      return { text: `!${a.text}`, run: (state) => !a.run(state) }
    }
    if (kind <= 4) return this.#comparison(depth)
    const [a, b] = [this.#truth(depth - 1), this.#truth(depth - 1)]
    const operator = this.#pick(['&&', '||', '^', '==', '!='] as const)
    const run = (state: State): boolean => {
      const [x, y] = [a.run(state), b.run(state)]
      return operator === '&&' ? x && y : operator === '||' ? x || y : operator === '==' ? x === y : x !== y
    }
    return { text: `(${a.text} ${operator} ${b.text})`, run }
  }

  #comparison(depth: number): Piece<boolean> {
    const operator = this.#pick(['==', '!=', '<', '<=', '>', '>='] as const)
    const [signed, a] = [this.#below(4) === 0, this.#word(depth - 1)]
    const other: Piece<Words> | number = this.#below(2) === 0 ? this.#word(depth - 1) : this.#below(11) - (signed ? 5 : 1)
    const numberOf = (word: Words): number => {
      const value = word.reduce((sum, bit, i) => sum + (bit ? 2 ** i : 0), 0)
      return signed && value > 3 ? value - 8 : value
    }
    const cast = (text: string): string => (signed ? `int[3](${text})` : text)
    const right = typeof other === 'number' ? String(other) : cast(other.text)
    const run = (state: State): boolean => {
      const [x, y] = [numberOf(a.run(state)), typeof other === 'number' ? other : numberOf(other.run(state))]
      return { '==': x === y, '!=': x !== y, '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y }[operator]
    }
    return { text: `(${cast(a.text)} ${operator} ${right})`, run }
  }

  statements(depth: number): Piece<void> {
    const pieces = Array.from({ length: 1 + this.#below(3) }, () => this.#statement(depth))
    return { text: pieces.map(({ text }) => text).join(' '), run: (state) => pieces.forEach(({ run }) => run(state)) }
  }

  #statement(depth: number): Piece<void> {
    const kind = this.#below(depth <= 0 ? 4 : 8)
    const qubit = `q[${this.#below(QUBITS)}]`
    if (kind === 0) return { text: `x ${qubit};`, run: (state) => void state.set(qubit, state.get(qubit) !== true) }
    if (kind === 1) {
      const bit = this.#bitName()
      if (bit === 'flag') return this.#assignment()
      return { text: `${bit} = measure ${qubit};`, run: (state) => void state.set(bit, state.get(qubit) ?? false) }
    }
    if (kind <= 3) return this.#assignment()
    if (kind === 4) return this.#switch(depth)
    return this.#if(depth)
  }

  #assignment(): Piece<void> {
    if (this.#below(2) === 0) {
      const [name, value] = [this.#bitName(), this.#truth(2)]
      return { text: `${name} = ${value.text};`, run: (state) => void state.set(name, value.run(state)) }
    }
    const [name, value] = [this.#pick(['c', 'd'] as const), this.#word(2)]
    return { text: `${name} = ${value.text};`, run: (state) => value.run(state).forEach((bit, i) => state.set(`${name}[${i}]`, bit)) }
  }

  #if(depth: number): Piece<void> {
    const [condition, then] = [this.#truth(2), this.statements(depth - 1)]
    const otherwise = this.#below(2) === 0 ? this.statements(depth - 1) : undefined
    return {
      text: `if (${condition.text}) { ${then.text} }${otherwise === undefined ? '' : ` else { ${otherwise.text} }`}`,
      run: (state) => (condition.run(state) ? then.run(state) : otherwise?.run(state)),
    }
  }

  #switch(depth: number): Piece<void> {
    const on = this.#word(1)
    const cases = [[0, 5], [3], [6, 7]].slice(this.#below(3)).map((values) => ({ values, body: this.statements(depth - 1) }))
    const otherwise = this.#below(2) === 0 ? this.statements(depth - 1) : undefined
    const texts = cases.map(({ values, body }) => `case ${values.join(', ')} { ${body.text} }`)
    return {
      text: `switch (${on.text}) { ${texts.join(' ')}${otherwise === undefined ? '' : ` default { ${otherwise.text} }`} }`,
      run: (state) => {
        const value = on.run(state).reduce((sum, bit, i) => sum + (bit ? 2 ** i : 0), 0)
        const found = cases.find(({ values }) => values.includes(value))
        return found === undefined ? otherwise?.run(state) : found.body.run(state)
      },
    }
  }
}

const HEADER = `OPENQASM 3.0; include "stdgates.inc"; qubit[${QUBITS}] q; bit[${REGISTERS.c}] c; bit[${REGISTERS.d}] d; bool flag = false;`

test('drawn programs end as a direct interpreter says, whatever writes the bits that their conditions ask for', () => {
  for (let seed = 0; seed < 200; seed++) {
    const pieces = new Drawing(seed)
    const program = Array.from({ length: 6 }, () => pieces.statements(3))
    const text = `${HEADER}\n${program.map((piece) => piece.text).join('\n')}`
    const expected: State = new Map()
    for (const piece of program) piece.run(expected)
    const state = endOf(parseQasm(text))
    const flagBit = [...state.keys()].find((name) => name.startsWith('#flag'))
    for (const [name, value] of expected) {
      if (name === 'flag' && flagBit === undefined) continue // it may have stayed a number of the reader
      expect(state.get(name === 'flag' ? '#flag' : name) ?? false, `seed ${seed}: ${name} of\n${text}`).toBe(value)
    }
  }
})

/** Gate, qubits and bits of each operation, with its condition where there is one. */
function shortly(body: string): unknown[] {
  return parseQasm(`OPENQASM 3.0; include "stdgates.inc"; ${body}`).operations.map(({ gate, qubits, bits = [], condition }) => [
    gate,
    ...qubits,
    ...bits,
    ...(condition === undefined ? [] : [condition]),
  ])
}

describe('branches on results', () => {
  const c = (value: number): unknown => ({ bits: ['c[0]', 'c[1]'], value })
  const hidden = (value: number, name = '#1'): unknown => ({ bits: [name], value })

  test('without else need nothing but the condition', () => {
    expect(shortly('qubit q; bit[2] c; if (c == 1) x q;')).toEqual([['x', 0, c(1)]])
    expect(shortly('qubit q; bit[2] c; if (c[0] && !c[1]) x q;')).toEqual([['x', 0, c(1)]])
    expect(shortly('qubit q; bit[2] c; if (c < 1) x q; if (~c == 3) y q;')).toEqual([
      ['x', 0, c(0)],
      ['y', 0, c(0)],
    ])
  })

  test('keep what a comparison was worth for the else', () => {
    expect(shortly('qubit q; bit[2] c; if (c == 1) { x q; } else { y q; }')).toEqual([
      ['setBit', '#1'],
      ['clearBit', '#1', c(1)],
      ['x', 0, c(1)],
      ['y', 0, hidden(1)],
    ])
  })

  test('compute what is more than one value of the bits', () => {
    expect(shortly('qubit q; bit[2] c; if (c[0] || c[1]) x q;')).toEqual([
      ['setBit', '#1', { bits: ['c[0]'], value: 1 }],
      ['setBit', '#1', { bits: ['c[1]'], value: 1 }],
      ['x', 0, hidden(1)],
    ])
    expect(shortly('qubit q; bit[2] c; if (c[0] ^ c[1]) x q; else y q;')).toEqual([
      ['setBit', '#1', c(1)],
      ['setBit', '#1', c(2)],
      ['x', 0, hidden(1)],
      ['y', 0, hidden(0)],
    ])
    expect(shortly('qubit q; bit[2] c; if (c) x q; if (c != 2) y q;').slice(4)).toEqual([
      ['setBit', '#1'],
      ['clearBit', '#1', c(2)],
      ['y', 0, hidden(1)],
    ])
  })

  test('ask again only for bits that they leave alone', () => {
    const one = { bits: ['c'], value: 1 }
    expect(shortly('qubit q; bit c; if (c) { x q; c = measure q; }')).toEqual([
      ['x', 0, one],
      ['measure', 0, 'c', one],
    ])
    expect(shortly('qubit q; bit c; if (c) { c = measure q; x q; }')).toEqual([
      ['setBit', '#1', one],
      ['measure', 0, 'c', hidden(1)],
      ['x', 0, hidden(1)],
    ])
    expect(shortly('qubit q; bit c; if (c) c = false; else x q;')).toEqual([
      ['setBit', '#2', { bits: ['c'], value: 0 }],
      ['clearBit', 'c', one],
      ['x', 0, hidden(1, '#2')],
    ])
  })

  test('of a switch read it once', () => {
    expect(shortly('qubit q; bit[2] c; switch (c) { case 1 { x q; } case 2 { y q; } }')).toEqual([
      ['x', 0, c(1)],
      ['y', 0, c(2)],
    ])
  })

  test('use the same few hidden bits over and over', () => {
    const { bits } = parseQasm(`OPENQASM 3.0; qubit q; bit[3] c; for int i in [0:99] { if (c > 2) { c[0] = measure q; U(0, 0, 0) q; } }`)
    expect(bits.filter((bit) => bit.startsWith('#')).length).toBeLessThanOrEqual(3)
  })

  test('of wide registers take a few operations a bit', () => {
    const { operations } = parseQasm('OPENQASM 3.0; qubit q; bit[100] c; bit[100] d; if (c < d) { U(pi, 0, pi) q; }')
    expect(operations.length).toBeLessThan(1000)
  })
})

describe('assignments of bits', () => {
  test('write constants and copies, as if all bits at once', () => {
    expect(shortly('bit[2] c = "10"; bit f = true; qubit q;')).toEqual([
      ['setBit', 'c[1]'],
      ['setBit', 'f'],
    ])
    expect(shortly('bit[2] c; bit f; qubit q; f = c[0]; f = f; c[{0, 1}] = 1;')).toEqual([
      ['clearBit', 'f'],
      ['setBit', 'f', { bits: ['c[0]'], value: 1 }],
      ['setBit', 'c[0]'],
      ['clearBit', 'c[1]'],
    ])
    const swapped = endOf(parseQasm('OPENQASM 3.0; qubit q; bit[3] c = "001"; c[0:1] = c[{1, 0}]; c ^= "100"; c[0, 1] = ~c[0:1];'))
    expect(['c[0]', 'c[1]', 'c[2]'].map((bit) => swapped.get(bit))).toEqual([true, false, true])
  })

  test('keep bools and integers with a size in hidden bits, where results decide them', () => {
    const text = `OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; bit[2] c; uint[3] n = 5; int[4] m = -1; bool b; x q[0]; c = measure q;
      b = c[1]; if (c[0]) { n = c; m = -3; } else { n = 7; } if (n == 1 && m == -3 && m < -2 && !b) { x q[1]; } uint[2] k = c; k[1] = !k[0]; if (k == 1) x q[0];`
    const end = endOf(parseQasm(text))
    expect([end.get('q[0]'), end.get('q[1]')]).toEqual([false, true])
  })

  test('hand over what subroutines return', () => {
    const text = `OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; bit[2] c; bit p;
      def odd(bit[2] r) -> bit { return r[0] ^ r[1]; } def first(qubit a) -> bit { bit r = measure a; return r; }
      x q[1]; c[1] = first(q[1]); p = odd(c); if (p) { x q[0]; c[0] = first(q[0]); }`
    const end = endOf(parseQasm(text))
    expect(['c[0]', 'c[1]', 'p'].map((bit) => end.get(bit))).toEqual([true, true, true])
  })
})
