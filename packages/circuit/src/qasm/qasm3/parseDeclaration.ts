/** Reads the declarations of OpenQASM 3: qubits, bits, constants, variables, inputs and aliases. */
import type { Expression } from '../Expression.ts'
import { LONGEST_LIST } from '../parseExpression.ts'
import type { Scanner } from '../Scanner.ts'
import { parseDesignator, parseType } from './qasm3Grammar.ts'
import { parseDurationName } from './passDuration.ts'
import type { Declaration, Initializer, Input, Statement } from './Statement.ts'
import { atOperand, ended, expression, takeName } from './statementParts.ts'

export function parseQubits(scanner: Scanner, at: number): Statement {
  scanner.advance()
  const size = parseDesignator(scanner)
  return ended(scanner, { kind: 'qubits', name: takeName(scanner, 'the name of the qubits'), size, at })
}

/** `qreg q[2];` and `creg c[2];` of version 2. */
export function parseOldRegister(scanner: Scanner, at: number): Statement {
  const isQuantum = scanner.text === 'qreg'
  scanner.advance()
  const name = takeName(scanner, 'the name of the register')
  const size = parseDesignator(scanner)
  if (isQuantum) return ended(scanner, { kind: 'qubits', name, size, at })
  return ended(scanner, { kind: 'declaration', name, type: { name: 'bit', size, at }, constant: false, value: undefined, at })
}

export function parseConstant(scanner: Scanner, at: number): Statement {
  scanner.advance()
  if (scanner.at('duration')) return parseDurationName(scanner, at)
  return parseDeclaration(scanner, true)
}

export function parseDeclaration(scanner: Scanner, constant: boolean): Declaration | Statement {
  const at = scanner.start
  const type = parseType(scanner)
  if (!constant && scanner.at('(')) {
    scanner.seek(at) // a cast begins an expression
    return ended(scanner, { kind: 'evaluate', expression: expression(scanner), at })
  }
  const name = takeName(scanner, 'the name of the variable')
  if (constant && !scanner.at('=')) scanner.fail(`expected '=' and the value of the constant before ${scanner.describe()}`)
  const value = scanner.skip('=') ? parseInitializer(scanner, type.name === 'array', 0) : undefined
  return ended(scanner, { kind: 'declaration', name, type, constant, value, at })
}

export function parseInitializer(scanner: Scanner, isArray: boolean, nesting: number): Initializer {
  const at = scanner.start
  if (scanner.skip('measure')) return { kind: 'measure', source: expression(scanner), at }
  if (!isArray || !scanner.at('{')) {
    const value = expression(scanner)
    if (atOperand(scanner)) {
      scanner.refuse('calls with qubits behind the parentheses are not supported: write them inside')
    }
    return { kind: 'expression', expression: value, at }
  }
  if (nesting >= 7) scanner.fail('an array has at most 7 dimensions')
  scanner.advance()
  const items: Initializer[] = []
  while (!scanner.skip('}')) {
    if (items.length === LONGEST_LIST) scanner.fail(`this list has more than ${LONGEST_LIST} entries`)
    scanner.keep(1)
    items.push(parseInitializer(scanner, true, nesting + 1))
    if (scanner.skip(',')) continue
    scanner.expect('}')
    break
  }
  return { kind: 'array', items, at }
}

export function parseInputOrOutput(scanner: Scanner, at: number): Input | Statement {
  const isInput = scanner.text === 'input'
  scanner.advance()
  const type = parseType(scanner)
  const name = takeName(scanner, 'the name of the variable')
  if (isInput) return ended(scanner, { kind: 'input', name, type, annotation: undefined, at })
  return ended(scanner, { kind: 'declaration', name, type, constant: false, value: undefined, at })
}

export function parseAlias(scanner: Scanner, at: number): Statement {
  scanner.advance()
  const name = takeName(scanner, 'the name of the alias')
  scanner.expect('=')
  const parts: Expression[] = []
  do {
    if (parts.length === LONGEST_LIST) scanner.fail(`this list has more than ${LONGEST_LIST} entries`)
    parts.push(expression(scanner))
  } while (scanner.skip('++'))
  return ended(scanner, { kind: 'alias', name, parts, at })
}
