import { Circuit, parameter, parsePauliSum, times } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { compileProgram } from './compileProgram.ts'
import { structureKey } from './structureKey.ts'

const t = parameter('t')

describe('compileProgram', () => {
  test('cancels inverses and merges rotations before it lowers', () => {
    const circuit = new Circuit(2).h(0).h(0).rz(t, 0).rz(times(2, t), 0).cx(0, 1)
    expect(compileProgram(circuit).structure.instructions.map(({ kind }) => kind)).toEqual(['rotation', 'flip'])
  })

  test('gives circuits that differ in one constant angle one structure', () => {
    const compiled = [0.3, 0.7].map((angle) => {
      const circuit = new Circuit(2).rx(angle, 0).rx(t, 0).crz(angle, 0, 1).rz(times(angle, t), 1)
      return compileProgram(circuit, { observables: [parsePauliSum('Z0')] })
    })
    expect(structureKey(compiled[1].structure)).toBe(structureKey(compiled[0].structure))
    expect(compiled[1].constants).not.toEqual(compiled[0].constants)
  })
})
