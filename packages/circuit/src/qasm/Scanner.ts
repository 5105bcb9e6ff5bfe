/**
 * Cuts OpenQASM text into tokens, one at a time: the current token is in the fields, `advance` moves on.
 *
 * One scanner for both versions; `use` turns it to the tokens of one. Nothing is kept of tokens that have passed, so memory does not grow with the file. Lines and columns are found only for an error.
 */
import { IncludedText } from './IncludedText.ts'
import { QasmSyntaxError } from './QasmSyntaxError.ts'
import { UnsupportedQasmError } from './UnsupportedQasmError.ts'

/** How much of a circuit a text may make; a caller of `parseQasm` may set them. */
export interface QasmLimits {
  /** Of the circuit. Default 2^21, about 300 MB. */
  readonly operations?: number
  /** Statements carried out, turns of loops, calls of gates, about a microsecond each. Default 2^22. */
  readonly steps?: number
}

/** Where something stands in a text, for errors. */
export interface Place {
  readonly scanner: Scanner
  readonly at: number
}

export type TokenKind = 'identifier' | 'integer' | 'real' | 'string' | 'symbol' | 'qubit' | 'unit' | 'end'

/** Names stand in error texts and circuits; no double needs more digits. */
const LONGEST_NAME = 1000
const LONGEST_NUMBER = 1000
/** A short text can ask for endless work. */
const MOST_STEPS = 2 ** 22
const MOST_OPERATIONS = 2 ** 21
/** Names and statements of definitions, which stay in memory while the file is read. */
const MOST_KEPT = 2 ** 20

const TAB = 9
const NEWLINE = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const QUOTE = 34
const DOLLAR = 36
const APOSTROPHE = 39
const STAR = 42
const DOT = 46
const SLASH = 47

/** What may stand behind a list of names or arguments. */
const CLOSING: ReadonlySet<string> = new Set([';', ')', '{'])
const BYTE_ORDER_MARK = '\uFEFF'

/** The symbols that a version has, by the code of the first character: the only one, or several, longer ones first. */
type Symbols = readonly (string | readonly string[] | undefined)[]

const SYMBOLS: Readonly<Record<2 | 3, Symbols>> = {
  2: symbolTable('-> == ; , ( ) [ ] { } + - * / ^ < > ='),
  3: symbolTable(`-> == != <= >= **= <<= >>= ** ++ && || << >> += -= *= /= %= &= |= ^= ; , ( ) [ ] { } + - * / ^ < > = : ~ ! % & | @ #`),
}

/** A token stream over one source text; mutable: it holds the place in the text. */
export class Scanner {
  readonly mostOperations: number
  kind: TokenKind = 'end'
  /** The token as written; a string without its quotes, a number of version 3 without underscores. */
  text = ''
  /** Offset of the token's first character. */
  start = 0
  #next = 0
  readonly #text: IncludedText
  #steps = 0
  #kept = 0
  #version: 2 | 3 = 3 // whose comments may stand in front of the version line
  readonly #mostSteps: number
  readonly #exponent = /[eE][+-]?\d+/y
  readonly #number3 = /0[bB][01_]*|0o[0-7_]*|0[xX][\da-fA-F_]*|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y
  readonly #name3 = /[\p{L}\p{Nl}_][\p{L}\p{Nl}_0-9]*/uy
  readonly #unit = /[ \t]*(?:dt|ns|us|µs|ms|s|im)(?![\p{L}\p{Nl}_0-9])/uy

  constructor(source: string, file: string, { operations = MOST_OPERATIONS, steps = MOST_STEPS }: QasmLimits = {}) {
    this.#text = new IncludedText(source, file)
    this.mostOperations = operations
    this.#mostSteps = steps
    if (source.startsWith(BYTE_ORDER_MARK)) this.#next = 1
    this.advance()
  }

  /** The whole text, with what was included. */
  get source(): string {
    return this.#text.whole
  }

  /** Puts the text of another file in front of the current token, which becomes its first one. */
  insert(text: string, file: string): void {
    if (!this.#text.insert(this.start, `${text}\n`, file)) this.fail('the program includes too many files, or too much text')
    this.seek(this.start)
  }

  /** The name of the file in which the text at this offset stands. */
  fileAt(offset: number): string {
    return this.#text.placeOf(offset).file
  }

  /** From the current token on, the tokens are those of this version. */
  use(version: 2 | 3): void {
    this.#version = version
    this.seek(this.start)
  }

  /** Goes back to the token that starts here. */
  seek(offset: number): void {
    this.#next = offset
    this.advance()
  }

  advance(): void {
    this.#skipBlanks()
    const start = this.#next
    this.start = start
    if (start >= this.source.length) return this.#take('end', start)
    const code = this.source.charCodeAt(start)
    if (isLetter(code)) return this.#takeIdentifier(start)
    if (isDigit(code) || (code === DOT && isDigit(this.source.charCodeAt(start + 1)))) {
      return this.#takeNumber(start)
    }
    if (code === QUOTE || code === APOSTROPHE) return this.#takeString(start, code)
    if (code === DOLLAR && this.#version === 3) return this.#takeQubit(start)
    const symbols = SYMBOLS[this.#version][code]
    const found = typeof symbols === 'object' ? symbols.find((each) => this.source.startsWith(each, start)) : symbols
    if (found !== undefined) return this.#takeSymbol(found)
    if (code > 127 && this.#version === 3) return this.#takeIdentifier(start)
    this.#failAtCharacter()
  }

  /** Whether the current token is this symbol or keyword. */
  at(text: string): boolean {
    return this.text === text && (this.kind === 'symbol' || this.kind === 'identifier')
  }

  /** Moves over this symbol or keyword if it is the current token. */
  skip(text: string): boolean {
    const found = this.at(text)
    if (found) this.advance()
    return found
  }

  /** Whether a list has another entry: moves over the comma, which may stand behind the last one too. */
  goesOn(): boolean {
    return this.skip(',') && !(this.kind === 'symbol' && CLOSING.has(this.text))
  }

  /** Moves over a symbol that has to be here. */
  expect(symbol: string): void {
    if (!this.skip(symbol)) this.fail(`expected '${symbol}' before ${this.describe()}`)
  }

  /** Moves over a token of a kind that has to be here and returns its text. */
  take(kind: TokenKind, what: string): string {
    if (this.kind !== kind) this.fail(`expected ${what}, found ${this.describe()}`)
    const { text } = this
    this.advance()
    return text
  }

  /** The rest of the line behind the current token, which it moves over. */
  takeLine(): string {
    const line = this.source.slice(this.#next, endOfLine(this.source, this.#next))
    this.#next += line.length
    this.advance()
    return line.trim()
  }

  /** The current token in words, for messages. */
  describe(): string {
    const text = this.text.slice(0, 40)
    return this.kind === 'end' ? 'the end of the file' : this.kind === 'string' ? JSON.stringify(text) : `'${text}'`
  }

  /** Counts steps of work, about a microsecond each, and fails when the text asks for too many. */
  spend(steps: number, offset = this.start): void {
    this.#steps += steps
    if (this.#steps > this.#mostSteps) this.fail(`this program takes more than ${this.#mostSteps} steps to expand`, offset)
  }

  /** How much of the text is kept now. */
  get kept(): number {
    return this.#kept
  }

  /** Counts what of the text is kept until its end. */
  keep(count: number, offset = this.start): void {
    this.#kept += count
    if (this.#kept > MOST_KEPT) this.fail(`this program has more than ${MOST_KEPT} names and statements in definitions`, offset)
  }

  /** The text is not OpenQASM, or passes a limit. */
  fail(reason: string, offset = this.start): never {
    throw new QasmSyntaxError(this.#text.placeOf(offset), reason)
  }

  /** The text is OpenQASM, but no static circuit can say it. */
  refuse(reason: string, offset = this.start): never {
    throw new UnsupportedQasmError(this.#text.placeOf(offset), reason)
  }

  #take(kind: TokenKind, end: number): void {
    this.kind = kind
    this.text = this.source.slice(this.start, end)
    this.#next = end
  }

  #takeSymbol(text: string): void {
    this.kind = 'symbol'
    this.text = text
    this.#next = this.start + text.length
  }

  #failAtCharacter(): never {
    const character = String.fromCodePoint(this.source.codePointAt(this.start) ?? 0)
    this.fail(`unexpected character ${JSON.stringify(character)}`)
  }

  #skipBlanks(): void {
    const { source } = this
    let at = this.#next
    for (;;) {
      const code = source.charCodeAt(at)
      if (code === SPACE || code === NEWLINE || code === TAB || code === CARRIAGE_RETURN) {
        at++
      } else if (code === SLASH && source.charCodeAt(at + 1) === SLASH) {
        at = endOfLine(source, at)
      } else if (code === SLASH && source.charCodeAt(at + 1) === STAR && this.#version === 3) {
        const end = source.indexOf('*/', at + 2)
        if (end === -1) this.fail("this comment has no closing '*/'", at)
        at = end + 2
      } else break
    }
    this.#next = at
  }

  #takeIdentifier(start: number): void {
    const { source } = this
    let end = start
    while (isLetter(source.charCodeAt(end)) || isDigit(source.charCodeAt(end))) end++
    if (source.charCodeAt(end) > 127 && this.#version === 3) {
      this.#name3.lastIndex = start
      if (this.#name3.test(source)) end = this.#name3.lastIndex
    }
    if (end === start) this.#failAtCharacter()
    if (end - start > LONGEST_NAME) this.fail(`a name has at most ${LONGEST_NAME} characters, this one has ${end - start}`)
    this.#take('identifier', end)
  }

  #takeNumber(start: number): void {
    const { source } = this
    let end = skipDigits(source, start)
    const isWhole = source.charCodeAt(end) !== DOT
    if (!isWhole) end = skipDigits(source, end + 1)
    this.#exponent.lastIndex = end
    const hasExponent = isLetter(source.charCodeAt(end)) && this.#exponent.test(source)
    if (hasExponent) end = this.#exponent.lastIndex
    this.#limitNumber(start, end)
    const after = source.charCodeAt(end)
    if (this.#version === 3 && (isLetter(after) || after > 127 || after === SPACE || after === TAB)) return this.#takeNumber3(start)
    this.#take(isWhole && !hasExponent ? 'integer' : 'real', end)
  }

  /** With underscores between digits, of other bases, or with a unit of time behind, maybe after blanks. */
  #takeNumber3(start: number): void {
    this.#number3.lastIndex = start
    this.#number3.test(this.source)
    const end = this.#number3.lastIndex
    this.#limitNumber(start, end)
    this.#take('real', end)
    if (/_(?!\w)|__|_\.|\._|_$|_[eE]|^0[bBoxX]_?$/.test(this.text)) this.fail(`expected digits around each '_', found ${this.describe()}`)
    const text = this.text.replaceAll('_', '')
    this.text = text
    if (/^(?:\d+|0[bBoxX].*)$/.test(text)) this.kind = 'integer'
    this.#unit.lastIndex = end
    if (this.#unit.test(this.source)) this.#take('unit', this.#unit.lastIndex)
  }

  #limitNumber(start: number, end: number): void {
    if (end - start > LONGEST_NUMBER) this.fail(`a number has at most ${LONGEST_NUMBER} characters, this one has ${end - start}`)
  }

  #takeString(start: number, quote: number): void {
    const end = this.source.indexOf(String.fromCharCode(quote), start + 1)
    if (end === -1) this.fail('this string has no closing quote')
    this.kind = 'string'
    this.text = this.source.slice(start + 1, end)
    this.#next = end + 1
  }

  /** `$0`: a qubit of the device. */
  #takeQubit(start: number): void {
    const end = skipDigits(this.source, start + 1)
    if (end === start + 1) this.#failAtCharacter()
    this.#take('qubit', end)
  }
}

function symbolTable(texts: string): Symbols {
  const table: string[][] = Array.from({ length: 128 }, () => [])
  for (const text of texts.split(' ')) table[text.charCodeAt(0)].push(text)
  return table.map((each) => (each.length > 1 ? each.sort((a, b) => b.length - a.length) : each[0]))
}

/** Lines end with LF, CR LF or CR. */
function endOfLine(source: string, start: number): number {
  let at = start
  while (at < source.length && source.charCodeAt(at) !== NEWLINE && source.charCodeAt(at) !== CARRIAGE_RETURN) at++
  return at
}

function skipDigits(source: string, start: number): number {
  let at = start
  while (isDigit(source.charCodeAt(at))) at++
  return at
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** ASCII letters and the underscore. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95
}
