/** Carries out the call of a `def`: its body is put in the place of the call. */
import type { Operation } from '../../gates/Operation.ts'
import type { ClassicalType } from '../Expression.ts'
import { convert, evaluateExpression, evaluateInteger } from '../evaluateExpression.ts'
import { describeValue, isRuntime, isTyped, type Value } from '../Value.ts'
import { callInto } from './declare.ts'
import { measureInto } from './measure.ts'
import type { Returned, Run, SubroutineCall } from './Run.ts'
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
  const start = { operations: run.operations.length, bits: run.bits.length }
  const [loop, outer] = [run.loopBegan, run.callBegan]
  run.loopBegan = undefined
  run.callBegan = { condition: run.condition }
  const outcome = run.nest(at, () => run.interpreter.runStatements(run, scope, body))
  run.callBegan = outer
  run.loopBegan = loop
  return result(run, call, outcome?.kind === 'return' ? outcome : undefined, start)
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
  if (isTyped(known) && known.type === 'measured' && target !== undefined && handsOver(run, known.bits, target.bits, start)) return target
  return target !== undefined && isRuntime(known) ? known : convert(known, returns, returned.scope, 'assignment')
}

/** Bits that a call declared, always measures and returns become the bits that they are assigned to: nothing needs to be copied. */
function handsOver(run: Run, from: readonly string[], to: readonly string[], start: Start): boolean {
  const { scanner, operations, bits } = run
  const declared = new Set(bits.slice(start.bits))
  const added = operations.slice(start.operations)
  scanner.spend(added.length)
  const written = new Set(added.flatMap(({ condition, bits: own = [] }) => (condition === undefined ? own : [])))
  const used = new Set(added.flatMap((each) => [...(each.bits ?? []), ...(each.condition?.bits ?? [])]))
  if (from.length !== to.length || from.some((bit) => !declared.has(bit) || !written.has(bit)) || to.some((bit) => used.has(bit)))
    return false
  renameBits(operations, start.operations, new Map(from.map((bit, i) => [bit, to[i]])))
  return true
}

/** Gives bits of the operations from a place on other names. */
function renameBits(operations: Operation[], from: number, names: ReadonlyMap<string, string>): void {
  const renamed = (bits: readonly string[]): readonly string[] => bits.map((bit) => names.get(bit) ?? bit)
  for (let i = from; i < operations.length; i++) {
    const { bits, condition } = operations[i]
    if (bits === undefined && condition === undefined) continue
    operations[i] = {
      ...operations[i],
      ...(bits !== undefined && { bits: renamed(bits) }),
      ...(condition !== undefined && { condition: { ...condition, bits: renamed(condition.bits) } }),
    }
  }
}
