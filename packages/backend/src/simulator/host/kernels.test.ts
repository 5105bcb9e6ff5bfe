import { RandomStream, haarState, haarUnitary, highestBit, parity } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { maskOf } from '../../lowering/schedule/qubitBit.ts'
import type { Amplitudes } from '../ProgramEngine.ts'
import { type Cube, setCube, wholeCube } from './cube.ts'
import { applyDense, denseFrame } from './dense.ts'
import { multiplyPhase, parityImaginary, rotateZ } from './diagonal.ts'
import { exchange } from './permutation.ts'
import { axisOf, backRotate, rotate } from './rotation.ts'
import { addGroup, expectGroup } from './pauliSum.ts'
import { cumulate, marginalise, reducedDensity, scaleCube, weightOf } from './reductions.ts'
import { walshHadamard } from './walshHadamard.ts'

/** The slow twin of every linear kernel: out[i] = sum over j of element(i, j) state[j]. */
type Element = (row: number, column: number) => readonly [re: number, im: number]

function multiplySlowly(state: Amplitudes, element: Element): Float64Array {
  const out = new Float64Array(state.length)
  for (let i = 0; 2 * i < state.length; i++) {
    for (let j = 0; 2 * j < state.length; j++) {
      const [re, im] = element(i, j)
      out[2 * i] += re * state[2 * j] - im * state[2 * j + 1]
      out[2 * i + 1] += re * state[2 * j + 1] + im * state[2 * j]
    }
  }
  return out
}

/** <i| P |j>. */
function pauliElement(pauli: string, qubits: readonly number[], i: number, j: number): readonly [number, number] {
  let [re, im] = [1, 0]
  let rest = i ^ j
  qubits.forEach((qubit, letter) => {
    const [to, from] = [(i >> qubit) & 1, (j >> qubit) & 1]
    rest &= ~(1 << qubit)
    if ((pauli[letter] === 'Z') !== (to === from)) [re, im] = [0, 0]
    if (pauli[letter] === 'Z' && from === 1) [re, im] = [-re, -im]
    if (pauli[letter] === 'Y') [re, im] = from === 0 ? [-im, re] : [im, -re]
  })
  return rest === 0 ? [re, im] : [0, 0]
}

/** <i| U |j> for a matrix on some qubits under controls. */
function controlledElement(
  u: ArrayLike<number>,
  qubits: readonly number[],
  controls: number,
  i: number,
  j: number,
): readonly [number, number] {
  if ((j & controls) !== controls || (i & controls) !== controls) return i === j ? [1, 0] : [0, 0]
  if ((i & ~maskOf(qubits)) !== (j & ~maskOf(qubits))) return [0, 0]
  const place = (index: number) => qubits.reduce((sum, qubit, bit) => sum + (((index >> qubit) & 1) << bit), 0)
  const at = 2 * (place(i) * 2 ** qubits.length + place(j))
  return [u[at], u[at + 1]]
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const tolerance = actual instanceof Float32Array ? 1e-5 : 1e-12
  expect(actual.length).toBe(expected.length)
  for (let i = 0; i < actual.length; i++) expect(Math.abs(actual[i] - expected[i])).toBeLessThan(tolerance)
}

function cubeOf(qubits: number, fixed: number, ones: number): Cube {
  const cube = wholeCube(qubits)
  setCube(cube, qubits, fixed, ones)
  return cube
}

const QUBITS = 6

describe.each([
  ['double', (data: Float64Array): Amplitudes => data.slice()],
  ['single', (data: Float64Array): Amplitudes => Float32Array.from(data)],
])('in %s precision', (_, inPrecision) => {
  const random = new RandomStream(11)
  const draw = () => inPrecision(haarState(2 ** QUBITS, random))
  const drawQubits = (count: number) => [...random.permutation(QUBITS)].slice(0, count)

  test('a Pauli rotation agrees with cos - i sin P, for every number of Ys', () => {
    for (const pauli of ['X', 'Y', 'XZ', 'YZ', 'YY', 'XYZ', 'YYY', 'YYYY', 'ZXYZX', 'XXYZZY']) {
      const qubits = drawQubits(pauli.length)
      const axis = axisOf({ pauli, qubits })
      const [c, s] = [Math.cos(0.4), Math.sin(0.4)]
      const state = draw()
      const expected = multiplySlowly(state, (i, j) => {
        const [re, im] = pauliElement(pauli, qubits, i, j)
        return [(i === j ? c : 0) + s * im, -s * re]
      })
      rotate(state, cubeOf(QUBITS, highestBit(axis.x), 0), axis, c, axis.sign * s)
      expectClose(state, expected)
    }
  })

  test('a step back undoes the rotation on both states and returns Im <bra| P |ket>', () => {
    for (const pauli of ['X', 'Y', 'YZ', 'YY', 'XYZ', 'YYY']) {
      const qubits = drawQubits(pauli.length)
      const axis = axisOf({ pauli, qubits })
      const [ket, bra] = [draw(), draw()]
      const [ketBefore, braBefore] = [ket.slice(), bra.slice()]
      const [c, g] = [Math.cos(0.3), axis.sign * Math.sin(0.3)]
      const cube = cubeOf(QUBITS, highestBit(axis.x), 0)
      rotate(ket, cube, axis, c, g)
      rotate(bra, cube, axis, c, g)
      const image = multiplySlowly(ket, (i, j) => pauliElement(pauli, qubits, i, j))
      const expected = innerImaginary(bra, image)
      expectClose([backRotate(ket, bra, cube, axis, c, g)].map(Math.fround), [expected].map(Math.fround))
      expectClose(ket, ketBefore)
      expectClose(bra, braBefore)
    }
  })

  test('diagonal kernels multiply by their phases and sum Im(conj(bra) ket)', () => {
    const z = maskOf(drawQubits(3))
    const whole = wholeCube(QUBITS)
    const sign = (i: number) => 1 - 2 * parity(i & z)
    const cases: [angle: (i: number) => number, run: (state: Amplitudes) => void][] = [
      [(i) => -0.2 * sign(i), (state) => rotateZ(state, whole, z, Math.cos(0.2), Math.sin(0.2))],
      [(i) => ((i & z) === z ? 0.7 : 0), (state) => multiplyPhase(state, cubeOf(QUBITS, z, z), Math.cos(0.7), Math.sin(0.7))],
    ]
    for (const [angle, run] of cases) {
      const state = draw()
      const expected = multiplySlowly(state, (i, j) => (i === j ? [Math.cos(angle(i)), Math.sin(angle(i))] : [0, 0]))
      run(state)
      expectClose(state, expected)
    }
    const [ket, bra] = [draw(), draw()]
    const weighted = (weight: (i: number) => number) =>
      innerImaginary(
        bra,
        multiplySlowly(ket, (i, j) => (i === j ? [weight(i), 0] : [0, 0])),
      )
    expectClose([parityImaginary(ket, bra, whole, z)], [weighted(sign)])
  })

  test('X and SWAP under controls move amplitudes as their permutations do', () => {
    const [a, b, control] = drawQubits(3)
    const controls = 1 << control
    const flipped = draw()
    const expectedFlip = multiplySlowly(flipped, (i, j) => controlledElement([0, 0, 1, 0, 1, 0, 0, 0], [a], controls, i, j))
    exchange(flipped, cubeOf(QUBITS, controls | (1 << a), controls), 0, 1 << a)
    expectClose(flipped, expectedFlip)
    const swap = [1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1].flatMap((entry) => [entry, 0])
    const swapped = draw()
    const expectedSwap = multiplySlowly(swapped, (i, j) => controlledElement(swap, [a, b], controls, i, j))
    exchange(swapped, cubeOf(QUBITS, controls | (1 << a) | (1 << b), controls), 1 << a, 1 << b)
    expectClose(swapped, expectedSwap)
  })

  test('a dense matrix on two or three qubits agrees with its slow twin', () => {
    for (const count of [2, 3]) {
      const qubits = drawQubits(count)
      const u = haarUnitary(2 ** count, random).data
      const state = draw()
      const expected = multiplySlowly(state, (i, j) => controlledElement(u, qubits, 0, i, j))
      applyDense(state, cubeOf(QUBITS, maskOf(qubits), 0), denseFrame(qubits), u, 0)
      expectClose(state, expected)
    }
  })

  test('Pauli terms that share an X mask have the expectation and the action of their sum, with tables and without', () => {
    const state = draw()
    const terms = ['XXZIII', 'YYZIII', 'XYIZII', 'XXIIII'].map((letters, i) => ({ letters, weight: 0.5 + i }))
    const real = diagonalOf(terms.filter(({ letters }) => (letters.split('Y').length - 1) % 2 === 0))
    const imaginary = diagonalOf(terms.filter(({ letters }) => (letters.split('Y').length - 1) % 2 === 1))
    const element: Element = (i, j) => {
      let [re, im] = [0, 0]
      for (const { letters, weight } of terms) {
        const qubits = Array.from(letters).flatMap((letter, qubit) => (letter === 'I' ? [] : [qubit]))
        const [a, b] = pauliElement(letters.replaceAll('I', ''), qubits, i, j)
        re += weight * a
        im += weight * b
      }
      return [re, im]
    }
    const image = multiplySlowly(state, element)
    for (const tabled of [false, true]) {
      const group = { x: 3, pivot: 2, real: tabled ? withTable(real) : real, imaginary: tabled ? withTable(imaginary) : imaginary }
      const cube = cubeOf(QUBITS, 2, 0)
      expectClose([expectGroup(state, cube, group)], [innerReal(state, image)])
      const out = inPrecision(new Float64Array(state.length))
      addGroup(out, state, cube, group, 2)
      expectClose(
        out,
        image.map((part) => 2 * part),
      )
    }
  })

  test('weights, running sums, marginals and reduced density matrices are sums of |amplitude|^2', () => {
    const state = draw()
    const weights = Float64Array.from({ length: 2 ** QUBITS }, (_, i) => state[2 * i] ** 2 + state[2 * i + 1] ** 2)
    const [a, b] = drawQubits(2)
    const inside = weights.reduce((sum, weight, i) => sum + ((i >> a) & 1) * weight, 0)
    expectClose([weightOf(state, cubeOf(QUBITS, 1 << a, 1 << a))], [inside])
    const sums = new Float64Array(2 ** QUBITS)
    expectClose([cumulate(state, sums, 0, 2 ** QUBITS, 0)], [weights.reduce((sum, weight) => sum + weight, 0)])
    const marginal = new Float64Array(4)
    marginalise(state, [a, b], marginal, 0, 0, 2 ** QUBITS)
    const rho = reducedDensity(state, cubeOf(QUBITS, (1 << a) | (1 << b), 0), denseFrame([a, b]))
    expectClose(
      [0, 1, 2, 3].map((i) => rho[2 * 5 * i]),
      marginal,
    )
  })
})

test('the Walsh-Hadamard transform turns coefficients of Z strings into the diagonal that they make', () => {
  const coefficients = new RandomStream(5).fillNormal(new Float64Array(16))
  const values = coefficients.slice()
  walshHadamard(values)
  expectClose(
    values,
    Float64Array.from({ length: 16 }, (_, i) =>
      coefficients.reduce((sum, coefficient, z) => sum + coefficient * (1 - 2 * parity(i & z)), 0),
    ),
  )
})

function innerImaginary(bra: Amplitudes, ket: Amplitudes): number {
  let sum = 0
  for (let i = 0; i < bra.length; i += 2) sum += bra[i] * ket[i + 1] - bra[i + 1] * ket[i]
  return sum
}

function innerReal(bra: Amplitudes, ket: Amplitudes): number {
  let sum = 0
  for (let i = 0; i < bra.length; i++) sum += bra[i] * ket[i]
  return sum
}

function diagonalOf(terms: readonly { readonly letters: string; readonly weight: number }[]) {
  const maskWhere = (letters: string, wanted: string) =>
    Array.from(letters).reduce((mask, letter, qubit) => mask | (wanted.includes(letter) ? 1 << qubit : 0), 0)
  const signs = terms.map(({ letters, weight }) => ((letters.split('Y').length - 1) % 4 < 2 ? weight : -weight))
  return { table: undefined, z: Int32Array.from(terms, ({ letters }) => maskWhere(letters, 'YZ')), coefficients: Float64Array.from(signs) }
}

function withTable(diagonal: ReturnType<typeof diagonalOf>) {
  const table = new Float64Array(2 ** QUBITS)
  diagonal.z.forEach((mask, term) => (table[mask] += diagonal.coefficients[term]))
  walshHadamard(table)
  return { ...diagonal, table }
}

test('cubes with different values of their fixed bits share no basis state and together hold all', () => {
  const seen = new Float64Array(2 ** (QUBITS + 1)).fill(1)
  const fixed = 0b101001
  for (const values of [0, 1, 8, 9, 32, 33, 40, 41]) scaleCube(seen, cubeOf(QUBITS, fixed, values), 2)
  expect([...seen]).toEqual([...seen].fill(2))
})
