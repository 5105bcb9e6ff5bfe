/** Carries out statements of OpenQASM 3. Branches and loops are in `runControl.ts`. */
import { applyBinary } from '../applyOperator.ts'
import type { Expression } from '../Expression.ts'
import { evaluateExpression } from '../evaluateExpression.ts'
import { includeFile } from '../includeFile.ts'
import { describeValue, isRuntime, isTyped, type MeasuredValue } from '../Value.ts'
import { assignToBits } from './assignToBits.ts'
import { callGate, evaluateQubits } from './callGate.ts'
import { callInto, declareAlias, declareInput, declareQubits, declareVariable } from './declare.ts'
import { moveToBits } from './keepAsBits.ts'
import { measureInto } from './measure.ts'
import type { Outcome, Run } from './Run.ts'
import { runFor, runIf, runJump, runSwitch, runWhile } from './runControl.ts'
import type { Scope } from './Scope.ts'
import type { Assignment, Initializer, Statement } from './Statement.ts'
import { stdgates } from './stdgates.ts'
import { storeValue } from './storeValue.ts'

/** Carries out statements in order up to a return, a break and the like. */
export function runStatements(run: Run, scope: Scope, body: readonly Statement[]): Outcome | undefined {
  for (const statement of body) {
    run.scanner.spend(1, statement.at)
    const outcome = runStatement(run, scope, statement)
    if (outcome !== undefined) return outcome
  }
  return undefined
}

export function runStatement(run: Run, scope: Scope, statement: Statement): Outcome | undefined {
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
    case 'delay':
      for (const operand of statement.operands) evaluateQubits(operand, scope)
      break
    case 'barrier':
      runBarrier(run, scope, statement)
      break
    case 'assignment':
      assign(run, scope, statement)
      break
    case 'for':
      return runFor(run, scope, statement)
    case 'while':
      return runWhile(run, scope, statement)
    case 'if':
      return runIf(run, scope, statement)
    case 'switch':
      return runSwitch(run, scope, statement)
    case 'break':
    case 'continue':
    case 'end':
      return runJump(run, statement)
    case 'block':
      return run.nest(at, () => runStatements(run, scope.inner(), statement.body))
    case 'return':
      if (run.condition !== run.callBegan?.condition) {
        run.scanner.refuse('a return on a result is not supported: a circuit runs to its last operation', at)
      }
      return { kind: 'return', value: statement.value, scope }
    case 'evaluate':
      evaluateExpression(statement.expression, scope)
      break
    default:
      declare(run, scope, statement)
  }
  return undefined
}

type Naming = Extract<Statement, { kind: 'qubits' | 'declaration' | 'duration' | 'input' | 'alias' | 'gate' | 'def' | 'include' }>

/** Carries out what gives names a meaning. */
function declare(run: Run, scope: Scope, statement: Naming): void {
  const { at } = statement
  switch (statement.kind) {
    case 'qubits':
      return declareQubits(run, scope, statement)
    case 'declaration':
      return declareVariable(run, scope, statement)
    case 'duration':
      return scope.declare(
        statement.name,
        { kind: 'variable', constant: true, type: undefined, value: undefined, condition: undefined },
        at,
      )
    case 'input':
      return declareInput(run, scope, statement)
    case 'alias':
      return declareAlias(run, scope, statement)
    case 'gate':
      return scope.declare(statement.name, { kind: 'gate', definition: statement }, at)
    case 'def':
      return scope.declare(statement.name, { kind: 'subroutine', definition: statement }, at)
    case 'include':
      return include(run, scope, statement)
  }
}

/** The scanner goes on with the text of a file that is not built in. */
function include(run: Run, scope: Scope, { name, at }: Extract<Statement, { kind: 'include' }>): void {
  if (scope !== run.global) return run.scanner.fail('an include stands outside of blocks and definitions', at)
  if (name !== 'stdgates.inc') return includeFile(run.scanner, run.options.include, name, at)
  if (run.builtIns.find('cx') !== undefined) return
  for (const [gateName, gate] of stdgates) run.builtIns.declare(gateName, { kind: 'builtIn', gate }, at)
}

/** Without a target the outcome goes into bits that the program does not know of. */
function runMeasure(run: Run, scope: Scope, { source, target, at }: Extract<Statement, { kind: 'measure' }>): void {
  if (target !== undefined) return measureInto(run, scope, { source, target: evaluateBits(target, scope), at })
  const kept = run.borrowed
  for (const qubit of evaluateQubits(source, scope).qubits) {
    run.emit({ gate: 'measure', qubits: [qubit], angles: [], bits: [run.borrowBit(at)] }, at)
  }
  run.returnBits(kept)
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
  let name = target
  while (name.kind === 'index') name = name.base
  if (name.kind !== 'name') return scanner.fail('expected a variable or an element of one on the left', target.at)
  const binding = scope.find(name.name)
  if (binding?.kind !== 'variable') return scanner.fail(`'${name.name}' is not a variable`, target.at)
  if (binding.constant) return scanner.fail(`'${name.name}' cannot be assigned: it is constant`, target.at)
  const { type } = binding
  const isBits = binding.value !== undefined && isTyped(binding.value) && binding.value.type === 'measured'
  const bits = isBits ? evaluateBits(target, scope) : undefined
  if (bits !== undefined && operator === undefined && takesResults(run, scope, bits, value)) return
  if (value.kind === 'array' && bits === undefined) return storeValue(binding, target, value, scope)
  if (value.kind !== 'expression')
    return scanner.fail(`'${name.name}' takes no ${value.kind === 'measure' ? 'measurement' : 'array'}`, value.at)
  if (type === undefined && bits === undefined) return scanner.fail(`'${name.name}' cannot be assigned`, target.at)
  const given = evaluateExpression(value.expression, scope)
  const fresh = operator === undefined ? given : applyBinary(operator, evaluateExpression(target, scope), given, { scanner, at })
  if (bits !== undefined) return assignToBits(run, bits, fresh, { at: value.at, type: target.kind === 'index' ? undefined : type })
  if (binding.condition !== run.condition) {
    scanner.refuse(`'${name.name}' would depend on a result: a circuit has no variables of its type while it runs`, at)
  }
  if (type !== undefined && isRuntime(fresh) && target.kind === 'name') {
    binding.value = moveToBits(run, name.name, type, fresh, scope, value.at)
  } else storeValue(binding, target, fresh, scope)
}

/** Lets a measurement, or one that a subroutine returns, write the bits. */
function takesResults(run: Run, scope: Scope, target: MeasuredValue, value: Initializer): boolean {
  if (value.kind === 'expression') return callInto(run, scope, value.expression, target)
  if (value.kind === 'measure') measureInto(run, scope, { source: value.source, target, at: value.at })
  return value.kind === 'measure'
}
