/** Stores values that are known in variables, in elements of arrays of any dimension and in parts of them. */
import type { ClassicalType, Expression, Index } from '../Expression.ts'
import { convert, evaluateInteger } from '../evaluateExpression.ts'
import { positionsOf } from '../selectElements.ts'
import { describeValue, isTyped, type Value } from '../Value.ts'
import { initialValue, requireKnown } from './declare.ts'
import type { Scope, Variable } from './Scope.ts'
import type { Initializer } from './Statement.ts'

/** @param given a value, or the elements of an array */
export function storeValue(variable: Variable, target: Expression, given: Value | Initializer, scope: Scope): void {
  const { type } = variable
  if (type === undefined) return
  const indices = indicesOf(target)
  const value = variable.value ?? (type.name === 'array' ? unsetArray(type, scope) : undefined)
  if (indices.length === 0) variable.value = stored(given, type, scope, target.at)
  else if (value !== undefined && isTyped(value) && value.type === 'array') {
    variable.value = withElement(value.items, indices, { given, type, at: target.at, scope })
  } else scope.scanner.refuse('by index an element of an array can be assigned, nothing else', target.at)
}

/** `a[0][1]` is `a[0, 1]`. */
function indicesOf(target: Expression): readonly Index[] {
  return target.kind === 'index' ? [...indicesOf(target.base), ...target.indices] : []
}

function unsetArray(type: ClassicalType, scope: Scope): Value {
  const [length, ...others] = type.lengths ?? []
  const count = evaluateInteger(length, scope, 'the length of an array')
  scope.scanner.spend(count, type.at)
  const element = (): Value => (others.length > 0 ? unsetArray({ ...type, lengths: others }, scope) : { type: 'unset' })
  return { type: 'array', items: Array.from({ length: count }, element) }
}

interface Store {
  readonly given: Value | Initializer
  readonly type: ClassicalType
  readonly at: number
  readonly scope: Scope
}

/** Several indices go one dimension deeper each. */
function withElement(items: readonly Value[], [index, ...deeper]: readonly Index[], store: Store): Value {
  const { scope, at, type, given } = store
  const { scanner } = scope
  scanner.spend(Math.ceil(items.length / 8), at)
  const { single, positions } = positionsOf(items.length, index, at, scope)
  const [element] = positions.map((position) => items[position])
  const inner = elementType(type)
  if (single && deeper.length > 0) {
    if (!isTyped(element) || element.type !== 'array') return scanner.fail(`${describeValue(element)} has no elements`, at)
    return { type: 'array', items: items.with(positions[0], withElement(element.items, deeper, { ...store, type: inner })) }
  }
  if (single) return { type: 'array', items: items.with(positions[0], stored(given, inner, scope, at)) }
  if (deeper.length > 0) return scanner.refuse('of several rows of an array a part of each cannot be assigned at once', at)
  const part = stored(given, { ...type, lengths: [valueExpression(positions.length, at), ...(type.lengths ?? []).slice(1)] }, scope, at)
  if (!isTyped(part) || part.type !== 'array') return scanner.fail(`expected an array of ${positions.length}`, at)
  const changed = [...items]
  positions.forEach((position, i) => (changed[position] = part.items[i]))
  return { type: 'array', items: changed }
}

/** Of an array of several dimensions, one with the first one less. */
function elementType(type: ClassicalType): ClassicalType {
  const { lengths = [], element } = type
  return lengths.length > 1 || element === undefined ? { ...type, lengths: lengths.slice(1) } : element
}

function valueExpression(value: number, at: number): Expression {
  return { kind: 'value', value: { type: 'int', value: BigInt(value) }, at }
}

/** Arrays have the lengths that the type says. */
function stored(given: Value | Initializer, type: ClassicalType, scope: Scope, at: number): Value {
  if (typeof given === 'object' && 'kind' in given) return initialValue(given, type, scope)
  requireKnown(given, scope, at)
  if (type.name !== 'array') return convert(given, type, scope, 'assignment')
  requireShape(given, type, scope, at)
  return given
}

function requireShape(value: Value, type: ClassicalType, scope: Scope, at: number): void {
  const [length, ...others] = type.lengths ?? []
  const count = evaluateInteger(length, scope, 'the length of an array')
  if (!isTyped(value) || value.type !== 'array' || value.items.length !== count) {
    return scope.scanner.fail(`expected an array of ${count}, found ${describeValue(value)}`, at)
  }
  if (others.length > 0) for (const item of value.items) requireShape(item, { ...type, lengths: others }, scope, at)
}
