import { Circuit, parameter } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { expectedRunsOf } from './expectedRuns.ts'
import { compileProgram } from './lowering/compileProgram.ts'

const programOf = (gates: number, angle: (gate: number) => number | ReturnType<typeof parameter>) => {
  const circuit = new Circuit(2)
  for (let gate = 0; gate < gates; gate++) circuit.ry(angle(gate), 0).cx(0, 1)
  return compileProgram(circuit)
}

describe('runs that are expected', () => {
  test.each([
    ['one of a program without symbols, however deep', programOf(1000, (gate) => 0.1 + gate), 1],
    ['any number of one with parameters', programOf(256, (gate) => parameter(`w${gate}`)), Infinity],
    ['64 of one with parameters and more than 512 instructions', programOf(257, (gate) => parameter(`w${gate}`)), 64],
  ])('are %s', (_, program, runs) => {
    expect(expectedRunsOf(program, {})).toBe(runs)
    expect([1, 2.5, Infinity].map((expectedRuns) => expectedRunsOf(program, { expectedRuns }))).toEqual([1, 2.5, Infinity])
  })

  test.each([0, -1, 0.5, NaN])('are refused where they are %s', (expectedRuns) => {
    const refusal = `expectedRuns is ${expectedRuns}: it must be at least 1, the number of runs that the executable is made for`
    expect(() =>
      expectedRunsOf(
        programOf(1, () => 0.1),
        { expectedRuns },
      ),
    ).toThrow(new RangeError(refusal))
  })
})
