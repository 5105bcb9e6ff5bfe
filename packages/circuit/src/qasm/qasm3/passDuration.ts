/**
 * Durations: a circuit has none, so they are passed over where they say nothing but how long something takes.
 *
 * What stands between the brackets is not looked at, but for its end.
 */
import type { Scanner } from '../Scanner.ts'
import type { Statement } from './Statement.ts'
import { ended, takeName } from './statementParts.ts'

/** Moves over `[ ... ]`, if it is here. */
export function passDuration(scanner: Scanner): void {
  if (!scanner.at('[')) return
  passUpTo(scanner, ']')
  scanner.expect(']')
}

/** Reads `duration d = 100ns;` or `stretch a;`: a name without a value. */
export function parseDurationName(scanner: Scanner, at: number): Statement {
  scanner.advance()
  const name = takeName(scanner, 'the name of the variable')
  if (!scanner.at(';')) passUpTo(scanner, ';')
  return ended(scanner, { kind: 'duration', name, at })
}

/** Stops at the symbol outside of brackets that are opened after the current token. */
function passUpTo(scanner: Scanner, symbol: string): void {
  let depth = 0
  do {
    if (scanner.kind === 'end') scanner.fail(`expected '${symbol}' before the end of the file`)
    if (scanner.kind === 'symbol') depth += '([{'.includes(scanner.text) ? 1 : ')]}'.includes(scanner.text) ? -1 : 0
    scanner.advance()
  } while (depth > (symbol === ']' ? 1 : 0) || !scanner.at(symbol))
}
