import { drawCircuit, drawPauliSum } from '@ketwork/backend/conformance'
import { RandomStream } from '@ketwork/math'
import { afterAll, describe, expect, test } from 'vitest'
import { openCpuBackend } from '../index.ts'

const ours = openCpuBackend()
const plain = openCpuBackend({ variant: 'plain' })
afterAll(() => Promise.all([ours.dispose(), plain.dispose()]))

describe('estimates from shots draw what the plain engine draws', () => {
  test.each(Array.from({ length: 10 }, (_, seed) => ({ seed, qubits: 1 + seed })))('on $qubits qubits', async ({ seed, qubits }) => {
    const random = new RandomStream(seed)
    const circuit = drawCircuit({ qubits, operations: 15, random, angles: 'symbolic' })
    const observables = [drawPauliSum(4, qubits, random), drawPauliSum(4, qubits, random)]
    const columns = circuit.features.length
    const inputs = {
      parameters: random.fillNormal(new Float64Array(circuit.parameters.length)),
      ...(columns > 0 && { features: { rows: 2, columns, data: random.fillNormal(new Float64Array(2 * columns)) } }),
      ...{ shots: 40, seed },
    }
    await using generated = await ours.compile(circuit, { observables })
    await using slow = await plain.compile(circuit, { observables })
    expect(generated.program).toEqual(slow.program)
    const pairs = [
      [await generated.expectations(inputs), await slow.expectations(inputs)],
      [await generated.probabilities(inputs, [0]), await slow.probabilities(inputs, [0])],
    ] as const
    for (const [found, right] of pairs) {
      expect(found.ranOn.plan).toContain('generated')
      found.values.forEach((value, i) => expect(value).toBeCloseTo(right.values[i], 12))
      found.standardErrors!.forEach((error, i) => expect(error).toBeCloseTo(right.standardErrors![i], 12))
    }
    const [found, right] = [await generated.jacobian(inputs), await slow.jacobian(inputs)]
    expect(found.ranOn.plan).toContain('parameter shift')
    found.parameters!.forEach((value, i) => expect(value).toBeCloseTo(right.parameters![i], 10))
  })

  test('goes on with the gradient from shots when the executable is disposed meanwhile', async () => {
    const circuit = drawCircuit({ qubits: 4, operations: 20, random: new RandomStream(3), angles: 'symbolic' })
    const executable = await ours.compile(circuit, { observables: [drawPauliSum(3, 4, new RandomStream(4))] })
    const parameters = new Float64Array(circuit.parameters.length).fill(0.4)
    const features = { rows: 1, columns: circuit.features.length, data: new Float64Array(circuit.features.length) }
    const running = executable.gradient({ parameters, ...(features.columns > 0 && { features }), shots: 10, seed: 1 })
    await executable.dispose()
    expect((await running).values).toHaveLength(1)
  })
})
