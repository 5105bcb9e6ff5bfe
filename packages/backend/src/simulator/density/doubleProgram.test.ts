import { Circuit } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { lower } from '../../lowering/lower.ts'
import { doubleProgram } from './doubleProgram.ts'

describe('doubleProgram', () => {
  const keep = { keepBits: true }

  test('gives one structure to programs that differ in constants', () => {
    const noisy = (rate: number, t: number) =>
      lower(
        new Circuit(2)
          .rx(t, 0)
          .rzz(2 * t, 0, 1)
          .depolarizing(rate, 1)
          .measure(0, 'a'),
      )
    expect(doubleProgram(noisy(0.1, 0.2), keep).program.structure).toEqual(doubleProgram(noisy(0.3, -1), keep).program.structure)
  })

  test('gives wires to bits that conditions read, and reads bits of measurements at the end from the diagonal', () => {
    const circuit = new Circuit(3)
      .measure(0, 'a')
      .when({ bits: ['a'], value: 1 }, (then) => then.x(1))
      .measure(1, 'b')
      .h(1)
      .measure(2, 'c')
    const program = lower(circuit)
    expect(doubleProgram(program, { keepBits: false })).toMatchObject({ wires: [0], deferred: [] })
    const kept = doubleProgram(program, keep)
    expect(kept).toMatchObject({ qubits: 3, wires: [0, 1] })
    expect(kept.deferred.map(({ bit }) => bit)).toEqual([2])
    expect(kept.program.structure.qubits).toBe(8)
  })

  test('gives wires to bits that are assigned where they are read, and leaves out an assignment of what stands there', () => {
    const circuit = new Circuit(1)
      .measure(0, 'a')
      .when({ bits: ['a'], value: 1 }, (then) => then.setBit('a').setBit('b'))
      .h(0)
    expect(doubleProgram(lower(circuit), { keepBits: false })).toMatchObject({ wires: [0] })
    const kept = doubleProgram(lower(circuit), keep)
    expect(kept).toMatchObject({ wires: [0, 1], deferred: [] })
    expect(kept.program.structure.instructions.filter(({ kind }) => kind === 'matrix')).toHaveLength(4) // measure, set b, h on rows and columns
  })

  test('leaves out phases of the whole state and conditions that contradict themselves', () => {
    const phased = lower(new Circuit(1).globalPhase(0.3))
    expect(doubleProgram(phased, keep).program.structure.instructions).toEqual([])
    const program = lower(new Circuit(1).measure(0, 'a').when({ bits: ['a'], value: 1 }, (then) => then.x(0)))
    const instructions = program.structure.instructions.map((each) =>
      each.kind === 'flip' ? { ...each, condition: { bits: [0, 0], values: [1, 0] as const } } : each,
    )
    const impossible = { ...program, structure: { ...program.structure, instructions } }
    expect(doubleProgram(impossible, keep).program.structure.instructions.map(({ kind }) => kind)).toEqual(['matrix'])
  })
})
