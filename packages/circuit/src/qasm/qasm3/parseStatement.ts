/**
 * Reads statements of OpenQASM 3, one at a time, into a tree. What is valid but no circuit (calibration, externs, ...) is refused where its word stands.
 *
 * After the reference grammar of the specification, https://openqasm.com; whether names and types fit is found when a statement is run.
 */
import { integer } from '../applyOperator.ts'
import type { Expression } from '../Expression.ts'
import { parseExpressionList } from '../parseExpression.ts'
import type { Scanner } from '../Scanner.ts'
import {
  parseAlias,
  parseConstant,
  parseDeclaration,
  parseInitializer,
  parseInputOrOutput,
  parseOldRegister,
  parseQubits,
} from './parseDeclaration.ts'
import { parseGate, parseSubroutine } from './parseDefinition.ts'
import { infixOperator, isTypeWord, parseType, qasm3Grammar, QASM3_KEYWORDS } from './qasm3Grammar.ts'
import { parseDurationName, passDuration } from './passDuration.ts'
import type { Assignment, For, ForValues, GateCall, Modifier, Statement, Switch } from './Statement.ts'
import { atOperand, ended, expression, takeName } from './statementParts.ts'

const DEEPEST_BLOCKS = 100
const MOST_MODIFIERS = 100

const UNSUPPORTED: Readonly<Record<string, string>> = {
  extern: 'extern functions are not supported: a circuit cannot call other programs',
  cal: 'calibration is not supported: a circuit has gates, no pulses',
  defcal: 'calibration is not supported: a circuit has gates, no pulses',
  defcalgrammar: 'calibration is not supported: a circuit has gates, no pulses',
  durationof: 'timing is not supported: a circuit has no durations',
}

type Reader = (scanner: Scanner, at: number, nesting: number) => Statement

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['qubit', parseQubits],
  ['qreg', parseOldRegister],
  ['creg', parseOldRegister],
  ['const', parseConstant],
  ['input', parseInputOrOutput],
  ['output', parseInputOrOutput],
  ['let', parseAlias],
  ['measure', parseMeasure],
  ['reset', parseReset],
  ['barrier', parseBarrier],
  ['nop', parseNop],
  ['for', parseFor],
  ['while', parseWhile],
  ['if', parseIf],
  ['switch', parseSwitch],
  ['break', parseJump],
  ['continue', parseJump],
  ['end', parseJump],
  ['box', parseBox],
  ['delay', parseDelay],
  ['duration', parseDurationName],
  ['stretch', parseDurationName],
  ['return', parseReturn],
  ['gate', parseGate],
  ['def', parseSubroutine],
  ['include', parseInclude],
  ['gphase', parseGateCall],
  ['inv', parseGateCall],
  ['pow', parseGateCall],
  ['ctrl', parseGateCall],
  ['negctrl', parseGateCall],
])

/** Reads one statement; `nesting` is how many blocks it stands in. */
export function parseStatement(scanner: Scanner, nesting = 0): Statement {
  const annotation = parseAnnotations(scanner)
  const { start, text, kind } = scanner
  if (nesting > 0) scanner.keep(1)
  if (scanner.at('{')) return { kind: 'block', body: parseBlock(scanner, nesting), at: start }
  if (scanner.at('pragma') || scanner.at('#')) return parsePragma(scanner, start)
  if (kind !== 'identifier') return parseExpressionStatement(scanner, start)
  if (Object.hasOwn(UNSUPPORTED, text)) scanner.refuse(UNSUPPORTED[text])
  const reader = READERS.get(text)
  if (reader !== undefined) {
    const statement = reader(scanner, start, nesting)
    return annotation === undefined ? statement : annotated(statement, annotation)
  }
  if (!isTypeWord(text)) return parseNamed(scanner)
  const declaration = parseDeclaration(scanner, false)
  return annotation === undefined ? declaration : annotated(declaration, annotation)
}

function annotated(statement: Statement, annotation: string): Statement {
  return statement.kind === 'input' || statement.kind === 'declaration' ? { ...statement, annotation } : statement
}

/** `{ ... }`, or a single statement. */
function parseBody(scanner: Scanner, nesting: number): readonly Statement[] {
  return scanner.at('{') ? parseBlock(scanner, nesting) : nestedStatement(scanner, nesting)
}

function nestedStatement(scanner: Scanner, nesting: number): readonly Statement[] {
  if (nesting >= DEEPEST_BLOCKS) scanner.fail(`these blocks nest deeper than ${DEEPEST_BLOCKS} levels`)
  return [parseStatement(scanner, nesting + 1)]
}

export function parseBlock(scanner: Scanner, nesting: number): readonly Statement[] {
  scanner.expect('{')
  return parseBlockBody(scanner, nesting)
}

/** Behind the opening brace. */
function parseBlockBody(scanner: Scanner, nesting: number): readonly Statement[] {
  const body: Statement[] = []
  while (!scanner.skip('}')) {
    if (scanner.kind === 'end') scanner.fail("expected '}' before the end of the file")
    for (const each of nestedStatement(scanner, nesting)) body.push(each)
  }
  return body
}

/** Annotations do not change what a program means; the last one that is ours comes back. */
function parseAnnotations(scanner: Scanner): string | undefined {
  let ours: string | undefined
  while (scanner.at('@')) {
    const line = scanner.takeLine()
    if (line.startsWith('ketwork.')) ours = line.slice('ketwork.'.length)
  }
  return ours
}

/** Pragmas are for other programs. */
function parsePragma(scanner: Scanner, at: number): Statement {
  if (scanner.skip('#') && !scanner.at('pragma')) scanner.fail(`expected pragma, found ${scanner.describe()}`)
  scanner.takeLine()
  return { kind: 'block', body: [], at }
}

function parseMeasure(scanner: Scanner, at: number): Statement {
  scanner.advance()
  const source = expression(scanner)
  const target = scanner.skip('->') ? expression(scanner) : undefined
  return ended(scanner, { kind: 'measure', source, target, at })
}

function parseReset(scanner: Scanner, at: number): Statement {
  scanner.advance()
  return ended(scanner, { kind: 'reset', operand: expression(scanner), at })
}

function parseBarrier(scanner: Scanner, at: number): Statement {
  scanner.advance()
  return { kind: 'barrier', operands: parseExpressionList(scanner, qasm3Grammar, ';'), at }
}

function parseNop(scanner: Scanner, at: number): Statement {
  scanner.advance()
  parseExpressionList(scanner, qasm3Grammar, ';')
  return { kind: 'block', body: [], at }
}

function parseFor(scanner: Scanner, at: number, nesting: number): For {
  scanner.advance()
  const type = parseType(scanner)
  const name = takeName(scanner, 'the name of the loop variable')
  scanner.expect('in')
  const values = parseForValues(scanner)
  return { kind: 'for', name, type, values, body: parseBody(scanner, nesting), at }
}

function parseForValues(scanner: Scanner): ForValues {
  const at = scanner.start
  if (scanner.skip('{')) return { kind: 'set', members: parseExpressionList(scanner, qasm3Grammar, '}') }
  if (!scanner.skip('[')) return { kind: 'expression', expression: expression(scanner) }
  const first = expression(scanner)
  scanner.expect(':')
  const second = expression(scanner)
  const third = scanner.skip(':') ? expression(scanner) : undefined
  scanner.expect(']')
  return third === undefined
    ? { kind: 'range', first, step: undefined, last: second, at }
    : { kind: 'range', first, step: second, last: third, at }
}

function parseIf(scanner: Scanner, at: number, nesting: number): Statement {
  scanner.advance()
  scanner.expect('(')
  const condition = expression(scanner)
  scanner.expect(')')
  const then = parseBody(scanner, nesting)
  const otherwise = scanner.skip('else') ? parseBody(scanner, nesting) : []
  return { kind: 'if', condition, then, otherwise, at }
}

function parseWhile(scanner: Scanner, at: number, nesting: number): Statement {
  scanner.advance()
  scanner.expect('(')
  const condition = expression(scanner)
  scanner.expect(')')
  return { kind: 'while', condition, body: parseBody(scanner, nesting), at }
}

function parseSwitch(scanner: Scanner, at: number, nesting: number): Switch {
  scanner.advance()
  scanner.expect('(')
  const on = expression(scanner)
  scanner.expect(')')
  scanner.expect('{')
  const cases: Switch['cases'][number][] = []
  while (scanner.at('case')) {
    scanner.advance()
    const values = parseExpressionList(scanner, qasm3Grammar, '{')
    if (values.length === 0) scanner.fail('expected the values of the case')
    cases.push({ values, body: parseBlockBody(scanner, nesting) })
  }
  const otherwise = scanner.skip('default') ? parseBlock(scanner, nesting) : []
  if (cases.length === 0) scanner.fail(`expected 'case' before ${scanner.describe()}`)
  scanner.expect('}')
  return { kind: 'switch', on, cases, otherwise, at }
}

function parseJump(scanner: Scanner, at: number): Statement {
  const kind = scanner.text as 'break' | 'continue' | 'end'
  scanner.advance()
  return ended(scanner, { kind, at })
}

/** `box { ... }` or `box[100ns] { ... }`: a block; how long it takes does not change what it does. */
function parseBox(scanner: Scanner, at: number, nesting: number): Statement {
  scanner.advance()
  passDuration(scanner)
  return { kind: 'block', body: parseBlock(scanner, nesting), at }
}

/** `delay[100ns] q[0];` does nothing to its qubits, which must be there. */
function parseDelay(scanner: Scanner, at: number): Statement {
  scanner.advance()
  if (!scanner.at('[')) scanner.fail(`expected '[' and a duration before ${scanner.describe()}`)
  passDuration(scanner)
  return { kind: 'delay', operands: parseExpressionList(scanner, qasm3Grammar, ';'), at }
}

function parseReturn(scanner: Scanner, at: number): Statement {
  scanner.advance()
  const value = scanner.at(';') ? undefined : parseInitializer(scanner, false, 0)
  return ended(scanner, { kind: 'return', value, at })
}

function parseInclude(scanner: Scanner): Statement {
  scanner.advance()
  const place = scanner.start
  const name = scanner.take('string', 'the name of a file in quotes')
  return ended(scanner, { kind: 'include', name, at: place })
}

/** `1;`, `-x;` and the like: valid, though they do nothing. */
function parseExpressionStatement(scanner: Scanner, at: number): Statement {
  if (scanner.kind === 'end' || (scanner.kind === 'symbol' && !'(-!~'.includes(scanner.text))) {
    scanner.fail(`expected a statement, found ${scanner.describe()}`)
  }
  return ended(scanner, { kind: 'evaluate', expression: expression(scanner), at })
}

/** A statement that begins with a name: a gate, a call, an assignment or an expression. */
function parseNamed(scanner: Scanner): Statement {
  const at = scanner.start
  if (QASM3_KEYWORDS.has(scanner.text)) scanner.fail(`expected a statement, found ${scanner.describe()}`)
  scanner.advance()
  const isGate = atOperand(scanner)
  scanner.seek(at)
  if (isGate) return parseGateCall(scanner, at)
  const target = expression(scanner)
  if (target.kind === 'call' && atOperand(scanner)) {
    return finishGateCall(scanner, { name: target.name, modifiers: [], given: target.given, at })
  }
  if (scanner.kind === 'symbol' && /^(?:[-+*/%&|^]|<<|>>|\*\*)?=$/.test(scanner.text)) return parseAssignment(scanner, target)
  return ended(scanner, { kind: 'evaluate', expression: target, at })
}

function parseAssignment(scanner: Scanner, target: Expression): Assignment {
  const { start: at, text } = scanner
  if (target.kind !== 'name' && target.kind !== 'index') scanner.fail('expected a variable or an element of one on the left', target.at)
  scanner.advance()
  const operator = text === '=' ? undefined : infixOperator(text.slice(0, -1))
  return ended(scanner, { kind: 'assignment', target, operator, value: parseInitializer(scanner, scanner.at('{'), 0), at })
}

function parseGateCall(scanner: Scanner, at: number): GateCall {
  const modifiers: Modifier[] = []
  while (scanner.at('inv') || scanner.at('pow') || scanner.at('ctrl') || scanner.at('negctrl')) {
    if (modifiers.length === MOST_MODIFIERS) scanner.fail(`a gate has at most ${MOST_MODIFIERS} modifiers`)
    modifiers.push(parseModifier(scanner))
  }
  const name = scanner.at('gphase') ? scanner.take('identifier', 'a gate') : takeName(scanner, 'a gate')
  const given = scanner.skip('(') ? parseExpressionList(scanner, qasm3Grammar, ')') : []
  return finishGateCall(scanner, { name, modifiers, given, at })
}

function parseModifier(scanner: Scanner): Modifier {
  const at = scanner.start
  const kind = scanner.take('identifier', 'a modifier') as Modifier['kind']
  let argument: Expression | undefined
  if (kind !== 'inv' && scanner.skip('(')) {
    argument = expression(scanner)
    scanner.expect(')')
  }
  if (kind === 'pow' && argument === undefined) argument = scanner.fail(`expected '(' and an exponent before ${scanner.describe()}`)
  if (kind !== 'pow' && kind !== 'inv') argument ??= { kind: 'value', value: integer(1, { scanner, at }), at }
  scanner.expect('@')
  return { kind, argument, at }
}

function finishGateCall(scanner: Scanner, call: Omit<GateCall, 'kind' | 'operands'>): GateCall {
  if (scanner.at('[')) scanner.refuse('timing is not supported: a gate has no duration')
  const operands = parseExpressionList(scanner, qasm3Grammar, ';')
  return { kind: 'gateCall', ...call, operands }
}
