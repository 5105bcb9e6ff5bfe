/** Carries out statements of OpenQASM 3: loops are unrolled, branches on what is known are taken, branches on bits become conditions of operations. */
import { bothConditions, ConflictingConditionsError } from '../../gates/bothConditions.ts'
import type { Condition } from '../../gates/Operation.ts'
import { applyBinary, integer } from '../applyOperator.ts'
import { conditionOf, truth } from '../compareValues.ts'
import type { Expression } from '../Expression.ts'
import { convert, evaluateExpression, evaluateInteger } from '../evaluateExpression.ts'
import { describeValue, isTyped, type MeasuredValue, type Value } from '../Value.ts'
import { callGate, evaluateQubits } from './callGate.ts'
import { callInto, declareAlias, declareInput, declareQubits, declareVariable, requireKnown } from './declare.ts'
import { measureInto } from './measure.ts'
import type { Run } from './Run.ts'
import type { Scope, Variable } from './Scope.ts'
import type { Assignment, For, Initializer, Statement } from './Statement.ts'
import { stdgates } from './stdgates.ts'

/** That a subroutine came to its end here, and with what. */
export interface Returned {
  readonly value: Initializer | undefined
  readonly scope: Scope
}

/** Carries out statements in order up to a return. */
export function runStatements(run: Run, scope: Scope, body: readonly Statement[]): Returned | undefined {
  for (const statement of body) {
    run.scanner.spend(1, statement.at)
    const returned = runStatement(run, scope, statement)
    if (returned !== undefined) return returned
  }
  return undefined
}

export function runStatement(run: Run, scope: Scope, statement: Statement): Returned | undefined {
  const { scanner } = run
  const { at } = statement
  switch (statement.kind) {
    case 'gateCall':
      callGate(run, scope, statement)
      break
    case 'measure':
      runMeasure(run, scope, statement)
      break
    case 'reset':
      for (const qubit of evaluateQubits(statement.operand, scope).qubits) run.emit({ gate: 'reset', qubits: [qubit], angles: [] }, at)
      break
    case 'barrier':
      runBarrier(run, scope, statement)
      break
    case 'qubits':
      declareQubits(run, scope, statement)
      break
    case 'declaration':
      declareVariable(run, scope, statement)
      break
    case 'input':
      declareInput(run, scope, statement)
      break
    case 'alias':
      declareAlias(run, scope, statement)
      break
    case 'assignment':
      assign(run, scope, statement)
      break
    case 'for':
      return runFor(run, scope, statement)
    case 'if':
      return runIf(run, scope, statement)
    case 'block':
      return run.nest(at, () => runStatements(run, scope.inner(), statement.body))
    case 'gate':
      scope.declare(statement.name, { kind: 'gate', definition: statement }, at)
      break
    case 'def':
      scope.declare(statement.name, { kind: 'subroutine', definition: statement }, at)
      break
    case 'return':
      if (run.condition !== undefined) scanner.refuse('a return on a result is not supported: a circuit runs to its last operation', at)
      return { value: statement.value, scope }
    case 'evaluate':
      evaluateExpression(statement.expression, scope)
      break
    case 'include':
      if (run.builtIns.find('cx') !== undefined) break
      for (const [name, gate] of stdgates) run.builtIns.declare(name, { kind: 'builtIn', gate }, at)
  }
  return undefined
}

function runMeasure(run: Run, scope: Scope, { source, target, at }: Extract<Statement, { kind: 'measure' }>): void {
  if (target === undefined) return run.scanner.refuse('a measurement without a bit is not supported: write bit b = measure ...', at)
  measureInto(run, scope, { source, target: evaluateBits(target, scope), at })
}

function evaluateBits(expression: Expression, scope: Scope): MeasuredValue {
  const value = evaluateExpression(expression, scope)
  if (isTyped(value) && value.type === 'measured') return value
  return scope.scanner.fail(`expected bits of the circuit, found ${describeValue(value)}`, expression.at)
}

function runBarrier(run: Run, scope: Scope, { operands, at }: Extract<Statement, { kind: 'barrier' }>): void {
  const named = operands.flatMap((each) => {
    const { qubits } = evaluateQubits(each, scope)
    run.scanner.spend(qubits.length / 8, each.at)
    return qubits
  })
  const qubits = operands.length > 0 ? [...new Set(named)] : Array.from({ length: run.qubits }, (_, i) => i)
  run.scanner.spend(Math.ceil(qubits.length / 8), at)
  if (qubits.length > 0) run.emit({ gate: 'barrier', qubits, angles: [] }, at)
}

function assign(run: Run, scope: Scope, { target, operator, value, at }: Assignment): void {
  const { scanner } = run
  const name = target.kind === 'index' ? target.base : target
  if (name.kind !== 'name') return scanner.fail('expected a variable or an element of one on the left', target.at)
  const binding = scope.find(name.name)
  if (binding?.kind !== 'variable') return scanner.fail(`'${name.name}' is not a variable`, target.at)
  if (binding.constant) return scanner.fail(`'${name.name}' cannot be assigned: it is constant`, target.at)
  const isBits = binding.value !== undefined && isTyped(binding.value) && binding.value.type === 'measured'
  if (isBits) return assignBits(run, scope, evaluateBits(target, scope), value)
  if (value.kind !== 'expression') return scanner.fail(`a measurement gives bits, and '${name.name}' is no bit`, value.at)
  if (binding.type === undefined) return scanner.fail(`'${name.name}' cannot be assigned`, target.at)
  if (binding.condition !== run.condition) {
    scanner.refuse(`'${name.name}' would depend on a result: a circuit has no variables while it runs`, at)
  }
  const given = evaluateExpression(value.expression, scope)
  requireKnown(given, scope, value.at)
  const fresh = operator === undefined ? given : applyBinary(operator, evaluateExpression(target, scope), given, { scanner, at })
  store(binding, target, fresh, scope)
}

function assignBits(run: Run, scope: Scope, target: MeasuredValue, value: Initializer): void {
  if (value.kind === 'measure') return measureInto(run, scope, { source: value.source, target, at: value.at })
  if (value.kind === 'expression' && callInto(run, scope, value.expression, target)) return
  run.scanner.refuse('bits of a circuit are written by measurements alone', value.at)
}

function store(variable: Variable, target: Expression, value: Value, scope: Scope): void {
  const { scanner } = scope
  const { type, value: before } = variable
  if (type === undefined) return
  if (target.kind !== 'index') {
    variable.value = type.name === 'array' ? value : convert(value, type, scope, 'assignment')
    return
  }
  const index = target.indices.length === 1 && target.indices[0].kind === 'single' ? target.indices[0].index : undefined
  if (before === undefined || !isTyped(before) || before.type !== 'array' || index === undefined || type.lengths?.length !== 1) {
    return scanner.refuse('of an array with one dimension a single element can be assigned, nothing else by index', target.at)
  }
  const { length } = before.items
  const place = evaluateInteger(index, scope, 'an index')
  if (place < -length || place >= length) scanner.fail(`index ${place} is out of range: there are ${length} elements`, index.at)
  scanner.spend(Math.ceil(length / 8), target.at)
  variable.value = { type: 'array', items: before.items.with(place, convert(value, type.element ?? type, scope, 'assignment')) }
}

function runFor(run: Run, scope: Scope, loop: For): Returned | undefined {
  const { name, type, body, at } = loop
  return run.nest(at, () => {
    for (const value of loopValues(scope, loop)) {
      run.scanner.spend(1, at)
      requireKnown(value, scope, at)
      const inner = scope.inner()
      inner.declare(
        name,
        { kind: 'variable', constant: false, type, value: convert(value, type, scope, 'assignment'), condition: run.condition },
        at,
      )
      const returned = runStatements(run, inner, body)
      if (returned !== undefined) return returned
    }
    return undefined
  })
}

function* loopValues(scope: Scope, { values, at }: For): Generator<Value> {
  const { scanner } = scope
  if (values.kind === 'set') {
    for (const member of values.members) yield evaluateExpression(member, scope)
  } else if (values.kind === 'range') {
    const first = evaluateInteger(values.first, scope, 'the first value of a loop')
    const step = values.step === undefined ? 1 : evaluateInteger(values.step, scope, 'the step of a loop')
    const last = evaluateInteger(values.last, scope, 'the last value of a loop')
    if (step === 0) scanner.fail('the step of a range must not be 0', values.at)
    for (let value = first; step > 0 ? value <= last : value >= last; value += step) yield integer(value, { scanner, at: values.at })
  } else {
    const value = evaluateExpression(values.expression, scope)
    if (isTyped(value) && value.type === 'array') yield* value.items
    else if (isTyped(value) && value.type === 'bits') for (const bit of Array.from(value.text).reverse()) yield bit === '1'
    else if (isTyped(value) && value.type === 'measured')
      scanner.refuse('a loop over results is not supported: it runs while the circuit does', at)
    else scanner.fail(`a loop runs over a range, a set or an array, found ${describeValue(value)}`, values.expression.at)
  }
}

function runIf(run: Run, scope: Scope, statement: Extract<Statement, { kind: 'if' }>): Returned | undefined {
  const { condition, then, otherwise, at } = statement
  const { scanner } = run
  const value = evaluateExpression(condition, scope)
  return run.nest(at, () => {
    if (!isTyped(value) || (value.type !== 'measured' && value.type !== 'condition')) {
      return runStatements(run, scope.inner(), truth(value, { scanner, at: condition.at }) ? then : otherwise)
    }
    const asked = conditionOf(value, { scanner, at: condition.at })
    runUnder(run, scope, asked, then)
    if (otherwise.length > 0 && asked.bits.length > 1) {
      scanner.refuse('else of a comparison of several bits is not supported: a condition holds for one value', at)
    }
    if (otherwise.length > 0) runUnder(run, scope, { bits: asked.bits, value: 1 - Number(asked.value) }, otherwise)
    run.endOfIf()
    return undefined
  })
}

function runUnder(run: Run, scope: Scope, asked: Condition, body: readonly Statement[]): void {
  const outer = run.condition
  try {
    run.condition = outer === undefined ? asked : bothConditions(asked, outer)
  } catch (error) {
    if (error instanceof ConflictingConditionsError) return // it can never run
    throw error
  }
  runStatements(run, scope.inner(), body)
  run.condition = outer
}
