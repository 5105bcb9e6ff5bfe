/** Inputs through JSON and structured clones: the call gives the same bits, and whatever is broken on the way is refused with its place. */
import { Circuit, feature, parameter } from '@ketwork/circuit'
import { haarState, matrix, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { spoiltDocuments } from '../../../../tooling/vitest/spoiltDocuments.ts'
import type { GradientInputs } from '../backend.ts'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { inputsFromJson, inputsToJson } from './inputsJson.ts'

const circuit = new Circuit(2).ry(parameter('a'), 0).rx(feature('x'), 1).cx(0, 1).rz(parameter('b'), 1)
const executable = await openReferenceBackend().compile(circuit, { observables: ['Z0*Z1', 'X0'] })
const features = [[0.1], [2.5], [-0.7]]
const initial = { rows: 1, qubits: 2, data: haarState(4, new RandomStream(5)) }
const whole: GradientInputs = {
  parameters: { b: -1.2, a: 0.3 },
  features,
  initial,
  wrt: ['parameters', 'features', 'initial'],
  loss: { name: 'squaredError', targets: [1, 0, 1], readout: { outputs: 1, weights: [1, -1, 0.5] }, weights: [1, 2, 0] },
}

const forms: readonly (readonly [string, GradientInputs])[] = [
  ['a list of parameters', { parameters: [0.3, -1.2], features }],
  ['typed parameters', { parameters: Float64Array.of(0.3, -1.2), features: matrix(3, 1, [0.1, 2.5, -0.7]) }],
  ['parameters in single precision', { parameters: Float32Array.of(0.3, -1.2), features }],
  ['parameters by name', { parameters: { b: -1.2, a: 0.3 }, features }],
  ['a row of parameters for each row', { parameters: [[0.3, -1.2], [1, 2], [3, 4]], features }],
  ['typed rows', { parameters: [Float64Array.of(1, 2)], features: [Float32Array.of(0.1)] }],
  ['a state', { parameters: [0.3, -1.2], features, initial, wrt: ['initial'] }],
  ['shots', { parameters: [0.3, -1.2], features, shots: 10, seed: 3 }],
  ['cotangents', { parameters: [0.3, -1.2], features, cotangents: Float64Array.of(1, -0, 2, 0.5, 3, 4) }],
  ['everything, with a loss', whole],
] // prettier-ignore

const through = (inputs: GradientInputs) => inputsFromJson(JSON.stringify(inputsToJson(inputs)))

describe('inputs', () => {
  test.each(forms)('with %s give the same bits after JSON and after a structured clone', async (_, inputs) => {
    const expected = await executable.gradient(inputs)
    expect(await executable.gradient(through(inputs))).toEqual(expected)
    expect(await executable.gradient(structuredClone(inputs))).toEqual(expected)
    expect(through(through(inputs))).toEqual(through(inputs))
  })

  test('keep every bit of drawn numbers', () => {
    const strange = [-0, 5e-324, -1e-310, Number.MAX_VALUE, 1 / 3]
    for (let seed = 0; seed < 50; seed++) {
      const random = new RandomStream(750).substream(seed)
      const draw = (length: number) =>
        Float64Array.from({ length }, () => (random.integer(2) === 0 ? random.normal() : strange[random.integer(strange.length)]))
      const [p, rows] = [1 + random.integer(4), 1 + random.integer(4)]
      const named = Object.fromEntries(Array.from(draw(p), (value, index) => [`w[${index}]`, value]))
      const shared = { features: matrix(rows, p, draw(rows * p)), cotangents: draw(rows), seed, shots: 1 + seed }
      for (const parameters of [draw(p), matrix(rows, p, draw(rows * p)), named])
        expect(through({ parameters, ...shared })).toEqual({ parameters, ...shared })
      const list = Array.from(draw(p))
      expect(through({ parameters: list })).toEqual({ parameters: Float64Array.from(list) })
    }
    expect(through({})).toEqual({})
  })
})

describe('what is refused:', () => {
  test('each field that is dropped, of another type or cut short, by its name', () => {
    const mayMiss = ['parameters', 'features', 'initial', 'wrt', 'loss', 'loss.targets', 'loss.readout', 'loss.weights']
    for (const inputs of [whole, forms[0][1], forms[4][1], forms[7][1], forms[8][1]])
      for (const { how, path, kind, document } of spoiltDocuments(inputsToJson(inputs))) {
        if (kind === 'dropped' && [...mayMiss, 'shots', 'seed', 'cotangents'].includes(path)) continue
        if (kind === 'cut short' && path === 'wrt') continue
        const error = thrownBy(() => inputsFromJson(document))
        expect(error instanceof TypeError || error instanceof RangeError, how).toBe(true)
        const inNames = path === 'parameters.names' && kind === 'dropped' // which makes it another form of parameters
        expect((error as Error).message, how).toMatch(inNames || kind === 'cut short' ? /^inputs\.[a-z]+/ : `inputs.${path} is`)
      }
  })

  test.each<[GradientInputs, string]>([
    [{ signal: new AbortController().signal }, 'inputs.signal cannot be written as JSON: leave it out'],
    [{ cotangents: (values) => values }, 'inputs.cotangents is a function, which cannot be written as JSON: give a loss as data'],
    [{ parameters: [0, NaN] }, 'inputs.parameters[1] is NaN: it must be a finite number'],
    [{ parameters: matrix(1, 2, [0, Infinity]) }, 'inputs.parameters[1] is Infinity'],
    [{ parameters: { a: '1' } as never }, "inputs.parameters[0] is '1': it must be a finite number"],
    [{ parameters: 3 as never }, 'inputs.parameters is 3: it must be an object'],
    [{ features: [[1], [1, 2]] }, 'row 1 of inputs.features has 2 entries, row 0 has 1'],
    [{ features: 'x' as never }, "inputs.features is 'x': it must be rows of numbers or a matrix"],
    [{ initial: { ...initial, rows: 2 } }, 'inputs.initial.data has 8 numbers: the shape [2, 4, 2] has 16'],
    [{ shots: 0 }, 'inputs.shots is 0'],
    [{ wrt: ['weights' as never] }, "inputs.wrt[0] is 'weights': it must be 'parameters', 'features', 'initial'"],
    [{ loss: { name: 'squared' as never } }, "inputs.loss.name is 'squared': it must be 'squaredError'"],
    [{ parameter: [1] } as never, "inputs has no field 'parameter': did you mean 'parameters'?"],
    [null as never, 'inputs is null: it must be an object'],
  ])('%o, when it is written', (inputs, message) => {
    expect(() => inputsToJson(inputs)).toThrow(message)
  })

  test('other documents, and inputs that went through JSON without the codec', async () => {
    expect(() => inputsFromJson({ ...inputsToJson({}), version: 2 })).toThrow('inputs.version is 2: this release reads version 1')
    expect(() => inputsFromJson({ ...inputsToJson({}), signal: {} })).toThrow('inputs.signal cannot be written as JSON')
    expect(() => inputsFromJson(JSON.parse(JSON.stringify(forms[1][1])))).toThrow('inputs.format is missing')
    const broken = JSON.parse(JSON.stringify(forms[1][1])) as GradientInputs
    await expect(executable.gradient(broken)).rejects.toThrow(/parameter/)
  })
})

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}
