import { Circuit, type OperationName, unitary } from '@ketwork/circuit'
import { type ComplexMatrix, haarUnitary, maxAbsDifference, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { chooseEntangler, EXACT, synthesizeDecomposition, twoQubitBasis } from './synthesizeTwoQubit.ts'
import { weylDecomposition } from './weylDecomposition.ts'

const local = ['rz', 'ry'] as const

function synthesized(matrix: ComplexMatrix, basis: readonly OperationName[]): { circuit: Circuit; gates: number; isMinimal: boolean } {
  const prepared = twoQubitBasis(basis)
  const decomposition = weylDecomposition(matrix.data)
  const choice = chooseEntangler(decomposition.interaction, prepared, EXACT)
  if (choice === undefined) throw new Error('no entangler')
  const form = synthesizeDecomposition(decomposition, choice, [0, 1], prepared, EXACT)
  if (form === undefined) throw new Error('no form')
  const circuit = new Circuit(2).withOperations(form.operations).globalPhase(form.phase)
  return { circuit, gates: choice.gates, isMinimal: choice.isMinimal }
}

function around(random: RandomStream, build: (circuit: Circuit) => void): ComplexMatrix {
  const circuit = new Circuit(2).unitary(haarUnitary(2, random), [0]).unitary(haarUnitary(2, random), [1])
  build(circuit)
  return unitary(circuit.unitary(haarUnitary(2, random), [0]).unitary(haarUnitary(2, random), [1]))
}

const names = [
  'cx',
  'cz',
  'cy',
  'ch',
  'ecr',
  'iswap',
  'dcx',
  'rxx',
  'ryy',
  'rzz',
  'rzx',
  'cp',
  'crx',
  'cry',
  'crz',
  'xxPlusYy',
  'xxMinusYy',
  'cs',
  'csdg',
  'csx',
] as const

describe.each(names)('%s', (gate) => {
  const basis = [gate, ...local]
  const random = new RandomStream(41)
  const cases: readonly (readonly [string, (circuit: Circuit) => void])[] = [
    ['nothing', () => undefined],
    ['CX', (circuit) => circuit.cx(0, 1)],
    ['SWAP', (circuit) => circuit.swap(0, 1)],
    ['iSWAP', (circuit) => circuit.iswap(0, 1)],
    ['CS', (circuit) => circuit.cs(0, 1)],
    ['CP', (circuit) => circuit.cp(0.3, 0, 1)],
    ['a small interaction', (circuit) => circuit.rxx(1e-5, 0, 1)],
    ['two axes', (circuit) => circuit.rxx(0.7, 0, 1).rzz(-0.3, 0, 1)],
    ['two small axes', (circuit) => circuit.rxx(0.2, 0, 1).rzz(0.1, 0, 1)],
    ['two large axes', (circuit) => circuit.rxx(1.5, 0, 1).rzz(1.4, 0, 1)],
    ['equal axes', (circuit) => circuit.rxx(0.3, 0, 1).ryy(0.3, 0, 1)],
    [
      'the face of the chamber',
      (circuit) =>
        circuit
          .rxx(Math.PI / 2, 0, 1)
          .ryy(0.4, 0, 1)
          .rzz(-0.3, 0, 1),
    ],
    ['three axes', (circuit) => circuit.unitary(haarUnitary(4, random), [0, 1])],
  ]

  test.each(cases)('makes %s exactly', (_, build) => {
    for (let i = 0; i < 6; i++) {
      const matrix = around(random, build)
      const { circuit, gates } = synthesized(matrix, basis)
      expect(maxAbsDifference(unitary(circuit), matrix)).toBeLessThan(1e-12)
      expect(circuit.operations.filter(({ qubits }) => qubits.length === 2)).toHaveLength(gates)
    }
  })
})

describe('numbers of gates', () => {
  const classes = ['nothing', 'CX', 'SWAP', 'CS', 'two axes', 'any'] as const
  const matrices: Record<(typeof classes)[number], ComplexMatrix> = {
    nothing: unitary(new Circuit(2).h(0).t(1)),
    CX: unitary(new Circuit(2).h(0).cy(1, 0)),
    SWAP: unitary(new Circuit(2).swap(0, 1)),
    CS: unitary(new Circuit(2).cs(0, 1)),
    'two axes': unitary(new Circuit(2).cp(0.4, 0, 1).h(0).h(1).cp(0.7, 0, 1)),
    any: haarUnitary(4, new RandomStream(42)),
  }

  test.each([
    ['cx', [0, 1, 3, 2, 2, 3]],
    ['ecr', [0, 1, 3, 2, 2, 3]],
    ['iswap', [0, 2, 3, 2, 2, 3]],
    ['rzz', [0, 1, 3, 1, 2, 3]],
    ['cp', [0, 1, 3, 1, 2, 3]],
    ['xxPlusYy', [0, 2, 3, 2, 2, 3]],
    ['cs', [0, 2, 6, 1, 2, 6]],
  ] as const)('%s', (gate, expected) => {
    const counts = classes.map((name) => synthesized(matrices[name], [gate, ...local]).gates)
    expect(counts.slice(0, 5)).toEqual(expected.slice(0, 5))
    expect(counts[5]).toBeLessThanOrEqual(expected[5])
  })

  test('a basis with several entanglers takes the best for each class', () => {
    const basis = ['cx', 'swap', 'rzz', ...local] as const
    expect(classes.map((name) => synthesized(matrices[name], basis).gates)).toEqual([0, 1, 1, 1, 2, 3])
  })

  test('says when the number is not known to be minimal', () => {
    expect(synthesized(matrices.any, ['cx', ...local]).isMinimal).toBe(true)
    expect(synthesized(matrices.any, ['cs', ...local]).isMinimal).toBe(false)
  })
})
