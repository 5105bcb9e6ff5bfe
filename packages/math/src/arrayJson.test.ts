/** Typed arrays through JSON: every bit comes back, every field of a broken one is refused by its name. */
import { describe, expect, test } from 'vitest'
import { spoiltDocuments } from '../../../tooling/vitest/spoiltDocuments.ts'
import { arrayFromJson, arrayToJson } from './arrayJson.ts'
import { RandomStream } from './RandomStream.ts'

const through = (value: unknown, shape: readonly number[]) =>
  arrayFromJson({ value: JSON.parse(JSON.stringify(arrayToJson({ value, path: 'it' }, shape))), path: 'it' })

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Float32Array | Uint8Array) =>
  Array.from(new Uint8Array(buffer, byteOffset, byteLength))

describe('a typed array', () => {
  test.each([Float64Array, Float32Array, Uint8Array])('of any bits comes back from JSON: %o', (Kind) => {
    for (let length = 0; length < 40; length++) {
      const random = new RandomStream(730).substream(length)
      const bytes = Uint8Array.from({ length: length * Kind.BYTES_PER_ELEMENT }, () => random.integer(256))
      const numbers = new Kind(bytes.buffer)
      const { data, shape } = through(numbers, [length])
      expect(data).toBeInstanceOf(Kind)
      expect(shape).toEqual([length])
      // A signalling NaN may be made a quiet one by the machine: it is a NaN still.
      if (numbers.every((entry) => !Number.isNaN(entry))) expect(bytesOf(data)).toEqual(bytesOf(numbers))
      else expect(data).toEqual(numbers)
    }
  })

  test('keeps what decimal text would lose', () => {
    const strange = Float64Array.of(-0, 5e-324, -Number.MIN_VALUE, 2 ** -1030, Infinity, -Infinity, NaN, Number.MAX_VALUE, 0.1)
    expect(Array.from(through(strange, [3, 3]).data)).toEqual(Array.from(strange)) // tells -0 from 0
  })

  test('is little-endian base64 of its bytes', () => {
    expect(arrayToJson({ value: Float64Array.of(1), path: 'it' }, [])).toEqual({ type: 'float64', shape: [], base64: 'AAAAAAAA8D8=' })
    expect(arrayToJson({ value: Float64Array.of(0, 1).subarray(1), path: 'it' }, [1])).toMatchObject({ base64: 'AAAAAAAA8D8=' })
  })

  test('of many numbers is written in pieces', () => {
    const many = Float64Array.from({ length: 20_000 }, (_, i) => Math.sin(i))
    expect(through(many, [20_000]).data).toEqual(many)
  })
})

describe('what is refused:', () => {
  test('each field that is dropped, of another type, or cut short, by its name', () => {
    const document = arrayToJson({ value: Float64Array.of(1, 2, 3, 4, 5, 6), path: 'it' }, [2, 3])
    for (const { how, path, kind, document: spoilt } of spoiltDocuments(document)) {
      const read = () => arrayFromJson({ value: spoilt, path: 'it' })
      expect(read, how).toThrow(kind === 'cut short' ? /^it\.base64/ : new RegExp(`^it\\.${path.replace(/[[\]]/g, '\\$&')} is`))
    }
  })

  test.each<[unknown, readonly number[], string]>([
    [[1, 2], [2], 'it is a list: it must be a Float64Array, a Float32Array or a Uint8Array'],
    [Int32Array.of(1), [1], 'it is a Int32Array'],
    [Float64Array.of(1, 2, 3), [2, 2], 'it has 3 numbers: the shape [2, 2] has 4'],
  ])('%j of shape %j', (value, shape, message) => {
    expect(() => arrayToJson({ value, path: 'it' }, shape)).toThrow(message)
  })

  test('a type that is none, and bytes that are no whole number of entries', () => {
    const read = (value: unknown) => () => arrayFromJson({ value, path: 'it' })
    expect(read({ type: 'int8', shape: [0], base64: '' })).toThrow("it.type is 'int8': it must be float64, float32, uint8")
    expect(read({ type: 'float32', shape: [1], base64: 'AAAA' })).toThrow('it.base64 has 3 bytes: each float32 has 4')
    expect(read({ type: 'uint8', shape: [-3, -1], base64: 'AAAA' })).toThrow('it.shape[0] is -3')
    expect(read({ type: 'uint8', shape: [3], base64: 'A!' })).toThrow("it.base64 is 'A!': it is not base64")
  })
})
