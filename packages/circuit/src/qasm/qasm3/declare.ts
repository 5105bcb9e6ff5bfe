/** Carries out declarations of OpenQASM 3: qubits, bits, constants, variables, inputs and aliases. */
import { parameter, feature } from '../../angles/index.ts'
import type { ClassicalType, Expression } from '../Expression.ts'
import { convert, evaluateExpression, evaluateInteger } from '../evaluateExpression.ts'
import { LONGEST_LIST } from '../parseExpression.ts'
import { QasmInputError } from '../QasmReadOptions.ts'
import { describeValue, isRuntime, isTyped, type MeasuredValue, type Value } from '../Value.ts'
import { assignToBits } from './assignToBits.ts'
import { moveToBits } from './keepAsBits.ts'
import { inputValue } from './inputValue.ts'
import { measureInto } from './measure.ts'
import type { Run } from './Run.ts'
import type { Scope } from './Scope.ts'
import type { Declaration, Initializer, Input, Statement } from './Statement.ts'

export function declareQubits(run: Run, scope: Scope, { name, size, at }: Extract<Statement, { kind: 'qubits' }>): void {
  if (scope !== run.global) run.scanner.fail('qubits are declared outside of blocks and definitions', at)
  const count = size === undefined ? 1 : evaluateInteger(size, scope, 'the size of a register')
  run.scanner.keep(1, at)
  scope.declareValue(name, { type: 'qubits', qubits: run.addQubits(count, at), single: size === undefined }, at, false)
}

export function declareVariable(run: Run, scope: Scope, declaration: Declaration): void {
  const { name, type, constant, value: initializer, at } = declaration
  run.scanner.keep(1, at)
  if (type.name === 'bit' && !constant) return declareBits(run, scope, declaration)
  if (initializer?.kind === 'measure') run.scanner.fail(`a measurement gives bits, and '${name}' is no bit`, initializer.at)
  const given = initializer === undefined ? undefined : initialValue(initializer, type, scope)
  const value = given === undefined || !isRuntime(given) || constant ? given : moveToBits(run, name, type, given, scope, at)
  if (value !== undefined && constant) requireKnown(value, scope, initializer?.at ?? at)
  scope.declare(name, { kind: 'variable', constant, type, value, condition: run.condition }, at)
}

/** Refuses what is known only when the circuit runs. */
export function requireKnown(value: Value, { scanner }: Scope, at: number): void {
  if (isRuntime(value)) scanner.refuse(`${describeValue(value)} is known only when the circuit runs: here it must be known before`, at)
}

/** Bits of the circuit are 0 until they are written. */
function declareBits(run: Run, scope: Scope, { name, type, value, annotation, at }: Declaration): void {
  const count = type.size === undefined ? undefined : evaluateInteger(type.size, scope, 'the size of a register')
  const bits: MeasuredValue = { type: 'measured', bits: run.addBits(bitsName(annotation) ?? name, count, at), single: count === undefined }
  if (value !== undefined) initializeBits(run, scope, bits, value)
  scope.declare(name, { kind: 'variable', constant: false, type, value: bits, condition: run.condition }, at)
}

function initializeBits(run: Run, scope: Scope, bits: MeasuredValue, value: Initializer): void {
  if (value.kind === 'measure') return measureInto(run, scope, { source: value.source, target: bits, at: value.at })
  if (value.kind === 'array') return run.scanner.fail('expected bits, found an array', value.at)
  if (callInto(run, scope, value.expression, bits)) return
  assignToBits(run, bits, evaluateExpression(value.expression, scope), { at: value.at, type: undefined, fresh: true })
}

/** Calls a subroutine so that what it returns is written to these bits. */
export function callInto(run: Run, scope: Scope, expression: Expression, target: MeasuredValue): boolean {
  if (expression.kind !== 'call') return false
  const binding = scope.find(expression.name)
  if (binding?.kind !== 'subroutine') return false
  const { given, at } = expression
  const result = run.interpreter.callSubroutine(run, scope, { definition: binding.definition, given, at, target })
  if (result !== target) assignToBits(run, target, result, { at, type: undefined })
  return true
}

export function initialValue(initializer: Initializer, type: ClassicalType, scope: Scope): Value {
  if (type.name === 'array') return arrayValue(initializer, type, scope, 0)
  if (initializer.kind !== 'expression') return scope.scanner.fail(`expected a value of type ${type.name}`, initializer.at)
  return convert(evaluateExpression(initializer.expression, scope), type, scope, 'assignment')
}

function arrayValue(initializer: Initializer, type: ClassicalType, scope: Scope, dimension: number): Value {
  const { scanner } = scope
  const lengths = type.lengths ?? []
  const length = evaluateInteger(lengths[dimension], scope, 'the length of an array')
  const isLast = dimension === lengths.length - 1
  if (initializer.kind === 'expression') {
    const value = evaluateExpression(initializer.expression, scope)
    if (isTyped(value) && value.type === 'array' && value.items.length === length) return value
    return scanner.fail(`expected an array of ${length}, found ${describeValue(value)}`, initializer.at)
  }
  if (initializer.kind === 'measure') return scanner.fail('expected the elements of an array', initializer.at)
  if (initializer.items.length !== length) scanner.fail(`expected ${length} elements, found ${initializer.items.length}`, initializer.at)
  scanner.spend(length, initializer.at)
  const items = initializer.items.map((item) =>
    isLast && type.element !== undefined ? initialValue(item, type.element, scope) : arrayValue(item, type, scope, dimension + 1),
  )
  return { type: 'array', items }
}

/** `input float w;` is a parameter of the circuit, unless it is given a value, or an annotation of `toQasm` says that it is a feature or had another name. */
export function declareInput(run: Run, scope: Scope, { name, type, annotation, at }: Input): void {
  const { scanner } = run
  if (scope !== run.global) scanner.fail('inputs are declared outside of blocks and definitions', at)
  scanner.keep(1, at)
  run.inputs.push(name)
  const given = run.options.inputs?.[name]
  if (given !== undefined) return scope.declareValue(name, inputValue(name, type, given, scope), at, false)
  const symbol = symbolOf(name, annotation)
  const element = type.name === 'array' ? type.element : type
  if (element?.name !== 'float' && element?.name !== 'angle') {
    throw new QasmInputError(
      name,
      `has the type ${element?.name ?? 'none'} and no value: a circuit needs one to be read, for floats and angles alone it has parameters`,
    )
  }
  if (type.name !== 'array') return scope.declareValue(name, symbol.of(symbol.name), at, false)
  const { lengths = [] } = type
  const count = evaluateInteger(lengths[0], scope, 'the length of an array')
  if (lengths.length !== 1) scanner.refuse('inputs with more than one dimension are not supported', type.at)
  if (count < 1 || count > LONGEST_LIST) scanner.fail(`expected a length from 1 to ${LONGEST_LIST}, found ${count}`, type.at)
  scanner.keep(count, at)
  const items = Array.from({ length: count }, (_, i) => symbol.of(`${symbol.name}[${i}]`))
  scope.declareValue(name, { type: 'array', items }, at, false)
}

/** `input feature "x"`: what `toQasm` notes of a symbol that is no parameter or whose name OpenQASM cannot write. */
function symbolOf(name: string, annotation: string | undefined): { readonly of: typeof parameter; readonly name: string } {
  const match = /^input (parameter|feature) ("[^\n]*")$/.exec(annotation ?? '')
  if (match === null) return { of: parameter, name }
  return { of: match[1] === 'feature' ? feature : parameter, name: textOf(match[2]) ?? name }
}

/** `bits "c"`: what `toQasm` notes of bits whose name OpenQASM cannot write. */
function bitsName(annotation = ''): string | undefined {
  const match = /^bits ("[^\n]*")$/.exec(annotation)
  return match === null ? undefined : textOf(match[1])
}

function textOf(json: string): string | undefined {
  try {
    const text: unknown = JSON.parse(json)
    return typeof text === 'string' && text !== '' ? text : undefined
  } catch {
    return undefined
  }
}

/** `let a = q[0:2] ++ r;`: another name for qubits or bits. */
export function declareAlias(run: Run, scope: Scope, { name, parts, at }: Extract<Statement, { kind: 'alias' }>): void {
  const { scanner } = run
  const values = parts.map((part) => evaluateExpression(part, scope))
  const [first] = values
  const wrong = values.findIndex((value) => !isTyped(value) || !isTyped(first) || value.type !== first.type)
  if (wrong > 0) scanner.fail(`expected registers of one kind, found ${describeValue(values[wrong])}`, parts[wrong].at)
  if (!isTyped(first) || (first.type !== 'qubits' && first.type !== 'measured')) {
    return scanner.fail(`an alias names qubits or bits, found ${describeValue(first)}`, at)
  }
  const length = values.reduce<number>((sum, value) => sum + elementsOf(value).length, 0)
  scanner.keep(1 + Math.ceil(length / 8), at)
  scanner.spend(length, at)
  const joined = values.flatMap<number | string>(elementsOf)
  if (new Set(joined).size < joined.length) scanner.fail('a register cannot be joined with a part of itself', at)
  const single = values.length === 1 && first.single
  const value: Value =
    first.type === 'qubits'
      ? { type: 'qubits', qubits: joined as number[], single }
      : { type: 'measured', bits: joined as string[], single }
  scope.declare(name, { kind: 'variable', constant: false, type: undefined, value, condition: run.condition }, at)
}

function elementsOf(value: Value): readonly (number | string)[] {
  if (!isTyped(value)) return []
  return value.type === 'qubits' ? value.qubits : value.type === 'measured' ? value.bits : []
}
