/** Carries out the call of a `def`: its body is put in the place of the call. */
import type { Condition } from '../../gates/Operation.ts'
import type { ClassicalType } from '../Expression.ts'
import { convert, evaluateExpression, evaluateInteger } from '../evaluateExpression.ts'
import { describeValue, isTyped, type Value } from '../Value.ts'
import { callInto } from './declare.ts'
import { measureInto } from './measure.ts'
import type { Run, SubroutineCall } from './Run.ts'
import { type Returned, runStatements } from './runStatement.ts'
import type { Scope } from './Scope.ts'
import type { SubroutineParameter } from './Statement.ts'

/** What a subroutine without a result is worth: nothing can be done with it. */
const NOTHING: Value = { type: 'array', items: [] }

/** Its result; the target itself when it returns a measurement, which then has been written there. */
export function callSubroutine(run: Run, caller: Scope, call: SubroutineCall): Value {
  const { definition, given, at } = call
  const { parameters, name, body } = definition
  if (given.length !== parameters.length) run.scanner.fail(`'${name}' takes ${parameters.length} values, found ${given.length}`, at)
  run.scanner.spend(1, at)
  const scope = run.global.inner('subroutine')
  parameters.forEach((each, i) => {
    const value = evaluateExpression(given[i], caller)
    const bound = each.type.name === 'qubit' ? qubitsFor(each, value, scope, given[i].at) : valueFor(each.type, value, scope, given[i].at)
    const isBits = isTyped(bound) && bound.type === 'measured'
    const type = each.type.name === 'qubit' || isBits ? undefined : each.type
    scope.declare(each.name, { kind: 'variable', constant: type === undefined, type, value: bound, condition: run.condition }, each.at)
  })
  const start = { operations: run.list.operations.length, bits: run.bits.length }
  const returned = run.nest(at, () => runStatements(run, scope, body))
  return result(run, call, returned, start)
}

function qubitsFor({ type, name }: SubroutineParameter, value: Value, scope: Scope, at: number): Value {
  const { scanner } = scope
  if (!isTyped(value) || value.type !== 'qubits') return scanner.fail(`'${name}' takes qubits, found ${describeValue(value)}`, at)
  const size = type.size === undefined ? undefined : evaluateInteger(type.size, scope, 'the size of a register')
  const fits = size === undefined ? value.single : value.qubits.length === size
  if (!fits) scanner.fail(`'${name}' takes ${size === undefined ? 'a single qubit' : `${size} qubits`}, found ${describeValue(value)}`, at)
  return size === undefined ? value : { ...value, single: false }
}

/** Bits are passed as they are: the body can ask for them but not write them. */
function valueFor(type: SubroutineParameter['type'] & ClassicalType, value: Value, scope: Scope, at: number): Value {
  if (type.name === 'array') {
    if (isTyped(value) && value.type === 'array') return value
    return scope.scanner.fail(`expected an array, found ${describeValue(value)}`, at)
  }
  return convert(value, { ...type, at }, scope, 'assignment')
}

/** How many operations and bits there were before the call. */
interface Start {
  readonly operations: number
  readonly bits: number
}

function result(run: Run, { definition, target, at }: SubroutineCall, returned: Returned | undefined, start: Start): Value {
  const { returns, name } = definition
  const { scanner } = run
  const value = returned?.value
  if (returned === undefined || value === undefined) {
    if (returns !== undefined) scanner.fail(`'${name}' must return a value of type ${returns.name}`, definition.at)
    return NOTHING
  }
  if (returns === undefined) return scanner.fail(`'${name}' returns a value but says no type: write -> and a type`, value.at)
  if (value.kind === 'array') return scanner.fail('expected a value', value.at)
  if (value.kind === 'measure') {
    if (target === undefined) return scanner.refuse(`what '${name}' measures must be assigned to bits`, at)
    measureInto(run, returned.scope, { source: value.source, target, at: value.at })
    return target
  }
  if (target !== undefined && callInto(run, returned.scope, value.expression, target)) return target
  const known = evaluateExpression(value.expression, returned.scope)
  if (isTyped(known) && known.type === 'measured' && target !== undefined) {
    handOver(run, { from: known.bits, to: target.bits, start, at: value.at })
    return target
  }
  if (isTyped(known) && (known.type === 'measured' || known.type === 'condition')) {
    return scanner.refuse(`the bits that '${name}' returns must be assigned to bits`, at)
  }
  return convert(known, returns, returned.scope, 'assignment')
}

/** Bits that a call declared and returns become the bits that they are assigned to: a circuit cannot copy bits. */
function handOver(
  run: Run,
  { from, to, start, at }: { readonly from: readonly string[]; readonly to: readonly string[]; readonly start: Start; readonly at: number },
): void {
  const { scanner, list, bits } = run
  if (from.length !== to.length) scanner.fail(`expected ${to.length} bits, found ${from.length}`, at)
  const declared = new Set(bits.slice(start.bits))
  const added = list.operations.slice(start.operations)
  scanner.spend(added.length, at)
  const written = new Set(added.flatMap((each) => (sameCondition(each.condition, run.condition) ? (each.bits ?? []) : [])))
  const used = new Set(added.flatMap((each) => [...(each.bits ?? []), ...(each.condition?.bits ?? [])]))
  if (from.some((bit) => !declared.has(bit) || !written.has(bit)) || to.some((bit) => used.has(bit))) {
    scanner.refuse('a circuit cannot copy bits: a subroutine returns bits of its own that it always measures', at)
  }
  list.renameBits(start.operations, new Map(from.map((bit, i) => [bit, to[i]])))
}

function sameCondition(a: Condition | undefined, b: Condition | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.value === b.value && a.bits.join() === b.bits.join())
}
