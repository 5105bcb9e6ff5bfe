/**
 * The expressions of OpenQASM 2: real numbers, pi, the parameters of a gate definition, + - * / ^, and sin cos tan exp ln sqrt.
 *
 * `^` binds tightest and to the right, so -2^2 is -4.
 */
import type { Expression } from './Expression.ts'
import type { ExpressionGrammar } from './parseExpression.ts'
import type { Scanner } from './Scanner.ts'

const FUNCTIONS = ['sin', 'cos', 'tan', 'exp', 'ln', 'sqrt']
const SIGN_BINDS = 5

/** The grammar where these parameters may stand. */
export function qasm2Grammar(parameters: ReadonlyMap<string, number>): ExpressionGrammar {
  const unknown = (scanner: Scanner, name: string, at: number): never =>
    scanner.fail(`'${name.slice(0, 40)}' is not known here: expected a number, pi, ${knownNames(parameters)}`, at)
  return {
    infix: new Map([
      ['+', { operator: '+', binds: 1, right: 2 }],
      ['-', { operator: '-', binds: 1, right: 2 }],
      ['*', { operator: '*', binds: 3, right: 4 }],
      ['/', { operator: '/', binds: 3, right: 4 }],
      ['^', { operator: 'power', binds: 7, right: 7 }],
    ]),
    prefix: new Map([
      ['-', { operator: '-', right: SIGN_BINDS }],
      ['+', { operator: undefined, right: SIGN_BINDS }],
    ]),
    literal: ({ kind, text }) => (kind === 'integer' || kind === 'real' ? Number(text) : undefined),
    name: (scanner, name, at): Expression => {
      if (parameters.has(name)) return { kind: 'name', name, at }
      return name === 'pi' ? { kind: 'value', value: Math.PI, at } : unknown(scanner, name, at)
    },
    checkFunction: (scanner, name, at) => {
      if (!FUNCTIONS.includes(name)) unknown(scanner, name, at)
    },
    expected: "a number, pi, a parameter or '('",
    fold: true,
  }
}

function knownNames(parameters: ReadonlyMap<string, number>): string {
  const functions = FUNCTIONS.join(' ')
  return parameters.size === 0
    ? `or a function (${functions})`
    : `a parameter (${[...parameters.keys()].slice(0, 20).join(', ')}) or a function (${functions})`
}
