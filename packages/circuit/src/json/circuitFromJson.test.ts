import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feature, minus, parameter, plus, times } from '../angles/index.ts'
import { Circuit } from '../Circuit.ts'
import type { OperationName } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { randomCircuit } from '../randomCircuit.ts'
import { circuitFromJson } from './circuitFromJson.ts'
import { CircuitJsonError } from './CircuitJsonError.ts'
import { circuitToJson } from '../circuitToJson.ts'

const gates = Object.keys(gateTable) as OperationName[]

function throughText(circuit: Circuit): Circuit {
  return circuitFromJson(JSON.parse(JSON.stringify(circuitToJson(circuit))))
}

function same(circuit: Circuit): void {
  const back = throughText(circuit)
  for (const field of ['qubitCount', 'operations', 'parameters', 'features', 'bits'] as const) expect(back[field]).toEqual(circuit[field])
}

/** Everything that version 1 can say; do not change it, nor the file. */
function version1(): Circuit {
  const [w, x] = [parameter('w'), feature('x[0]')]
  const circuit = new Circuit(3)
    .rz(parameter('unused'), 0)
    .measure(0, 'never')
    .withOperations([])
    .h(0)
    .rx(Math.PI / 3, 1)
    .ry(-0, 1)
    .rz(plus(times(0.1, w, x), times(-1, w, w), Math.PI), 2)
    .cp(times(minus(Math.PI, x), w), 0, 2)
    .mcx([0, 1], 2)
    .pauliRotation(w, 'XYZ', [2, 0, 1])
    .globalPhase(1e-300)
    .barrier(0, 2)
    .unitary({ rows: 2, columns: 2, data: Float64Array.of(0, 0, 0, -1, 0, 1, -0, 0) }, [1])
    .depolarizing(0.01, 0)
    .thermalRelaxation({ t1: 50, t2: 70, time: 0.1, excitedPopulation: 0.02 }, 1)
    .measure(0, 'c[0]', { readout: { p01: 0.02, p10: 0.01 } })
    .measure(1, 'Ergebnis "ä"')
    .reset(0)
  return circuit.when({ bits: ['Ergebnis "ä"', 'c[0]'], value: 2 }, (each) => each.x(2).rz(w, 0))
}

describe('the JSON form of a circuit', () => {
  test.each(gates)('brings %s back exactly', (gate) => {
    const symbols = [parameter('w'), feature('x'), parameter('v[1]')]
    for (let seed = 0; seed < 4; seed++)
      same(randomCircuit({ qubits: 4, operations: 6, seed, gates: [gate, 'measure'], symbols, conditionProbability: 0.3 }))
  })

  test('brings values of conditions of any size back exactly', () => {
    const bits = Array.from({ length: 100 }, (_, i) => `c[${i}]`)
    for (const value of [0, 2 ** 53 - 1, 2n ** 53n, 2n ** 63n + 1n, 2n ** 100n - 1n]) {
      const circuit = new Circuit(1).when({ bits, value }, (each) => each.x(0))
      same(circuit)
      expect(circuitToJson(circuit).operations[0].condition?.value).toBe(typeof value === 'bigint' ? String(value) : value)
    }
  })

  test('keeps names that no operation uses any more, in their order', () => {
    same(version1())
    expect(throughText(version1()).parameters).toEqual(['unused', 'w'])
    expect(throughText(version1()).bits).toEqual(['never', 'c[0]', 'Ergebnis "ä"'])
  })

  test('keeps minus zeros and every double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (angle) => same(new Circuit(1).rx(angle, 0))),
      { numRuns: 300, seed: 1 },
    )
    expect(throughText(new Circuit(1).rx(-0, 0)).operations[0].angles[0]).toBe(-0)
  })

  test('of version 1 stays readable: the file in testdata', () => {
    const text = readFileSync(new URL('../../testdata/json/circuit-v1.json', import.meta.url), 'utf8')
    const circuit = circuitFromJson(JSON.parse(text))
    for (const field of ['qubitCount', 'operations', 'parameters', 'features', 'bits'] as const)
      expect(circuit[field]).toEqual(version1()[field])
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(circuitToJson(version1()))))
  })
})

describe('circuitFromJson', () => {
  const good = { format: 'ketwork-circuit', version: 1, qubits: 2, parameters: ['w'], features: [], bits: ['b'], operations: [] }
  const withOperation = (operation: unknown): unknown => ({ ...good, operations: [{ gate: 'h', qubits: [0] }, operation] })

  test.each([
    ['text', '{}', '', 'expected an object, found text: use JSON.parse first'],
    ['null', null, '', 'expected an object, found null'],
    ['an array', [], '', 'expected an object, found an array'],
    ['another format', { ...good, format: 'qasm' }, 'format', "expected 'ketwork-circuit'"],
    ['a later version', { ...good, version: 2 }, 'version', 'version 2 is not known: this reader takes version 1'],
    ['an unknown field', { ...good, author: 'me' }, '', "there is no field 'author'"],
    ['no qubits', { ...good, qubits: 0 }, 'qubits', 'a circuit has from 1 to'],
    ['half a qubit', { ...good, qubits: 1.5 }, 'qubits', 'expected a whole number from 0 on, found 1.5'],
    ['no operations', { ...good, operations: undefined }, 'operations', 'expected an array, found nothing'],
    ['a name twice', { ...good, features: ['w'] }, 'features[0]', "'w' stands twice"],
    ['an empty name', { ...good, bits: [''] }, 'bits[0]', 'expected a name, found ""'],
    ['an unknown gate', withOperation({ gate: 'hh', qubits: [0] }), 'operations[1]', "'hh' is not a gate: did you mean"],
    ['a gate of the prototype', withOperation({ gate: '__proto__', qubits: [0] }), 'operations[1]', 'is not a gate'],
    ['a qubit out of range', withOperation({ gate: 'h', qubits: [2] }), 'operations[1]', 'qubit 2 is out of range'],
    [
      'a qubit that is none',
      withOperation({ gate: 'h', qubits: ['0'] }),
      'operations[1].qubits[0]',
      'expected a whole number from 0 on, found "0"',
    ],
    [
      'an angle that is none',
      withOperation({ gate: 'rx', qubits: [0], angles: [null] }),
      'operations[1].angles[0]',
      'expected an object, found null',
    ],
    [
      'an angle of text',
      withOperation({ gate: 'rx', qubits: [0], angles: ['pi'] }),
      'operations[1].angles[0]',
      'expected a finite number, found "pi"',
    ],
    ['too few angles', withOperation({ gate: 'rx', qubits: [0] }), 'operations[1]', 'rx takes 1 angle, got 0'],
    [
      'an unknown symbol',
      withOperation({ gate: 'rx', qubits: [0], angles: [{ terms: [[1, 'w', 'x']] }] }),
      'operations[1].angles[0].terms[0][2]',
      "'x' is neither in parameters nor in features",
    ],
    [
      'a term without a coefficient',
      withOperation({ gate: 'rx', qubits: [0], angles: [{ terms: [[]] }] }),
      'operations[1].angles[0].terms[0][0]',
      'expected a finite number, found nothing',
    ],
    [
      'an unknown bit',
      withOperation({ gate: 'measure', qubits: [0], bits: ['c'] }),
      'operations[1].bits[0]',
      "'c' is not in the circuit's bits",
    ],
    [
      'a value that does not fit',
      withOperation({ gate: 'x', qubits: [0], condition: { bits: ['b'], value: 2 } }),
      'operations[1]',
      "the condition's value is 2",
    ],
    [
      'a value that is no whole number',
      withOperation({ gate: 'x', qubits: [0], condition: { bits: ['b'], value: '1.0' } }),
      'operations[1].condition.value',
      'expected a whole number from 0 on, found "1.0"',
    ],
    [
      'a matrix of another size',
      withOperation({ gate: 'unitary', qubits: [0], matrix: [1, 0] }),
      'operations[1].matrix',
      'expected 8 numbers for 1 qubits, found 2',
    ],
    [
      'a matrix that is not unitary',
      withOperation({ gate: 'unitary', qubits: [0], matrix: [1, 0, 0, 0, 0, 0, 2, 0] }),
      'operations[1]',
      'the matrix is not unitary',
    ],
    [
      'a readout error above 1',
      withOperation({ gate: 'measure', qubits: [0], bits: ['b'], readout: { p01: 2, p10: 0 } }),
      'operations[1]',
      'readout.p01',
    ],
  ])('names the path of %s', (_, json, path, reason) => {
    const error = (() => {
      try {
        return circuitFromJson(json)
      } catch (caught) {
        return caught
      }
    })()
    expect(error).toBeInstanceOf(CircuitJsonError)
    expect(error).toMatchObject({ path, reason: expect.stringContaining(reason) })
  })

  test('gives a circuit or a CircuitJsonError for any data', () => {
    const field = fc.constantFrom(
      ...'format version qubits parameters features bits operations gate angles matrix pauli rates readout condition terms value'.split(
        ' ',
      ),
    )
    const leaf = fc.oneof(
      fc.constantFrom('ketwork-circuit', 'h', 'rx', 'measure', 'unitary', 'b', 'w', '-0', '__proto__'),
      fc.integer({ min: -1, max: 4 }),
      fc.double(),
      fc.constant(null),
      fc.boolean(),
    )
    const data = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('any'), { maxLength: 4 }), fc.dictionary(field, tie('any'), { maxKeys: 6 })),
    })).any
    fc.assert(
      fc.property(data, data, (a, operation) => {
        for (const json of [
          a,
          { ...good, operations: [operation] },
          { ...good, operations: [{ gate: 'rx', qubits: [0], angles: [operation] }] },
        ]) {
          try {
            circuitFromJson(json)
          } catch (error) {
            expect(error).toBeInstanceOf(CircuitJsonError)
          }
        }
      }),
      { numRuns: 1000, seed: 2 },
    )
  })
})

test('JSON.stringify of a circuit is what circuitFromJson reads', () => {
  const circuit = new Circuit(2)
    .rx(times(0.5, parameter('w'), feature('x')), 0)
    .cx(0, 1)
    .measure(1, 'm')
  const text = JSON.stringify({ circuit })
  const { circuit: json } = JSON.parse(text) as { circuit: unknown }
  expect(json).toEqual(circuitToJson(circuit))
  expect(circuitToJson(circuitFromJson(json))).toEqual(circuitToJson(circuit))
})
