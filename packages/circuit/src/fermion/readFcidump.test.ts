import { readFileSync } from 'node:fs'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { FcidumpSyntaxError } from './fcidumpSyntaxError.ts'
import { readFcidump } from './readFcidump.ts'

const molecule = (name: string): string => readFileSync(new URL(`../../testdata/molecules/${name}.fcidump`, import.meta.url), 'utf8')
const H2 = molecule('h2_sto3g_0.7414')
const HEAD = '&FCI NORB=2,NELEC=2,MS2=0,\n&END\n'
const BODY = ' 0.5 1 1 1 1\n -1.0 1 1 0 0\n 0.7 0 0 0 0\n'

function failure(text: string): FcidumpSyntaxError {
  try {
    readFcidump(text, { file: 'bad.fcidump' })
  } catch (error) {
    expect(error).toBeInstanceOf(FcidumpSyntaxError)
    return error as FcidumpSyntaxError
  }
  throw new Error(`this was accepted: ${text}`)
}

describe('readFcidump', () => {
  test('reads H2 with all eight places of each integral', () => {
    const { orbitals, electrons, ms2, coreEnergy, oneElectron, twoElectron } = readFcidump(H2)
    expect({ orbitals, electrons, ms2, coreEnergy }).toEqual({ orbitals: 2, electrons: 2, ms2: 0, coreEnergy: 0.71375399054491495 })
    expect([...oneElectron]).toEqual([-1.2524635715927757, 0, 0, -0.47594871726830967])
    const at = (p: number, q: number, r: number, s: number): number => twoElectron[((p * 2 + q) * 2 + r) * 2 + s]
    for (const [p, q, r, s] of [[1, 0, 1, 0], [0, 1, 1, 0], [1, 0, 0, 1], [0, 1, 0, 1]]) expect(at(p, q, r, s)).toBe(0.1812888083942617) // prettier-ignore
    expect([at(1, 1, 0, 0), at(0, 0, 1, 1)]).toEqual([0.66346809585643829, 0.66346809585643829])
    expect(at(1, 0, 0, 0)).toBe(0)
  })

  test('one listed place fills all eight: LiH with its integrals written at other places is the same', () => {
    const text = molecule('lih_sto3g_1.45')
    const random = new RandomStream(1)
    const moved = text.replace(/(\d+) (\d+) (\d+) (\d+)$/gm, (_, p: string, q: string, r: string, s: string) => {
      const bra = random.integer(2) ? [p, q] : [q, p]
      const ket = random.integer(2) ? [r, s] : [s, r]
      const swap = s !== '0' && random.integer(2)
      return s === '0' ? [...bra, r, s].join(' ') : [...(swap ? ket : bra), ...(swap ? bra : ket)].join(' ')
    })
    expect(moved).not.toBe(text)
    expect(readFcidump(moved)).toEqual(readFcidump(text))
  })

  test.each([
    ['&fci norb=2, nelec=2 /\n'],
    [' $FCI\n NELEC = 2\n MS2 = 0 NORB\n = 2\n ORBSYM=2*1\n $END\n'],
    ['&FCI NORB= 2,NELEC= 2,MS2= 0,UHF=.FALSE.,IUHF=0,\n  ISYM=1,ORBSYM=1,5,\n  NPROP=0,0,THR=1D-9\n/\n'],
    ['\uFEFF&FCI NORB=2,NELEC=2,&END\r\n'],
  ])('reads the header %j', (header) => {
    const { orbitals, electrons, ms2 } = readFcidump(header + BODY)
    expect([orbitals, electrons, ms2]).toEqual([2, 2, 0])
  })

  test('reads Fortran numbers, blank lines, orbital energies, and lines in any order', () => {
    const { coreEnergy, oneElectron, twoElectron } = readFcidump(
      `${HEAD}\n 7D-01 0 0 0 0\n\n -.5d0 1 0 0 0\n -0.2 2 0 0 0\n -1.E+00 1 1 0 0\n 0.25-101 2 2 0 0\n +5 1 1 1 1`,
    )
    expect([coreEnergy, oneElectron[0], oneElectron[3], twoElectron[0]]).toEqual([0.7, -1, 0.25e-101, 5])
  })

  test('an integral may be listed twice with the same value', () => {
    expect(readFcidump(`${HEAD} 0.1 2 1 0 0\n 0.10000000000001 1 2 0 0\n${BODY}`).oneElectron[1]).toBe(0.1)
  })
})

describe('readFcidump refuses', () => {
  test.each([
    ['', 1, 1, /empty/],
    ['hello', 1, 1, /begins with its header/],
    ['&FCI NORB=2,NELEC=2,MS2=0,\n ORBSYM=1,1', 2, 12, /header is cut: &END or \/ is missing/],
    [`&FCI NELEC=2,\n&END\n${BODY}`, 1, 1, /does not give NORB/],
    [`&FCI NORB=2,\n&END\n${BODY}`, 1, 1, /does not give NELEC/],
    [`&FCI NORB=2,NELEC=5,MS2=1 /\n${BODY}`, 1, 19, /NELEC=5 electrons do not fit into NORB=2 orbitals: at most 4/],
    [`&FCI NORB=2,NELEC=2,MS2=1 /\n${BODY}`, 1, 25, /MS2=1 and NELEC=2 do not match.*even/],
    [`&FCI NORB=2,NELEC=1 /\n${BODY}`, 1, 1, /MS2=0 and NELEC=1 do not match.*odd/],
    [`&FCI NORB=2,NELEC=2,MS2=4 /\n${BODY}`, 1, 25, /MS2 from -2 to 2/],
    [`&FCI NORB=2,NELEC=-2 /\n${BODY}`, 1, 19, /must not be negative/],
    [`&FCI NORB=0,NELEC=0 /\n${BODY}`, 1, 11, /NORB must be from 1 to 100/],
    [`&FCI NORB=1e9,NELEC=2 /\n${BODY}`, 1, 11, /whole number, found '1e9'/],
    [`&FCI NORB=2,NELEC=2,NORB=3 /\n${BODY}`, 1, 21, /NORB is given twice/],
    [`&FCI NORB=2 3,NELEC=2 /\n${BODY}`, 1, 13, /NORB has one value/],
    [`&FCI NORB=2,NELEC= /\n${BODY}`, 1, 18, /NELEC has no value/],
    [`&FCI NORB=2,NELEC=2,ORBSYM=1, /\n${BODY}`, 1, 21, /ORBSYM has 1 values/],
    [`&FCI NORB=2,NELEC=2,IUHF=1 /\n${BODY}`, 1, 26, /unrestricted/],
    [`&FCI NORB=2,NELEC=2,UHF=.TRUE. /\n${BODY}`, 1, 25, /unrestricted/],
    [`&FCI NORB=2,NELEC=2 / 3\n${BODY}`, 1, 21, /nothing may stand after/],
    [HEAD, 2, 5, /no integrals follow the header/],
    [`${HEAD} 0.5 1 1 1 1\n`, 3, 13, /no one-electron integral/],
    [`${HEAD} 0.5 1 1 1 1\n 0.7 0 0 0 0\n`, 4, 13, /no one-electron integral/],
    [`${HEAD} 0.5 1 1 1 1\n -1 1 1 0 0\n`, 4, 12, /core energy.*missing/],
    [`${HEAD} 0.5 1 1 1\n${BODY}`, 3, 11, /line is cut.*4 of the 5/],
    [`${HEAD} 0.5 1 1 1 1 1\n${BODY}`, 3, 14, /found '1' after them/],
    [`${HEAD} 0.5 1 1 3 1\n${BODY}`, 3, 10, /orbital 3 is out of range: NORB=2.*spin orbitals/],
    [`${HEAD} 0.5 1 1 9 1\n${BODY}`, 3, 10, /orbital 9 is out of range: NORB=2/],
    [`${HEAD} 0.5 1 -1 1 1\n${BODY}`, 3, 8, /found '-1'/],
    [`${HEAD} 0.5 1 1 1 0\n${BODY}`, 3, 6, /these zeros mean nothing/],
    [`${HEAD} 0.5 0 1 0 0\n${BODY}`, 3, 6, /these zeros mean nothing/],
    [`${HEAD} NaN 1 1 1 1\n${BODY}`, 3, 2, /finite number, found 'NaN'/],
    [`${HEAD} 1e999 1 1 1 1\n${BODY}`, 3, 2, /finite number/],
    [`${HEAD} (0.5,0.1) 1 1 1 1\n${BODY}`, 3, 2, /complex/],
    [`${HEAD} 0.6 1 1 1 1\n${BODY}`, 4, 2, /0.5 here and 0.6 in line 3/],
    [`${HEAD} 0.1 2 1 0 0\n 0.2 1 2 0 0\n${BODY}`, 4, 2, /0.2 here and 0.1 in line 3/],
    [`&FCI NORB=12,NELEC=2 /\n 0.7 0 0 0 0\n -1 1 1 0 0\n 0.5 2 1 1 1`, 4, 13, /beginning of a longer index/],
  ])('%j at line %i, column %i', (text, line, column, message) => {
    const error = failure(text)
    expect(error.message).toMatch(message)
    expect([error.line, error.column]).toEqual([line, column])
    expect(error.message.startsWith(`bad.fcidump:${line}:${column}: `)).toBe(true)
    expect(error.message.split('\n')[2]).toBe(`  ${' '.repeat(column - 1)}^`)
  })

  test('every proper beginning of a real file, except those that lack only blanks or digits of nothing', () => {
    for (const name of ['h2_sto3g_0.7414', 'lih_sto3g_1.45_frozencore']) {
      const text = molecule(name).trimEnd()
      for (let length = 0; length < text.length; length++) expect(failure(text.slice(0, length)).file).toBe('bad.fcidump')
      expect(readFcidump(text)).toEqual(readFcidump(molecule(name)))
    }
  })
})
