import { adjoint, complexIdentity, complexMatrix, haarUnitary, maxAbsDifference, multiply, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { feature, parameter, plus, times } from './angles/index.ts'
import { Circuit } from './Circuit.ts'
import { gateTable } from './gates/gateTable.ts'
import { areInverse, inverseOperation, isDiagonal } from './gates/inverseOperation.ts'
import { NonUnitaryOperationError } from './gates/NonUnitaryOperationError.ts'
import type { Operation, OperationName } from './gates/Operation.ts'
import { unitary } from './oracles/unitary.ts'
import { randomCircuit } from './randomCircuit.ts'
import { splitOccurrences } from './splitOccurrences.ts'

const gates = (Object.keys(gateTable) as OperationName[]).filter((name) => gateTable[name].kind === 'gate')
const circuits = Array.from({ length: 30 }, (_, seed) => randomCircuit({ qubits: 1 + (seed % 4), operations: 12, seed, gates }))
const [w, x] = [parameter('w'), feature('x')]

function expectSame(a: Circuit, b: Circuit): void {
  expect(maxAbsDifference(unitary(a), unitary(b))).toBeLessThan(1e-12)
}

function register(width: number): string[] {
  return Array.from({ length: width }, (_, i) => `c[${i}]`)
}

describe('a circuit', () => {
  test('has a method for every row of the gate table, which appends an operation of that name', () => {
    const circuit = new Circuit(3)
    for (const name of Object.keys(gateTable) as OperationName[]) expect(typeof circuit[name]).toBe('function')
    circuit
      .rx(0.3, 0)
      .mcp(w, [0, 1], 2)
      .pauliRotation(0.1, 'XY', [2, 0])
      .measure(1, 'm', { readout: { p01: 0.1, p10: 0.2 } })
    expect(circuit.operations).toEqual([
      { gate: 'rx', qubits: [0], angles: [0.3] },
      { gate: 'mcp', qubits: [0, 1, 2], angles: [w] },
      { gate: 'pauliRotation', qubits: [2, 0], angles: [0.1], pauli: 'XY' },
      { gate: 'measure', qubits: [1], angles: [], bits: ['m'], readout: { p01: 0.1, p10: 0.2 } },
    ])
  })

  test('lists symbols and bits in order of first use', () => {
    const circuit = new Circuit(2)
      .rx(times(x, w), 0)
      .rz(plus(parameter('a'), w), 1)
      .measure(0, 'b')
      .measureAll()
    expect([circuit.parameters, circuit.features, circuit.bits]).toEqual([['w', 'a'], ['x'], ['b', 'm[0]', 'm[1]']])
  })

  test('spans all qubits with a barrier that names none', () => {
    expect(new Circuit(3).barrier().operations[0].qubits).toEqual([0, 1, 2])
  })

  test('keeps its own copy of a matrix', () => {
    const matrix = complexIdentity(2)
    const circuit = new Circuit(1).unitary(matrix, [0])
    matrix.data[0] = 5
    expect(circuit.operations[0].matrix).toEqual(complexIdentity(2))
  })
})

describe('append refuses', () => {
  const skewed = complexMatrix(2, 2, [1, 0, 0.1, 0, 0, 0, 1, 0])
  test.each<[string, () => Circuit, string]>([
    ['a qubit out of range', () => new Circuit(3).h(5), 'qubit 5 is out of range: the circuit has qubits 0 to 2'],
    ['a fraction of a qubit', () => new Circuit(1).h(0.5), 'qubit 0.5 is out of range: the circuit has 1 qubit, number 0'],
    [
      'a missing qubit',
      () => (new Circuit(2).rx as (angle: number) => Circuit).call(new Circuit(2), 0.3),
      'qubit undefined is out of range',
    ],
    ['a repeated qubit', () => new Circuit(2).cx(1, 1), 'cx acts on qubit 1 twice'],
    ['a repeated control', () => new Circuit(3).mcx([0, 1, 0], 2), 'mcx acts on qubit 0 twice'],
    ['an angle that is not a number', () => new Circuit(1).rx(NaN, 0), 'an angle of rx is NaN: it must be a finite number of radians'],
    [
      'an angle that is not an angle',
      () => new Circuit(1).rx('pi' as unknown as number, 0),
      'an angle of rx is "pi": it must be a number or made by',
    ],
    [
      'a matrix of the wrong size',
      () => new Circuit(2).unitary(complexIdentity(2), [0, 1]),
      'the matrix is 2 x 2: on 2 qubits it must be 4 x 4',
    ],
    ['a matrix that is not unitary', () => new Circuit(1).unitary(skewed, [0]), 'the matrix is not unitary'],
    ['an identity letter', () => new Circuit(2).pauliRotation(1, 'XI', [0, 1]), "the Pauli string is 'XI': it must be letters X, Y and Z"],
    ['a missing letter', () => new Circuit(2).pauliRotation(1, 'X', [0, 1]), "'X' has 1 letters for 2 qubits"],
    ['a readout error above 1', () => new Circuit(1).measure(0, 'm', { readout: { p01: 1.1, p10: 0 } }), 'readout.p01 is 1.1'],
    [
      'a symbol of both kinds',
      () => new Circuit(1).rx(w, 0).ry(feature('w'), 0),
      "'w' is a parameter: a feature of the same circuit needs another name",
    ],
    [
      'a misspelt gate',
      () => new Circuit(2).append({ gate: 'swpa' as 'swap', qubits: [0, 1], angles: [] }),
      "'swpa' is not a gate: did you mean 'swap'?",
    ],
    [
      'a property of objects as a gate',
      () => new Circuit(1).append({ gate: 'valueOf' as 'x', qubits: [0], angles: [] }),
      "'valueOf' is not a gate",
    ],
    ['a wrong number of qubits', () => new Circuit(2).append({ gate: 'cx', qubits: [0], angles: [] }), 'cx acts on 2 qubits, got 1'],
    ['a wrong number of angles', () => new Circuit(2).append({ gate: 'u', qubits: [0], angles: [1] }), 'u takes 3 angles, got 1'],
    [
      'a condition that cannot hold',
      () => new Circuit(1).when({ bits: ['a', 'b'], value: 4 }, (c) => c.x(0)),
      "the condition's value is 4: 2 bits can hold whole numbers from 0 to 3",
    ],
    [
      'a condition without bits',
      () => new Circuit(1).when({ bits: [], value: 0 }, (c) => c.x(0)),
      'a condition needs named bits, at least one',
    ],
    [
      'a value that 64 bits cannot hold',
      () => new Circuit(1).when({ bits: register(64), value: 2n ** 64n }, (c) => c.x(0)),
      '64 bits can hold whole numbers from 0 to 18446744073709551615',
    ],
    [
      'a value that the double is not',
      () => new Circuit(1).when({ bits: register(64), value: 2 ** 53 }, (c) => c.x(0)),
      'numbers from 2^53 on are not exact, write it as the bigint 9007199254740992n',
    ],
    [
      'a fraction as a value',
      () => new Circuit(1).when({ bits: ['a'], value: 0.5 }, (c) => c.x(0)),
      "the condition's value is 0.5: it must be a whole number",
    ],
    [
      'a value below zero',
      () => new Circuit(1).when({ bits: ['a'], value: -1n }, (c) => c.x(0)),
      "the condition's value is -1: 1 bit can hold",
    ],
    ['a circuit without qubits', () => new Circuit(0), 'a circuit has from 1 to 1048576 qubits, got 0'],
  ])('%s', (_, act, message) => expect(act).toThrow(message))

  test('and leaves the circuit as it was', () => {
    const circuit = new Circuit(2).rx(w, 0)
    expect(() => circuit.u(parameter('v'), x, feature('w'), 0)).toThrow()
    expect(() => circuit.compose(new Circuit(2).ry(x, 0).measure(0, 'm').ry(feature('w'), 1))).toThrow()
    expect(circuit).toEqual(new Circuit(2).rx(w, 0))
    expect(circuit.features).toEqual([])
  })
})

describe('when', () => {
  test('takes registers of any width, and keeps values that a number can hold as one', () => {
    const bits = register(64)
    const valueOf = (value: number | bigint): unknown => new Circuit(1).when({ bits, value }, (c) => c.x(0)).operations[0].condition?.value
    expect(valueOf(2n ** 63n + 1n)).toBe(9223372036854775809n)
    expect(valueOf(5n)).toBe(5)
    expect(valueOf(5)).toBe(5)
  })

  test('puts the condition on what the callback appends', () => {
    const circuit = new Circuit(2)
      .measure(0, 'a')
      .when({ bits: ['a'], value: 1 }, (inner) => inner.x(1).h(0))
      .z(0)
    expect(circuit.operations.map(({ condition }) => condition?.value)).toEqual([undefined, 1, 1, undefined])
  })

  test('inside when asks for both', () => {
    const circuit = new Circuit(1).when({ bits: ['a'], value: 1 }, (outer) => outer.when({ bits: ['b', 'a'], value: 3 }, (c) => c.x(0)))
    expect(circuit.operations[0].condition).toEqual({ bits: ['b', 'a'], value: 3 })
    const contradiction = (): Circuit =>
      new Circuit(1).when({ bits: ['a'], value: 1 }, (c) => c.when({ bits: ['a'], value: 0 }, (d) => d.x(0)))
    expect(contradiction).toThrow("the conditions can never both hold: bit 'a' would have to be 0 and 1")
  })
})

describe('circuits made of a circuit', () => {
  test('inverse undoes it, phase included', () => {
    for (const circuit of circuits) expectSame(circuit.copy().compose(circuit.inverse()), new Circuit(circuit.qubitCount))
  })

  test('controlled acts where all controls are 1, phase included', () => {
    for (const [i, circuit] of circuits.entries()) {
      const count = 1 + (i % 3)
      const matrix = unitary(circuit)
      const expected = complexIdentity(2 ** (circuit.qubitCount + count))
      for (let row = 0; row < matrix.rows; row++) {
        for (let column = 0; column < matrix.rows; column++) {
          const at = 2 * (((row + 1) * 2 ** count - 1) * expected.rows + (column + 1) * 2 ** count - 1)
          expected.data.set(matrix.data.subarray(2 * (row * matrix.rows + column), 2 * (row * matrix.rows + column) + 2), at)
        }
      }
      expect(maxAbsDifference(unitary(circuit.controlled(count)), expected)).toBeLessThan(1e-12)
    }
  })

  test('controlled keeps symbols, and conditions', () => {
    const circuit = new Circuit(2).rxx(times(w, x), 0, 1).u(w, x, 0.2, 0).globalPhase(w)
    const values = { w: 0.7, x: -1.3 }
    expectSame(circuit.controlled(2).bind(values), circuit.bind(values).controlled(2))
    const conditional = new Circuit(1).when({ bits: ['a'], value: 1 }, (inner) => inner.h(0))
    expect(conditional.controlled().operations[0].condition).toEqual({ bits: ['a'], value: 1 })
  })

  test('controlled uses gates of the table', () => {
    const controlled = new Circuit(1).x(0).rz(w, 0).p(0.1, 0).globalPhase(0.2).h(0).controlled()
    expect(controlled.operations.map(({ gate }) => gate)).toEqual(['cx', 'crz', 'cp', 'p', 'ch'])
  })

  test('power is repeated multiplication, below 0 of the inverse', () => {
    for (const circuit of circuits.slice(0, 10)) {
      const matrix = unitary(circuit)
      expect(maxAbsDifference(unitary(circuit.power(2)), multiply(matrix, matrix))).toBeLessThan(1e-12)
      expect(maxAbsDifference(unitary(circuit.power(-2)), adjoint(multiply(matrix, matrix)))).toBeLessThan(1e-12)
      expectSame(circuit.power(0), new Circuit(circuit.qubitCount))
    }
    expect(() => new Circuit(1).power(0.5)).toThrow('the power is 0.5: it must be a whole number')
    expect(() => new Circuit(1).repeat(-1)).toThrow('the number of repetitions is -1')
  })

  test('compose and mapQubits put qubit i where they are told', () => {
    const small = new Circuit(2).ry(0.3, 0).cx(0, 1)
    const expected = new Circuit(3).ry(0.3, 2).cx(2, 0)
    expect(new Circuit(3).compose(small, [2, 0])).toEqual(expected)
    expect(small.mapQubits([2, 0], 3)).toEqual(expected)
    expect(small.operations[1].qubits).toEqual([0, 1])
    expect(() => small.mapQubits([0, 0])).toThrow('qubits must be different, got 0, 0')
    expect(() => new Circuit(1).compose(small)).toThrow('qubit 1 is out of range: the circuit has 1 qubit, number 0')
    const doubled = small.copy()
    expect(doubled.compose(doubled)).toEqual(small.repeat(2))
  })

  test('bind replaces symbols and keeps the order of the others', () => {
    const circuit = new Circuit(1)
      .rx(parameter('a'), 0)
      .ry(times(w, x), 0)
      .rz(plus(parameter('a'), 1), 0)
    const bound = circuit.bind({ a: 0.5, x: parameter('b') })
    expect([bound.parameters, bound.features]).toEqual([['w', 'b'], []])
    expect(bound.operations.map(({ angles }) => angles[0])).toEqual([0.5, times(w, parameter('b')), 1.5])
    expect(circuit.parameters).toEqual(['a', 'w'])
    expect(() => circuit.bind({ c: 1 })).toThrow("the circuit has no symbol 'c': it has a, w, x")
    expect(() => circuit.bind({ a: NaN })).toThrow("the value of 'a' is NaN: it must be a finite number")
  })

  test('keep the order of symbols, used or not', () => {
    const circuit = new Circuit(1).rx(parameter('a'), 0).rx(w, 0).measure(0, 'm')
    expect(circuit.withOperations([circuit.operations[1]])).toMatchObject({ parameters: ['a', 'w'], bits: ['m'] })
    expect(new Circuit(1).rx(parameter('a'), 0).rx(w, 0).inverse().parameters).toEqual(['a', 'w'])
  })

  test('name the operation that has no inverse', () => {
    for (const circuit of [new Circuit(2).measure(1, 'm'), new Circuit(2).reset(1), new Circuit(2).depolarizing(0.1, 1)]) {
      expect(() => circuit.inverse()).toThrow(NonUnitaryOperationError)
      expect(() => circuit.controlled()).toThrow(NonUnitaryOperationError)
    }
    expect(() => new Circuit(2).setBit('m').inverse()).toThrow('setBit has no inverse: only')
    expect(() => new Circuit(2).measure(1, 'm').inverse()).toThrow('measure on qubit 1 has no inverse')
  })
})

describe('areInverse', () => {
  const operation = (gate: OperationName, qubits: readonly number[], ...angles: Operation['angles']): Operation => ({
    gate,
    qubits,
    angles,
  })

  test('holds for every operation and its inverse', () => {
    const all = circuits.flatMap(({ operations }) => operations)
    const single = all.filter((each) => areInverse(each, inverseOperation(each)))
    expect(single.length).toBe(all.length)
  })

  test('sees through the order of qubits that may change places, and no other', () => {
    expect(areInverse(operation('cz', [0, 1]), operation('cz', [1, 0]))).toBe(true)
    expect(areInverse(operation('ccx', [0, 1, 2]), operation('ccx', [1, 0, 2]))).toBe(true)
    expect(areInverse(operation('cx', [0, 1]), operation('cx', [1, 0]))).toBe(false)
    expect(areInverse(operation('dcx', [0, 1]), operation('dcx', [1, 0]))).toBe(true)
  })

  test('compares symbolic angles', () => {
    expect(areInverse(operation('rx', [0], w), operation('rx', [0], times(-1, w)))).toBe(true)
    expect(areInverse(operation('rx', [0], w), operation('rx', [0], w))).toBe(false)
  })

  test('never holds for conditions, measurements and barriers', () => {
    const conditional = { ...operation('x', [0]), condition: { bits: ['a'], value: 1 } }
    expect(areInverse(conditional, conditional)).toBe(false)
    expect(areInverse(operation('barrier', [0]), operation('barrier', [0]))).toBe(false)
  })
})

test('isDiagonal looks at rows, letters and matrices', () => {
  const diagonal = new Circuit(2).rz(w, 0).cp(w, 0, 1).pauliRotation(w, 'ZZ', [0, 1]).unitary(complexIdentity(2), [0]).globalPhase(w)
  expect(diagonal.operations.map(isDiagonal)).toEqual([true, true, true, true, true])
  const others = new Circuit(2)
    .x(0)
    .pauliRotation(w, 'ZX', [0, 1])
    .unitary(haarUnitary(2, new RandomStream(1)), [0])
    .measure(0, 'm')
  expect(others.operations.map(isDiagonal)).toEqual([false, false, false, false])
})

test('splitOccurrences gives every angle a feature of its own and keeps what it was', () => {
  const circuit = new Circuit(2).u(w, 0.2, times(2, w), 0).h(1).crx(times(w, x), 0, 1)
  const { circuit: split, occurrences } = splitOccurrences(circuit)
  expect(split.parameters).toEqual([])
  expect(split.features).toEqual(['occurrence[0]', 'occurrence[1]', 'occurrence[2]', 'occurrence[3]'])
  expect(occurrences).toEqual([w, 0.2, times(2, w), times(w, x)])
  const restored = split.bind(Object.fromEntries(occurrences.map((angle, i) => [`occurrence[${i}]`, angle])))
  expect(restored).toEqual(circuit)
})
