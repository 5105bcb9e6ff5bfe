/** The expressions of OpenQASM 3: operators as its table of precedence has them, literals of all bases, types for casts. */
import { integer } from '../applyOperator.ts'
import type { BinaryOperator, ClassicalType, Expression } from '../Expression.ts'
import { type ExpressionGrammar, type InfixOperator, parseExpression, parseExpressionList } from '../parseExpression.ts'
import type { Scanner } from '../Scanner.ts'
import type { Value } from '../Value.ts'

/** Loosest first; all are left-associative but the power. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]
const SIGN_BINDS = LEVELS.length + 1
const POWER_BINDS = LEVELS.length + 2
const LONGEST_BIT_STRING = 1024
const TYPES: ReadonlySet<string> = new Set(['bit', 'bool', 'int', 'uint', 'float', 'angle', 'array'])
/** Words of the language, which name nothing else. */
export const QASM3_KEYWORDS: ReadonlySet<string> = new Set(
  `OPENQASM include defcalgrammar def cal defcal gate extern box let break continue if else end return for while in switch case default nop pragma
   input output const readonly mutable qreg qubit creg bool bit int uint float angle complex array void duration stretch gphase inv pow ctrl negctrl
   durationof delay reset measure barrier true false im`.split(/\s+/),
)

export const QASM3_CONSTANTS: Readonly<Record<string, number>> = {
  pi: Math.PI,
  π: Math.PI,
  tau: 2 * Math.PI,
  τ: 2 * Math.PI,
  euler: Math.E,
  ℇ: Math.E,
}

const infix = new Map<string, InfixOperator>([
  ...LEVELS.flatMap((symbols, level) =>
    symbols.map((symbol): [string, InfixOperator] => [symbol, { operator: infixOperator(symbol), binds: level, right: level + 1 }]),
  ),
  ['**', { operator: 'power', binds: POWER_BINDS, right: SIGN_BINDS }],
])

/** The operator of a symbol: `^` is exclusive or. */
export function infixOperator(symbol: string): BinaryOperator {
  return (symbol === '^' ? 'xor' : symbol === '**' ? 'power' : symbol) as BinaryOperator
}

export const qasm3Grammar: ExpressionGrammar = {
  infix,
  prefix: new Map([
    ['-', { operator: '-', right: SIGN_BINDS }],
    ['!', { operator: '!', right: SIGN_BINDS }],
    ['~', { operator: '~', right: SIGN_BINDS }],
  ]),
  literal,
  name: (scanner, name, at): Expression =>
    QASM3_KEYWORDS.has(name) ? scanner.fail(`expected a value, found '${name}'`, at) : { kind: 'name', name, at },
  checkFunction: (scanner, name, at) => {
    if (name !== 'pow' && QASM3_KEYWORDS.has(name)) scanner.fail(`expected a function, found '${name}'`, at)
  },
  expected: "a value, a name or '('",
  type: (scanner) => (scanner.kind === 'identifier' && isTypeWord(scanner.text) ? parseType(scanner) : undefined),
}

/** Types that are valid but say more than a circuit holds. */
const UNSUPPORTED_TYPES: Readonly<Record<string, string>> = {
  duration: 'timing is not supported: a circuit has no durations',
  stretch: 'timing is not supported: a circuit has no durations',
  complex: 'complex numbers are not supported',
}

/** Whether a type begins with this word. */
export function isTypeWord(word: string): boolean {
  return TYPES.has(word) || Object.hasOwn(UNSUPPORTED_TYPES, word)
}

/** Reads `int[8]`, `bit`, `array[float[64], 2, 3]` and so on. */
export function parseType(scanner: Scanner): ClassicalType {
  const at = scanner.start
  const name = scanner.take('identifier', 'a type')
  if (Object.hasOwn(UNSUPPORTED_TYPES, name)) scanner.refuse(UNSUPPORTED_TYPES[name], at)
  if (!TYPES.has(name)) scanner.fail(`expected a type, found '${name.slice(0, 40)}'`, at)
  if (name === 'array') return parseArrayType(scanner, at)
  const size = name === 'bool' ? undefined : parseDesignator(scanner)
  return { name: name as ClassicalType['name'], size, at }
}

/** `[expression]`, or nothing. */
export function parseDesignator(scanner: Scanner): Expression | undefined {
  if (!scanner.skip('[')) return undefined
  const size = parseExpression(scanner, qasm3Grammar)
  scanner.expect(']')
  return size
}

function parseArrayType(scanner: Scanner, at: number): ClassicalType {
  scanner.expect('[')
  if (scanner.at('array') || scanner.at('bit')) scanner.fail(`expected the type of an element, which '${scanner.text}' is not`)
  const element = parseType(scanner)
  scanner.expect(',')
  if (scanner.at('#')) scanner.refuse('arrays of any size are not supported: give their lengths')
  const lengths = parseExpressionList(scanner, qasm3Grammar, ']')
  if (lengths.length < 1 || lengths.length > 7) scanner.fail(`an array has from 1 to 7 dimensions, found ${lengths.length}`, at)
  return { name: 'array', size: undefined, element, lengths, at }
}

function literal(scanner: Scanner): Value | undefined {
  const { kind, text, start: at } = scanner
  switch (kind) {
    case 'integer':
      return integer(BigInt(text), { scanner, at })
    case 'real':
      return Number(text)
    case 'unit':
      return scanner.refuse(
        text.endsWith('im') ? 'complex numbers are not supported' : 'timing is not supported: a circuit has no durations',
      )
    case 'string':
      return bitString(scanner, text)
    case 'identifier':
      return text === 'true' ? true : text === 'false' ? false : undefined
    default:
      return undefined
  }
}

function bitString(scanner: Scanner, text: string): Value {
  const digits = text.replaceAll('_', '')
  if (!/^[01](?:_?[01])*$/.test(text.slice(0, 2 * LONGEST_BIT_STRING)))
    scanner.fail(`expected a string of bits, found ${scanner.describe()}`)
  if (digits.length > LONGEST_BIT_STRING)
    scanner.fail(`a string of bits has at most ${LONGEST_BIT_STRING} of them, this one has ${digits.length}`)
  return { type: 'bits', text: digits }
}
