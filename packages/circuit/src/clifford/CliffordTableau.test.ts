import { chiSquaredTest, csrMultiply, haarState, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { parameter } from '../angles/index.ts'
import { applyToState } from '../oracles/applyToState.ts'
import { Circuit } from '../Circuit.ts'
import { operationMatrix } from '../gates/operationMatrix.ts'
import { parsePauliSum } from '../pauli/parsePauliSum.ts'
import { multiplyPauliSums, pauliSumsCommute } from '../pauli/pauliAlgebra.ts'
import { pauliExpectation, toSparse } from '../pauli/pauliMatrix.ts'
import { pauliTerm } from '../pauli/pauliSum.ts'
import { CliffordTableau, NonCliffordError } from './CliffordTableau.ts'
import { cliffordKernels } from './cliffordKernels.ts'

const QUARTER = Math.PI / 2

/** Appends one Clifford gate; there is one for every gate of the table that can be Clifford. k is a random whole number. */
const oneQubitGates: readonly ((circuit: Circuit, q: number, k: number) => Circuit)[] = [
  (c, q) => c.i(q),
  (c, q) => c.x(q),
  (c, q) => c.y(q),
  (c, q) => c.z(q),
  (c, q) => c.h(q),
  (c, q) => c.s(q),
  (c, q) => c.sdg(q),
  (c, q) => c.sx(q),
  (c, q) => c.sxdg(q),
  (c, q, k) => c.rx(k * QUARTER, q),
  (c, q, k) => c.ry(k * QUARTER, q),
  (c, q, k) => c.rz(k * QUARTER, q),
  (c, q, k) => c.p(k * QUARTER, q),
  (c, q, k) => c.u(k * QUARTER, (k >> 1) * QUARTER, (k >> 2) * QUARTER, q),
  (c, q, k) => c.u(0, k * QUARTER + 0.3, -0.3, q),
  (c, q, k) => c.globalPhase(k * QUARTER).barrier(q),
]
const twoQubitGates: readonly ((circuit: Circuit, a: number, b: number, k: number) => Circuit)[] = [
  (c, a, b) => c.cx(a, b),
  (c, a, b) => c.cy(a, b),
  (c, a, b) => c.cz(a, b),
  (c, a, b) => c.swap(a, b),
  (c, a, b) => c.iswap(a, b),
  (c, a, b) => c.ecr(a, b),
  (c, a, b) => c.dcx(a, b),
  (c, a, b, k) => c.rxx(k * QUARTER, a, b),
  (c, a, b, k) => c.ryy(k * QUARTER, a, b),
  (c, a, b, k) => c.rzz(k * QUARTER, a, b),
  (c, a, b, k) => c.rzx(k * QUARTER, a, b),
  (c, a, b, k) => c.cp(k * Math.PI, a, b),
  (c, a, b, k) => c.crx(k * Math.PI, a, b),
  (c, a, b, k) => c.cry(k * Math.PI, a, b),
  (c, a, b, k) => c.crz(k * Math.PI, a, b),
  (c, a, b, k) => c.xxPlusYy(k * Math.PI, 0, a, b),
  (c, a, b, k) => c.xxMinusYy(k * Math.PI, 0, a, b),
  (c, a, b, k) => c.mcx([a], b).mcp(k * Math.PI, [b], a),
]

function appendRandomGate(circuit: Circuit, random: RandomStream): void {
  const order = random.permutation(circuit.qubitCount)
  const k = random.integer(16) - 8
  const kind = random.integer(5)
  if (kind < 2 || circuit.qubitCount === 1) oneQubitGates[random.integer(oneQubitGates.length)](circuit, order[0], k)
  else if (kind < 4) twoQubitGates[random.integer(twoQubitGates.length)](circuit, order[0], order[1], k)
  else {
    const qubits = [...order.subarray(0, 1 + random.integer(order.length))]
    circuit.pauliRotation(k * QUARTER, qubits.map(() => 'XYZ'[random.integer(3)]).join(''), qubits)
  }
}

function randomClifford(random: RandomStream, qubits: number, gates: number): Circuit {
  const circuit = new Circuit(qubits)
  for (let i = 0; i < gates; i++) appendRandomGate(circuit, random)
  return circuit
}

function zeroState(qubits: number): Float64Array {
  const state = new Float64Array(2 ** (qubits + 1))
  state[0] = 1
  return state
}

/** The largest difference between C X_i|psi> and (row i)(C|psi>), over all rows of both kinds: what the tableau claims, tried on a random state. */
function distanceFromOracle(circuit: Circuit, tableau: CliffordTableau, random: RandomStream): number {
  const n = circuit.qubitCount
  const psi = haarState(2 ** n, random)
  const evolved = applyToState(circuit, psi)
  const act = (sum: ReturnType<typeof parsePauliSum>, state: Float64Array): Float64Array => csrMultiply(toSparse(sum, n), state)
  let worst = 0
  for (const [letter, rows] of [
    ['X', tableau.destabilizers()],
    ['Z', tableau.stabilizers()],
  ] as const) {
    // prettier-ignore
    rows.forEach((text, qubit) => {
      const left = applyToState(circuit, act(pauliTerm(letter, [qubit]), psi))
      const right = act(parsePauliSum(text), evolved)
      left.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - right[i]))))
    })
  }
  return worst
}

describe('CliffordTableau', () => {
  test('rows are where the circuit takes X and Z, signs included: each gate alone', () => {
    const random = new RandomStream(1)
    for (let k = -4; k <= 4; k++) {
      for (const gate of oneQubitGates) {
        const circuit = gate(new Circuit(1), 0, k)
        expect(distanceFromOracle(circuit, CliffordTableau.fromCircuit(circuit), random), JSON.stringify(circuit.operations)).toBeLessThan(
          1e-12,
        )
      }
      for (const gate of twoQubitGates) {
        for (const [a, b] of [
          [0, 1],
          [1, 0],
        ]) {
          // prettier-ignore
          const circuit = gate(new Circuit(2), a, b, k)
          expect(
            distanceFromOracle(circuit, CliffordTableau.fromCircuit(circuit), random),
            JSON.stringify(circuit.operations),
          ).toBeLessThan(1e-12)
        }
      }
    }
  })

  test('rows are where the circuit takes X and Z: random circuits to six qubits', () => {
    const random = new RandomStream(2)
    for (let i = 0; i < 60; i++) {
      const circuit = randomClifford(random, 1 + (i % 6), 40)
      expect(distanceFromOracle(circuit, CliffordTableau.fromCircuit(circuit), random)).toBeLessThan(1e-11)
    }
  })

  test('a gate with a fast update and the same gate as a matrix give the same rows, on more qubits than a word has bits', () => {
    const random = new RandomStream(3)
    const scrambled = CliffordTableau.fromCircuit(randomClifford(random, 40, 600))
    for (const gate of Object.keys(cliffordKernels)) {
      for (const qubits of [
        [33, 2],
        [5, 39],
      ]) {
        // prettier-ignore
        const two = ['cx', 'cy', 'cz', 'swap'].includes(gate)
        const [operation] = (two ? new Circuit(40)[gate as 'cx'](qubits[0], qubits[1]) : new Circuit(40)[gate as 'h'](qubits[0])).operations
        const matrix = new Circuit(40).unitary(operationMatrix(operation), two ? qubits : [qubits[0]]).operations[0]
        expect(scrambled.copy().apply(matrix).equals(scrambled.copy().apply(operation)), gate).toBe(true)
        if (gate !== 'i') expect(scrambled.copy().apply(operation).equals(scrambled), gate).toBe(false)
      }
    }
  })

  test('a circuit and its inverse bring 100 qubits back to the identity', () => {
    const circuit = randomClifford(new RandomStream(4), 100, 1500)
    const tableau = CliffordTableau.fromCircuit(circuit)
    expect(tableau.equals(new CliffordTableau(100))).toBe(false)
    for (const operation of circuit.inverse().operations) tableau.apply(operation)
    expect(tableau.equals(new CliffordTableau(100))).toBe(true)
  })

  test('row i of the destabilizers anticommutes with row i of the stabilizers, and all else commutes', () => {
    const tableau = CliffordTableau.fromCircuit(randomClifford(new RandomStream(5), 35, 500))
    for (let qubit = 0; qubit < 35; qubit += 3) tableau.measure(qubit, new RandomStream(qubit))
    const [lows, highs] = [tableau.destabilizers().map(parsePauliSum), tableau.stabilizers().map(parsePauliSum)]
    for (let i = 0; i < 35; i++) {
      for (let j = 0; j < 35; j++) {
        expect(pauliSumsCommute(lows[i], highs[j])).toBe(i !== j)
        expect(pauliSumsCommute(lows[i], lows[j]) && pauliSumsCommute(highs[i], highs[j])).toBe(true)
      }
    }
  })

  test.each<[string, Circuit, Circuit]>([
    ['(S H)^3 is a phase', new Circuit(2).h(0).s(0).repeat(3), new Circuit(2)],
    ['H S S H is X', new Circuit(2).h(0).s(0).s(0).h(0), new Circuit(2).x(0)],
    ['H CX H is CZ', new Circuit(2).h(1).cx(0, 1).h(1), new Circuit(2).cz(0, 1)],
    ['three CX are a SWAP', new Circuit(2).cx(0, 1).cx(1, 0).cx(0, 1), new Circuit(2).swap(0, 1)],
    ['H on both turns a CX round', new Circuit(2).h(0).h(1).cx(0, 1).h(0).h(1), new Circuit(2).cx(1, 0)],
    ['SX is H S H', new Circuit(2).h(0).s(0).h(0), new Circuit(2).sx(0)],
    ['RZ(pi/2) is S up to phase', new Circuit(2).rz(QUARTER, 0), new Circuit(2).s(0)],
  ])('the identity %s holds', (_, left, right) => {
    expect(CliffordTableau.fromCircuit(left).equals(CliffordTableau.fromCircuit(right))).toBe(true)
  })

  test('a Bell pair has the stabilizers that everybody knows', () => {
    const bell = CliffordTableau.fromCircuit(new Circuit(2).h(0).cx(0, 1))
    expect(bell.stabilizers()).toEqual(['+X0*X1', '+Z0*Z1'])
    expect(bell.destabilizers()).toEqual(['+Z0', '+X1'])
    expect([bell.expectation('YY', [0, 1]), bell.expectation('ZZ', [0, 1]), bell.expectation('ZI', [0, 1])]).toEqual([-1, 1, 0])
  })

  test('expectations of strings are those of the state vector', () => {
    const random = new RandomStream(6)
    const seen = { '-1': 0, 0: 0, 1: 0 }
    for (let i = 0; i < 30; i++) {
      const n = 1 + (i % 5)
      const circuit = randomClifford(random, n, 6)
      const [tableau, state] = [CliffordTableau.fromCircuit(circuit), applyToState(circuit, zeroState(n))]
      for (let j = 0; j < 20; j++) {
        const qubits = [...random.permutation(n)]
        const pauli = qubits.map(() => 'IXYZ'[random.integer(4)]).join('')
        const value = tableau.expectation(pauli, qubits)
        expect(pauliExpectation(pauliTerm(pauli, qubits), state)).toBeCloseTo(value, 10)
        seen[value]++
      }
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(10)
  })

  test('a product of stabilizers has the sign that the algebra of Pauli sums gives it, over more rows than a word has bits', () => {
    const random = new RandomStream(10)
    const tableau = CliffordTableau.fromCircuit(randomClifford(random, 100, 2000))
    const stabilizers = tableau.stabilizers().map(parsePauliSum)
    const seen = new Set<number>()
    for (let i = 0; i < 30; i++) {
      const product = stabilizers.filter(() => random.integer(2) === 1).reduce(multiplyPauliSums)
      const [{ re, pauli, qubits }] = product.terms
      expect(tableau.expectation(pauli, qubits)).toBe(re)
      seen.add(re)
    }
    expect(seen).toEqual(new Set([1, -1]))
  })

  test('isSameState sees through different rows, equals does not', () => {
    const [one, other] = [new Circuit(2).h(0).cx(0, 1), new Circuit(2).h(1).cx(1, 0)].map((circuit) => CliffordTableau.fromCircuit(circuit))
    expect([one.isSameState(other), one.equals(other)]).toEqual([true, false])
    expect(one.isSameState(CliffordTableau.fromCircuit(new Circuit(2).h(0).cx(0, 1).z(0)))).toBe(false)
    expect(one.isSameState(new CliffordTableau(3))).toBe(false)
  })
})

describe('measure', () => {
  test('is certain exactly when the state vector is, and leaves the projected state', () => {
    const random = new RandomStream(7)
    const seen = { certain: 0, random: 0 }
    for (let i = 0; i < 60; i++) {
      const n = 1 + (i % 6)
      const circuit = randomClifford(random, n, 12)
      const tableau = CliffordTableau.fromCircuit(circuit)
      const state = applyToState(circuit, zeroState(n))
      for (let shot = 0; shot < 2 * n; shot++) {
        const qubit = random.integer(n)
        const probabilityOfOne = (1 - pauliExpectation(pauliTerm('Z', [qubit]), state)) / 2
        const { outcome, deterministic } = tableau.measure(qubit, random)
        expect(probabilityOfOne).toBeCloseTo(deterministic ? outcome : 0.5, 10)
        seen[deterministic ? 'certain' : 'random']++
        project(state, qubit, outcome)
        for (const text of tableau.stabilizers()) expect(pauliExpectation(parsePauliSum(text), state)).toBeCloseTo(1, 10)
      }
    }
    expect(Math.min(seen.certain, seen.random)).toBeGreaterThan(50)
  })

  test('outcomes of 70 qubits in a GHZ state all agree, and each of the two is as likely (false alarm 1e-9)', () => {
    const ghz = new Circuit(70).h(0)
    for (let qubit = 1; qubit < 70; qubit++) ghz.cx(qubit - 1, qubit)
    const prepared = CliffordTableau.fromCircuit(ghz)
    const random = new RandomStream(8)
    const counts = [0, 0]
    for (let shot = 0; shot < 400; shot++) {
      const tableau = prepared.copy()
      const first = tableau.measure(69, random)
      expect(first.deterministic).toBe(false)
      for (const qubit of [0, 31, 32, 68]) expect(tableau.measure(qubit, random)).toEqual({ outcome: first.outcome, deterministic: true })
      counts[first.outcome]++
    }
    expect(chiSquaredTest(counts, [0.5, 0.5]).pValue).toBeGreaterThan(1e-9)
  })

  test('a certain outcome draws no random number', () => {
    const [random, untouched] = [new RandomStream(9), new RandomStream(9)]
    expect(CliffordTableau.fromCircuit(new Circuit(1).x(0)).measure(0, random)).toEqual({ outcome: 1, deterministic: true })
    expect(random.uniform()).toBe(untouched.uniform())
  })
})

describe('CliffordTableau refuses', () => {
  test.each<[string, Circuit, RegExp]>([
    ['t', new Circuit(1).t(0), /t on \[0\] is not a Clifford gate/],
    ['rx by an odd angle', new Circuit(1).rx(0.3, 0), /rx\(0.3\) on \[0\] is not a Clifford gate: a multiple of pi\/2/],
    ['ccx', new Circuit(3).ccx(0, 1, 2), /ccx on \[0, 1, 2\] is not/],
    ['ch', new Circuit(2).ch(0, 1), /not a Clifford gate/],
    ['cp(pi/2)', new Circuit(2).cp(QUARTER, 0, 1), /not a Clifford gate/],
    ['mcx of five qubits', new Circuit(5).mcx([0, 1, 2, 3], 4), /not a Clifford gate/],
  ])('a gate that is not Clifford: %s', (_, circuit, message) => {
    expect(() => CliffordTableau.fromCircuit(circuit)).toThrow(NonCliffordError)
    expect(() => CliffordTableau.fromCircuit(circuit)).toThrow(message)
  })

  test.each<[string, () => unknown, RegExp]>([
    ['a measurement', () => CliffordTableau.fromCircuit(new Circuit(1).measure(0, 'b')), /measure\(qubit, random\)/],
    ['a reset', () => CliffordTableau.fromCircuit(new Circuit(1).reset(0)), /reset is not unitary/],
    ['a channel', () => CliffordTableau.fromCircuit(new Circuit(1).depolarizing(0.1, 0)), /depolarizing is not unitary/],
    ['a symbol', () => CliffordTableau.fromCircuit(new Circuit(1).rx(parameter('w'), 0)), /angle w of rx has symbols/],
    ['a qubit out of range', () => new CliffordTableau(2).measure(2, new RandomStream(1)), /qubit 2 is out of range.*0 to 1/],
    ['letters that do not fit', () => new CliffordTableau(2).expectation('XQ', [0, 1]), /each I, X, Y or Z/],
    ['a repeated qubit', () => new CliffordTableau(2).expectation('XX', [1, 1]), /qubit 1 appears twice/],
    ['half a qubit', () => new CliffordTableau(0.5), /got 0.5/],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(RangeError)
    expect(act).toThrow(message)
  })

  test('a condition, for there are no bits', () => {
    const circuit = new Circuit(1).measure(0, 'b').when({ bits: ['b'], value: 1 }, (inner) => inner.x(0))
    expect(() => new CliffordTableau(1).apply(circuit.operations[1])).toThrow(/x has a condition/)
  })
})

function project(state: Float64Array, qubit: number, outcome: 0 | 1): void {
  let kept = 0
  for (let k = 0; k < state.length / 2; k++) {
    if (((k >> qubit) & 1) !== outcome) state.fill(0, 2 * k, 2 * k + 2)
    kept += state[2 * k] ** 2 + state[2 * k + 1] ** 2
  }
  for (let i = 0; i < state.length; i++) state[i] /= Math.sqrt(kept)
}
