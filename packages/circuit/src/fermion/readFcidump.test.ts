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
    ['! H2, by hand\n&FCI NORB=2.,NELEC=2.0,MS2=+0.000, ! two electrons\n ISYM=1 / written by nobody\n! integrals\n'],
    ['&FCI NORB=2,NELEC=2,ICOMPLEX=1, &END of the header\n'],
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

  test('reads comments between and behind the integrals', () => {
    const commented = H2.split('\n').flatMap((line) => (/^\s*[-.\d]/.test(line) ? [`${line} ! it is 1 2 3`, '! 0.5 1 1 1 1', ''] : [line]))
    expect(readFcidump(commented.join('\n'))).toEqual(readFcidump(H2))
  })

  test.each([['(%,0.0)'], ['( % , -0D0 )'], ['(%  1e-17)'], ['% 0.00000000'], ['%  1.0E-016']])(
    'reads complex numbers without an imaginary part, written %s, as the real ones',
    (form) => {
      const listed = H2.replace(
        /^(\s*)([-+.\deED]+)((?:\s+\d+){4}\s*)$/gm,
        (_, blanks: string, value: string, rest: string) => blanks + form.replace('%', value) + rest,
      )
      expect(listed).not.toBe(H2)
      expect(readFcidump(listed)).toEqual(readFcidump(H2))
    },
  )

  test('takes a core energy that is not listed as zero and says so', () => {
    const { coreEnergy, notes } = readFcidump(`${HEAD} 0.5 1 1 1 1\n -1.0 1 1 0 0\n`)
    expect(coreEnergy).toBe(0)
    expect(notes).toEqual([expect.stringContaining('no core energy')])
    expect(readFcidump(H2).notes).toEqual([])
  })

  // The same chain of two sites, hopping -1 and U = 4, in the ways of common programs.
  test.each([
    [
      'PySCF',
      ' &FCI NORB=   2,NELEC= 2,MS2=0,\n  ORBSYM=1,1,\n  ISYM=1,\n &END\n 4    1    1    1    1\n 4    2    2    2    2\n -1    2    1  0  0\n 0  0  0  0  0\n',
    ],
    [
      'ITensor and HPhi, both directions and no core energy',
      '&FCI NORB=2 ,NELEC=2 ,MS2=0,\n ISYM=1,\n&END\n 4.0 1 1 1 1\n 4.0 2 2 2 2\n-1.00000000 1 2 0 0\n-1.00000000 2 1 0 0\n',
    ],
    [
      'block2, orbital energies and zeros listed',
      '&FCI NORB=2, NELEC=2, MS2=0, ISYM=1, ORBSYM=1,1, IUHF=0 /\n 4.0 1 1 1 1\n 0.0 2 1 1 1\n 0.0 2 2 1 1\n 4.0 2 2 2 2\n 0.0 1 1 0 0\n -1.0 2 1 0 0\n 0.0 2 2 0 0\n 0.0 1 0 0 0\n 0.0 2 0 0 0\n 0.0 0 0 0 0\n',
    ],
    [
      'NECI',
      '&FCI NORB=2,NELEC=2,MS2=0,ORBSYM=1,1,ISYM=1,UHF=.FALSE.,SYML=0 0,SYMLZ=0 0,PROPBITLEN=15,NPROP=1 1 1,TREL=.FALSE. &END\n 4.00 1 1 1 1\n 4.00 2 2 2 2\n -1.00 1 2 0 0\n 0.0 0 0 0 0\n',
    ],
  ])('reads a Hubbard chain as %s writes it', (_, text) => {
    const { oneElectron, twoElectron, coreEnergy, ms2 } = readFcidump(text)
    expect([...oneElectron]).toEqual([0, -1, -1, 0])
    expect([...twoElectron].flatMap((value, at) => (value === 0 ? [] : [[at, value]]))).toEqual([[0, 4], [15, 4]]) // prettier-ignore
    expect([coreEnergy, ms2]).toEqual([0, 0])
  })

  test('notes that a Hubbard ring in momentum space has complex orbitals, and nothing where all places of real ones are listed', () => {
    const n = 4
    const places = Array.from({ length: n ** 4 }, (_, at) => [
      at % n,
      Math.floor(at / n) % n,
      Math.floor(at / n ** 2) % n,
      Math.floor(at / n ** 3),
    ])
    const waves = places.filter(([p, q, r, s]) => (p - q + r - s + 2 * n) % n === 0)
    const write = (list: number[][]): string =>
      `&FCI NORB=${n},NELEC=4,MS2=0 /\n${list.map((place) => `1.0 ${place.map((p) => p + 1).join(' ')}\n`).join('')} -2 1 1 0 0\n 2 3 3 0 0\n 0 0 0 0 0\n`
    expect(readFcidump(write(waves)).notes).toEqual([expect.stringContaining('complex orbitals')])
    expect(readFcidump(write(places)).notes).toEqual([])
    expect(readFcidump(write(places.filter(([p, q, r, s]) => p >= q && r >= s))).notes).toEqual([]) // as PySCF writes four-index arrays
  })

  test('finds a contradiction in every unit, and none where noise is listed twice', () => {
    const contradiction = `${HEAD} 0.5e-13 1 1 1 1\n -1e-13 1 1 0 0\n 0.1e-13 2 1 0 0\n 0.2e-13 1 2 0 0\n 0 0 0 0 0\n`
    expect(() => readFcidump(contradiction)).toThrow('one value is right')
    expect(readFcidump(`${HEAD} 3e-14 2 1 0 0\n -1e-14 1 2 0 0\n${BODY}`).oneElectron[1]).toBe(3e-14)
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
    [`&FCI NORB=2,NELEC=2 / 3\n${BODY}`, 1, 21, /a line of their own/],
    [`&FCI NORB=2,NELEC=2.5 /\n${BODY}`, 1, 19, /whole number, found '2.5'/],
    [`&FCI NORB=2,NELEC=2,TREL=.TRUE. /\n${BODY}`, 1, 26, /relativistic spinors/],
    [HEAD, 2, 5, /no integrals follow the header/],
    [`${HEAD} 0.5 1 1 1 1\n`, 3, 13, /no one-electron integral/],
    [`${HEAD} 0.5 1 1 1 1\n 0.7 0 0 0 0\n`, 4, 13, /no one-electron integral/],
    [`${HEAD} 0.5 1 1 1\n${BODY}`, 3, 11, /line is cut.*4 of the 5/],
    [`${HEAD} 0.5 1 1 1 1 1\n${BODY}`, 3, 14, /found '1' after them/],
    [`${HEAD} 0.5 1 1 3 1\n${BODY}`, 3, 10, /orbital 3 is out of range: NORB=2: the file seems to number spin orbitals, without IUHF=1/],
    [`${HEAD} 0.5 1 1 9 1\n${BODY}`, 3, 10, /orbital 9 is out of range: NORB=2/],
    [`${HEAD} 0.5 1 -1 1 1\n${BODY}`, 3, 8, /found '-1'/],
    [`${HEAD} 0.5 1 1 1 0\n${BODY}`, 3, 6, /these zeros mean nothing/],
    [`${HEAD} 0.5 0 1 0 0\n${BODY}`, 3, 6, /these zeros mean nothing/],
    [`${HEAD} NaN 1 1 1 1\n${BODY}`, 3, 2, /finite number, found 'NaN'/],
    [`${HEAD} 1e999 1 1 1 1\n${BODY}`, 3, 2, /finite number/],
    [`${HEAD} (0.5,0.1) 1 1 1 1\n${BODY}`, 3, 2, /complex, its imaginary part is 0.1/],
    [`${HEAD} 0.5 0.1 1 1 1 1\n${BODY}`, 3, 2, /complex, its imaginary part is 0.1/],
    [`${HEAD} (0.5,0,0) 1 1 1 1\n${BODY}`, 3, 2, /finite number/],
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

  test.each([
    ['in turn', (orbital: number, spin: number): number => 2 * orbital + spin + 1],
    ['first all of spin up', (orbital: number, spin: number): number => orbital + 2 * spin + 1],
  ])('integrals of spin orbitals that nothing declares: %s', (order, place) => {
    const { orbitals: n, oneElectron, twoElectron } = readFcidump(H2)
    const lines = ['&FCI NORB=4,NELEC=2,MS2=0, &END']
    const places = Array.from({ length: n }, (_, p) => p)
    for (const a of [0, 1]) {
      for (const p of places) {
        for (const q of places) {
          lines.push(`${oneElectron[p * n + q]} ${place(p, a)} ${place(q, a)} 0 0`)
          for (const b of [0, 1]) {
            for (const r of places) {
              for (const s of places) {
                lines.push(`${twoElectron[((p * n + q) * n + r) * n + s]} ${place(p, a)} ${place(q, a)} ${place(r, b)} ${place(s, b)}`)
              }
            }
          }
        }
      }
    }
    const { message } = failure([...lines, '0.7 0 0 0 0', ''].join('\n'))
    expect(message).toContain(`integrals of spin orbitals`)
    expect(message).toContain(order)
    expect(message).toContain('2 here, each once')
  })

  test('a Hubbard chain of spin orbitals that leaves out what no electron feels', () => {
    const { message } = failure('&FCI NORB=4,NELEC=2,MS2=0 /\n 4 1 1 2 2\n 4 3 3 4 4\n -1 1 3 0 0\n -1 2 4 0 0\n 0 0 0 0 0\n')
    expect(message).toContain('integrals of spin orbitals, spin up and down in turn')
  })

  test('every proper beginning of a real file, except those that lack only blanks or digits of nothing; or notes that there is no core energy', () => {
    for (const name of ['h2_sto3g_0.7414', 'lih_sto3g_1.45_frozencore']) {
      const text = molecule(name).trimEnd()
      for (let length = 0; length < text.length; length++) {
        const begun = text.slice(0, length)
        const ended = begun.trimEnd().split('\n').at(-1) ?? '' // a whole line: the only cut that cannot be seen
        const whole = text.split('\n').some((line) => line.trim() === ended.trim()) && / [1-9]\d* \d+ 0 0$/.test(ended.trimEnd())
        if (whole) expect(readFcidump(begun).notes).toHaveLength(1)
        else expect(failure(begun).file).toBe('bad.fcidump')
      }
      expect(readFcidump(text)).toEqual(readFcidump(molecule(name)))
    }
  })
})
