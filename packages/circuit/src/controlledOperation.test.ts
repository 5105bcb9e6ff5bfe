/** Controls that are put on one at a time, in every way they can be written, against the definition: the gate where all of them are 1, else nothing. */
import { adjoint, complexIdentity, type ComplexMatrix, maxAbsDifference, multiply, RandomStream, scaleMatrix, trace } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { parameter } from './angles/index.ts'
import { Circuit } from './Circuit.ts'
import { decompose } from './decompositions/decompose.ts'
import { drawSvg } from './drawing/drawSvg.ts'
import { drawText } from './drawing/drawText.ts'
import { gateTable } from './gates/gateTable.ts'
import type { Operation, OperationName } from './gates/Operation.ts'
import { circuitFromJson } from './json/circuitFromJson.ts'
import { circuitToJson } from './circuitToJson.ts'
import { applyToState } from './oracles/applyToState.ts'
import { unitary } from './oracles/unitary.ts'
import { counts } from './measures/counts.ts'
import { depth } from './measures/depth.ts'
import { parseQasm } from './qasm/parseQasm.ts'
import { toQasm } from './qasm/toQasm.ts'
import { randomCircuit } from './randomCircuit.ts'

const gates = (Object.keys(gateTable) as OperationName[]).filter((gate) => gateTable[gate].kind === 'gate')

/** The matrix where so many lowest qubits are all 1, otherwise the identity. */
function underOnes(matrix: ComplexMatrix, controls: number): ComplexMatrix {
  const blocks = 2 ** controls
  const result = complexIdentity(matrix.rows * blocks)
  const place = (i: number): number => i * blocks + blocks - 1
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.rows; j++) {
      const from = 2 * (i * matrix.rows + j)
      result.data.set(matrix.data.subarray(from, from + 2), 2 * (place(i) * result.rows + place(j)))
    }
  }
  return result
}

function oneAtATime(circuit: Circuit, times: number): Circuit {
  return Array.from({ length: times }).reduce<Circuit>((each) => each.controlled(), circuit)
}

function single(gate: OperationName, seed = 1): Circuit {
  return randomCircuit({ qubits: 2, operations: 1, seed, gates: [gate] })
}

/** Largest difference of two unitaries, the phase of the first one's overlap with the other taken off. */
function upToPhase(a: ComplexMatrix, b: ComplexMatrix): number {
  const [re, im] = trace(multiply(adjoint(b), a)).map((part) => part / a.rows)
  return maxAbsDifference(a, scaleMatrix(b, re, im))
}

function randomStateOf(qubits: number): Float64Array {
  const random = new RandomStream(5)
  return Float64Array.from({ length: 2 ** (qubits + 1) }, () => random.normal())
}

describe('controls that are put on one at a time', () => {
  const fitting = gates.filter((gate) => gate !== 'globalPhase' && (gateTable[gate].qubits === 'any' || gateTable[gate].qubits < 3))

  test.each(fitting)('on %s give the gate where all of them are 1', (gate) => {
    for (const seed of [1, 2]) {
      const circuit = single(gate, seed)
      for (const controls of [1, 3]) {
        const expected = underOnes(unitary(circuit), controls)
        for (const made of [oneAtATime(circuit, controls), circuit.controlled(controls)]) {
          expect(maxAbsDifference(unitary(made), expected)).toBeLessThan(1e-13)
          const elementary = made.withOperations(made.operations.flatMap((operation) => decompose(operation)))
          expect(elementary.operations.every(({ qubits }) => qubits.length <= 2)).toBe(true)
          expect(maxAbsDifference(unitary(elementary), expected)).toBeLessThan(1e-11)
        }
      }
    }
  })

  test.each(gates)('on %s are as few operations for forty as for four, and no matrix grows', (gate) => {
    const circuit = randomCircuit({ qubits: 3, operations: 1, seed: 3, gates: [gate] })
    const forty = oneAtATime(circuit, 40)
    expect(forty.operations.length).toBe(oneAtATime(circuit, 4).operations.length)
    expect(forty.operations.length).toBeLessThanOrEqual(6)
    for (const { matrix } of forty.operations) expect(matrix?.rows ?? 0).toBeLessThanOrEqual(8)
  })

  test.each<OperationName>(['h', 'y', 'sx', 'ecr', 'cy', 'ch', 'csx', 'u', 'cu'])('on %s act so on random states of ten qubits', (gate) => {
    const circuit = single(gate)
    const made = oneAtATime(circuit, 8)
    const state = randomStateOf(10)
    const expected = state.slice()
    const ones = (i: number): boolean => (i & 255) === 255
    const inside = Float64Array.from({ length: 8 }, (_, k) => state[2 * (255 + 256 * (k >> 1)) + (k & 1)])
    applyToState(circuit, inside).forEach((value, k) => (expected[2 * (255 + 256 * (k >> 1)) + (k & 1)] = value))
    const actual = applyToState(made, state)
    expect(Array.from({ length: 1024 }, (_, i) => i).filter(ones)).toHaveLength(4)
    expect(Math.max(...actual.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(1e-13)
  })

  test('keep symbols and their gradients: a rotation is one rotation under controls', () => {
    const [{ gate, controls, angles }] = oneAtATime(new Circuit(1).rx(parameter('w'), 0), 5).operations
    expect({ gate, controls, angles }).toEqual({ gate: 'pauliRotation', controls: 5, angles: [parameter('w')] })
  })

  test('leave what undoes itself around a centre without them', () => {
    const circuit = new Circuit(3).h(0).cx(0, 1).rz(0.3, 1).cx(0, 1).h(0).y(2).s(1).x(1).sdg(1)
    expect(circuit.controlled().operations.map(({ gate }) => gate)).toEqual(['h', 'cx', 'crz', 'cx', 'h', 'cy', 's', 'cx', 'sdg'])
    expect(
      new Circuit(1)
        .h(0)
        .x(0)
        .y(0)
        .controlled()
        .operations.map(({ gate }) => gate),
    ).toEqual(['ch', 'cx', 'cy'])
    for (let seed = 0; seed < 20; seed++) {
      const drawn = randomCircuit({ qubits: 2, operations: 9, seed, gates: ['h', 'x', 's', 'sdg', 'cx'] })
      expect(maxAbsDifference(unitary(drawn.controlled(2)), underOnes(unitary(drawn), 2))).toBeLessThan(1e-13)
    }
  })
})

describe('a unitary and a Pauli rotation with controls', () => {
  const matrix = unitary(single('ecr'))
  const circuit = new Circuit(5)
    .unitary(matrix, [3, 1], { controls: [0, 4] })
    .unitary(unitary(new Circuit(1).h(0)), [2], { controls: [0, 1, 3] })
    .pauliRotation(0.3, 'XY', [0, 2], { controls: [4, 1, 3] })

  test('are drawn with their controls', () => {
    expect(drawText(circuit)).toMatch(/●/)
    expect(drawText(new Circuit(3).unitary(unitary(new Circuit(1).h(0)), [1], { controls: [0, 2] }))).toBe(
      ['q0: ──────●───────', '     ┌────┴────┐', 'q1: ─┤ Unitary ├──', '     └────┬────┘', 'q2: ──────●───────'].join('\n'),
    )
    expect(drawSvg(circuit)).toContain('controls q4, q1, q3, targets q0, q2')
  })

  test('come back from JSON and from both versions of OpenQASM', () => {
    expect(circuitFromJson(JSON.parse(JSON.stringify(circuitToJson(circuit)))).operations).toEqual(circuit.operations)
    expect(maxAbsDifference(unitary(parseQasm(toQasm(circuit, { version: 3 }))), unitary(circuit))).toBeLessThan(1e-12)
    expect(upToPhase(unitary(parseQasm(toQasm(circuit, { version: 2 }))), unitary(circuit))).toBeLessThan(1e-12)
  })

  test('are undone by their inverse, and nothing else', () => {
    expect(maxAbsDifference(unitary(circuit.copy().compose(circuit.inverse())), complexIdentity(32))).toBeLessThan(1e-13)
  })

  test.each<[string, Operation, string]>([
    ['h', { gate: 'h', qubits: [0], angles: [], controls: 1 }, 'h takes no number of controls'],
    ['all qubits', { gate: 'pauliRotation', qubits: [0, 1], angles: [0.1], pauli: 'X', controls: 2 }, 'has 2 controls'],
    ['none', { gate: 'pauliRotation', qubits: [0, 1], angles: [0.1], pauli: 'XX', controls: 0 }, 'has 0 controls'],
    [
      'a letter for a control',
      { gate: 'pauliRotation', qubits: [0, 1], angles: [0.1], pauli: 'XX', controls: 1 },
      '2 letters for 1 qubits',
    ],
    ['a matrix over a control', { gate: 'unitary', qubits: [0, 1], angles: [], matrix, controls: 1 }, 'on 1 qubits it must be 2 x 2'],
  ])('refuse %s', (_, operation, text) => {
    expect(() => new Circuit(3).append(operation)).toThrow(text)
  })
})

describe('OpenQASM 3 with controls one at a time', () => {
  const head = 'OPENQASM 3.0; include "stdgates.inc";'
  const qubits = (count: number): string => Array.from({ length: count }, (_, i) => `q[${i}]`).join(', ')

  test.each(['h', 'y', 'sx', 'ch', 'cy', 'u2(0.1, 0.2)'])('reads ctrl @ forty times before %s', (gate) => {
    const width = gate.startsWith('c') ? 42 : 41
    const circuit = parseQasm(`${head} qubit[${width}] q; ${'ctrl @ '.repeat(40)}${gate} ${qubits(width)};`)
    expect(circuit.operations.length).toBeLessThanOrEqual(4)
  })

  test.each([
    ['negctrl @ inv @ ctrl @ pow(2) @ sx', '', new Circuit(3).x(0).ccx(0, 1, 2).x(0)],
    [
      'ctrl @ negctrl @ inv @ s',
      '',
      new Circuit(3)
        .x(1)
        .mcp(-Math.PI / 2, [0, 1], 2)
        .x(1),
    ],
    ['pow(0.5) @ ctrl @ ctrl @ x', '', new Circuit(3).compose(new Circuit(1).sx(0).controlled(2))],
    ['pow(2) @ ctrl @ c', 'gate c a, b { ctrl @ sx a, b; }', new Circuit(3).ccx(0, 1, 2)],
    [
      'pow(0.5) @ c',
      'gate c a, b, d { negctrl @ ctrl @ x a, b, d; }',
      new Circuit(3).x(0).compose(new Circuit(1).sx(0).controlled(2)).x(0),
    ],
    [
      'inv @ pow(-1) @ c',
      'gate b a, b { ctrl @ h a, b; } gate c a, d, e { negctrl @ b a, d, e; }',
      new Circuit(3).x(0).compose(new Circuit(1).h(0).controlled(2)).x(0),
    ],
  ])('reads %s', (modifiers, definitions, expected) => {
    const circuit = parseQasm(`${head} ${definitions} qubit[3] q; ${modifiers} ${qubits(3)};`)
    expect(maxAbsDifference(unitary(circuit), unitary(expected))).toBeLessThan(1e-12)
  })

  test('reads controls that grow through thirty nested definitions', () => {
    for (const [modifier, most] of [
      ['ctrl', 1],
      ['negctrl', 61],
    ] as const) {
      const nested = Array.from({ length: 30 }, (_, k) => {
        const names = Array.from({ length: k + 2 }, (__, i) => `a${i}`).join(', ')
        return `gate g${k + 1} ${names} { ${modifier} @ ${k === 0 ? 'h' : `g${k}`} ${names}; }`
      })
      const circuit = parseQasm(`${head} ${nested.join('\n')} qubit[31] q; g30 ${qubits(31)};`)
      expect(circuit.operations.length).toBeLessThanOrEqual(most)
    }
  })

  test('takes a fractional power under many controls', () => {
    const circuit = parseQasm(
      `${head} gate many a, b, c, d, e, f { ctrl(5) @ h a, b, c, d, e, f; } qubit[6] q; pow(1/3.0) @ many ${qubits(6)};`,
    )
    const cubed = unitary(circuit.repeat(3))
    expect(maxAbsDifference(cubed, unitary(new Circuit(1).h(0).controlled(5)))).toBeLessThan(1e-12)
  })
})

describe('gates with 200 controls', () => {
  const controls = Array.from({ length: 200 }, (_, qubit) => qubit)

  test.each([
    ['mcx', new Circuit(201).mcx(controls, 200)],
    ['mcp', new Circuit(201).mcp(0.3, controls, 200)],
    ['h', new Circuit(1).h(0).controlled(200)],
    ['ry', new Circuit(1).ry(parameter('w'), 0).controlled(200)],
  ])('are counted, drawn and written: %s', (_, circuit) => {
    expect([counts(circuit)[circuit.operations[0].gate], depth(circuit)]).toEqual([1, 1])
    expect(drawText(circuit).match(/●/g)?.length).toBeGreaterThanOrEqual(200)
    expect(drawSvg(circuit)).toContain('controls q0 to q199')
    expect(circuitFromJson(JSON.parse(JSON.stringify(circuitToJson(circuit)))).operations).toEqual(circuit.operations)
    const text = toQasm(circuit, { version: 3 })
    expect(text.length).toBeLessThan(3000)
    expect(parseQasm(text).qubitCount).toBe(201)
  })

  test('are written in OpenQASM 2 with fifty, by a definition', () => {
    const circuit = new Circuit(51).mcx(controls.slice(0, 50), 50)
    expect(parseQasm(toQasm(circuit, { version: 2 })).operations.length).toBeLessThan(60_000)
  })
})
