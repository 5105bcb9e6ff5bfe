import { Circuit, parameter, parsePauliSum } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { drawCircuit, drawPauliSum } from '../conformance/drawnCircuits.ts'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { absorbIntoObservables, observedProgram } from './absorbIntoObservables.ts'
import { lower } from './lower.ts'

const backend = openReferenceBackend()

describe('absorbIntoObservables', () => {
  test('keeps expectations and gradients on 150 drawn circuits', async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = new RandomStream(seed)
      const qubits = 1 + random.integer(5)
      const circuit = drawCircuit({ qubits, operations: 1 + random.integer(25), random, angles: 'symbolic' })
      const observables = Array.from({ length: 1 + random.integer(3) }, () => drawPauliSum(1 + random.integer(4), qubits, random))
      const program = lower(circuit, observables)
      const observed = observedProgram(program, absorbIntoObservables(program.structure))
      const parameters = random.fillNormal(new Float64Array(program.structure.parameters.length))
      const count = program.structure.features.length
      const features = count === 0 ? {} : { features: { rows: 1, columns: count, data: random.fillNormal(new Float64Array(count)) } }
      const [whole, seen] = await Promise.all([program, observed].map((each) => backend.load(each)))
      const inputs = { parameters, ...features }
      const [a, b] = [await whole.gradient(inputs), await seen.gradient(inputs)]
      for (const [i, value] of a.values.entries()) expect(Math.abs(b.values[i] - value)).toBeLessThan(1e-12)
      for (const [i, value] of (a.parameters ?? []).entries()) expect(Math.abs(b.parameters![i] - value)).toBeLessThan(1e-11)
    }
  })

  test('takes a ring of CX and the rotations about Z before it into a Z string', () => {
    const circuit = new Circuit(3)
    for (let qubit = 0; qubit < 3; qubit++) circuit.ry(parameter(`a${qubit}`), qubit).rz(parameter(`b${qubit}`), qubit)
    for (let qubit = 0; qubit < 3; qubit++) circuit.cx(qubit, (qubit + 1) % 3)
    const { structure } = absorbIntoObservables(lower(circuit, [parsePauliSum('Z0')]).structure)
    expect(structure.observables[0].terms).toEqual([{ pauli: 'ZZ', qubits: [1, 2] }])
    expect(structure.instructions.map((instruction) => (instruction.kind === 'rotation' ? instruction.pauli : instruction.kind))).toEqual([
      'Y',
      'Y',
    ])
  })

  test('gives a coefficient the sign of Y Y = -(X Z)(Z X)', () => {
    const { signs, structure } = absorbIntoObservables(lower(new Circuit(2).cx(0, 1), [parsePauliSum('2*Y0*Y1')]).structure)
    expect(structure.observables[0].terms).toEqual([{ pauli: 'XZ', qubits: [0, 1] }])
    expect(signs).toEqual([[-1]])
  })

  test('leaves an instruction in front of one that it does not commute with', () => {
    const circuit = new Circuit(2).cx(0, 1).ry(parameter('a'), 1)
    expect(absorbIntoObservables(lower(circuit, [parsePauliSum('Z1')]).structure).structure.instructions).toHaveLength(2)
  })
})
