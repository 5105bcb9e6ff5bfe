/** Reads `gate NAME(PARAMETERS) QUBITS { BODY }` and `opaque NAME(PARAMETERS) QUBITS;` of OpenQASM 2. */
import { applyFunction } from './applyFunction.ts'
import { evaluateExpression, type Names } from './evaluateExpression.ts'
import type { Expression } from './Expression.ts'
import { type ExpressionGrammar, parseExpressionList } from './parseExpression.ts'
import { type BodyCall, type QasmGate, definedGate, opaqueGate } from './QasmGate.ts'
import { requireFreeWord } from './Qasm2Names.ts'
import { qasm2Grammar } from './qasm2Grammar.ts'
import type { Scanner } from './Scanner.ts'
import { angleOf } from './Value.ts'

/** Expansion calls itself once a nested definition. */
const DEEPEST_DEFINITIONS = 500

interface DefinitionHead {
  readonly name: string
  readonly opaque: boolean
  /** Where the name stands. */
  readonly start: number
  /** Fails at the offset when there is no gate of that name. */
  readonly findGate: (name: string, offset: number) => QasmGate
}

/** The scanner stands behind the name. */
export function parseGateDefinition(scanner: Scanner, { name, opaque, start, findGate }: DefinitionHead): QasmGate {
  const parameters = parseParameters(scanner)
  const qubits = parseNames(scanner, 'a qubit', parameters)
  if (opaque) {
    scanner.expect(';')
    const isDelay = name === 'delay' && parameters.size === 1 // as Qiskit writes it: nothing happens but time
    return isDelay ? definedGate(name, 1, qubits.size, []) : opaqueGate(name, parameters.size, qubits.size)
  }
  scanner.expect('{')
  const grammar = qasm2Grammar(parameters)
  const body: BodyCall[] = []
  scanner.keep(1)
  while (!scanner.skip('}')) {
    if (scanner.kind === 'end') scanner.fail(`expected '}' at the end of gate '${name}' before the end of the file`)
    if (scanner.skip('barrier')) skipBarrier(scanner, qubits)
    else if (scanner.skip(';')) continue
    else body.push(parseBodyCall(scanner, { grammar, parameters, qubits, findGate }))
    scanner.keep(1)
  }
  const gate = definedGate(name, parameters.size, qubits.size, body)
  if (gate.depth > DEEPEST_DEFINITIONS) scanner.fail(`gate '${name}' nests more than ${DEEPEST_DEFINITIONS} definitions`, start)
  return gate
}

function parseParameters(scanner: Scanner): ReadonlyMap<string, number> {
  if (!scanner.skip('(')) return new Map()
  if (scanner.skip(')')) return new Map()
  const names = parseNames(scanner, 'a parameter', new Map())
  scanner.expect(')')
  return names
}

/** Names separated by commas, each with its place in the list. */
function parseNames(scanner: Scanner, what: string, others: ReadonlyMap<string, number>): Map<string, number> {
  const names = new Map<string, number>()
  do {
    if (names.has(scanner.text)) scanner.fail(`'${scanner.text.slice(0, 40)}' stands twice in this list`)
    if (others.has(scanner.text)) scanner.fail(`'${scanner.text.slice(0, 40)}' is a parameter of this gate: a qubit needs another name`)
    if (scanner.kind === 'identifier') requireFreeWord(scanner, scanner.text, scanner.start)
    scanner.keep(1)
    names.set(scanner.take('identifier', what), names.size)
  } while (scanner.goesOn())
  return names
}

/** A barrier inside a gate orders only the gate's own body, which an expansion keeps in order anyway. */
function skipBarrier(scanner: Scanner, qubits: ReadonlyMap<string, number>): void {
  if (scanner.skip(';')) return
  do parseBodyQubit(scanner, qubits)
  while (scanner.goesOn())
  scanner.expect(';')
}

interface Body {
  readonly grammar: ExpressionGrammar
  readonly parameters: ReadonlyMap<string, number>
  readonly qubits: ReadonlyMap<string, number>
  readonly findGate: (name: string, offset: number) => QasmGate
}

function parseBodyCall(scanner: Scanner, { grammar, parameters, qubits, findGate }: Body): BodyCall {
  const { start } = scanner
  const gate = findGate(scanner.take('identifier', "a gate or '}'"), start)
  const angles = parseAngles(scanner, grammar).map((angle) => boundTo(parameters, angle, scanner))
  requireAngles(scanner, gate, angles.length, start)
  const actual = new Set<number>()
  do {
    if (actual.size === gate.qubits) requireQubits(scanner, gate, 'more', start)
    const at = scanner.start
    const qubit = parseBodyQubit(scanner, qubits)
    if (actual.has(qubit)) scanner.fail(`gate '${gate.name}' acts on the same qubit twice`, at)
    actual.add(qubit)
  } while (scanner.goesOn())
  requireQubits(scanner, gate, actual.size, start)
  scanner.expect(';')
  return { gate, angles, qubits: [...actual] }
}

function parseBodyQubit(scanner: Scanner, qubits: ReadonlyMap<string, number>): number {
  const index = qubits.get(scanner.text)
  if (index === undefined)
    scanner.fail(`expected a qubit of this gate (${[...qubits.keys()].slice(0, 20).join(', ')}), found ${scanner.describe()}`)
  scanner.advance()
  return index
}

/** A constant, or what the expression is worth for values of the definition's parameters. */
function boundTo(parameters: ReadonlyMap<string, number>, expression: Expression, scanner: Scanner): BodyCall['angles'][number] {
  if (expression.kind === 'value') return numberOf(expression)
  return (given) => {
    const names: Names = {
      scanner,
      valueOf: (name) => given[parameters.get(name) ?? 0],
      call: (name, of, at) => applyFunction(name, of.map((each) => evaluateExpression(each, names)), { scanner, at }), // prettier-ignore
    }
    return angleOf(evaluateExpression(expression, names)) as number // numbers alone come in
  }
}

/** The value of an expression without names: a number, as all values of OpenQASM 2 are. */
export function numberOf(expression: Expression): number {
  return expression.kind === 'value' ? (angleOf(expression.value) as number) : NaN
}

/** `(a, b, c)`, or nothing. */
export function parseAngles(scanner: Scanner, grammar: ExpressionGrammar): Expression[] {
  return scanner.skip('(') ? parseExpressionList(scanner, grammar, ')') : []
}

export function requireAngles(scanner: Scanner, gate: QasmGate, found: number, offset: number): void {
  if (found !== gate.parameters) scanner.fail(`gate '${gate.name}' takes ${plural(gate.parameters, 'parameter')}, found ${found}`, offset)
}

export function requireQubits(scanner: Scanner, gate: QasmGate, found: number | 'more', offset: number): void {
  if (gate.opaque === true) scanner.fail(`gate '${gate.name}' is opaque: it has no definition and cannot be used`, offset)
  if (found !== gate.qubits) scanner.fail(`gate '${gate.name}' acts on ${plural(gate.qubits, 'qubit')}, found ${found}`, offset)
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
