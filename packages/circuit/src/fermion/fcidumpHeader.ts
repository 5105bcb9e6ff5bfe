/**
 * The header of a FCIDUMP file, a Fortran namelist: `&FCI NORB=2,NELEC=2,MS2=0, ORBSYM=1,1, ISYM=1, &END`.
 *
 * Keys come in any order and case and over any number of lines; the end is `&END`, `$END` or `/`. Values may repeat (`ORBSYM=6*1`). As in every namelist,
 * `!` begins a comment and text after the end is one.
 * NORB and NELEC must be there; the format's own defaults are MS2 = 0 and ISYM = 1. Keys that only steer other programs are read over.
 */
import { type FcidumpPlace, FcidumpSyntaxError } from './fcidumpSyntaxError.ts'

export interface FcidumpHeader {
  readonly orbitals: number
  readonly electrons: number
  readonly ms2: number
  /** Index of the first line after the header, from 0. */
  readonly nextLine: number
}

/** The integrals (pq|rs) are kept as n^4 numbers: 100 orbitals take 800 MB. */
const MOST_ORBITALS = 100

interface Token {
  readonly text: string
  readonly place: FcidumpPlace
}

interface Entry {
  readonly key: Token
  readonly values: readonly Token[]
}

/** Reads the header at the beginning of these lines. */
export function readFcidumpHeader(lines: readonly string[], file: string): FcidumpHeader {
  const { tokens, nextLine } = tokenize(lines, file)
  const entries = new Map<string, Entry>()
  for (const entry of groupEntries(tokens)) {
    const name = entry.key.text.toUpperCase()
    if (entries.has(name)) fail(entry.key, `${name} is given twice`)
    entries.set(name, entry)
  }
  refuseUnrestricted(entries)

  const start = tokens[0]
  const orbitals = readInteger(entries, 'NORB') ?? fail(start, 'the header does not give NORB, the number of orbitals')
  const electrons = readInteger(entries, 'NELEC') ?? fail(start, 'the header does not give NELEC, the number of electrons')
  const ms2 = readInteger(entries, 'MS2') ?? 0
  checkOccupation(entries, { orbitals, electrons, ms2 }, start)
  checkSymmetries(entries, orbitals)
  return { orbitals, electrons, ms2, nextLine }
}

/** Splits the header at blanks, commas and '='; the first token is the opening `&FCI`, the end is left out. */
function tokenize(lines: readonly string[], file: string): { tokens: Token[]; nextLine: number } {
  const tokens: Token[] = []
  for (let index = 0; index < lines.length; index++) {
    for (const found of lines[index].matchAll(/=|\/|[^\s,=/]+/g)) {
      const token = { text: found[0], place: { file, line: index + 1, column: found.index + 1, source: lines[index] } }
      if (tokens.length === 0) {
        if (!/^[&$]FCI$/i.test(token.text))
          fail(token, `a FCIDUMP file begins with its header, &FCI NORB=..., found '${token.text.slice(0, 20)}'`)
      } else if (/^([&$]END|\/)$/i.test(token.text)) {
        const rest = lines[index].slice(found.index + found[0].length)
        if (/^\s*[-+.(\d]/.test(rest))
          fail(token, `integrals begin in a line of their own after the header, found '${rest.trim().slice(0, 20)}' behind its end`)
        return { tokens, nextLine: index + 1 }
      }
      tokens.push(token)
    }
  }
  const last = Math.max(
    0,
    lines.findLastIndex((line) => line.trim() !== ''),
  )
  const source = lines[last] ?? ''
  const place = { file, line: last + 1, column: source.trimEnd().length + 1, source }
  const problem =
    tokens.length === 0
      ? 'the file is empty: a FCIDUMP file begins with its header, &FCI NORB=...'
      : 'the header is cut: &END or / is missing'
  throw new FcidumpSyntaxError(place, problem)
}

/** Pairs each key with the values up to the next key. */
function groupEntries(tokens: readonly Token[]): Entry[] {
  const entries: Entry[] = []
  for (let i = 1; i < tokens.length;) {
    const key = tokens[i]
    if (!/^[A-Za-z]\w*$/.test(key.text)) fail(key, `expected a key such as NORB=, found '${key.text}'`)
    if (tokens[i + 1]?.text !== '=') fail(key, `expected '=' and a value after ${key.text}`)
    let end = i + 2
    while (end < tokens.length && tokens[end].text !== '=' && tokens[end + 1]?.text !== '=') end++
    if (end === i + 2) fail(tokens[i + 1], `${key.text} has no value`)
    entries.push({ key, values: tokens.slice(i + 2, end) })
    i = end
  }
  return entries
}

function readInteger(entries: ReadonlyMap<string, Entry>, name: string): number | undefined {
  const entry = entries.get(name)
  if (entry === undefined) return undefined
  const [value, extra] = entry.values
  if (!/^[+-]?\d+(\.0*)?$/.test(value.text) || !Number.isSafeInteger(Number(value.text)))
    fail(value, `${name} must be a whole number, found '${value.text}'`)
  if (extra !== undefined) fail(extra, `${name} has one value, found '${extra.text}' after it`)
  return Number(value.text)
}

function checkOccupation(
  entries: ReadonlyMap<string, Entry>,
  { orbitals, electrons, ms2 }: Omit<FcidumpHeader, 'nextLine'>,
  start: Token,
): void {
  const value = (name: string): Token => entries.get(name)?.values[0] ?? start
  if (orbitals < 1 || orbitals > MOST_ORBITALS) fail(value('NORB'), `NORB must be from 1 to ${MOST_ORBITALS}, found ${orbitals}`)
  if (electrons < 0) fail(value('NELEC'), `NELEC must not be negative, found ${electrons}`)
  if (electrons > 2 * orbitals) {
    fail(value('NELEC'), `NELEC=${electrons} electrons do not fit into NORB=${orbitals} orbitals: at most ${2 * orbitals} do`)
  }
  if ((electrons + ms2) % 2 !== 0) {
    fail(
      value('MS2'),
      `MS2=${ms2} and NELEC=${electrons} do not match: MS2, twice the spin, is ${electrons % 2 === 0 ? 'even' : 'odd'} for this many electrons`,
    )
  }
  const most = Math.min(electrons, 2 * orbitals - electrons)
  if (Math.abs(ms2) > most) {
    fail(value('MS2'), `MS2=${ms2} is out of range: ${electrons} electrons in ${orbitals} orbitals have MS2 from ${-most} to ${most}`)
  }
}

/** ORBSYM, where it is given, has one number an orbital: a shorter list is a header from another file or a damaged one. */
function checkSymmetries(entries: ReadonlyMap<string, Entry>, orbitals: number): void {
  readInteger(entries, 'ISYM')
  const entry = entries.get('ORBSYM')
  if (entry === undefined) return
  let count = 0
  for (const value of entry.values) {
    const found = /^(?:(\d+)\*)?[+-]?\d+$/.exec(value.text)
    if (found === null) fail(value, `ORBSYM lists whole numbers, found '${value.text}'`)
    count += found[1] === undefined ? 1 : Number(found[1])
  }
  if (count !== orbitals) fail(entry.key, `ORBSYM has ${count} values, NORB=${orbitals} orbitals need ${orbitals}`)
}

/** A file that says it is complex may have imaginary parts of zero alone: its lines show that. */
function refuseUnrestricted(entries: ReadonlyMap<string, Entry>): void {
  for (const name of ['IUHF', 'UHF', 'TREL']) {
    const value = entries.get(name)?.values[0]
    if (value === undefined || /^(0+|\.?f(alse)?\.?)$/i.test(value.text)) continue
    const what = name.endsWith('UHF') ? 'unrestricted (UHF) integrals' : 'integrals of relativistic spinors'
    fail(value, `${name}=${value.text} says ${what}: only real integrals of restricted, spatial orbitals can be read`)
  }
}

function fail(token: Token, problem: string): never {
  throw new FcidumpSyntaxError(token.place, problem)
}
