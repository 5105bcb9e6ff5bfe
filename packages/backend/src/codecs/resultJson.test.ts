/** Results of every call through JSON and structured clones: nothing is lost, and whatever is broken on the way is refused with its place. */
import { Circuit, feature, parameter } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { spoiltDocuments } from '../../../../tooling/vitest/spoiltDocuments.ts'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { countSamples } from '../shots/countSamples.ts'
import { countsFromJson, countsToJson } from './countsJson.ts'
import { type CallResults, resultFromJson, resultToJson } from './resultJson.ts'

const circuit = new Circuit(2).ry(parameter('a'), 0).rx(feature('x'), 1).cx(0, 1).rz(parameter('b'), 1)
const inputs = { parameters: [0.3, -1.2], features: [[0.1], [2.5], [-0.7]] }
const wrt = ['parameters', 'features'] as const
const shots = { shots: 20, seed: 4 }

const backend = openReferenceBackend()
const executable = await backend.compile(circuit, { observables: ['Z0*Z1', 'X0'] })
const single = await backend.compile(circuit, { observables: 'Z0', precision: 'f32' })
const noisy = await backend.compile(new Circuit(1).h(0).depolarizing(0.1, 0).measure(0, 'm'), { observables: 'Z0', method: 'trajectories' })
const energy = { name: 'energy', readout: { outputs: 1, weights: [0.5, -0.5, 0.1] } } as const

const results: readonly (readonly [name: string, call: keyof CallResults, result: CallResults[keyof CallResults]])[] = [
  ['amplitudes', 'amplitudes', await executable.amplitudes(inputs)],
  ['amplitudes in single precision', 'amplitudes', await single.amplitudes(inputs)],
  ['probabilities', 'probabilities', await executable.probabilities(inputs, [1])],
  ['frequencies', 'probabilities', await executable.probabilities({ ...inputs, ...shots })],
  ['expectations', 'expectations', await executable.expectations(inputs)],
  ['estimates', 'expectations', await executable.expectations({ ...inputs, ...shots })],
  ['variances', 'variances', await executable.variances({ ...inputs, ...shots })],
  ['averages over trajectories', 'expectations', await noisy.expectations({ shots: 1, seed: 1 })],
  ['a gradient', 'gradient', await executable.gradient(inputs)],
  ['a gradient by everything', 'gradient', await executable.gradient({ ...inputs, wrt: [...wrt, 'initial'] })],
  ['a gradient of each row', 'gradient', await executable.gradient({ ...inputs, parameters: [[0, 1], [2, 3], [4, 5]] })],
  ['a gradient of a loss', 'gradient', await executable.gradient({ ...inputs, wrt, loss: energy })],
  ['a gradient from shots', 'gradient', await executable.gradient({ ...inputs, wrt, ...shots })],
  ['a jacobian', 'jacobian', await executable.jacobian({ ...inputs, wrt })],
  ['a jacobian from shots', 'jacobian', await executable.jacobian({ ...inputs, ...shots })],
  ['overlaps', 'overlaps', await executable.overlaps(inputs)],
  ['samples', 'sample', await executable.sample({ ...inputs, ...shots })],
  ['samples of bits', 'sample', await noisy.sample(shots)],
] // prettier-ignore

const through = (call: keyof CallResults, result: CallResults[keyof CallResults]) =>
  resultFromJson(call, JSON.stringify(resultToJson(call, result as never)))

describe.each(results)('%s', (_, call, result) => {
  test('come back from JSON and from structured clones', () => {
    expect(through(call, result)).toEqual(result)
    expect(structuredClone(result)).toEqual(result)
  })

  test('keep whatever numbers they hold, to the last bit', () => {
    for (let seed = 0; seed < 20; seed++) {
      const strange = withStrangeNumbers(result, new RandomStream(740).substream(seed)) as typeof result
      expect(through(call, strange)).toEqual(strange)
    }
  })

  test('are refused where a field is dropped, of another type or cut short, by its name', () => {
    let optional = 0
    for (const { how, path, kind, document } of spoiltDocuments(resultToJson(call, result as never))) {
      const error = thrownBy(() => resultFromJson(call, document))
      if (kind === 'dropped' && error === undefined) optional++
      else {
        expect(error instanceof TypeError || error instanceof RangeError, how).toBe(true)
        expect((error as Error).message, how).toMatch(kind === 'cut short' ? /^result\./ : `result.${path} is`)
      }
    }
    expect(optional).toBe(optionalFields(result))
  })
})

test('a result is read as the call that it is of, in its format and version', () => {
  const document = resultToJson('expectations', results[4][2] as CallResults['expectations'])
  expect(() => resultFromJson('probabilities', document)).toThrow("result.call is 'expectations': it must be 'probabilities'")
  expect(() => resultFromJson('expectations', { ...document, version: 9 })).toThrow('result.version is 9: this release reads version 1')
  expect(() => resultFromJson('expectations', { ...document, format: 'x' })).toThrow("result.format is 'x': it must be 'ketwork-result'")
  expect(() => resultFromJson('expectations', JSON.parse(JSON.stringify(results[4][2])))).toThrow('result.format is missing')
  expect(() => resultFromJson('expectation' as 'expectations', document)).toThrow("call is 'expectation': did you mean 'expectations'?")
  expect(() => resultToJson('gradient', null as never)).toThrow('result is null: it must be an object')
  expect(() => resultToJson('sample', results[4][2] as never)).toThrow(/^result has no field 'values'/)
})

test('sizes that disagree with the arrays are refused by them', () => {
  const batch = results.find(([name]) => name === 'samples')?.[2] as CallResults['sample']
  const document = resultToJson('sample', batch)
  expect(() => resultFromJson('sample', { ...document, rows: 2 })).toThrow('result.samples.shape is [3, 20, 2]: it must be [2, 20, 2]')
  expect(() => resultToJson('sample', { ...batch, columns: ['q0'] })).toThrow('result.samples has 120 numbers: the shape [3, 20, 1] has 60')
  const twos = { ...batch, samples: batch.samples.map((bit) => 2 * bit) }
  expect(() => resultToJson('sample', twos)).toThrow(/^result.samples\[\d+\] is 2: it must be 0 or 1/)
})

describe('counts', () => {
  const counts = new Map([['10', 7], ['00', 3], ['01', 1]]) // prettier-ignore

  test('come back from JSON in their order, and from structured clones', async () => {
    const drawn = countSamples(await executable.sample({ ...inputs, shots: 200, seed: 1 }))
    for (const each of [counts, drawn, new Map<string, number>()]) {
      expect([...countsFromJson(JSON.stringify(countsToJson(each)))]).toEqual([...each])
      expect([...structuredClone(each)]).toEqual([...each])
    }
  })

  test('are refused where a field is broken', () => {
    const document = countsToJson(counts)
    for (const { how, path, kind, document: spoilt } of spoiltDocuments(document))
      if (!(kind === 'cut short' && path === 'counts'))
        expect(() => countsFromJson(spoilt), how).toThrow(new RegExp(`^document\\.${path.replace(/[[\]]/g, '\\$&')} (is|has)`))
    const read =
      (...entries: unknown[]) =>
      () =>
        countsFromJson({ ...document, counts: entries })
    expect(read(['0', 1], ['0', 2])).toThrow('document.counts names an outcome twice')
    expect(read(['0', 1], ['01', 2])).toThrow('document.counts has outcomes of 1 and 2 bits')
    expect(read(['2', 1])).toThrow("document.counts[0][0] is '2': it must be bits, 0 and 1")
    expect(read(['0', 0])).toThrow('document.counts[0][1] is 0: it must be a whole number of at least 1')
    expect(() => countsToJson({ 0: 1 } as never)).toThrow('counts is an object: a Map is needed')
    expect(() => countsFromJson(JSON.parse(JSON.stringify(counts)))).toThrow('document.format is missing')
  })
})

const STRANGE = [-0, 5e-324, -1e-310, NaN, Infinity, -Infinity, Number.MAX_VALUE, 1 / 3]

/** The same result with other numbers in its arrays; bits stay bits. */
function withStrangeNumbers(data: unknown, random: RandomStream): unknown {
  if (data instanceof Float64Array || data instanceof Float32Array)
    return data.map(() => (random.integer(2) === 0 ? random.normal() : STRANGE[random.integer(STRANGE.length)]))
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data) || Array.isArray(data)) return data
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, withStrangeNumbers(value, random)]))
}

/** How many of the fields that a result of any kind may do without it has. */
function optionalFields(result: object): number {
  const { parameters, features, initial, standardErrors, loss, rowLosses, readout, ranOn } = result as CallResults['gradient']
  const errors = standardErrors === undefined || ArrayBuffer.isView(standardErrors) ? {} : standardErrors
  const { values: _, ...ofDerivatives } = errors as NonNullable<CallResults['gradient']['standardErrors']>
  const fields = [parameters, features, initial, standardErrors, loss, rowLosses, readout, ranOn.reason]
  return fields.filter((value) => value !== undefined).length + Object.keys(ofDerivatives).length
}

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}
