/** Carries out what decides which statements run: branches and loops. Loops are unrolled; branches on what is known are taken, those on results become conditions. */
import { integer } from '../applyOperator.ts'
import { compare, truth, truthOf } from '../compareValues.ts'
import type { Expression } from '../Expression.ts'
import { convert, evaluateExpression, evaluateInteger } from '../evaluateExpression.ts'
import { any, not, type Truth } from '../formula.ts'
import { describeValue, isRuntime, isTyped, type Value } from '../Value.ts'
import { requireKnown } from './declare.ts'
import { keepAsBits } from './keepAsBits.ts'
import type { Outcome, Run } from './Run.ts'
import { runBranches } from './runBranches.ts'
import type { Scope } from './Scope.ts'
import type { For, Statement, Switch } from './Statement.ts'

/** Of a `while`. */
const MOST_TURNS = 2 ** 16

export function runIf(run: Run, scope: Scope, { condition, then, otherwise, at }: Extract<Statement, { kind: 'if' }>): Outcome | undefined {
  const place = { scanner: run.scanner, at: condition.at }
  const asked = truthOf(evaluateExpression(condition, scope), place)
  return runAlternatives(run, scope, [[asked, then], ...(otherwise.length > 0 ? [[not(asked), otherwise] as const] : [])], at)
}

export function runSwitch(run: Run, scope: Scope, { on, cases, otherwise, at }: Switch): Outcome | undefined {
  const { scanner } = run
  const value = evaluateExpression(on, scope)
  if (!isRuntime(value) && (!isTyped(value) || value.type !== 'int')) {
    scanner.fail(`a switch is on a whole number or on bits, found ${describeValue(value)}`, on.at)
  }
  const known = new Set<bigint | string>()
  const asked = cases.map(({ values }): Truth => any(values.map((each) => equals(value, caseValue(each, scope, known), each))))
  const alternatives = cases.map(({ body }, i) => [asked[i], body] as const)
  return runAlternatives(run, scope, [...alternatives, ...(otherwise.length > 0 ? [[not(any(asked)), otherwise] as const] : [])], at)

  function equals(left: Value, right: Value, { at: place }: Expression): Truth {
    return truthOf(compare('==', left, right, { scanner, at: place }), { scanner, at: place })
  }
}

/** A whole number or string of bits that no other case has. */
function caseValue(expression: Expression, scope: Scope, known: Set<bigint | string>): Value {
  const { scanner } = scope
  const value = evaluateExpression(expression, scope)
  const key = isTyped(value) && value.type === 'int' ? value.value : isTyped(value) && value.type === 'bits' ? value.text : undefined
  if (key === undefined) return scanner.fail(`a case is a whole number or bits, found ${describeValue(value)}`, expression.at)
  if (known.has(key)) scanner.fail(`the value ${key} stands in two cases`, expression.at)
  known.add(key)
  return value
}

/** Carries out the one of them that holds; where results decide, all that may hold. */
function runAlternatives(
  run: Run,
  scope: Scope,
  alternatives: readonly (readonly [asked: Truth, body: readonly Statement[]])[],
  at: number,
): Outcome | undefined {
  const certain = alternatives.find(([asked]) => asked === true)
  const open = alternatives.flatMap(([asked, body]) => (typeof asked === 'boolean' ? [] : [{ formula: asked, body }]))
  if (certain !== undefined) return run.nest(at, () => run.interpreter.runStatements(run, scope.inner(), certain[1]))
  if (open.length === 0) return undefined
  for (const { body } of open) keepAsBits(run, scope, body, at)
  const branches = open.map(({ formula, body }) => ({
    formula,
    carryOut: () => void run.interpreter.runStatements(run, scope.inner(), body),
  }))
  run.nest(at, () => runBranches(run, branches, at))
  return undefined
}

export function runFor(run: Run, scope: Scope, loop: For): Outcome | undefined {
  const { name, type, body, at } = loop
  return runLoop(run, at, function* () {
    for (const value of loopValues(scope, loop)) {
      requireKnown(value, scope, at)
      const inner = scope.inner()
      const converted = convert(value, type, scope, 'assignment')
      inner.declare(name, { kind: 'variable', constant: false, type, value: converted, condition: run.condition }, at)
      yield () => run.interpreter.runStatements(run, inner, body)
    }
  })
}

export function runWhile(run: Run, scope: Scope, { condition, body, at }: Extract<Statement, { kind: 'while' }>): Outcome | undefined {
  const { scanner } = run
  return runLoop(run, at, function* () {
    for (let turn = 0; ; turn++) {
      if (turn === MOST_TURNS) {
        scanner.refuse(`a loop that has run ${MOST_TURNS} times is not supported: an endless program is no circuit`, condition.at)
      }
      const value = evaluateExpression(condition, scope)
      if (isRuntime(value)) {
        scanner.refuse('a loop on results is not supported: how often it runs must be known before the circuit does', condition.at)
      }
      if (!truth(value, { scanner, at: condition.at })) return
      yield () => run.interpreter.runStatements(run, scope.inner(), body)
    }
  })
}

function runLoop(run: Run, at: number, turns: () => Iterable<() => Outcome | undefined>): Outcome | undefined {
  const outer = run.loopBegan
  run.loopBegan = { condition: run.condition }
  const outcome = run.nest(at, () => {
    for (const turn of turns()) {
      run.scanner.spend(1, at)
      const came = turn()
      if (came?.kind === 'break') return undefined
      if (came !== undefined && came.kind !== 'continue') return came
    }
    return undefined
  })
  run.loopBegan = outer
  return outcome
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
    else if (isRuntime(value)) scanner.refuse('a loop over results is not supported: it runs while the circuit does', at)
    else scanner.fail(`a loop runs over a range, a set or an array, found ${describeValue(value)}`, values.expression.at)
  }
}

/** Ends a loop, a turn of it or the program: not where results decide whether it does. */
export function runJump(run: Run, { kind, at }: Extract<Statement, { kind: 'break' | 'continue' | 'end' }>): Outcome {
  const { scanner, loopBegan } = run
  if (kind === 'end') {
    if (run.condition !== undefined) scanner.refuse('an end on a result is not supported: a circuit runs to its last operation', at)
    if (run.callBegan !== undefined) scanner.refuse('an end inside a subroutine is not supported', at)
    return { kind }
  }
  if (loopBegan === undefined) return scanner.fail(`a ${kind} belongs into a loop`, at)
  if (loopBegan.condition !== run.condition) {
    scanner.refuse(`a ${kind} on a result is not supported: how often a loop runs must be known before the circuit does`, at)
  }
  return { kind }
}
