/** Reads `gate NAME(PARAMETERS) QUBITS { ... }` and `def NAME(PARAMETERS) -> TYPE { ... }` of OpenQASM 3. */
import type { Scanner } from '../Scanner.ts'
import { parseBlock } from './parseStatement.ts'
import { isTypeWord, parseDesignator, parseType } from './qasm3Grammar.ts'
import { takeName } from './statementParts.ts'
import type { GateDefinition, Statement, Subroutine, SubroutineParameter } from './Statement.ts'

/** What the body of a gate may hold: it is a unitary. */
const IN_GATES: ReadonlySet<Statement['kind']> = new Set(['gateCall', 'for', 'block', 'barrier', 'delay', 'alias'])

const MOST_PARAMETERS = 1000

/** The scanner stands on the word `gate`. */
export function parseGate(scanner: Scanner, at: number, nesting: number): GateDefinition {
  if (nesting > 0) scanner.fail('a gate is defined outside of blocks and definitions')
  scanner.advance()
  scanner.keep(1)
  const name = takeName(scanner, 'the name of the gate')
  const parameters = scanner.skip('(') ? parseNames(scanner, 'a parameter', ')') : []
  const qubits = parseNames(scanner, 'a qubit', '{')
  if (qubits.length === 0) scanner.fail(`expected the qubits of gate '${name}'`)
  const body = parseBlock(scanner, 0)
  requireGateStatements(scanner, name, body)
  return { kind: 'gate', name, parameters, qubits, body, at }
}

/** Names separated by commas up to a symbol; `{` is left where it is. */
function parseNames(scanner: Scanner, what: string, close: string): string[] {
  const names: string[] = []
  const known = new Set<string>()
  while (!scanner.at(close)) {
    if (known.has(scanner.text)) scanner.fail(`${scanner.describe()} stands twice in this list`)
    known.add(scanner.text)
    scanner.keep(1)
    names.push(takeName(scanner, what))
    if (!scanner.skip(',')) break
  }
  if (!scanner.at(close)) scanner.fail(`expected '${close}' before ${scanner.describe()}`)
  if (close !== '{') scanner.advance()
  return names
}

function requireGateStatements(scanner: Scanner, name: string, body: readonly Statement[]): void {
  for (const statement of body) {
    if (!IN_GATES.has(statement.kind)) scanner.fail(`a gate holds gates alone: this does not belong into gate '${name}'`, statement.at)
    if (statement.kind === 'for' || statement.kind === 'block') requireGateStatements(scanner, name, statement.body)
  }
}

/** The scanner stands on the word `def`. */
export function parseSubroutine(scanner: Scanner, at: number, nesting: number): Subroutine {
  if (nesting > 0) scanner.fail('a subroutine is defined outside of blocks and definitions')
  scanner.advance()
  scanner.keep(1)
  const name = takeName(scanner, 'the name of the subroutine')
  scanner.expect('(')
  const parameters: SubroutineParameter[] = []
  while (!scanner.skip(')')) {
    if (parameters.length === MOST_PARAMETERS) scanner.fail(`a subroutine has at most ${MOST_PARAMETERS} parameters`)
    const parameter = parseParameter(scanner)
    if (parameters.some((each) => each.name === parameter.name)) scanner.fail(`'${parameter.name}' stands twice in this list`, parameter.at)
    parameters.push(parameter)
    if (scanner.skip(',')) continue
    scanner.expect(')')
    break
  }
  const returns = scanner.skip('->') ? parseType(scanner) : undefined
  return { kind: 'def', name, parameters, returns, body: parseBlock(scanner, 0), at }
}

function parseParameter(scanner: Scanner): SubroutineParameter {
  const at = scanner.start
  if (scanner.at('qreg') || scanner.at('creg')) {
    const isQuantum = scanner.text === 'qreg'
    scanner.advance()
    const name = takeName(scanner, 'the name of a parameter')
    const size = parseDesignator(scanner)
    return { name, type: { name: isQuantum ? 'qubit' : 'bit', size, at }, at }
  }
  if (scanner.skip('qubit')) {
    const size = parseDesignator(scanner)
    return { name: takeName(scanner, 'the name of a parameter'), type: { name: 'qubit', size, at }, at }
  }
  if (scanner.skip('readonly') && !scanner.at('array')) scanner.fail(`expected an array, found ${scanner.describe()}`)
  if (scanner.at('mutable')) scanner.refuse('arrays that a subroutine changes are not supported: a circuit has no variables')
  if (scanner.kind !== 'identifier' || !isTypeWord(scanner.text)) scanner.fail(`expected a type, found ${scanner.describe()}`)
  const type = parseType(scanner)
  return { name: takeName(scanner, 'the name of a parameter'), type, at }
}
