/**
 * Variables that depend on results: they become bits of the circuit.
 *
 * A variable whose value is known stays a number of the reader. Before a branch on results that assigns it, and where it is assigned what is computed from results, it moves
 * into bits that the program does not know of, if its type says how many: bool and integers with a size.
 */
import { HIDDEN_BIT } from '../../gates/hiddenBits.ts'
import type { ClassicalType, Expression } from '../Expression.ts'
import { convert, evaluateInteger } from '../evaluateExpression.ts'
import { isRuntime, type MeasuredValue, type Value } from '../Value.ts'
import { assignToBits } from './assignToBits.ts'
import type { Run } from './Run.ts'
import type { Scope } from './Scope.ts'
import type { Statement } from './Statement.ts'

const WIDEST = 64

/** Moves the variables of this scope that the statements assign. */
export function keepAsBits(run: Run, scope: Scope, body: readonly Statement[], at: number): void {
  for (const name of assignedNames(body)) {
    const binding = scope.find(name)
    if (binding?.kind !== 'variable' || binding.constant || binding.condition !== run.condition) continue
    if (binding.value === undefined || isRuntime(binding.value)) continue
    const bits = binding.type === undefined ? undefined : bitsFor(run, name, binding.type, scope, at)
    if (bits === undefined) continue
    assignToBits(run, bits, binding.value, { at, type: binding.type, fresh: true })
    binding.value = bits
  }
}

/** Gives a variable, new or not, a value that depends on results. */
export function moveToBits(run: Run, name: string, type: ClassicalType, value: Value, scope: Scope, at: number): MeasuredValue {
  const bits = bitsFor(run, name, type, scope, at)
  if (bits === undefined) {
    return run.scanner.refuse(
      `'${name}' would depend on a result: only bits, bools and integers with a size up to ${WIDEST} can, and a circuit has no other variables`,
      at,
    )
  }
  assignToBits(run, bits, convert(value, type, scope, 'assignment'), { at, type, fresh: true })
  return bits
}

/** New bits for a type; undefined when it is none of bits. */
function bitsFor(run: Run, name: string, type: ClassicalType, scope: Scope, at: number): MeasuredValue | undefined {
  const { name: kind, size } = type
  if (kind === 'bool') return { type: 'measured', bits: run.addBits(`${HIDDEN_BIT}${name}`, undefined, at), single: true }
  if ((kind !== 'int' && kind !== 'uint') || size === undefined) return undefined
  const width = evaluateInteger(size, scope, `the size of ${kind}`)
  if (width > WIDEST) return undefined
  const bits = run.addBits(`${HIDDEN_BIT}${name}`, width, at)
  return { type: 'measured', bits, single: false, ...(kind === 'int' && { signed: true as const }) }
}

/** Variables on the left of assignments and measurements, in blocks inside too. */
function assignedNames(body: readonly Statement[], found = new Set<string>()): Set<string> {
  for (const statement of body) {
    switch (statement.kind) {
      case 'assignment':
        addBase(statement.target, found)
        break
      case 'if':
        assignedNames([...statement.then, ...statement.otherwise], found)
        break
      case 'switch':
        for (const each of statement.cases) assignedNames(each.body, found)
        assignedNames(statement.otherwise, found)
        break
      case 'for':
      case 'while':
      case 'block':
        assignedNames(statement.body, found)
    }
  }
  return found
}

function addBase(target: Expression, found: Set<string>): void {
  let name = target
  while (name.kind === 'index') name = name.base
  if (name.kind === 'name') found.add(name.name)
}
