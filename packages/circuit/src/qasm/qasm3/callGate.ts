/** Carries out a gate call of OpenQASM 3: arguments, qubits with broadcast over registers, definitions and modifiers. */
import { type Angle, isConstant } from '../../angles/index.ts'
import type { Operation } from '../../gates/Operation.ts'
import { inRange } from '../applyOperator.ts'
import type { Expression } from '../Expression.ts'
import { evaluateExpression, evaluateInteger } from '../evaluateExpression.ts'
import { MOST_QUBITS } from '../readQasm2.ts'
import { angleOf, describeValue, isRuntime, isTyped, type QubitsValue } from '../Value.ts'
import { inverseOperations, powerOfOperations, underControls } from './modifyOperations.ts'
import type { Run } from './Run.ts'
import type { Binding, Scope } from './Scope.ts'
import type { GateCall, Modifier } from './Statement.ts'

type Gate = Extract<Binding, { kind: 'builtIn' | 'gate' }>

/** One for all gates without parameters. */
const NO_ANGLES: readonly Angle[] = []

/** A modifier with its numbers. */
interface Modification {
  readonly kind: Modifier['kind']
  /** How many controls, or the exponent. */
  readonly amount: number
  readonly at: number
}

/** Emits what a gate call does, operation by operation. */
export function callGate(run: Run, scope: Scope, call: GateCall): void {
  const { scanner } = run
  const gate = findGate(scope, call)
  const angles = call.given.length === 0 ? NO_ANGLES : call.given.map((each) => evaluateAngle(each, scope, call.name))
  const modifications = call.modifiers.map((each) => evaluateModifier(each, scope))
  const operands = call.operands.map((each) => evaluateQubits(each, scope))
  const { parameters, qubits } = arity(gate)
  if (angles.length !== parameters)
    scanner.fail(`gate '${call.name}' takes ${plural(parameters, 'parameter')}, found ${angles.length}`, call.at)
  const controls = modifications.reduce((sum, { kind, amount }) => sum + (kind === 'ctrl' || kind === 'negctrl' ? amount : 0), 0)
  if (operands.length !== qubits + controls) {
    scanner.fail(`gate '${call.name}' acts on ${plural(qubits + controls, 'qubit')} here, found ${operands.length}`, call.at)
  }
  const width = broadcastWidth(operands, call, scope)
  for (let element = 0; element < width; element++) {
    const on = operands.map((operand) => operand.qubits[operand.single ? 0 : element])
    requireDistinct(on, call, scope)
    if (element > 0) scanner.spend(1 + operands.length / 8, call.at)
    const expansion = { gate, angles, on, at: call.at }
    if (modifications.length === 0) expandGate(run, expansion)
    else for (const operation of modified(run, expansion, modifications)) run.emit(operation, call.at)
  }
}

function findGate(scope: Scope, { name, at }: GateCall): Gate {
  const binding = scope.find(name)
  if (binding?.kind === 'builtIn' || binding?.kind === 'gate') return binding
  if (binding?.kind === 'subroutine') return scope.scanner.refuse(`'${name}' is a subroutine: write its qubits in the parentheses`, at)
  if (binding !== undefined) return scope.scanner.fail(`'${name}' is not a gate`, at)
  return scope.scanner.fail(`gate '${name}' is not defined: include "stdgates.inc" or define it before`, at)
}

function arity(gate: Gate): { readonly parameters: number; readonly qubits: number } {
  if (gate.kind === 'builtIn') return gate.gate
  return { parameters: gate.definition.parameters.length, qubits: gate.definition.qubits.length }
}

function evaluateAngle(expression: Expression, scope: Scope, name: string): Angle {
  const value = evaluateExpression(expression, scope)
  const angle = angleOf(value)
  const { scanner } = scope
  if (angle === undefined) {
    if (isRuntime(value)) {
      return scanner.refuse(
        `${describeValue(value)} is known only when the circuit runs: a gate's parameter cannot depend on it`,
        expression.at,
      )
    }
    return scanner.fail(`a parameter of '${name}' is a number, found ${describeValue(value)}`, expression.at)
  }
  if (isConstant(angle) && !Number.isFinite(angle)) {
    return scanner.fail(`a parameter of '${name}' is ${angle}: expected a finite number`, expression.at)
  }
  return angle
}

/** The qubits that an operand names. */
export function evaluateQubits(expression: Expression, scope: Scope): QubitsValue {
  const value = evaluateExpression(expression, scope)
  if (isTyped(value) && value.type === 'qubits') return value
  return scope.scanner.fail(`expected qubits, found ${describeValue(value)}`, expression.at)
}

function evaluateModifier({ kind, argument, at }: Modifier, scope: Scope): Modification {
  if (argument === undefined) return { kind, amount: 0, at }
  if (kind === 'pow') {
    const exponent = angleOf(evaluateExpression(argument, scope))
    if (exponent === undefined) return scope.scanner.fail('an exponent is a number', argument.at)
    if (!isConstant(exponent))
      return scope.scanner.refuse('an exponent must not depend on inputs: the gate is no polynomial in them', argument.at)
    return { kind, amount: exponent, at }
  }
  const amount = evaluateInteger(argument, scope, 'the number of controls')
  if (amount < 1 || amount > MOST_QUBITS) scope.scanner.fail(`the number of controls is at least 1, found ${amount}`, argument.at)
  return { kind, amount, at }
}

function broadcastWidth(operands: readonly QubitsValue[], { operands: expressions }: GateCall, { scanner }: Scope): number {
  let width: number | undefined
  operands.forEach(({ single, qubits }, i) => {
    if (single) return
    width ??= qubits.length
    if (qubits.length !== width) {
      scanner.fail(`expected registers of one size: one has ${width} qubits, this one has ${qubits.length}`, expressions[i].at)
    }
  })
  return width ?? 1
}

function requireDistinct(on: readonly number[], { name, operands, at }: GateCall, { scanner }: Scope): void {
  if (on.length < 2 || (on.length === 2 && on[0] !== on[1]) || new Set(on).size === on.length) return
  const twice = on.findIndex((qubit, i) => on.indexOf(qubit) !== i)
  scanner.fail(`'${name}' acts on the same qubit twice`, operands[twice]?.at ?? at)
}

/** A gate with the values of its parameters on its qubits, behind those of its controls. */
interface Expansion {
  readonly gate: Gate
  readonly angles: readonly Angle[]
  readonly on: readonly number[]
  readonly at: number
}

function expandGate(run: Run, { gate, angles, on, at }: Expansion): void {
  if (gate.kind === 'builtIn') {
    const { operations } = gate.gate
    const { scanner } = run
    for (const operation of inRange(() => operations(angles, on), { scanner, at })) run.emit(operation, at)
    return
  }
  const { definition } = gate
  run.scanner.spend((definition.parameters.length + definition.qubits.length) / 8, at)
  const scope = run.global.inner('gate')
  definition.parameters.forEach((name, i) => scope.declareValue(name, angles[i], definition.at))
  definition.qubits.forEach((name, i) => scope.declareValue(name, { type: 'qubits', qubits: [on[i]], single: true }, definition.at))
  run.nest(at, () => void run.interpreter.runStatements(run, scope, definition.body))
}

/**
 * The innermost modifier acts first; the outermost has the first qubits as its controls. All controls are put on once, at the end: the inverse and the powers of a gate
 * under controls are its inverse and powers under them.
 */
function modified(run: Run, expansion: Expansion, modifications: readonly Modification[]): readonly Operation[] {
  const { gate, on } = expansion
  const { scanner } = run
  const controls = on.slice(0, on.length - arity(gate).qubits)
  let operations = run.collect(() => expandGate(run, { ...expansion, on: on.slice(controls.length) }))
  let end = controls.length
  const zeros: number[] = []
  for (const { kind, amount, at } of modifications.toReversed()) {
    if (kind === 'inv') operations = inverseOperations(operations)
    else if (kind === 'pow') operations = powerOfOperations(operations, amount, { scanner, at })
    else {
      if (kind === 'negctrl') for (const qubit of controls.slice(end - amount, end)) zeros.push(qubit)
      end -= amount
    }
  }
  return underControls(operations, controls, zeros, { scanner, at: expansion.at })
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
