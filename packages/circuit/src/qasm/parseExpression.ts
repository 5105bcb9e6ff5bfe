/**
 * Reads the expressions of both versions of OpenQASM by the precedence of their operators; a grammar says what a version has.
 *
 * What has no name in it is computed at once. Nesting and size are bounded: hostile input gives an error, never a stack overflow.
 */
import { applyFunction } from './applyFunction.ts'
import { applyBinary, applyUnary } from './applyOperator.ts'
import type { BinaryOperator, ClassicalType, Expression, Index, UnaryOperator } from './Expression.ts'
import type { Scanner } from './Scanner.ts'
import type { Value } from './Value.ts'

export interface InfixOperator {
  readonly operator: BinaryOperator
  readonly binds: number
  /** What its right operand has to bind at least. */
  readonly right: number
}

export interface PrefixOperator {
  /** Undefined does nothing. */
  readonly operator: UnaryOperator | undefined
  /** What its operand has to bind at least. */
  readonly right: number
}

/** What one version of OpenQASM allows in expressions. */
export interface ExpressionGrammar {
  readonly infix: ReadonlyMap<string, InfixOperator>
  readonly prefix: ReadonlyMap<string, PrefixOperator>
  /** The value of a token that is a literal; undefined when it is none. */
  readonly literal: (scanner: Scanner) => Value | undefined
  /** What a name at this offset stands for. */
  readonly name: (scanner: Scanner, name: string, at: number) => Expression
  /** Fails at this offset unless a function of this name can be called. */
  readonly checkFunction: (scanner: Scanner, name: string, at: number) => void
  /** What may stand here, for messages. */
  readonly expected: string
  /** Functions of values are computed at once: no name of the file can mean another function. */
  readonly fold?: true
  /** Reads a type in front of a cast, where the version has casts and indices. */
  readonly type?: (scanner: Scanner) => ClassicalType | undefined
}

const DEEPEST_NESTING = 200
const MOST_OPERATORS = 1000
export const LONGEST_LIST = 100_000
const MOST_OF_LIST = 2 ** 20
const MOST_INDICES = 7
/** Operators on constants are quick, but a text may have millions of them. */
const STEPS_OF_CONSTANTS = 0.25

interface Reading {
  readonly scanner: Scanner
  readonly grammar: ExpressionGrammar
  depth: number
  /** In one expression each may be one more call deep when it is evaluated. */
  operators: number
  /** In all expressions of a list. */
  allOperators: number
}

/** Reads one expression from the scanner. */
export function parseExpression(scanner: Scanner, grammar: ExpressionGrammar): Expression {
  return parseInfix(newReading(scanner, grammar), 0)
}

/** Expressions up to a closing symbol, which is moved over; a comma may stand behind the last one. */
export function parseExpressionList(scanner: Scanner, grammar: ExpressionGrammar, close: string): Expression[] {
  return listOf(newReading(scanner, grammar), close)
}

function newReading(scanner: Scanner, grammar: ExpressionGrammar): Reading {
  return { scanner, grammar, depth: 0, operators: 0, allOperators: 0 }
}

function parseInfix(reading: Reading, binds: number): Expression {
  const { scanner, grammar } = reading
  let left = parseOperand(reading)
  while (scanner.kind === 'symbol') {
    const infix = grammar.infix.get(scanner.text)
    if (infix === undefined || infix.binds < binds) break
    const at = scanner.start
    scanner.advance()
    const right = nested(reading, infix.right)
    left = combine(reading, infix.operator, left, right, at)
  }
  return left
}

function nested(reading: Reading, binds: number): Expression {
  if (++reading.depth > DEEPEST_NESTING) reading.scanner.fail(`this expression nests deeper than ${DEEPEST_NESTING} levels`)
  const result = parseInfix(reading, binds)
  reading.depth--
  return result
}

function parseOperand(reading: Reading): Expression {
  const operand = parsePrimary(reading)
  if (reading.grammar.type === undefined) return operand
  let result = operand
  while (reading.scanner.at('[')) {
    const at = reading.scanner.start
    reading.scanner.advance()
    countOperator(reading)
    result = { kind: 'index', base: result, indices: indicesOf(reading), at }
  }
  return result
}

function parsePrimary(reading: Reading): Expression {
  const { scanner, grammar } = reading
  const at = scanner.start
  const value = grammar.literal(scanner)
  if (value !== undefined) {
    scanner.advance()
    return { kind: 'value', value, at }
  }
  if (scanner.kind === 'symbol') {
    const prefix = grammar.prefix.get(scanner.text)
    if (prefix !== undefined) {
      scanner.advance()
      return negateOrSo(reading, prefix.operator, nested(reading, prefix.right), at)
    }
    if (scanner.skip('(')) {
      const inner = nested(reading, 0)
      scanner.expect(')')
      return inner
    }
  }
  const type = grammar.type?.(scanner)
  if (type !== undefined) return parseCast(reading, type, at)
  if (scanner.kind === 'identifier' || scanner.kind === 'qubit') return parseName(reading)
  return scanner.fail(`expected ${grammar.expected}, found ${scanner.describe()}`)
}

function parseCast(reading: Reading, type: ClassicalType, at: number): Expression {
  reading.scanner.expect('(')
  countOperator(reading)
  const operand = nested(reading, 0)
  reading.scanner.expect(')')
  return { kind: 'cast', type, operand, at }
}

function parseName(reading: Reading): Expression {
  const { scanner, grammar } = reading
  const { start, text: name, kind } = scanner
  scanner.advance()
  if (kind !== 'identifier' || !scanner.at('(')) return grammar.name(scanner, name, start)
  grammar.checkFunction(scanner, name, start)
  scanner.advance()
  countOperator(reading)
  const given = listOf(reading, ')')
  if (grammar.fold === true && given.every((each) => each.kind === 'value')) {
    const value = applyFunction(
      name,
      given.map((each) => each.value),
      { scanner, at: start },
    )
    return { kind: 'value', value, at: start }
  }
  return { kind: 'call', name, given, at: start }
}

function listOf(reading: Reading, close: string): Expression[] {
  const { scanner } = reading
  const list: Expression[] = []
  while (!scanner.skip(close)) {
    if (list.length === LONGEST_LIST) scanner.fail(`this list has more than ${LONGEST_LIST} entries`)
    if (reading.depth === 0) reading.operators = 0
    list.push(nested(reading, 0))
    if (scanner.skip(',')) continue
    scanner.expect(close)
    break
  }
  return list
}

function indicesOf(reading: Reading): Index[] {
  const { scanner } = reading
  const indices: Index[] = []
  do {
    if (indices.length > 0 && scanner.at(']')) break
    if (indices.length === MOST_INDICES) scanner.fail(`there are more than ${MOST_INDICES} indices here`)
    indices.push(parseIndex(reading))
  } while (scanner.skip(','))
  scanner.expect(']')
  return indices
}

function parseIndex(reading: Reading): Index {
  const { scanner } = reading
  const at = scanner.start
  if (scanner.skip('{')) return { kind: 'set', members: listOf(reading, '}'), at }
  const bound = (): Expression | undefined => (scanner.at(':') || scanner.at(']') || scanner.at(',') ? undefined : nested(reading, 0))
  const first = bound()
  if (!scanner.skip(':')) {
    return { kind: 'single', index: first ?? scanner.fail(`expected an index, a range or a set before ${scanner.describe()}`) }
  }
  const second = bound()
  if (!scanner.skip(':')) return { kind: 'range', first, step: undefined, last: second, at }
  return { kind: 'range', first, step: second, last: bound(), at }
}

function negateOrSo(reading: Reading, operator: UnaryOperator | undefined, operand: Expression, at: number): Expression {
  if (operator === undefined) return operand
  if (operand.kind === 'value') return { kind: 'value', value: applyUnary(operator, operand.value, { scanner: reading.scanner, at }), at }
  countOperator(reading)
  return { kind: 'unary', operator, operand, at }
}

function combine(reading: Reading, operator: BinaryOperator, left: Expression, right: Expression, at: number): Expression {
  if (left.kind === 'value' && right.kind === 'value') {
    reading.scanner.spend(STEPS_OF_CONSTANTS)
    return { kind: 'value', value: applyBinary(operator, left.value, right.value, { scanner: reading.scanner, at }), at: left.at }
  }
  countOperator(reading)
  return { kind: 'binary', operator, left, right, at }
}

function countOperator(reading: Reading): void {
  if (++reading.allOperators > MOST_OF_LIST) reading.scanner.fail(`this list has more than ${MOST_OF_LIST} operators and indices`)
  if (++reading.operators > MOST_OPERATORS) {
    reading.scanner.fail(`this expression has more than ${MOST_OPERATORS} operators on parameters`)
  }
}
