/** Elements of registers, arrays and integers by index, range or set: `q[0]`, `q[-1]`, `q[1:2:7]`, `q[{0, 3}]`, `a[i, j]`. */
import type { Index } from './Expression.ts'
import { evaluateInteger, type Names } from './evaluateExpression.ts'
import { describeValue, isTyped, type Value } from './Value.ts'
import { valueOfTruth } from './words.ts'

/** Several indices go one dimension deeper each; those of a register, which has a single dimension, are a set. */
export function selectElements(base: Value, indices: readonly Index[], at: number, names: Names): Value {
  const isRegister = isTyped(base) && (base.type === 'qubits' || base.type === 'measured' || base.type === 'word' || base.type === 'bits')
  if (isRegister && indices.length > 1 && indices.every((index) => index.kind === 'single')) {
    return selectOne(base, { kind: 'set', members: indices.map(({ index }) => index), at }, at, names)
  }
  return indices.reduce((value, index) => selectOne(value, index, at, names), base)
}

function selectOne(base: Value, index: Index, at: number, names: Names): Value {
  const { scanner } = names
  if (!isTyped(base)) return scanner.fail(`${describeValue(base)} has no elements`, at)
  switch (base.type) {
    case 'qubits': {
      if (base.single) return scanner.fail('a single qubit has no elements', at)
      const { single, elements } = choose(base.qubits, index, at, names)
      return { type: 'qubits', qubits: elements, single }
    }
    case 'measured': {
      if (base.single) return scanner.fail('a single bit has no elements', at)
      const { single, elements } = choose(base.bits, index, at, names)
      return { type: 'measured', bits: elements, single }
    }
    case 'word': {
      const { single, elements } = choose(base.truths, index, at, names)
      return single ? valueOfTruth(elements[0]) : { type: 'word', truths: elements }
    }
    case 'array': {
      const { single, elements } = choose(base.items, index, at, names)
      return single ? elements[0] : { type: 'array', items: elements }
    }
    case 'bits': {
      scanner.spend(Math.ceil(base.text.length / 8), at)
      const { single, elements } = choose(Array.from(base.text).reverse(), index, at, names)
      return single ? elements[0] === '1' : { type: 'bits', text: elements.reverse().join('') }
    }
    case 'int':
      return bitOfInteger(base, index, at, names)
    default:
      return scanner.fail(`${describeValue(base)} has no elements`, at)
  }
}

function choose<T>(all: readonly T[], index: Index, at: number, names: Names): { single: boolean; elements: T[] } {
  const { single, positions } = positionsOf(all.length, index, at, names)
  return { single, elements: positions.map((each) => all[each]) }
}

/** Which of so many elements an index, a range or a set names. */
export function positionsOf(length: number, index: Index, at: number, names: Names): { single: boolean; positions: number[] } {
  const { scanner } = names
  if (index.kind === 'single') return { single: true, positions: [position(index.index, length, names)] }
  if (index.kind === 'set') {
    const positions = index.members.map((each) => position(each, length, names))
    if (new Set(positions).size < positions.length) scanner.fail('an element stands twice in this set', index.at)
    if (positions.length === 0) scanner.fail('expected at least one index in this set', index.at)
    return { single: false, positions }
  }
  const step = index.step === undefined ? 1 : evaluateInteger(index.step, names, 'the step of a range')
  if (step === 0) scanner.fail('the step of a range must not be 0', index.at)
  const [low, high] = step > 0 ? [0, length - 1] : [length - 1, 0]
  const first = index.first === undefined ? low : position(index.first, length, names)
  const last = index.last === undefined ? high : position(index.last, length, names)
  const count = Math.max(0, Math.floor((last - first) / step) + 1)
  if (count === 0) scanner.fail(`this range is empty: from ${first} to ${last} in steps of ${step}`, at)
  scanner.spend(count, at)
  return { single: false, positions: Array.from({ length: count }, (_, i) => first + i * step) }
}

/** An index from 0 on; -1 is the last one. */
function position(expression: Parameters<typeof evaluateInteger>[0], length: number, names: Names): number {
  const index = evaluateInteger(expression, names, 'an index')
  if (index < -length || index >= length) {
    names.scanner.fail(`index ${index} is out of range: there are ${length} elements, indices 0 to ${length - 1}`, expression.at)
  }
  return index < 0 ? index + length : index
}

/** Bit 0 is the least significant one. */
function bitOfInteger(
  { value, width }: { readonly value: bigint; readonly width?: number },
  index: Index,
  at: number,
  names: Names,
): boolean {
  const { scanner } = names
  if (index.kind !== 'single' || width === undefined) {
    return scanner.refuse('of an integer a single bit can be taken, and its type must have a size', at)
  }
  const bit = position(index.index, width, names)
  return (BigInt.asUintN(width, value) >> BigInt(bit)) % 2n === 1n
}
