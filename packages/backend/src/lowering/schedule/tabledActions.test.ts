import { Circuit, parameter, times } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { lower } from '../lower.ts'
import { tabledActions } from './tabledActions.ts'

const kinds = (circuit: Circuit, most: number): string[] => tabledActions(lower(circuit).structure, most).map(({ kind }) => kind)

function cost(circuit: Circuit, name: string): Circuit {
  const angle = parameter(name)
  return circuit.rzz(angle, 0, 1).rzz(times(2, angle), 1, 2).rz(angle, 0)
}

describe('tabledActions', () => {
  test('makes one action of the diagonal gates that share their symbols', () => {
    const circuit = cost(cost(new Circuit(3).x(0), 'a').cx(0, 1), 'b')
    expect(kinds(circuit, 2)).toEqual(['flip', 'table', 'flip', 'table'])
    const [, table] = tabledActions(lower(circuit).structure, 2)
    expect(table).toMatchObject({ mixes: 0, reads: 0b111 })
  })

  test('has no more tables than there is room for', () => {
    expect(kinds(cost(cost(new Circuit(3), 'a'), 'b'), 1)).toEqual(['table', 'rotate', 'rotate', 'rotate'])
    expect(kinds(cost(new Circuit(3), 'a'), 0)).toEqual(['rotate', 'rotate', 'rotate'])
  })

  test('leaves few gates, gates on single qubits and constant angles alone', () => {
    expect(kinds(new Circuit(2).rzz(parameter('a'), 0, 1).rz(parameter('a'), 0).rz(parameter('a'), 1), 9)).not.toContain('table')
    expect(kinds(new Circuit(3).rzz(0.1, 0, 1).rzz(0.2, 1, 2).rzz(0.3, 0, 2), 9)).not.toContain('table')
  })

  test('keeps gates with other symbols of the same run', () => {
    expect(kinds(cost(new Circuit(3).rz(parameter('b'), 0), 'a'), 9)).toEqual(['rotate', 'table'])
  })
})
