import { maxAbsDifference } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { feature, parameter, plus, times } from '../angles/index.ts'
import { Circuit } from '../Circuit.ts'
import { CliffordTableau } from '../clifford/CliffordTableau.ts'
import { applyToState } from '../oracles/applyToState.ts'
import { randomCircuit } from '../randomCircuit.ts'
import { counts } from './counts.ts'
import { depth } from './depth.ts'
import { lightCone } from './lightCone.ts'
import { parameterCount } from './parameterCount.ts'
import { tCount } from './tCount.ts'
import { twoQubitDepth } from './twoQubitDepth.ts'

describe('depth', () => {
  test('is the longest chain of operations that share qubits', () => {
    expect(depth(new Circuit(3))).toBe(0)
    expect(depth(new Circuit(3).h(0).h(1).h(2))).toBe(1)
    expect(depth(new Circuit(3).h(0).cx(0, 1).cx(1, 2))).toBe(3)
  })

  test('does not count barriers, but they hold back what follows', () => {
    expect(depth(new Circuit(2).h(0).barrier(0, 1).h(1))).toBe(2)
    expect(depth(new Circuit(2).h(0).h(1))).toBe(1)
  })

  test('counts the wait for a measured bit and not a global phase', () => {
    const circuit = new Circuit(2).measure(0, 'c').when({ bits: ['c'], value: 1 }, (each) => each.x(1))
    expect(depth(circuit.globalPhase(1))).toBe(2)
  })

  test('counts no assignment of a bit, but waits for what it waits for', () => {
    const circuit = new Circuit(2)
      .measure(0, 'c')
      .when({ bits: ['c'], value: 1 }, (each) => each.setBit('d'))
      .when({ bits: ['d'], value: 1 }, (each) => each.x(1))
    expect(depth(circuit)).toBe(2)
    expect(depth(new Circuit(2).x(1).setBit('d').clearBit('d'))).toBe(1)
  })

  test('can count some operations only', () => {
    const circuit = new Circuit(3).h(0).cx(0, 1).t(1).cx(1, 2)
    expect(depth(circuit, { counted: ({ qubits }) => qubits.length === 2 })).toBe(2)
  })
})

test('counts tells how often each gate occurs, in order of first use', () => {
  const result = counts(new Circuit(2).h(0).cx(0, 1).h(1).measureAll())
  expect(result).toEqual({ h: 2, cx: 1, measure: 2 })
  expect(Object.keys(result)).toEqual(['h', 'cx', 'measure'])
})

describe('twoQubitDepth', () => {
  test('is the longest chain of gates on two or more qubits: a Toffoli gate counts as one', () => {
    expect(twoQubitDepth(new Circuit(3).h(0).cx(0, 1).t(1).cx(1, 2).h(2))).toBe(2)
    expect(twoQubitDepth(new Circuit(3).ccx(0, 1, 2))).toBe(1)
    expect(twoQubitDepth(new Circuit(4).ccx(0, 1, 2).cz(2, 3).cz(0, 1))).toBe(2)
  })

  test.each([
    ['channel', (circuit: Circuit) => circuit.depolarizing2(0.1, 1, 2)],
    ['barrier', (circuit: Circuit) => circuit.barrier(1, 2)],
  ])('does not count a %s on two qubits, but keeps its order', (_, between) => {
    expect(twoQubitDepth(between(new Circuit(4)))).toBe(0)
    expect(twoQubitDepth(between(new Circuit(4).cx(0, 1)).cx(2, 3))).toBe(2)
    expect(twoQubitDepth(new Circuit(4).cx(0, 1).cx(2, 3))).toBe(1)
  })

  test('counts a gate with a condition, which waits for the measurement of its bit', () => {
    const circuit = new Circuit(5)
      .cx(0, 1)
      .measure(1, 'c')
      .reset(1)
      .when({ bits: ['c'], value: 1 }, (then) => then.cx(2, 3).x(4))
    expect(twoQubitDepth(circuit)).toBe(2)
    expect(twoQubitDepth(new Circuit(2).h(0).measureAll().globalPhase(1))).toBe(0)
  })
})

describe('parameterCount', () => {
  test('counts each parameter once and no feature', () => {
    const w = parameter('w')
    const circuit = new Circuit(2)
      .rx(w, 0)
      .rz(plus(times(w, feature('x')), parameter('b')), 1)
      .ry(feature('y'), 0)
    expect(parameterCount(circuit)).toBe(2)
  })

  test('counts what is used, not what is declared', () => {
    expect(parameterCount(new Circuit(1).rx(parameter('w'), 0).withOperations([]))).toBe(0)
  })
})

describe('tCount', () => {
  test('counts T gates by any name', () => {
    const circuit = new Circuit(2)
      .t(0)
      .tdg(1)
      .p(Math.PI / 4, 0)
      .rz((3 * Math.PI) / 4, 0)
    expect(tCount(circuit.rx(-Math.PI / 4, 1).rzz(Math.PI / 4, 0, 1))).toBe(6)
  })

  test('knows what larger gates take', () => {
    const three = new Circuit(3)
    expect(tCount(three.copy().ccx(0, 1, 2).ccz(0, 1, 2).cswap(0, 1, 2).mcx([0, 1], 2))).toBe(28)
    expect(
      tCount(
        three
          .copy()
          .cs(0, 1)
          .csdg(1, 2)
          .cp(-Math.PI / 2, 0, 2),
      ),
    ).toBe(9)
    expect(
      tCount(
        three
          .copy()
          .crx(Math.PI / 2, 0, 1)
          .crz(-Math.PI / 2, 0, 2),
      ),
    ).toBe(4)
  })

  test('is zero for every circuit that a tableau takes', () => {
    let clifford = 0
    for (let seed = 0; seed < 300; seed++) {
      const circuit = randomCircuit({ qubits: 2, operations: 1, seed })
      const [operation] = circuit.operations
      const quarter = circuit.withOperations([{ ...operation, angles: operation.angles.map((_, i) => ((seed + i) % 8) * (Math.PI / 2)) }])
      if (!isClifford(quarter)) continue
      clifford++
      expect(tCount(quarter), operation.gate).toBe(0)
    }
    expect(clifford).toBeGreaterThan(100)
  })

  test('takes nothing for measurements, resets, channels, barriers and phases', () => {
    expect(tCount(new Circuit(2).measure(0, 'c').reset(0).depolarizing(0.1, 1).barrier().globalPhase(parameter('w')))).toBe(0)
  })

  test('is not known where an angle is neither, or a symbol', () => {
    expect(tCount(new Circuit(1).t(0).rz(0.3, 0))).toBeUndefined()
    expect(tCount(new Circuit(1).rz(parameter('w'), 0))).toBeUndefined()
    expect(tCount(new Circuit(4).mcx([0, 1, 2], 3))).toBeUndefined()
  })
})

describe('lightCone', () => {
  test('leaves the reduced state of its qubits as it is, for random circuits', () => {
    for (let seed = 0; seed < 60; seed++) {
      const circuit = randomCircuit({ qubits: 4, operations: 6, seed })
      const qubit = seed % 4
      const cone = lightCone(circuit, [qubit])
      expect(cone.operations.length).toBeLessThanOrEqual(circuit.operations.length)
      expect(maxAbsDifference(reduced(circuit, qubit), reduced(cone, qubit))).toBeLessThan(1e-12)
    }
  })

  test('leaves out what only others feel', () => {
    const circuit = new Circuit(3).h(0).cx(0, 1).h(2).cx(1, 2)
    expect(lightCone(circuit, [0]).operations.map(({ gate }) => gate)).toEqual(['h', 'cx', 'h', 'cx'].slice(0, 2))
    expect(lightCone(circuit, [2]).operations).toHaveLength(4)
  })

  test('follows conditions to the measurements that they read', () => {
    const circuit = new Circuit(3)
      .h(0)
      .measure(0, 'c')
      .measure(1, 'd')
      .when({ bits: ['c'], value: 1 }, (each) => each.x(2))
    expect(lightCone(circuit, [2]).operations.map(({ gate }) => gate)).toEqual(['h', 'measure', 'x'])
  })

  test('follows conditions through the bits that are assigned', () => {
    const circuit = new Circuit(3)
      .h(0)
      .measure(0, 'a')
      .when({ bits: ['a'], value: 1 }, (then) => then.setBit('b'))
      .when({ bits: ['b'], value: 1 }, (then) => then.x(1))
      .setBit('c')
    expect(lightCone(circuit, [1]).operations.map(({ gate }) => gate)).toEqual(['h', 'measure', 'setBit', 'x'])
  })

  test('ends at a reset', () => {
    expect(lightCone(new Circuit(2).h(0).cx(1, 0).reset(0).x(0), [0]).operations.map(({ gate }) => gate)).toEqual(['reset', 'x'])
  })

  test('refuses a qubit that the circuit does not have', () => {
    expect(() => lightCone(new Circuit(2), [2])).toThrow('qubit 2 is out of range: the circuit has qubits 0 to 1')
  })
})

function isClifford(circuit: Circuit): boolean {
  try {
    CliffordTableau.fromCircuit(circuit)
    return true
  } catch {
    return false
  }
}

/** The density matrix of one qubit after the circuit has run from |0...0>. */
function reduced(circuit: Circuit, qubit: number): { rows: number; columns: number; data: Float64Array } {
  const start = new Float64Array(2 ** (circuit.qubitCount + 1))
  start[0] = 1
  const state = applyToState(circuit, start)
  const data = new Float64Array(8)
  for (let i = 0; i < state.length / 2; i++) {
    for (const bit of [0, 1]) {
      const j = (i & ~(1 << qubit)) | (bit << qubit)
      const at = 2 * (2 * ((i >> qubit) & 1) + bit)
      data[at] += state[2 * i] * state[2 * j] + state[2 * i + 1] * state[2 * j + 1]
      data[at + 1] += state[2 * i + 1] * state[2 * j] - state[2 * i] * state[2 * j + 1]
    }
  }
  return { rows: 2, columns: 2, data }
}
