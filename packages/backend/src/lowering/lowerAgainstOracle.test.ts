/** Lowered programs, run by the reference kernels, are the unitaries that `circuit`'s oracle makes from the gates' matrices. */
import { Circuit, type Operation, type OperationName, evaluateAngles, gateTable, parameter, plus, times, unitary } from '@ketwork/circuit'
import { RandomStream, haarUnitary } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import type { Program } from '../program.ts'
import { applyInstruction } from '../reference/applyInstruction.ts'
import { isPlainUnitary } from './dynamics.ts'
import { lower } from './lower.ts'

const QUBITS = 3
const random = new RandomStream(17)

/** Column `column` of the program's unitary. */
function runProgram({ structure, constants }: Program, parameters: readonly number[], column: number): Float64Array {
  const angles = new Float64Array(structure.angles.termStarts.length - 1)
  evaluateAngles(structure.angles, constants, parameters, [], angles)
  const state = new Float64Array(2 * 2 ** structure.qubits)
  state[2 * column] = 1
  for (const instruction of structure.instructions.filter(isPlainUnitary)) applyInstruction(state, instruction, { angles, constants })
  return state
}

function expectOracle(circuit: Circuit, values: Readonly<Record<string, number>>): void {
  const program = lower(circuit)
  const parameters = program.structure.parameters.map((name) => values[name])
  const size = 2 ** circuit.qubitCount
  const { data } = unitary(circuit.bind(Object.fromEntries(circuit.parameters.map((name) => [name, values[name]]))))
  for (let column = 0; column < size; column++) {
    const state = runProgram(program, parameters, column)
    for (let row = 0; row < size; row++) {
      expect(Math.abs(state[2 * row] - data[2 * (row * size + column)])).toBeLessThan(1e-12)
      expect(Math.abs(state[2 * row + 1] - data[2 * (row * size + column) + 1])).toBeLessThan(1e-12)
    }
  }
}

/** The gate on qubits drawn at random, its angles polynomials of `a`. */
function drawOperation(gate: OperationName): Operation {
  const row = gateTable[gate]
  const count = row.qubits === 'any' ? (gate === 'globalPhase' ? 0 : QUBITS) : row.qubits
  const angles = 'angles' in row ? row.angles : 0
  return {
    gate,
    qubits: [...random.permutation(QUBITS)].slice(0, count),
    angles: Array.from({ length: angles }, () => plus(times(random.normal(), parameter('a')), random.normal())),
    ...(gate === 'pauliRotation' ? { pauli: ['XYZ', 'ZZY', 'YXY'][random.integer(3)] } : {}),
    ...(gate === 'unitary' ? { matrix: haarUnitary(2 ** count, random) } : {}),
  }
}

const gates = (Object.keys(gateTable) as OperationName[]).filter((name) => gateTable[name].kind === 'gate')

describe('a lowered program', () => {
  test.each(gates)('is the gate %s, global phase included', (gate) => {
    for (let repetition = 0; repetition < 6; repetition++)
      expectOracle(new Circuit(QUBITS).append(drawOperation(gate)), { a: random.normal() })
  })

  test('is a whole circuit of gates drawn at random', () => {
    for (let repetition = 0; repetition < 20; repetition++) {
      const circuit = new Circuit(QUBITS)
      for (let i = 0; i < 15; i++) circuit.append(drawOperation(gates[random.integer(gates.length)]))
      expectOracle(circuit, { a: random.normal() })
    }
  })
})
