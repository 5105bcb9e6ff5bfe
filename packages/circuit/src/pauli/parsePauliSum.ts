/**
 * Reads Pauli sums: `0.5*Z0*Z1 - 1.2*X2 + 3`.
 *
 *     sum    = [sign] term { sign [sign] term }        sign = "+" | "-"
 *     term   = factor { ["*"] factor }                 a number after the first factor needs its "*"
 *     factor = number ["i"] | "X" index | "Y" index | "Z" index | "I" [index]
 *
 * A qubit that repeats within a term multiplies as operators do: X0*Y0 is i Z0.
 */
import { textValue } from '@ketwork/math'
import { multiplyPauliLetters } from './pauliLetters.ts'
import { type PauliSum, pauliSumFrom, type PauliTerm } from './pauliSum.ts'

/**
 * Reads the text of a Pauli sum; spaces and line breaks between symbols mean nothing, and `*` between letters may be left out.
 *
 * @param text numbers may have an exponent (`1e-3`) and may be imaginary (`2i`); letters are upper case; qubits are 0 to 2^31 - 1
 * @throws PauliSyntaxError at the first thing that is not part of a sum
 *
 * @example
 * parsePauliSum('0.5 Z0 Z1 - 1.2*X2 + 3').terms.length // 3
 */
export function parsePauliSum(text: string): PauliSum {
  textValue('text', text)
  const cursor: Cursor = { text, at: 0 }
  const terms: PauliTerm[] = []
  skipSpace(cursor)
  do terms.push(readTerm(cursor, readSigns(cursor, terms.length > 0)))
  while (cursor.at < text.length)
  return pauliSumFrom(terms)
}

interface Cursor {
  readonly text: string
  at: number
}

interface Product {
  re: number
  im: number
  readonly letters: Map<number, string>
}

/** One or two signs before a term: '+ -2*X0' comes out of templates. Between terms there must be one. */
function readSigns(cursor: Cursor, required: boolean): number {
  let sign = 1
  let signs = 0
  for (; signs < 2 && (cursor.text[cursor.at] === '+' || cursor.text[cursor.at] === '-'); signs++) {
    if (cursor.text[cursor.at] === '-') sign = -sign
    cursor.at++
    skipSpace(cursor)
  }
  if (required && signs === 0) fail(cursor, "expected '+', '-' or '*'")
  return sign
}

function readTerm(cursor: Cursor, sign: number): PauliTerm {
  const product: Product = { re: sign, im: 0, letters: new Map() }
  readFactor(cursor, product)
  for (;;) {
    skipSpace(cursor)
    if (cursor.text[cursor.at] === '*') {
      cursor.at++
      skipSpace(cursor)
      readFactor(cursor, product)
    } else if (/[A-Za-z]/.test(cursor.text[cursor.at] ?? '')) {
      readFactor(cursor, product)
    } else {
      const qubits = [...product.letters.keys()].sort((a, b) => a - b)
      return { re: product.re, im: product.im, pauli: qubits.map((qubit) => product.letters.get(qubit)).join(''), qubits }
    }
  }
}

function readFactor(cursor: Cursor, product: Product): void {
  const start = cursor.at
  const number = match(cursor, /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y)
  if (number !== undefined) {
    const value = Number(number)
    if (!Number.isFinite(value * Math.hypot(product.re, product.im)))
      fail({ ...cursor, at: start }, `the coefficient ${number} is too large`)
    const imaginary = match(cursor, /i(?![A-Za-z0-9])/y) !== undefined
    const { re, im } = product
    product.re = imaginary ? -im * value : re * value
    product.im = imaginary ? re * value : im * value
    return
  }
  const letter = match(cursor, /[XYZI]/y)
  if (letter === undefined) fail(cursor, `expected a number or a Pauli letter with its qubit, such as X0${caseHint(cursor)}`)
  const index = match(cursor, /\d+/y)
  if (index === undefined) {
    if (letter === 'I') return
    fail(cursor, `expected the qubit of ${letter}, such as ${letter}0`)
  }
  const qubit = Number(index)
  if (qubit >= 2 ** 31) fail({ ...cursor, at: start + 1 }, `qubit ${index} is out of range: the highest is ${2 ** 31 - 1}`)
  if (letter !== 'I') multiplyLetter(product, qubit, letter)
}

function multiplyLetter(product: Product, qubit: number, letter: string): void {
  const known = product.letters.get(qubit)
  if (known === undefined) {
    product.letters.set(qubit, letter)
    return
  }
  const { letter: merged, quarterTurns } = multiplyPauliLetters(known, letter)
  if (merged === 'I') product.letters.delete(qubit)
  else product.letters.set(qubit, merged)
  for (let turn = 0; turn < quarterTurns; turn++) [product.re, product.im] = [product.im === 0 ? 0 : -product.im, product.re]
}

function match(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)?.[0]
  if (found !== undefined) cursor.at += found.length
  return found
}

function skipSpace(cursor: Cursor): void {
  match(cursor, /\s*/y)
}

function caseHint(cursor: Cursor): string {
  const found = /[xyz]/y
  found.lastIndex = cursor.at
  const letter = found.exec(cursor.text)?.[0]
  return letter === undefined ? '' : ` (Pauli letters are upper case: ${letter.toUpperCase()}, not ${letter})`
}

function fail(cursor: Cursor, problem: string): never {
  throw new PauliSyntaxError(cursor.text, cursor.at, problem)
}

/** The text is not a Pauli sum. The message names the column and shows the place with a caret under it. */
export class PauliSyntaxError extends RangeError {
  override readonly name = 'PauliSyntaxError'
  readonly text: string
  /** Index into `text` of the character that does not fit, from 0; the length of the text where it ended too early. */
  readonly position: number

  constructor(text: string, position: number, problem: string) {
    const lineStart = text.lastIndexOf('\n', position - 1) + 1
    const column = position - lineStart
    const rest = text.slice(lineStart)
    const lineEnd = rest.search(/[\r\n]/)
    const found = position < text.length ? `found '${String.fromCodePoint(text.codePointAt(position)!)}'` : 'the text ends'
    // A long line is shown around the place only.
    const from = Math.max(0, column - 60)
    const shown = (lineEnd < 0 ? rest : rest.slice(0, lineEnd)).slice(from, column + 40)
    const line = text.slice(0, lineStart).split('\n').length
    const place = line > 1 ? `line ${line}, column ${column + 1}` : `column ${column + 1}`
    super(`Pauli sum, ${place}: ${problem}; ${found}\n  ${shown.replaceAll('\t', ' ')}\n  ${' '.repeat(column - from)}^`)
    this.text = text
    this.position = position
  }
}
