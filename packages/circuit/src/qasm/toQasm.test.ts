import { distanceUpToPhase, haarUnitary, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { parameter } from '../angles/index.ts'
import { Circuit } from '../Circuit.ts'
import type { OperationName } from '../gates/Operation.ts'
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
