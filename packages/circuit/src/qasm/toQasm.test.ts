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

describe('toQasm', () => {
  test.each(unitaryGates)('writes %s so that it reads back as the same unitary up to global phase', (gate) => {
    for (let seed = 0; seed < 4; seed++)
      expect(difference(randomCircuit({ qubits: 4, operations: 2, seed, gates: [gate] }))).toBeLessThan(1e-11)
  })

  test('writes random circuits of all gates so that they read back', () => {
    for (let seed = 0; seed < 40; seed++) expect(difference(randomCircuit({ qubits: 4, operations: 15, seed }))).toBeLessThan(1e-10)
  })

  test('reads back gates of qelib1 as the very same operations', () => {
    const gates = [
      'h',
      'u',
      'p',
      'rx',
      'rz',
      'cx',
      'cp',
      'ccx',
      'cswap',
      'rzz',
      'swap',
      'sx',
      'tdg',
      'barrier',
      'reset',
      'measure',
    ] as const
    for (let seed = 0; seed < 20; seed++) {
      const circuit = randomCircuit({ qubits: 3, operations: 20, seed, gates })
      expect(parseQasm(toQasm(circuit)).operations).toEqual(circuit.operations)
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
cp(-0.5) q[0], q[1];
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

  test('says what OpenQASM 2 cannot say', () => {
    expect(() => toQasm(new Circuit(1).rx(parameter('w'), 0))).toThrow(/bind the circuit first; rx has the angle w/)
    expect(() => toQasm(new Circuit(1).depolarizing(0.1, 0))).toThrow(/no channels: remove the depolarizing/)
    expect(() => toQasm(new Circuit(1).measure(0, 'c[0]', { readout: { p01: 0.1, p10: 0.1 } }))).toThrow(/readout/)
    const half = new Circuit(2)
      .measure(0, 'c[0]')
      .measure(1, 'c[1]')
      .when({ bits: ['c[1]'], value: 1 }, (each) => each.x(0))
    expect(() => toQasm(half)).toThrow(/compares whole registers only/)
  })

  test('gives bits and registers names that OpenQASM allows', () => {
    const circuit = new Circuit(1).measure(0, 'Result bit').measure(0, 'q')
    expect(toQasm(circuit)).toContain('creg c_Result_bit[1];\ncreg c_q[1];')
    expect(parseQasm(toQasm(circuit)).bits).toEqual(['c_Result_bit[0]', 'c_q[0]'])
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
  gphase(-0.5*a0);
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
if (c[1] == 1 && last == 0) { rz(v[0] + v[1]) q[1]; }
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
    expect(() => toQasm(new Circuit(2).measure(0, 'c').measure(1, 'c[0]'), { version: 3 })).toThrow(/would have the same name/)
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
    expect(() => toQasm(new Circuit(1), { version: 4 as 3 })).toThrow(/the version is 2 or 3/)
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
