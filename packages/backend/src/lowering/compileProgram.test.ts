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

  test('never reads a constant: 0, inverse angles and special angles keep the structure too', () => {
    const structureOf = (a: number, b: number) =>
      structureKey(compileProgram(new Circuit(2).rx(a, 0).cx(0, 1).rz(a, 1).rz(b, 1).cp(b, 0, 1)).structure)
    for (const [a, b] of [[0, 0], [0.3, -0.3], [Math.PI, 2 * Math.PI]] as const) expect(structureOf(a, b)).toBe(structureOf(0.4, 1.7)) // prettier-ignore
  })

  test("keeps the circuit's own symbols in their order, even those that cancel", () => {
    const circuit = new Circuit(2).rz(t, 0).rx(parameter('#0'), 1).rz(0.5, 0).rz(times(-1, t), 0)
    expect(compileProgram(circuit).structure.parameters).toEqual(['t', '#0'])
  })
})
