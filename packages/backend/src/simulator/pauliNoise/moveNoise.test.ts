import { Circuit, type Operation, parameter } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { drawCircuit, drawQubits } from '../../conformance/drawnCircuits.ts'
import { lower } from '../../lowering/lower.ts'
import type { Program } from '../../program.ts'
import { openReferenceBackend } from '../../reference/openReferenceBackend.ts'
import { hasBit, type MovedNoise, moveNoise } from './moveNoise.ts'

const backend = openReferenceBackend()

async function amplitudes(program: Program, inputs: { parameters: Float64Array; features: Float64Array }): Promise<Float64Array> {
  const executable = await backend.load(program)
  const rows = inputs.features.length === 0 ? {} : { features: { rows: 1, columns: inputs.features.length, data: inputs.features } }
  const { data } = await executable.amplitudes({ parameters: inputs.parameters, ...rows })
  return Float64Array.from(data)
}

/** |<a|b>|^2. */
function fidelity(a: Float64Array, b: Float64Array): number {
  let [re, im] = [0, 0]
  for (let i = 0; i < a.length; i += 2) {
    re += a[i] * b[i] + a[i + 1] * b[i + 1]
    im += a[i] * b[i + 1] - a[i + 1] * b[i]
  }
  return re * re + im * im
}

/** What follows the program's own features in a row of `complete`. */
function signsAndString({ signs, frame, words }: MovedNoise, effect: Uint32Array): number[] {
  const [x, z] = effect.subarray(words - 2)
  return [
    ...signs.map((bit) => (hasBit(effect, bit) ? -1 : 1)),
    ...frame.flatMap((qubit) => [x, z].map((mask) => ((mask >>> qubit) & 1) * Math.PI)),
  ]
}

/** The circuit with a Pauli string in place of one channel, and without the other ones. */
function withString(circuit: Circuit, channel: number, letters: string): Circuit {
  const isChannel = ({ gate }: Operation): boolean => gate.startsWith('depolarizing')
  let seen = -1
  const operations = circuit.operations.flatMap((operation): Operation[] => {
    if (!isChannel(operation)) return [operation]
    if (++seen !== channel) return []
    return [...letters].flatMap((letter, i) =>
      letter === 'I' ? [] : [{ gate: letter.toLowerCase() as 'x', qubits: [operation.qubits[i]], angles: [] }],
    )
  })
  const out = new Circuit(circuit.qubitCount)
  for (const operation of operations) out.append(operation)
  return out
}

const LETTERS = ['I', 'X', 'Z', 'Y']

/** The letter of each qubit of a string, by its number x + 2^k z. */
function lettersOf(string: number, qubits: number): string {
  const [x, z] = [string % 2 ** qubits, Math.floor(string / 2 ** qubits)]
  return Array.from({ length: qubits }, (_, i) => LETTERS[((x >>> i) & 1) + 2 * ((z >>> i) & 1)]).join('')
}

describe('moveNoise', () => {
  test('leaves the state that each string of each channel makes, on 100 drawn circuits', async () => {
    let moved = 0
    for (let seed = 1; seed <= 100; seed++) {
      const random = new RandomStream(seed)
      const qubits = 2 + random.integer(3)
      const circuit = new Circuit(qubits)
      for (let part = 0; part < 3; part++) {
        circuit.compose(drawCircuit({ qubits, operations: 3, random, angles: 'symbolic', widest: 2 }))
        if (random.integer(2) === 0) circuit.depolarizing(0.1, random.integer(qubits))
        else circuit.depolarizing2(0.1, ...(drawQubits(2, qubits, random) as [number, number]))
      }
      circuit.compose(drawCircuit({ qubits, operations: 4, random, angles: 'symbolic' }))
      const program = lower(circuit)
      const noise = moveNoise(program)
      if (noise === undefined) continue // a matrix of two qubits
      moved++
      const { parameters, features } = program.structure
      const values = random.fillNormal(new Float64Array(parameters.length + features.length))
      const symbols = { parameters: values.subarray(0, parameters.length), features: values.subarray(parameters.length) }
      for (const [channel, { effects }] of noise.channels.entries()) {
        const width = effects.length === 16 ? 2 : 1
        for (const [string, effect] of effects.entries()) {
          const noisy = lower(withString(circuit, channel, lettersOf(string, width)))
          expect(noisy.structure.parameters).toEqual(parameters)
          const found = await amplitudes(noise.complete, {
            parameters: symbols.parameters,
            features: Float64Array.of(...symbols.features, ...signsAndString(noise, effect)),
          })
          expect(fidelity(found, await amplitudes(noisy, symbols))).toBeCloseTo(1, 10)
        }
      }
    }
    expect(moved).toBeGreaterThan(25)
  })

  test('gives signs to rotations behind noise alone, and none to Clifford gates', () => {
    const before = new Circuit(1).rx(parameter('a'), 0).depolarizing(0.1, 0)
    expect(moveNoise(lower(before))!.signs).toEqual([])
    const clifford = new Circuit(2)
      .depolarizing(0.1, 0)
      .h(0)
      .cx(0, 1)
      .s(1)
      .cz(0, 1)
      .rx(Math.PI / 2, 0)
      .swap(0, 1)
    expect(moveNoise(lower(clifford))!.signs).toEqual([])
    const turned = new Circuit(1).pauliChannel(0.1, 0, 0, 0).rx(0.3, 0).rz(0.4, 0)
    expect(moveNoise(lower(turned))!.signs).toEqual([1]) // X passes rx
  })

  test.each([
    ['a channel that is no mixture of Pauli strings', new Circuit(1).amplitudeDamping(0.1, 0)],
    ['a measurement', new Circuit(1).measure(0, 'a').h(0)],
    ['a reset', new Circuit(1).reset(0)],
    ['five controls', new Circuit(6).depolarizing(0.1, 0).mcp(0.3, [0, 1, 2, 3, 4], 5)],
    ['more qubits than masks hold', new Circuit(32).depolarizing(0.1, 0)],
  ])('is undefined for %s', (_, circuit) => expect(moveNoise(lower(circuit))).toBeUndefined())
})
