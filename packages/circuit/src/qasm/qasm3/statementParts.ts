/** What readers of statements share: names, expressions, the semicolon at the end. */
import type { Expression } from '../Expression.ts'
import { parseExpression } from '../parseExpression.ts'
import type { Scanner } from '../Scanner.ts'
import { qasm3Grammar, QASM3_KEYWORDS } from './qasm3Grammar.ts'

/** A name that is not a word of the language. */
export function takeName(scanner: Scanner, what: string): string {
  if (QASM3_KEYWORDS.has(scanner.text) && scanner.kind === 'identifier') {
    scanner.fail(`expected ${what}, found '${scanner.text}', a word of OpenQASM 3`)
  }
  return scanner.take('identifier', what)
}

/** An expression of OpenQASM 3. */
export function expression(scanner: Scanner): Expression {
  return parseExpression(scanner, qasm3Grammar)
}

/** The statement, behind its semicolon. */
export function ended<T>(scanner: Scanner, statement: T): T {
  scanner.expect(';')
  return statement
}

/** Whether the operand of a gate may begin here. */
export function atOperand({ kind }: Scanner): boolean {
  return kind === 'identifier' || kind === 'qubit'
}
