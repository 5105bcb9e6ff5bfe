/**
 * Reads molecular integrals from FCIDUMP text, the format that quantum-chemistry programs exchange.
 *
 * After the header (`fcidumpHeader.ts`) each line is `value i j k l`, 1-based: (ij|kl) in chemists' notation; `i j 0 0` the one-electron
 * integral; `0 0 0 0` the core energy; `i 0 0 0` an orbital energy, which is not needed. Real orbitals give (ij|kl) eight equal places, and one
 * of them is enough. `!` begins a comment; a complex number, `(re,im)` or `re im`, may stand where its imaginary part is zero.
 * A file that was cut within a line is refused: a missing integral would give a wrong energy that nobody sees. One without a core energy gets a note.
 *
 * Source: Knowles and Handy, Comput. Phys. Commun. 54, 75 (1989).
 */
import { optional, requireOptions, textValue } from '@ketwork/math'
import { readFcidumpHeader } from './fcidumpHeader.ts'
import { FcidumpSyntaxError } from './fcidumpSyntaxError.ts'
import { spinOrbitalOrder } from './spinOrbitalOrder.ts'

/** A molecule in a basis of real spatial orbitals; energies in hartree. */
export interface MolecularIntegrals {
  /** How many spatial orbitals, n. */
  readonly orbitals: number
  readonly electrons: number
  /** Electrons of spin alpha minus electrons of spin beta. */
  readonly ms2: number
  /** Nuclear repulsion and frozen electrons. */
  readonly coreEnergy: number
  /** n x n, row-major, symmetric. */
  readonly oneElectron: Float64Array
  /** n^4 numbers (pq|rs), chemists' notation, at ((p * n + q) * n + r) * n + s. */
  readonly twoElectron: Float64Array
}

/** What a file holds. */
export interface Fcidump extends MolecularIntegrals {
  /** What was taken for granted, a sentence each. */
  readonly notes: readonly string[]
}

export interface FcidumpOptions {
  /** What errors call the file. */
  readonly file?: string
}

/** The symmetry key of the core energy. */
const CORE = '-1,-1,-1,-1'
const NO_CORE = 'no core energy (value 0 0 0 0) is listed: it is taken as zero, and the file is taken as whole'

/** An imaginary part of this size times `SAME` is none, whatever it stands beside. */
const ROUNDING = 1e-5
const COMPLEX_ORBITALS =
  'the file lists (pq|rs) and (qp|sr) but not (qp|rs), as for complex orbitals such as plane waves: it is read as one of real orbitals, for which all are equal'

/** Two values for one integral that differ by less than this part of the largest one are the same number printed by another route. */
const SAME = 1e-10

/**
 * Reads the text of a FCIDUMP file with real integrals of restricted orbitals.
 *
 * Integrals that are not listed are zero, as the format has it; at least one one-electron integral must be listed.
 *
 * @throws FcidumpSyntaxError when the text is damaged, cut, contradicts itself or holds unrestricted, spin-orbital or complex integrals
 *
 * @example
 * const text = '&FCI NORB=1,NELEC=2,MS2=0, &END\n 0.77 1 1 1 1\n -1.25 1 1 0 0\n 0.71 0 0 0 0\n'
 * readFcidump(text).coreEnergy // 0.71
 */
export function readFcidump(text: string, options: FcidumpOptions = {}): Fcidump {
  textValue('text', text)
  requireOptions('readFcidump', options, { file: optional(textValue) })
  const file = options.file ?? 'FCIDUMP'
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/).map((line) => line.replace(/!.*/, '')) // prettier-ignore
  const { orbitals, electrons, ms2, nextLine } = readFcidumpHeader(lines, file)
  const all = lines.slice(nextLine).flatMap((line, i) => readLine(line, nextLine + i + 1, file, orbitals) ?? [])
  const listed = new Map<string, Integral>()
  const largest = all.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0)
  for (const integral of all) {
    const known = listed.get(integral.key)
    if (known !== undefined && Math.abs(known.value - integral.value) > SAME * largest) {
      const problem = `this integral is ${integral.value} here and ${known.value} in line ${known.line}: one value is right`
      throw new FcidumpSyntaxError({ file, line: integral.line, column: integral.column, source: lines[integral.line - 1] }, problem)
    }
    if (known === undefined) listed.set(integral.key, integral)
  }
  requireComplete(listed, lines, file, orbitals)
  const integrals = { orbitals, electrons, ms2, ...fill(listed, orbitals) }
  const order = electrons <= orbitals ? spinOrbitalOrder(integrals) : undefined // spin orbitals hold one electron each
  if (order !== undefined) {
    const problem = `these are integrals of spin orbitals, ${order}, without IUHF=1 or UHF=.TRUE. to say so: only spatial orbitals can be read, ${orbitals / 2} here, each once`
    throw new FcidumpSyntaxError({ file, line: 1, column: 1, source: lines[0] }, problem)
  }
  return { ...integrals, notes: [...(listed.has(CORE) ? [] : [NO_CORE]), ...(seemComplex(all, largest) ? [COMPLEX_ORBITALS] : [])] }
}

/**
 * Whether places are listed that are equal for complex orbitals too, (pq|rs) and (qp|sr), while the ones that are equal for real orbitals alone, (qp|rs), are
 * not: so it is with plane waves, of a Hubbard model in momentum space for example.
 */
function seemComplex(integrals: readonly Integral[], largest: number): boolean {
  const directions = new Map<string, Set<string>>()
  for (const { value, key, indices } of integrals) {
    const [p, q, r, s] = indices
    if (s < 0 || p === q || r === s || Math.abs(value) <= SAME * largest) continue
    const known = directions.get(key) ?? new Set()
    directions.set(key, known.add(`${p > q}${r > s}`))
  }
  const all = [...directions.values()]
  const has = (known: Set<string>, sameWay: boolean): number =>
    [true, false].filter((way) => known.has(`${way}${sameWay ? way : !way}`)).length
  return (
    all.some((known) => has(known, true) === 2 || has(known, false) === 2) && all.some((known) => !has(known, true) || !has(known, false))
  )
}

interface Integral {
  readonly value: number
  /** 0-based indices; -1 where the file has 0. */
  readonly indices: readonly number[]
  /** Equal for the places that symmetry makes equal. */
  readonly key: string
  readonly line: number
  readonly column: number
}

/** One line of integrals, or nothing when it is blank or an orbital energy. */
function readLine(source: string, line: number, file: string, orbitals: number): Integral | undefined {
  const fields = [...source.matchAll(/\([^)]*\)|[^\s(]+/g)]
  if (fields.length === 0) return undefined
  const fail = (at: number, problem: string): never => {
    throw new FcidumpSyntaxError({ file, line, column: (fields[at]?.index ?? source.trimEnd().length) + 1, source }, problem)
  }
  // (re,im) in one field, or re im in two: an index has no point.
  const parts = fields[0][0].startsWith('(') ? fields[0][0].slice(1, -1).split(/[,\s]+/).filter((part) => part !== '') : [fields[0][0]] // prettier-ignore
  if (fields.length === 6 && parts.length === 1 && /[.EeDd]/.test(fields[1][0]))
    for (const each of fields.splice(1, 1).map(([field]) => field)) parts.push(each)
  const [value, imaginary] = [fortranNumber(parts[0] ?? ''), fortranNumber(parts[1] ?? '0')]
  if (value === undefined || imaginary === undefined || parts.length > 2)
    fail(0, `expected an integral, a finite number, found '${fields[0][0].slice(0, 30)}'`)
  if (Math.abs(imaginary!) > SAME * Math.max(Math.abs(value!), ROUNDING))
    fail(0, `this integral is complex, its imaginary part is ${imaginary}: only real integrals can be read`)
  if (fields.length < 5) fail(fields.length, `the line is cut: expected a value and four indices, found ${fields.length} of the 5`)
  if (fields.length > 5) fail(5, `expected a value and four indices, found '${fields[5][0].slice(0, 30)}' after them`)
  const indices = fields.slice(1).map(([field], i) => {
    if (!/^\d+$/.test(field)) fail(i + 1, `expected an orbital index from 0 to ${orbitals}, found '${field.slice(0, 30)}'`)
    if (Number(field) > orbitals) {
      const hint =
        Number(field) <= 2 * orbitals
          ? ': the file seems to number spin orbitals, without IUHF=1 or UHF=.TRUE. to say so, and only integrals of spatial orbitals can be read'
          : ''
      fail(i + 1, `orbital ${field} is out of range: NORB=${orbitals}${hint}`)
    }
    return Number(field) - 1
  })
  const zeros = indices.map((index) => (index < 0 ? '0' : 'p')).join('')
  if (zeros === 'p000') return undefined
  if (!['pppp', 'pp00', '0000'].includes(zeros)) {
    fail(1, 'these zeros mean nothing: expected i j k l, i j 0 0, i 0 0 0 or 0 0 0 0')
  }
  return { value: value!, indices, key: symmetryKey(indices), line, column: fields[0].index + 1 }
}

/** A Fortran real: 1.5, -.5D+00, 1E-3, and 0.12-100 as three-digit exponents are printed. */
function fortranNumber(field: string): number | undefined {
  const found = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[EeDd]([+-]?\d+)|([+-]\d+))?$/.exec(field)
  if (found === null) return undefined
  const value = Number(`${found[1]}e${found[2] ?? found[3] ?? '0'}`)
  return Number.isFinite(value) ? value : undefined
}

/** (pq|rs) = (qp|rs) = (rs|pq) and so on: within each pair and between the pairs the larger comes first. */
function symmetryKey([p, q, r, s]: readonly number[]): string {
  const [left, right] = [p >= q ? [p, q] : [q, p], r >= s ? [r, s] : [s, r]]
  const swap = left[0] < right[0] || (left[0] === right[0] && left[1] < right[1])
  return (swap ? [...right, ...left] : [...left, ...right]).join()
}

function requireComplete(listed: ReadonlyMap<string, Integral>, lines: readonly string[], file: string, orbitals: number): void {
  const last = lines.findLastIndex((line) => line.trim() !== '')
  const source = lines[last]
  const fail = (problem: string): never => {
    throw new FcidumpSyntaxError({ file, line: last + 1, column: source.trimEnd().length + 1, source }, problem)
  }
  if (listed.size === 0) fail('no integrals follow the header: the file is cut')
  const all = [...listed.values()]
  if (!all.some(({ indices }) => indices[1] >= 0 && indices[2] < 0))
    fail('no one-electron integral (value i j 0 0) is listed: the file is cut')
  // A file whose core energy does not come last may end within an index: 1 of 12 reads as an orbital too.
  const lastIndex = Number(/(\d+)\s*$/.exec(source)?.[1] ?? 0)
  if (last === lines.length - 1 && lastIndex > 0 && 10 * lastIndex <= orbitals) {
    fail(`the file ends within a line, and '${lastIndex}' may be the beginning of a longer index: end the last line with a line break`)
  }
}

function fill(listed: ReadonlyMap<string, Integral>, n: number): Pick<MolecularIntegrals, 'coreEnergy' | 'oneElectron' | 'twoElectron'> {
  let coreEnergy = 0
  const oneElectron = new Float64Array(n * n)
  const twoElectron = new Float64Array(n ** 4)
  for (const { value, indices } of listed.values()) {
    const [p, q, r, s] = indices
    if (p < 0) {
      coreEnergy = value
    } else if (r < 0) {
      oneElectron[p * n + q] = value
      oneElectron[q * n + p] = value
    } else {
      for (const [a, b, c, d] of symmetricPlaces(p, q, r, s)) twoElectron[((a * n + b) * n + c) * n + d] = value
    }
  }
  return { coreEnergy, oneElectron, twoElectron }
}

function symmetricPlaces(p: number, q: number, r: number, s: number): number[][] {
  const bra = [p, q, q, p]
  const ket = [r, s, s, r]
  return [0, 2].flatMap((i) =>
    [0, 2].flatMap((j) => [
      [bra[i], bra[i + 1], ket[j], ket[j + 1]],
      [ket[j], ket[j + 1], bra[i], bra[i + 1]],
    ]),
  )
}
