/**
 * Cuts OpenQASM text into tokens, one at a time: the current token is in the fields, `advance` moves on.
 *
 * Nothing is kept of tokens that have passed, so memory does not grow with the file. Lines and columns are found only when an error needs them.
 */
import { QasmSyntaxError } from './QasmSyntaxError.ts'

export type TokenKind = 'identifier' | 'integer' | 'real' | 'string' | 'symbol' | 'end'

/** Names stand in error texts and circuits. */
const LONGEST_NAME = 1000

const TAB = 9
const NEWLINE = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const QUOTE = 34
const DOT = 46
const SLASH = 47
/** The one-character symbols by their code. */
const MARKS: readonly (string | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const mark = String.fromCharCode(code)
  return ';,()[]{}+-*/^<>='.includes(mark) ? mark : undefined
})
/** The two-character symbols by the code of the first. */
const PAIRS: ReadonlyMap<number, { readonly second: number; readonly text: string }> = new Map([
  ['-'.charCodeAt(0), { second: '>'.charCodeAt(0), text: '->' }],
  ['='.charCodeAt(0), { second: '='.charCodeAt(0), text: '==' }],
])

/** A token stream over one source text; mutable: it holds the place in the text. */
export class Scanner {
  readonly source: string
  readonly file: string
  kind: TokenKind = 'end'
  /** The token as written; a string without its quotes; two-character symbols are `->` and `==`. */
  text = ''
  /** Offset of the token's first character. */
  start = 0
  #next = 0
  readonly #exponent = /[eE][+-]?\d+/y

  constructor(source: string, file: string) {
    this.source = source
    this.file = file
    this.advance()
  }

  advance(): void {
    this.#skipBlanks()
    const start = this.#next
    this.start = start
    if (start >= this.source.length) return this.#take('end', start)
    const code = this.source.charCodeAt(start)
    if (isLetter(code)) return this.#takeIdentifier(start)
    if (isDigit(code) || (code === DOT && isDigit(this.source.charCodeAt(start + 1)))) return this.#takeNumber(start)
    if (code === QUOTE) return this.#takeString(start)
    const pair = PAIRS.get(code)
    if (pair !== undefined && this.source.charCodeAt(start + 1) === pair.second) return this.#takeSymbol(pair.text)
    const mark = MARKS[code]
    if (mark === undefined) return this.#failAtCharacter()
    this.#takeSymbol(mark)
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

  /** The current token in words, for messages. */
  describe(): string {
    return this.kind === 'end' ? 'the end of the file' : this.kind === 'string' ? JSON.stringify(this.text) : `'${this.text.slice(0, 40)}'`
  }

  fail(reason: string, offset = this.start): never {
    throw new QasmSyntaxError({ file: this.file, source: this.source, offset }, reason)
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
        const end = source.indexOf('\n', at)
        at = end === -1 ? source.length : end
      } else break
    }
    this.#next = at
  }

  #takeIdentifier(start: number): void {
    let end = start + 1
    while (isLetter(this.source.charCodeAt(end)) || isDigit(this.source.charCodeAt(end))) end++
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
    this.#take(isWhole && !hasExponent ? 'integer' : 'real', hasExponent ? this.#exponent.lastIndex : end)
  }

  #takeString(start: number): void {
    const end = this.source.indexOf('"', start + 1)
    if (end === -1) this.fail('this string has no closing quote')
    this.kind = 'string'
    this.text = this.source.slice(start + 1, end)
    this.#next = end + 1
  }
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
