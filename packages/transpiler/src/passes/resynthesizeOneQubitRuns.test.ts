import { Circuit, type Operation, type OperationName, parameter } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { checkPassLaw, type Pass } from '../testing/index.ts'
import { resynthesizeOneQubitRuns } from './resynthesizeOneQubitRuns.ts'

const oneQubitGates = ['i', 'x', 'y', 'z', 'h', 's', 'sdg', 't', 'tdg', 'sx', 'sxdg', 'rx', 'ry', 'rz', 'p', 'u'] as const
const bases: readonly (readonly OperationName[])[] = [
  ['cz', 'rz', 'sx', 'x'],
  ['cx', 'u'],
  ['cx', 'u', 'p', 'h', 'x', 't'],
  ['rxx', 'rx', 'ry', 'rz'],
  ['rx', 'rz'],
  ['rx', 'ry'],
  ['ry', 'p'],
  ['h', 'rz'],
  ['sx', 'p', 'sxdg', 'h'],
  ['s', 'rx'],
]

function resynthesis(basis: readonly OperationName[]): Pass {
  return (circuit) => resynthesizeOneQubitRuns(circuit, basis)
}

function names(circuit: Circuit, basis: readonly OperationName[]): string[] {
  return resynthesizeOneQubitRuns(circuit, basis)
    .operations.map(({ gate }: Operation) => gate)
    .filter((gate) => gate !== 'globalPhase')
}

describe('resynthesizeOneQubitRuns', () => {
  test.each(bases)('keeps the law of passes and never lengthens what is in the basis, %s %s %s %s', (...basis) => {
    const gates = basis.flat().filter((gate) => gate !== undefined)
    checkPassLaw(resynthesis(gates), {
      circuits: 20,
      seed: 21,
      gates: [...gates.filter((gate) => gate !== 'cz'), 'cx', 'ccx'],
      cost: lengthOf(gates),
    })
  })

  test.each(bases)('writes every run in the basis, %s %s %s %s', (...basis) => {
    const gates = basis.flat().filter((gate) => gate !== undefined)
    checkPassLaw(resynthesis(gates), { circuits: 20, seed: 22, gates: oneQubitGates, cost: false, alsoWrong: foreignConstant(gates) })
  })

  test('is as short as the angles allow with rz, sx and x', () => {
    const basis = ['rz', 'sx', 'x'] as const
    expect(names(new Circuit(1).u(0.3, 0.4, 0.5, 0), basis)).toEqual(['rz', 'sx', 'rz', 'sx', 'rz'])
    expect(names(new Circuit(1).h(0), basis)).toEqual(['rz', 'sx', 'rz'])
    expect(names(new Circuit(1).rx(Math.PI / 2, 0), basis)).toEqual(['sx'])
    expect(names(new Circuit(1).y(0), basis)).toHaveLength(2)
    expect(names(new Circuit(1).x(0), basis)).toEqual(['x'])
    expect(names(new Circuit(1).h(0).z(0).h(0), basis)).toEqual(['x'])
    expect(names(new Circuit(1).h(0).x(0).h(0).z(0), basis)).toEqual([])
  })

  test('prefers one gate to several and a fixed one to a rotation', () => {
    expect(names(new Circuit(1).t(0).t(0).t(0).t(0), ['z', 'p', 'u'])).toEqual(['z'])
    expect(names(new Circuit(1).h(0).t(0).h(0), ['rx', 'rz', 'ry'])).toEqual(['rx'])
  })

  test('leaves a symbol alone and works on both sides of it', () => {
    const circuit = new Circuit(1).h(0).h(0).rz(parameter('w'), 0).x(0).x(0)
    expect(resynthesizeOneQubitRuns(circuit, ['rz', 'sx', 'x']).operations).toEqual([circuit.operations[2]])
  })

  test('does not work across a condition', () => {
    const circuit = new Circuit(1)
      .measure(0, 'c')
      .x(0)
      .when({ bits: ['c'], value: 1 }, (each) => each.z(0))
      .x(0)
    expect(names(circuit, ['rz', 'sx', 'x'])).toHaveLength(4)
  })
})

/** Operations that are no global phase; those that the basis lacks count as many, since replacing one takes several. */
function lengthOf(basis: readonly OperationName[]): (circuit: Circuit) => number {
  return ({ operations }) =>
    operations.reduce(
      (sum, { gate, qubits }) =>
        sum + (gate === 'globalPhase' || gate === 'barrier' ? 0 : qubits.length > 1 || basis.includes(gate) ? 1 : 10),
      0,
    )
}

function foreignConstant(basis: readonly OperationName[]): (circuit: Circuit) => string | undefined {
  return ({ operations }) => {
    const foreign = operations.find(
      ({ gate, qubits, angles, condition }) =>
        qubits.length === 1 &&
        (oneQubitGates as readonly OperationName[]).includes(gate) &&
        !basis.includes(gate) &&
        condition === undefined &&
        angles.every((angle) => typeof angle === 'number'),
    )
    return foreign && `${foreign.gate} is not in the basis`
  }
}
