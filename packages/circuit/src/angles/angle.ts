/**
 * Angles are numbers or polynomials in named symbols, so that w*x + b or (pi - x1)(pi - x2) is an ordinary angle with an exact derivative.
 *
 * A polynomial is plain data in one canonical form: symbols of a term sorted, like terms merged, zero terms left out, terms sorted by falling
 * degree and then by their symbols. A polynomial without symbols is always a number. Values, derivatives and the compiled form are in the files beside.
 */
import { inWords } from '@ketwork/math'
export type SymbolKind = 'parameter' | 'feature'

/** A symbol by name: a `parameter` is trained, a `feature` is data, one value a row. */
export interface SymbolReference {
  readonly kind: SymbolKind
  readonly name: string
}

/** A number times symbols; a symbol that stands twice is squared. */
export interface Term {
  readonly coefficient: number
  readonly symbols: readonly SymbolReference[]
}

/** A sum of terms, canonical (see the head of this file), with a symbol in at least one of them. */
export interface Polynomial {
  readonly terms: readonly Term[]
}

/** In radians. */
export type Angle = number | Polynomial

/**
 * A trainable symbol.
 *
 * @throws TypeError when the name is not a non-empty string
 *
 * @example
 * new Circuit(1).rx(parameter('w'), 0)
 */
export function parameter(name: string): Polynomial {
  return symbol('parameter', name)
}

/**
 * A symbol for data, one value a row of the batch.
 *
 * @throws TypeError when the name is not a non-empty string
 *
 * @example
 * new Circuit(1).rx(times(parameter('w'), feature('x')), 0)
 */
export function feature(name: string): Polynomial {
  return symbol('feature', name)
}

/** The parameters `name[0]`, `name[1]`, ... */
export function parameters(name: string, count: number): Polynomial[] {
  return symbolList('parameter', name, count)
}

/** The features `name[0]`, `name[1]`, ... */
export function features(name: string, count: number): Polynomial[] {
  return symbolList('feature', name, count)
}

/**
 * The sum; 0 for no angles.
 *
 * @throws RangeError when a coefficient is not finite or leaves the range of doubles
 */
export function plus(...angles: readonly Angle[]): Angle {
  return sumOfAngles(angles)
}

/** The sum of a list of any length; 0 for none. */
export function sumOfAngles(angles: readonly Angle[]): Angle {
  const sum = angles.every(isConstant) ? angles.reduce((total, angle) => total + angle, 0) : NaN
  if (Number.isFinite(sum)) return sum
  return canonical(angles.flatMap(termsOf))
}

/**
 * The product; 1 for no angles.
 *
 * @throws RangeError when a coefficient is not finite or leaves the range of doubles
 *
 * @example
 * times(minus(Math.PI, feature('x')), 2) // -2*x + 2*pi
 */
export function times(...angles: readonly Angle[]): Angle {
  const constant = angles.every(isConstant) ? angles.reduce((product, angle) => product * angle, 1) + 0 : NaN
  if (Number.isFinite(constant)) return constant
  return angles.reduce<Angle>((product, angle) => {
    const right = termsOf(angle)
    return canonical(termsOf(product).flatMap((a) => right.map((b) => multiplyTerms(a, b))))
  }, 1)
}

export function negate(angle: Angle): Angle {
  if (isConstant(angle)) return times(-1, angle)
  return { terms: termsOf(angle).map(({ coefficient, symbols }) => ({ coefficient: -coefficient, symbols })) }
}

/** a - b. */
export function minus(a: Angle, b: Angle): Angle {
  return plus(a, negate(b))
}

/** Whether the angle is a number. */
export function isConstant(angle: Angle): angle is number {
  return typeof angle === 'number'
}

/** The symbols of an angle, each once, in the order in which they stand. */
export function angleSymbols(angle: Angle): SymbolReference[] {
  if (isConstant(angle)) return []
  const found = new Map<string, SymbolReference>()
  for (const { symbols } of angle.terms) for (const reference of symbols) found.set(symbolKey(reference), reference)
  return [...found.values()]
}

/** Whether two angles are the same number or the same polynomial, to the last bit. Angles 2 pi apart differ. */
export function anglesEqual(a: Angle, b: Angle): boolean {
  if (isConstant(a) || isConstant(b)) return a === b
  return (
    a.terms.length === b.terms.length &&
    a.terms.every((term, i) => term.coefficient === b.terms[i].coefficient && termKey(term) === termKey(b.terms[i]))
  )
}

/** @throws TypeError for what is no polynomial: text, a list, nothing */
function requirePolynomial(angle: Polynomial): Polynomial {
  const terms: unknown = (angle as Polynomial | null | undefined)?.terms
  const isWhole = Array.isArray(terms) && terms.every((term) => Array.isArray((term as Term | null | undefined)?.symbols))
  if (!isWhole) throw new TypeError(`an angle is ${inWords(angle)}: it must be a number or made by parameter, feature, plus and times`)
  return angle
}

/** The terms of an angle; a number is one term without symbols, zero has none. */
function termsOf(angle: Angle): readonly Term[] {
  if (typeof angle !== 'number') return requirePolynomial(angle).terms
  if (!Number.isFinite(angle)) throw new RangeError(`an angle is a finite number of radians, got ${angle}`)
  return angle === 0 ? [] : [{ coefficient: angle, symbols: [] }]
}

/** The angle that a list of terms adds up to, in canonical form. */
export function canonical(terms: readonly Term[]): Angle {
  const merged = new Map<string, Term>()
  for (const { coefficient, symbols } of terms) {
    const sorted = symbols.length < 2 ? symbols : symbols.toSorted(compareSymbols)
    const key = termKey({ coefficient, symbols: sorted })
    const before = merged.get(key)
    merged.set(key, { coefficient: (before?.coefficient ?? 0) + coefficient, symbols: sorted })
  }
  const kept = [...merged].filter(([, term]) => term.coefficient !== 0)
  const wrong = kept.find(([, term]) => !Number.isFinite(term.coefficient))
  if (wrong !== undefined) throw new RangeError(`a coefficient of an angle is ${wrong[1].coefficient}: it must be a finite number`)
  if (kept.length === 0) return 0
  if (kept.length === 1 && kept[0][1].symbols.length === 0) return kept[0][1].coefficient
  return { terms: kept.sort(compareTerms).map(([, term]) => term) }
}

function symbol(kind: SymbolKind, name: string): Polynomial {
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`a ${kind} needs a name, got ${typeof name === 'string' ? '""' : inWords(name)}`)
  return { terms: [{ coefficient: 1, symbols: [{ kind, name }] }] }
}

function symbolList(kind: SymbolKind, name: string, count: number): Polynomial[] {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`the number of ${kind}s is a whole number from 0 on, got ${inWords(count)}`)
  if (typeof name !== 'string') throw new TypeError(`${kind}s need a name, got ${inWords(name)}`)
  return Array.from({ length: count }, (_, i) => symbol(kind, `${name}[${i}]`))
}

function multiplyTerms(a: Term, b: Term): Term {
  return { coefficient: a.coefficient * b.coefficient, symbols: [...a.symbols, ...b.symbols] }
}

function symbolKey({ kind, name }: SymbolReference): string {
  return `${kind} ${name}`
}

function termKey({ symbols }: Term): string {
  if (symbols.length < 2) return symbols.length === 0 ? '' : symbolKey(symbols[0])
  return JSON.stringify(symbols.map(symbolKey))
}

function compareSymbols(a: SymbolReference, b: SymbolReference): number {
  return compareText(a.name, b.name) || compareText(a.kind, b.kind)
}

function compareTerms([keyA, a]: readonly [string, Term], [keyB, b]: readonly [string, Term]): number {
  return b.symbols.length - a.symbols.length || compareText(keyA, keyB)
}

/** By code units, so the order is the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
