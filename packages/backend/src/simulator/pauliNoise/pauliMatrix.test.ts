import { Circuit, krausMatrices, unitary } from '@ketwork/circuit'
import { haarUnitary, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { cliffordImages, pauliWeights } from './pauliMatrix.ts'

/** Probabilities of the strings of a circuit's only operation, a channel. */
function weightsOf(circuit: Circuit): number[] | undefined {
  const [operation] = circuit.operations
  const kraus = krausMatrices(operation).map(({ data }) => [...data])
  const weights = pauliWeights(Float64Array.from(kraus.flat()), operation.qubits.length)
  return weights && [...weights]
}

describe('pauliWeights', () => {
  // I, X, Z, Y: string (x, z) is number x + 2 z
  test.each([
    ['depolarizing', new Circuit(1).depolarizing(0.3, 0), [0.7, 0.1, 0.1, 0.1]],
    ['Pauli', new Circuit(1).pauliChannel(0.1, 0.2, 0.3, 0), [0.4, 0.1, 0.3, 0.2]],
    ['phase damping', new Circuit(1).phaseDamping(0.36, 0), [0.9, 0, 0.1, 0]], // coherences shrink by sqrt(1 - lambda) = 1 - 2 p
  ])('are the probabilities of a %s channel', (_, circuit, expected) => {
    weightsOf(circuit)!.forEach((weight, string) => expect(weight).toBeCloseTo(expected[string], 14))
  })

  test('of two qubits have the first one in the low bit', () => {
    const weights = weightsOf(new Circuit(2).depolarizing2(0.15, 0, 1))!
    expect(weights).toHaveLength(16)
    weights.forEach((weight, string) => expect(weight).toBeCloseTo(string === 0 ? 0.85 : 0.01, 14))
    const onFirst = pauliWeights(Float64Array.from(unitary(new Circuit(2).x(0)).data), 2)!
    expect(onFirst[0b01]).toBeCloseTo(1, 14)
    const onSecond = pauliWeights(Float64Array.from(unitary(new Circuit(2).z(1)).data), 2)!
    expect(onSecond[0b1000]).toBeCloseTo(1, 14)
  })

  test('are undefined for channels that are no mixture of strings', () => {
    expect(weightsOf(new Circuit(1).amplitudeDamping(0.1, 0))).toBeUndefined()
    const halfway = Float64Array.of(Math.SQRT1_2, 0, 0, -Math.SQRT1_2, 0, -Math.SQRT1_2, Math.SQRT1_2, 0) // sqrt(X): I and X in superposition
    expect(pauliWeights(halfway, 1)).toBeUndefined()
  })
})

describe('cliffordImages', () => {
  test.each([
    ['h', new Circuit(1).h(0), [{ x: { x: 0, z: 1 }, z: { x: 1, z: 0 } }]],
    ['s', new Circuit(1).s(0), [{ x: { x: 1, z: 1 }, z: { x: 0, z: 1 } }]],
    ['sx', new Circuit(1).sx(0), [{ x: { x: 1, z: 0 }, z: { x: 1, z: 1 } }]],
    [
      'cx from 0 to 1',
      new Circuit(2).cx(0, 1),
      [
        { x: { x: 0b11, z: 0 }, z: { x: 0, z: 0b01 } },
        { x: { x: 0b10, z: 0 }, z: { x: 0, z: 0b11 } },
      ],
    ],
  ])('%s', (_, circuit, images) => expect(cliffordImages(Float64Array.from(unitary(circuit).data))).toEqual(images))

  test('there are none of other unitaries', () => {
    expect(cliffordImages(Float64Array.from(unitary(new Circuit(1).t(0)).data))).toBeUndefined()
    const random = new RandomStream(1)
    for (let i = 0; i < 10; i++) expect(cliffordImages(haarUnitary(4, random).data)).toBeUndefined()
  })
})
