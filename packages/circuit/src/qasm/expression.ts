/**
 * Reads the expressions of OpenQASM 2: numbers, pi, the parameters of a gate definition, + - * / ^, and sin cos tan exp ln sqrt.
 *
 * `^` binds tightest and to the right, so -2^2 is -4. What has no parameter in it is a number at once; the rest becomes a function of the
 * parameters. Nesting and size are bounded: hostile input gives an error, never a stack overflow.
 */
import type { Scanner } from './Scanner.ts'

/** A value, or a function of the parameters of the gate definition around it. */
export type Expression = number | ((values: readonly number[]) => number)

const DEEPEST_NESTING = 200
const MOST_SYMBOLIC_OPERATORS = 1000

const FUNCTIONS: Readonly<Record<string, (x: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  exp: Math.exp,
  ln: Math.log,
  sqrt: Math.sqrt,
}

interface BinaryOperator {
  readonly binds: number
  /** What its right operand has to bind at least. */
  readonly right: number
  readonly apply: (a: number, b: number) => number
}

const BINARY: ReadonlyMap<string, BinaryOperator> = new Map([
  ['+', { binds: 1, right: 2, apply: (a, b) => a + b }],
  ['-', { binds: 1, right: 2, apply: (a, b) => a - b }],
  ['*', { binds: 3, right: 4, apply: (a, b) => a * b }],
  ['/', { binds: 3, right: 4, apply: (a, b) => a / b }],
  ['^', { binds: 7, right: 7, apply: (a, b) => a ** b }],
])
const SIGN_BINDS = 5

interface Reading {
  readonly scanner: Scanner
  readonly parameters: ReadonlyMap<string, number>
  depth: number
  symbolicOperators: number
}

/** Reads one expression from the scanner; `parameters` gives the index of each name that may stand in it. */
export function parseExpression(scanner: Scanner, parameters: ReadonlyMap<string, number>): Expression {
  return parseBinary({ scanner, parameters, depth: 0, symbolicOperators: 0 }, 0)
}

function parseBinary(reading: Reading, binds: number): Expression {
  const { scanner } = reading
  let left = parseOperand(reading)
  for (;;) {
    const operator = scanner.kind === 'symbol' ? BINARY.get(scanner.text) : undefined
    if (operator === undefined || operator.binds < binds) return left
    scanner.advance()
    left = combine(
      reading,
      operator.apply,
      left,
      nested(reading, () => parseBinary(reading, operator.right)),
    )
  }
}

function parseOperand(reading: Reading): Expression {
  const { scanner } = reading
  if (scanner.kind === 'integer' || scanner.kind === 'real') {
    const value = Number(scanner.text)
    scanner.advance()
    return value
  }
  if (scanner.skip('-'))
    return negate(
      reading,
      nested(reading, () => parseBinary(reading, SIGN_BINDS)),
    )
  if (scanner.skip('+')) return nested(reading, () => parseBinary(reading, SIGN_BINDS))
  if (scanner.skip('(')) {
    const inner = nested(reading, () => parseBinary(reading, 0))
    scanner.expect(')')
    return inner
  }
  if (scanner.kind === 'identifier') return parseName(reading)
  return scanner.fail(`expected a number, pi, a parameter or '(', found ${scanner.describe()}`)
}

function parseName(reading: Reading): Expression {
  const { scanner } = reading
  const name = scanner.text
  const index = reading.parameters.get(name)
  if (index !== undefined) {
    scanner.advance()
    return (values) => values[index]
  }
  if (scanner.skip('pi')) return Math.PI
  const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (apply === undefined) return scanner.fail(`'${name}' is not known here: expected a number, pi, ${knownNames(reading)}`)
  scanner.advance()
  scanner.expect('(')
  const argument = nested(reading, () => parseBinary(reading, 0))
  scanner.expect(')')
  if (typeof argument === 'number') return apply(argument)
  countOperator(reading)
  return (values) => apply(argument(values))
}

function knownNames({ parameters }: Reading): string {
  const functions = Object.keys(FUNCTIONS).join(' ')
  return parameters.size === 0
    ? `or a function (${functions})`
    : `a parameter (${[...parameters.keys()].join(', ')}) or a function (${functions})`
}

function negate(reading: Reading, operand: Expression): Expression {
  if (typeof operand === 'number') return -operand
  countOperator(reading)
  return (values) => -operand(values)
}

function combine(reading: Reading, apply: (a: number, b: number) => number, left: Expression, right: Expression): Expression {
  if (typeof left === 'number' && typeof right === 'number') return apply(left, right)
  countOperator(reading)
  if (typeof left === 'number') return (values) => apply(left, (right as (values: readonly number[]) => number)(values))
  if (typeof right === 'number') return (values) => apply(left(values), right)
  return (values) => apply(left(values), right(values))
}

/** Each symbolic operator may be one more call deep when the expression is evaluated. */
function countOperator(reading: Reading): void {
  if (++reading.symbolicOperators > MOST_SYMBOLIC_OPERATORS) {
    reading.scanner.fail(`this expression has more than ${MOST_SYMBOLIC_OPERATORS} operators on parameters`)
  }
}

function nested(reading: Reading, parse: () => Expression): Expression {
  if (++reading.depth > DEEPEST_NESTING) reading.scanner.fail(`this expression nests deeper than ${DEEPEST_NESTING} levels`)
  const result = parse()
  reading.depth--
  return result
}
