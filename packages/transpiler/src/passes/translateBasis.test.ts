import {
  Circuit,
  counts,
  gateTable,
  isConstant,
  type Operation,
  type OperationName,
  parameter,
  parameters,
  UnsupportedGateError,
  unitary,
} from '@ketwork/circuit'
import { haarUnitary, maxAbsDifference, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { checkPassLaw } from '../testing/index.ts'
import { translateBasis } from './translateBasis.ts'

const bases: readonly (readonly OperationName[])[] = [
  ['cz', 'rz', 'sx', 'x'],
  ['cx', 'rz', 'sx', 'x'],
  ['cx', 'u'],
  ['cz', 'rz', 'ry'],
  ['cx', 'rz', 'rx'],
  ['cz', 'rz', 'sx'],
]

/** What is in the circuit and not in the basis. */
function foreign(circuit: Circuit, basis: readonly OperationName[]): string | undefined {
  const wrong = circuit.operations.find(({ gate }) => gate !== 'globalPhase' && gateTable[gate].kind === 'gate' && !basis.includes(gate))
  return wrong && `${wrong.gate} is not in the basis`
}

/** Each unitary row of the gate table on qubits in mixed order, with symbols where it has angles. */
const rows = (Object.keys(gateTable) as OperationName[]).filter((gate) => gateTable[gate].kind === 'gate').flatMap(examplesOf)

function examplesOf(gate: OperationName): Operation[] {
  const { qubits, angles } = gateTable[gate]
  if (gate === 'globalPhase') return [{ gate, qubits: [], angles: parameters('t', 1) }]
  const random = new RandomStream(3)
  const widths =
    typeof qubits === 'number' ? [qubits] : gate === 'unitary' ? [1, 2, 3] : gate === 'mcx' || gate === 'mcp' ? [2, 3, 4, 5] : [1, 2, 3]
  return widths.map((width) => ({
    gate,
    qubits: [3, 1, 4, 0, 2].slice(0, width),
    angles: parameters('t', angles),
    ...(gate === 'unitary' && { matrix: haarUnitary(2 ** width, random) }),
    ...(gate === 'pauliRotation' && { pauli: 'YXZ'.slice(0, width) }),
  }))
}

describe.each(bases.map((basis) => ({ name: basis.join(' '), basis })))('translateBasis to $name', ({ basis }) => {
  test('keeps the law of passes', () => {
    checkPassLaw((circuit) => translateBasis(circuit, basis), {
      circuits: 15,
      seed: 14,
      cost: false,
      alsoWrong: (output) => foreign(output, basis),
    })
  })

  test('translates every gate of the table exactly, symbols included', () => {
    for (const operation of rows) {
      const circuit = new Circuit(5).append(operation)
      const output = translateBasis(circuit, basis)
      const values = Object.fromEntries(circuit.parameters.map((name, i) => [name, [0.7, -1.3, 2.9, 0.4][i]]))
      expect(foreign(output, basis), operation.gate).toBeUndefined()
      expect(output.parameters.length, operation.gate).toBe(circuit.parameters.length)
      expect(maxAbsDifference(unitary(output.bind(values)), unitary(circuit.bind(values))), operation.gate).toBeLessThan(1e-9)
    }
  })
})

describe('translateBasis', () => {
  const basis = ['cz', 'rz', 'sx', 'x'] as const

  test('takes the known numbers of CZ', () => {
    const cz = (circuit: Circuit): number => counts(translateBasis(circuit, basis)).cz ?? 0
    expect(cz(new Circuit(2).cx(0, 1))).toBe(1)
    expect(cz(new Circuit(2).ch(0, 1))).toBe(1)
    expect(cz(new Circuit(2).ecr(0, 1))).toBe(1)
    expect(cz(new Circuit(2).cp(0.3, 0, 1))).toBe(2)
    expect(cz(new Circuit(2).iswap(0, 1))).toBe(2)
    expect(cz(new Circuit(2).swap(0, 1))).toBe(3)
    expect(cz(new Circuit(3).ccx(0, 1, 2))).toBe(6)
    expect(cz(new Circuit(2).unitary(haarUnitary(4, new RandomStream(5)), [0, 1]))).toBe(3)
  })

  test('writes a Hadamard gate with one SX', () => {
    expect(counts(translateBasis(new Circuit(1).h(0), basis)).sx).toBe(1)
  })

  test('keeps symbols in polynomials', () => {
    const [t] = parameters('t', 1)
    const angles = translateBasis(new Circuit(2).crx(t, 0, 1), basis).operations.flatMap((operation) => operation.angles)
    expect(angles.some((angle) => !isConstant(angle))).toBe(true)
  })

  test('leaves a circuit alone that is in the basis', () => {
    const circuit = new Circuit(2).x(0).x(0).cz(0, 1).rz(0.1, 1).measureAll()
    expect(translateBasis(circuit, basis)).toBe(circuit)
  })

  test('writes one-qubit gates with symbols in every family', () => {
    const w = parameter('w')
    const circuit = new Circuit(2).rx(w, 0).ry(w, 1).p(w, 0).u(w, 0.2, w, 1).cx(0, 1).h(0).rz(w, 0)
    const families: readonly OperationName[][] = [
      ['u'],
      ['rz', 'ry'],
      ['rz', 'rx'],
      ['rz', 'sx'],
      ['p', 'sx'],
      ['p', 'h'],
      ['rz', 'h'],
      ['rx', 'ry'],
      ['p', 'rx'],
    ]
    for (const family of families) {
      const output = translateBasis(circuit, ['cx', ...family])
      expect(
        output.operations.every(({ gate }) => ['cx', 'globalPhase', ...family].includes(gate)),
        family.join(' '),
      ).toBe(true)
      expect(maxAbsDifference(unitary(output.bind({ w: 0.7 })), unitary(circuit.bind({ w: 0.7 }))), family.join(' ')).toBeLessThan(1e-12)
    }
  })

  test('says what a basis lacks', () => {
    expect(() => translateBasis(new Circuit(2).h(0).cx(0, 1), ['rz', 'sx'])).toThrow(UnsupportedGateError)
    expect(() => translateBasis(new Circuit(2).h(0).cx(0, 1), ['cx', 'rz'])).toThrow(/expected u, rz or p with sx/)
  })

  test('refuses a unitary that is too large', () => {
    const matrix = haarUnitary(2, new RandomStream(1))
    let wide = matrix
    for (let i = 0; i < 8; i++) wide = { rows: 2 * wide.rows, columns: 2 * wide.columns, data: directSum(wide.data, wide.rows) }
    const circuit = new Circuit(9).unitary(wide, [0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(() => translateBasis(circuit, basis)).toThrow(/up to 8 qubits/)
  })
})

/** Twice the block on the diagonal. */
function directSum(block: Float64Array, rows: number): Float64Array {
  const result = new Float64Array(4 * block.length)
  for (let i = 0; i < rows; i++) {
    const row = block.subarray(2 * i * rows, 2 * (i + 1) * rows)
    result.set(row, 4 * i * rows)
    result.set(row, 4 * (rows + i) * rows + 2 * rows)
  }
  return result
}
