import { distanceUpToPhase, haarUnitary, maxAbsDifference, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { feature, parameter, plus, times } from '../angles/index.ts'
import { Circuit } from '../Circuit.ts'
import type { Operation, OperationName } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { unitary } from '../oracles/unitary.ts'
import { randomCircuit } from '../randomCircuit.ts'
import { parseQasm } from './parseQasm.ts'
import { toQasm } from './toQasm.ts'

const unitaryGates = (Object.keys(gateTable) as OperationName[]).filter((gate) => gateTable[gate].kind === 'gate')

function difference(circuit: Circuit): number {
  return distanceUpToPhase(unitary(parseQasm(toQasm(circuit))), unitary(circuit))
}

/** Measures c[0], c[1], c[2] and a, then flips qubit 1 on each condition: names with blanks between, and the value. */
function asking(conditions: readonly (readonly [bits: string, value: number])[]): Circuit {
  const circuit = new Circuit(2)
  for (const bit of ['c[0]', 'c[1]', 'c[2]', 'a']) circuit.measure(0, bit)
  for (const [bits, value] of conditions) circuit.when({ bits: bits.split(' '), value }, (then) => then.x(1))
  return circuit
}

function bodyOf(text: string): string {
  return text.slice(text.indexOf('qreg'))
}

describe('toQasm', () => {
  test.each(unitaryGates)('writes %s so that it reads back as the same unitary up to global phase', (gate) => {
    for (let seed = 0; seed < 4; seed++)
      expect(difference(randomCircuit({ qubits: 4, operations: 2, seed, gates: [gate] }))).toBeLessThan(1e-11)
  })

  test('writes random circuits of all gates so that they read back', () => {
    for (let seed = 0; seed < 40; seed++) expect(difference(randomCircuit({ qubits: 4, operations: 15, seed }))).toBeLessThan(1e-10)
  })

  test('reads back gates of the table as the very same operations, those that it defines too', () => {
    const gates = unitaryGates.filter((gate) => typeof gateTable[gate].qubits === 'number' && gateTable[gate].qubits > 0)
    for (let seed = 0; seed < 20; seed++) {
      const circuit = randomCircuit({ qubits: 4, operations: 20, seed, gates: [...gates, 'barrier', 'reset', 'measure'] })
      expect(parseQasm(toQasm(circuit)).operations).toEqual(circuit.operations)
    }
    const flips = new Circuit(5).mcx([0, 1, 2], 3).mcx([4, 1, 2, 0], 3)
    expect(parseQasm(toQasm(flips)).operations).toEqual(flips.operations)
  })

  test('takes a definition for the gate of the table only where it is written as here', () => {
    const text = toQasm(new Circuit(2).rzz(0.5, 0, 1))
    expect(parseQasm(text).operations).toHaveLength(1)
    expect(parseQasm(text.replace('cx q0, q1;', 'cx q1, q0;')).operations).toHaveLength(3)
  })

  test('uses no gate without a definition that the qelib1.inc of the paper lacks', () => {
    const paper = new Set('U CX u3 u2 u1 cx id x y z h s sdg t tdg rx ry rz cz cy ch ccx crz cu1 cu3'.split(' ')) // arXiv:1707.03429
    for (let seed = 0; seed < 40; seed++) {
      const text = toQasm(randomCircuit({ qubits: 4, operations: 30, seed }))
      const known = new Set(paper)
      for (const line of text.split('\n').slice(2)) {
        const [word] = /^\w+/.exec(line.trim()) ?? ['']
        if (word === 'gate') known.add(/^gate (\w+)/.exec(line)?.[1] ?? '')
        else if (!['', 'qreg', 'creg', 'barrier', 'measure', 'reset'].includes(word)) expect(known, line).toContain(word)
      }
    }
  })

  test('writes the same text for the same circuit', () => {
    const circuit = randomCircuit({ qubits: 4, operations: 40, seed: 7 })
    for (const version of [2, 3] as const) expect(toQasm(circuit.copy(), { version })).toBe(toQasm(circuit, { version }))
  })

  test('writes conditions on wide registers so that they read back', () => {
    const bits = Array.from({ length: 100 }, (_, i) => `c[${i}]`)
    for (const value of [5, 2 ** 53 - 1, 2n ** 63n + 1n, 2n ** 100n - 1n]) {
      const circuit = new Circuit(1).when({ bits, value }, (each) => each.x(0))
      for (const version of [2, 3] as const) expect(parseQasm(toQasm(circuit, { version })).operations).toEqual(circuit.operations)
    }
    const part = new Circuit(1).when({ bits: bits.slice(1), value: 2n ** 98n + 1n }, (each) => each.x(0))
    expect(parseQasm(toQasm(part, { version: 3 })).operations).toEqual(part.operations)
  })

  test('writes what a reader expects', () => {
    const circuit = new Circuit(2)
      .h(0)
      .rz(Math.PI / 4, 0)
      .cp(-0.5, 0, 1)
      .measure(0, 'c[0]')
      .measure(1, 'c[1]')
    circuit.when({ bits: ['c[0]', 'c[1]'], value: 2 }, (each) => each.x(1))
    expect(toQasm(circuit)).toBe(`OPENQASM 2.0;
include "qelib1.inc";
qreg q[2];
creg c[2];
h q[0];
rz(pi/4) q[0];
cu1(-0.5) q[0], q[1];
measure q[0] -> c[0];
measure q[1] -> c[1];
if (c == 2) x q[1];
`)
  })

  test('defines a gate once and calls it with its angles', () => {
    const text = toQasm(new Circuit(2).ryy(0.1, 0, 1).ryy(0.2, 1, 0).ryy(1e-7, 0, 1))
    expect(text.match(/^gate /gm)).toHaveLength(1)
    expect(text).toContain('ryy(1.0e-7) q[0], q[1];')
  })

  test('shares a definition between equal matrices only', () => {
    const random = new RandomStream(1)
    const [a, b] = [haarUnitary(4, random), haarUnitary(4, random)]
    const circuit = new Circuit(2).unitary(a, [0, 1]).unitary(b, [0, 1]).unitary(a, [1, 0])
    expect(toQasm(circuit).match(/^gate /gm)).toHaveLength(2)
    expect(difference(circuit)).toBeLessThan(1e-11)
  })

  test('tells rotations about one Pauli string under different numbers of controls apart', () => {
    const rotations = (controls: number): Circuit =>
      new Circuit(2)
        .pauliRotation(0.3, 'ZZ', [0, 1])
        .pauliRotation(0.7, 'YX', [0, 1])
        .pauliRotation(-1.1, 'ZZ', [1, 0])
        .controlled(controls)
    const circuit = new Circuit(5)
    for (let controls = 0; controls <= 3; controls++) circuit.compose(rotations(controls))
    for (const version of [2, 3] as const)
      expect(distanceUpToPhase(unitary(parseQasm(toQasm(circuit, { version }))), unitary(circuit))).toBeLessThan(1e-11)
    expect(toQasm(circuit).match(/^gate pauli_/gm)).toHaveLength(8)
    expect(toQasm(circuit, { version: 3 }).match(/^gate pauli_/gm)).toHaveLength(2)
  })

  test('says what OpenQASM 2 cannot say', () => {
    expect(() => toQasm(new Circuit(1).rx(parameter('w'), 0))).toThrow(/bind the circuit first; rx has the angle w/)
    expect(() => toQasm(new Circuit(1).depolarizing(0.1, 0))).toThrow(/no channels: remove the depolarizing/)
    expect(() => toQasm(new Circuit(1).measure(0, 'c[0]', { readout: { p01: 0.1, p10: 0.1 } }))).toThrow(/readout/)
    const overlapping = asking([['c[1]', 1], ['c[0] c[1]', 3]]) // prettier-ignore
    expect(() => toQasm(overlapping)).toThrow('conditions ask for c[1] and for c[0], c[1], which share a bit; write version 3')
  })

  test('gives registers names that mean nothing else, each its own', () => {
    const names = [
      'Result bit',
      'q',
      'h',
      'swap',
      'ryy',
      'CX',
      'U',
      'pi',
      'sin',
      'asin',
      'if',
      'measure',
      'c',
      'c[0]',
      'a b',
      'a_b',
      'ä',
      '0',
      'unitary_1',
      'OPENQASM',
    ]
    const circuit = new Circuit(2)
      .ryy(0.1, 0, 1)
      .swap(0, 1)
      .unitary(haarUnitary(4, new RandomStream(2)), [0, 1])
    for (const name of names) circuit.measure(0, name)
    const text = toQasm(circuit)
    const registers = [...text.matchAll(/^creg (\w+)\[1\];/gm)].map((found) => found[1])
    expect(registers).toHaveLength(names.length)
    expect(registers.every((name) => /^[a-z]\w*$/.test(name))).toBe(true)
    expect(registers.slice(0, 8)).toEqual(['c_Result_bit', 'q_1', 'h_1', 'swap_1', 'ryy_1', 'c_CX', 'c_U', 'pi_1'])
    expect(parseQasm(text).bits).toEqual(registers.map((name) => `${name}[0]`))
  })

  test('gives a bit that is asked for alone a register of its own, and leaves the others where they are', () => {
    const circuit = asking([['c[1]', 1], ['a', 0]]) // prettier-ignore
    expect(bodyOf(toQasm(circuit))).toBe(`qreg q[2];
creg c[3];
creg c_1[1];
creg a[1];
measure q[0] -> c[0];
measure q[0] -> c_1[0];
measure q[0] -> c[2];
measure q[0] -> a[0];
if (c_1 == 1) x q[1];
if (a == 0) x q[1];
`)
  })

  test('makes one register of the bits that a condition asks for together, in any order, from any register', () => {
    expect(bodyOf(toQasm(asking([['c[2] c[0] c[1]', 1]])))).toContain('if (c == 4) x q[1];')
    expect(bodyOf(toQasm(asking([['a c[2]', 1]])))).toContain('creg c_part[2];\n')
    expect(bodyOf(toQasm(asking([['a c[2]', 1]])))).toContain(
      'measure q[0] -> c_part[1];\nmeasure q[0] -> c_part[0];\nif (c_part == 1) x q[1];',
    )
  })

  test('compares a register although a bit of it is never written', () => {
    const circuit = new Circuit(2)
      .measure(0, 'c[0]')
      .measure(0, 'c[2]')
      .when({ bits: ['c[0]', 'c[2]'], value: 2 }, (then) => then.x(1))
    expect(toQasm(circuit)).toContain('creg c[3];\nmeasure q[0] -> c[0];\nmeasure q[0] -> c[2];\nif (c == 4) x q[1];')
  })
})

describe('toQasm, version 3', () => {
  const exactDifference = (circuit: Circuit): number =>
    maxAbsDifference(unitary(parseQasm(toQasm(circuit, { version: 3 }))), unitary(circuit))

  test.each(unitaryGates)('writes %s so that it reads back as the same unitary, phase included', (gate) => {
    for (let seed = 0; seed < 4; seed++)
      expect(exactDifference(randomCircuit({ qubits: 4, operations: 2, seed, gates: [gate] }))).toBeLessThan(1e-11)
  })

  test('writes random circuits of all gates so that they read back exactly', () => {
    for (let seed = 0; seed < 40; seed++) expect(exactDifference(randomCircuit({ qubits: 4, operations: 15, seed }))).toBeLessThan(1e-10)
  })

  test('reads back most gates as the very same operations, with symbols, conditions, measurements and resets', () => {
    const gates = 'h x y z s sdg t tdg sx rx ry rz p u cx cy cz ch cp crx cry crz cu swap ccx cswap globalPhase barrier reset measure'
    const symbols = [parameter('w'), feature('x'), parameter('θ[0]'), parameter('v[3]'), feature('my feature')]
    for (let seed = 0; seed < 40; seed++) {
      const circuit = randomCircuit({
        qubits: 3,
        operations: 20,
        seed,
        gates: gates.split(' ') as OperationName[],
        symbols,
        conditionProbability: 0.3,
      })
      const back = parseQasm(toQasm(circuit, { version: 3 }))
      expect(back.operations).toEqual(withMergedPhases(circuit).operations)
      expect(back.parameters).toEqual(circuit.parameters)
      expect(back.features).toEqual(circuit.features)
    }
  })

  test('writes conditions on wide registers so that they read back', () => {
    const bits = Array.from({ length: 100 }, (_, i) => `c[${i}]`)
    for (const value of [5, 2 ** 53 - 1, 2n ** 63n + 1n, 2n ** 100n - 1n]) {
      const circuit = new Circuit(1).when({ bits, value }, (each) => each.x(0))
      for (const version of [2, 3] as const) expect(parseQasm(toQasm(circuit, { version })).operations).toEqual(circuit.operations)
    }
    const part = new Circuit(1).when({ bits: bits.slice(1), value: 2n ** 98n + 1n }, (each) => each.x(0))
    expect(parseQasm(toQasm(part, { version: 3 })).operations).toEqual(part.operations)
  })

  test('writes what a reader expects', () => {
    const circuit = new Circuit(2)
      .h(0)
      .u(0.5, times(2, parameter('w')), feature('x'), 1)
      .csx(0, 1)
      .mcx([0], 1)
      .globalPhase(Math.PI / 4)
      .measure(0, 'c[0]')
      .measure(1, 'c[1]')
      .measure(1, 'last')
    circuit.when({ bits: ['c[0]', 'c[1]'], value: 2 }, (each) => each.x(1))
    circuit.when({ bits: ['c[1]', 'last'], value: 1 }, (each) => each.rz(plus(parameter('v[0]'), parameter('v[1]')), 1))
    expect(toQasm(circuit, { version: 3 })).toBe(`OPENQASM 3.0;
include "stdgates.inc";
input array[float[64], 2] v;
input float[64] w;
@ketwork.input feature "x"
input float[64] x_1;
gate u(a0, a1, a2) q0 {
  gphase(-0.5*a0); // U carries the phase e^(i a0/2) in OpenQASM 3; a reader whose U has none (Qiskit) must leave this out under a control
  U(a0, a1, a2) q0;
}
qubit[2] q;
bit[2] c;
bit last;
h q[0];
u(0.5, 2*w, x_1) q[1];
ctrl @ sx q[0], q[1];
cx q[0], q[1];
gphase(pi/4);
c[0] = measure q[0];
c[1] = measure q[1];
last = measure q[1];
if (c == 2) { x q[1]; }
if (!last) { if (c[1]) { rz(v[0] + v[1]) q[1]; } }
`)
  })

  test('gives bits, symbols and gates names that mean nothing else', () => {
    const circuit = new Circuit(2)
      .rx(parameter('pi'), 0)
      .rx(parameter('sin'), 0)
      .rx(feature('2 for q'), 0)
      .ryy(parameter('ryy'), 0, 1)
      .measure(0, 'q')
      .measure(1, 'gate')
    const text = toQasm(circuit, { version: 3 })
    const back = parseQasm(text)
    expect(back.parameters).toEqual(['pi', 'sin', 'ryy'])
    expect(back.features).toEqual(['2 for q'])
    expect(back.bits).toEqual(['q', 'gate'])
    expect(text).toContain('@ketwork.bits "q"\nbit q_1;')
  })

  test('keeps names of bits that OpenQASM would write alike', () => {
    const names = ['c', 'c[0]', 'c[1]', 'a b', 'a_b', 'a-b[0]', 'h', 'U', 'if', 'c[01]']
    const circuit = new Circuit(1)
    for (const name of names) circuit.measure(0, name)
    expect(parseQasm(toQasm(circuit, { version: 3 })).operations).toEqual(circuit.operations)
  })

  test('asks for one bit as a bool, which Qiskit reads', () => {
    const text = toQasm(asking([['c[1]', 1], ['c[2]', 0], ['a', 1], ['c[0] c[2]', 2], ['c[0] c[1] c[2]', 5]]), { version: 3 }) // prettier-ignore
    expect(text.slice(text.indexOf('if'))).toBe(`if (c[1]) { x q[1]; }
if (!c[2]) { x q[1]; }
if (a) { x q[1]; }
if (c[2]) { if (!c[0]) { x q[1]; } }
if (c == 5) { x q[1]; }
`)
  })

  test('writes numbers of every size so that they come back as the same doubles', () => {
    for (const angle of [1e20, 2 ** 53 + 2, 1e-7, 1.5e300, 5e-324, 0.1, Math.PI / 3, (3 * Math.PI) / 16, 3, -12345678901234]) {
      const circuit = new Circuit(1).rz(angle, 0)
      expect(parseQasm(toQasm(circuit, { version: 3 })).operations).toEqual(circuit.operations)
      expect(parseQasm(toQasm(circuit)).operations).toEqual(circuit.operations)
    }
  })

  test('says what OpenQASM 3 cannot say', () => {
    expect(() => toQasm(new Circuit(1).depolarizing(0.1, 0), { version: 3 })).toThrow(/OpenQASM 3 has no channels/)
    expect(() => toQasm(new Circuit(1).measure(0, 'c', { readout: { p01: 0.1, p10: 0 } }), { version: 3 })).toThrow(/readout/)
    expect(() => toQasm(new Circuit(1), { version: 4 as 3 })).toThrow(/it must be 2, 3/)
  })
})

/** The reader makes one phase of neighbours without a condition and leaves out phases of zero. */
function withMergedPhases(circuit: Circuit): Circuit {
  const merged: Operation[] = []
  for (const operation of circuit.operations) {
    const last = merged.at(-1)
    if (operation.gate === 'globalPhase' && operation.angles[0] === 0) continue
    const isPair = operation.gate === 'globalPhase' && last?.gate === 'globalPhase'
    if (!isPair || operation.condition !== undefined || last.condition !== undefined) {
      merged.push(operation)
      continue
    }
    merged.pop()
    const sum = plus(last.angles[0], operation.angles[0])
    if (sum !== 0) merged.push({ ...last, angles: [sum] })
  }
  return circuit.withOperations(merged)
}
