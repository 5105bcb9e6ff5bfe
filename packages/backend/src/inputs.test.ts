import { buildAngleTable } from '@ketwork/circuit'
import { matrixFrom } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import type { AmplitudeBatch, Inputs } from './backend.ts'
import { resolveInputs } from './inputs.ts'
import { initialRow, rowOf } from './resolvedInputs.ts'
import type { Program } from './program.ts'

/** A program of one qubit with these symbols and nothing in it. */
function emptyProgram(parameters: readonly string[] = [], features: readonly string[] = []): Program {
  const { table } = buildAngleTable([], parameters, features, 0)
  const structure = { qubits: 1, parameters, features, bits: [], angles: table, instructions: [], observables: [] }
  return { version: 2, structure, constants: new Float64Array(0) }
}

const program = emptyProgram(['w[0]', 'w[1]', 'w[2]'], ['x[0]', 'x[1]'])
const parameters = [1, 2, 3]
const features = matrixFrom([
  [4, 5],
  [6, 7],
])
const oneRow: AmplitudeBatch = { rows: 1, qubits: 1, data: Float64Array.from([0.6, 0, 0, 0.8]) }
const threeRows: AmplitudeBatch = { rows: 3, qubits: 1, data: Float64Array.from([1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0]) }

describe('resolveInputs', () => {
  test('shares a flat parameter vector and a single initial row between the rows of the features', () => {
    const resolved = resolveInputs(program, { parameters, features, initial: oneRow })
    expect(resolved.rows).toBe(2)
    expect(resolved.parametersShared).toBe(true)
    expect(resolved.initial?.rows).toBe(1)
    expect([...rowOf(resolved.parameters, 1)]).toEqual([1, 2, 3])
    expect([...rowOf(resolved.features, 1)]).toEqual([6, 7])
    expect([...(initialRow(resolved, 1) ?? [])]).toEqual([0.6, 0, 0, 0.8])
    expect(resolved.wrt).toEqual(['parameters'])
  })

  test('gives each row its own parameters where they are a matrix, even of one row', () => {
    const matrix = matrixFrom([
      [1, 2, 3],
      [4, 5, 6],
    ])
    const resolved = resolveInputs(program, { parameters: matrix, features })
    expect([...rowOf(resolved.parameters, 1)]).toEqual([4, 5, 6])
    expect(resolveInputs(emptyProgram(['w']), { parameters: matrixFrom([[1]]) }).parametersShared).toBe(false)
  })

  test('needs nothing for a program without symbols, and starts from |0> then', () => {
    const resolved = resolveInputs(emptyProgram())
    expect(resolved.rows).toBe(1)
    expect(resolved.initial).toBeUndefined()
    expect(resolved.shots).toBeUndefined()
  })

  test('takes the number of rows from the initial states too', () => {
    const resolved = resolveInputs(emptyProgram(), { initial: threeRows })
    expect(resolved.rows).toBe(3)
    expect([...(initialRow(resolved, 2) ?? [])]).toEqual([0, 1, 0, 0])
  })

  test.each([NaN, Infinity, -Infinity])('finds %d wherever it stands', (wrong) => {
    const three = emptyProgram([], ['a', 'b', 'c'])
    for (let index = 0; index < 9; index++) {
      const data = Float64Array.from({ length: 9 }, (_, i) => (i === index ? wrong : 1e308))
      const message = `feature ${'abc'[index % 3]} of row ${Math.floor(index / 3)} is ${wrong}: it must be a finite number`
      expect(() => resolveInputs(three, { features: { rows: 3, columns: 3, data } })).toThrow(message)
    }
  })

  const refused: readonly (readonly [reason: string, inputs: Inputs, message: string])[] = [
    ['too few parameters', { parameters: [1, 2], features }, 'expects 3 parameters (w[0], w[1], w[2]), got 2'],
    ['no parameters', { features }, 'expects 3 parameters (w[0], w[1], w[2]), got none'],
    ['no features', { parameters }, 'expects 2 features (x[0], x[1]) a row, got none'],
    ['a matrix of another width', { parameters, features: matrixFrom([[1]]) }, 'expects 2 features (x[0], x[1]) a row, got 1'],
    ['NaN among the parameters', { parameters: [1, NaN, 3], features }, 'parameter w[1] of row 0 is NaN'],
    ['infinity among the features', { parameters, features: matrixFrom([[1, 2], [Infinity, 4]]) }, 'feature x[0] of row 1 is Infinity'], // prettier-ignore
    ['rows that disagree', { parameters: matrixFrom([parameters]), features }, 'parameters have 1 rows, features has 2'],
    ['initial rows that disagree', { parameters, features, initial: threeRows }, 'features have 2 rows, initial has 3'],
    ['data of another length', { parameters, features: { rows: 2, columns: 2, data: new Float64Array(3) } }, 'holds 3 numbers'],
    ['no rows at all', { parameters, features: { rows: 0, columns: 2, data: new Float64Array(0) } }, 'at least 1 is needed'],
    ['an initial of other qubits', { parameters, features, initial: { ...oneRow, qubits: 2 } }, 'initial has 2 qubits: the program has 1'],
    [
      'a state that is not normalised',
      { parameters, features, initial: { ...oneRow, data: Float64Array.of(1, 0, 1, 0) } },
      'squared norm 2',
    ],
    ['a state of NaN', { parameters, features, initial: { ...oneRow, data: Float64Array.of(NaN, 0, 1, 0) } }, 'squared norm NaN'],
    ['no shots', { parameters, features, shots: 0, seed: 1 }, 'shots is 0: it must be a positive integer'],
    ['half a shot', { parameters, features, shots: 1.5, seed: 1 }, 'shots is 1.5'],
    ['a negative seed', { parameters, features, shots: 1, seed: -1 }, 'seed is -1'],
    ['an unknown derivative', { parameters, features, wrt: ['shots' as 'initial'] }, "wrt names 'shots'"],
  ]
  test.each(refused)('refuses %s', (_, inputs, message) => {
    expect(() => resolveInputs(program, inputs)).toThrow(RangeError)
    expect(() => resolveInputs(program, inputs)).toThrow(message)
  })

  test('refuses shots without a seed, and samples without shots', () => {
    expect(() => resolveInputs(emptyProgram(), { shots: 10 })).toThrow(TypeError)
    expect(() => resolveInputs(emptyProgram(), { seed: 1 }, { call: 'sample' })).toThrow('sample needs shots')
  })

  test('refuses values of another kind', () => {
    const wrong = { parameters: 3, features } as unknown as Inputs
    expect(() => resolveInputs(program, wrong)).toThrow(TypeError)
    expect(() => resolveInputs(program, { parameters, features: 3 } as unknown as Inputs)).toThrow('features is 3')
    expect(() => resolveInputs(program, { parameters, features, initial: { rows: 1, qubits: 1, data: [1, 0, 0, 0] } } as unknown as Inputs)).toThrow(TypeError) // prettier-ignore
  })

  test('takes a rounding error of the norm according to the precision', () => {
    const rounded = { ...oneRow, data: Float64Array.from([0.6, 0, 0, 0.8 + 1e-8]) }
    expect(() => resolveInputs(emptyProgram(), { initial: rounded })).toThrow('within 1e-10')
    expect(resolveInputs(emptyProgram(), { initial: rounded }, { precision: 'f32' }).rows).toBe(1)
    expect(resolveInputs(emptyProgram(), { initial: { ...oneRow, data: Float32Array.from(oneRow.data) } }).rows).toBe(1)
  })

  test('has no derivative by the initial state in a jacobian', () => {
    expect(resolveInputs(emptyProgram(), { wrt: ['initial'] }, { call: 'gradient' }).wrt).toEqual(['initial'])
    expect(() => resolveInputs(emptyProgram(), { wrt: ['initial'] }, { call: 'jacobian' })).toThrow('a jacobian has no')
  })

  test('stops at once when the signal was aborted', () => {
    expect(() => resolveInputs(emptyProgram(), { signal: AbortSignal.abort(new Error('enough')) })).toThrow('enough')
  })

  test('names at most eight columns', () => {
    const names = Array.from({ length: 100 }, (_, i) => `w[${i}]`)
    expect(() => resolveInputs(emptyProgram(names), { parameters: [1] })).toThrow(
      '100 parameters (w[0], w[1], w[2], w[3], w[4], w[5], w[6], ...), got 1',
    )
  })
})

describe('ordinary values', () => {
  const twoRows = [
    [4, 5],
    [6, 7],
  ]
  test('give what matrices and vectors give', () => {
    const resolved = resolveInputs(program, { parameters: { 'w[2]': 3, 'w[0]': 1, 'w[1]': 2 }, features: twoRows })
    expect(resolved.parametersShared).toBe(true)
    expect([...rowOf(resolved.parameters, 1)]).toEqual([1, 2, 3])
    expect([...rowOf(resolved.features, 1)]).toEqual([6, 7])
    const batch = resolveInputs(program, { parameters: [[1, 2, 3], Float32Array.of(4, 5, 6)], features: twoRows })
    expect(batch.parametersShared).toBe(false)
    expect([...rowOf(batch.parameters, 1)]).toEqual([4, 5, 6])
  })

  test('keep a vector and a matrix of doubles where they are', () => {
    const data = Float64Array.of(1, 2, 3)
    const resolved = resolveInputs(program, { parameters: data, features })
    expect(rowOf(resolved.parameters, 0).buffer).toBe(data.buffer)
    expect(rowOf(resolved.features, 0).buffer).toBe(features.data.buffer)
  })

  test.each<[string, unknown, RegExp]>([
    [
      'a name that the program does not have',
      { parameters: { 'w[0]': 1, 'w[1]': 2, 'v[2]': 3 }, features },
      /no parameter 'v\[2\]': did you mean 'w\[\d\]'/,
    ],
    ['a name without a value', { parameters: { 'w[0]': 1, 'w[2]': 3 }, features }, /parameter 'w\[1\]' has no value/],
    ['text among numbers', { parameters: [1, '2', 3], features }, /parameter w\[1\] is '2'/],
    ['nothing among numbers', { parameters: [1, null, 3], features }, /parameter w\[1\] is null/],
    ['a key that no call has', { parameters, feature: features }, /no option 'feature': did you mean 'features'\?/],
    ['cotangents of a call that has none', { parameters, features, cotangents: Float64Array.of(1) }, /no option 'cotangents'/],
    ['one flat row', { parameters, features: [4, 5] }, /row 0 of features is 4/],
    ['a signal that is none', { parameters, features, signal: {} }, /signal is an object: an AbortSignal is needed/],
    ['no object', null, /takes an object of options, not null/],
  ])('with %s are refused by name', (_, wrong, message) => {
    expect(() => resolveInputs(program, wrong as Inputs)).toThrow(message)
  })
})
