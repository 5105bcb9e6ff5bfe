import { Circuit, feature, parameter, plus, times, unitary } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { type DiagonalGroup, diagonalGroups, groupGradientSlot } from './diagonalGroups.ts'
import { diagonalTable, groupAngle, groupWeights, tableLevels } from './diagonalTable.ts'
import { lower } from './lower.ts'

const gamma = parameter('gamma')

/** Phases of exp(i sum s T) over all groups, for every basis state. */
function phasesOf(
  circuit: Circuit,
  groups: readonly DiagonalGroup[],
  parameters: readonly number[],
  features: readonly number[],
): number[] {
  const { constants, structure } = lower(circuit)
  const phases = new Float64Array(2 ** circuit.qubitCount)
  for (const group of groups) {
    const angle = groupAngle(group, parameters, features, structure.parameters.length)
    diagonalTable(group, groupWeights(group, constants), circuit.qubitCount).forEach((value, z) => (phases[z] += angle * value))
  }
  return [...phases]
}

function groupsOf(circuit: Circuit): DiagonalGroup[] {
  return diagonalGroups(lower(circuit).structure)
}

describe('diagonalGroups', () => {
  test('gives tables whose phases are the circuit, for every diagonal gate', () => {
    const random = new RandomStream(7)
    for (let repetition = 0; repetition < 20; repetition++) {
      const weights = Array.from({ length: 8 }, () => random.normal())
      const x = feature('x')
      const circuit = new Circuit(3)
        .rz(times(weights[0], gamma), 0)
        .rzz(times(weights[1], gamma), 2, 1)
        .cp(times(weights[2], gamma, x), 0, 2)
        .crz(times(weights[3], x, x), 1, 0)
        .pauliRotation(times(weights[4], gamma), 'ZZZ', [2, 0, 1])
        .p(weights[5], 1)
        .mcp(times(weights[6], x), [0, 1], 2)
        .globalPhase(times(weights[7], gamma))
        .s(0)
        .ccz(0, 1, 2)
      const values = { gamma: random.normal(), x: random.normal() }
      const groups = groupsOf(circuit)
      expect(groups.flatMap(({ entries }) => entries)).toHaveLength(10)
      const matrix = unitary(circuit.bind(values))
      phasesOf(circuit, groups, [values.gamma], [values.x]).forEach((phase, z) => {
        expect(matrix.data[2 * (8 * z + z)]).toBeCloseTo(Math.cos(phase), 10)
        expect(matrix.data[2 * (8 * z + z) + 1]).toBeCloseTo(Math.sin(phase), 10)
      })
    }
  })

  test('makes a cost layer of QAOA one group, whatever the weights', () => {
    const edges = [[0, 1, 0.3], [1, 2, -1.7], [2, 3, 0.9], [0, 3, 2.2]] as const // prettier-ignore
    const circuit = new Circuit(4)
    for (const [a, b, weight] of edges) circuit.rzz(times(2 * weight, gamma), a, b)
    const groups = groupsOf(circuit)
    expect(groups).toHaveLength(1)
    expect(groups[0].symbols).toEqual([0])
    expect(groups[0].entries.map(({ qubits }) => qubits)).toEqual(edges.map(([a, b]) => [a, b]))
  })

  test('ends a group at what is not diagonal and begins another one after it', () => {
    const circuit = new Circuit(2).h(0).rz(gamma, 0).rzz(gamma, 0, 1).rx(gamma, 0).cp(gamma, 0, 1).cx(0, 1)
    const instructions = groupsOf(circuit).map(({ entries }) => entries.map(({ instruction }) => instruction))
    expect(instructions).toEqual([[1, 2], [4]]) // prettier-ignore
  })

  test('keeps angles of different symbols apart, and sums of terms out', () => {
    const beta = parameter('beta')
    const circuit = new Circuit(1)
      .rz(gamma, 0)
      .rz(beta, 0)
      .rz(times(gamma, beta), 0)
      .rz(times(3, gamma), 0)
      .rz(plus(gamma, 1), 0)
      .rz(0.5, 0)
    const instructions = groupsOf(circuit).map(({ symbols, entries }) => [symbols, entries.map(({ instruction }) => instruction)])
    expect(instructions).toEqual([[[0], [0, 3]], [[1], [1]], [[0, 1], [2]], [[], [5]]]) // prettier-ignore
  })

  test('leaves a conditional instruction out', () => {
    const circuit = new Circuit(1).measure(0, 'a').when({ bits: ['a'], value: 1 }, (inner) => inner.rz(gamma, 0))
    expect(groupsOf(circuit)).toEqual([])
  })

  test('does not look at constants', () => {
    const drawn = (a: number, b: number) => groupsOf(new Circuit(2).rz(times(a, gamma), 0).rzz(times(b, gamma), 0, 1).p(a, 0))
    expect(drawn(1, 1)).toEqual(drawn(0.3, -7))
  })
})

describe('groupGradientSlot', () => {
  test('finds a slot through which the chain rule is exact, and none where all weights are 0', () => {
    const program = lower(new Circuit(1).rz(times(4, gamma), 0).rz(times(2, gamma), 0))
    const [group] = diagonalGroups(program.structure)
    expect(groupGradientSlot(group, program.constants)).toEqual({ slot: 0, scale: 0.25 })
    expect(groupGradientSlot(group, new Float64Array(2))).toBeUndefined()
  })
})

describe('tableLevels', () => {
  test('writes commensurate weights as few levels, exactly', () => {
    const circuit = new Circuit(5)
    for (let a = 0; a < 5; a++) circuit.rzz(times(a % 2 === 0 ? 0.3 : 0.9, gamma), a, (a + 1) % 5)
    const program = lower(circuit)
    const [group] = diagonalGroups(program.structure)
    const table = diagonalTable(group, groupWeights(group, program.constants), 5)
    const levels = tableLevels(table)
    expect(levels?.count).toBeLessThanOrEqual(10)
    table.forEach((value, z) => expect((levels?.offset ?? NaN) + (levels?.unit ?? NaN) * (levels?.levels[z] ?? NaN)).toBeCloseTo(value, 12))
  })

  test('gives up on weights without a common unit', () => {
    const random = new RandomStream(5)
    expect(tableLevels(random.fillNormal(new Float64Array(256)))).toBeUndefined()
  })

  test('takes a constant table as one level', () => {
    expect(tableLevels(new Float64Array(8).fill(0.7))).toMatchObject({ offset: 0.7, count: 1 })
    expect(tableLevels(new Float64Array(8))).toMatchObject({ offset: 0, count: 1 })
  })
})
