/** Codecs made of fields: what was written is read back, each field is checked both ways, other documents are refused. */
import { describe, expect, test } from 'vitest'
import { spoiltDocuments } from '../../../tooling/vitest/spoiltDocuments.ts'
import {
  arrayField,
  choiceField,
  documentCodec,
  finiteFault,
  listField,
  numberField,
  objectField,
  optionalField,
  sizeField,
  textField,
  wholeField,
} from './documents.ts'

const codec = documentCodec<object>(
  { format: 'test', version: 3, name: 'thing' },
  {
    rows: sizeField('rows', 1),
    grid: arrayField({ types: ['float64'], shape: ({ rows }) => [rows, 'columns'], fault: finiteFault }),
    names: listField(textField, 'columns'),
    kind: choiceField('a', 'b'),
    seed: wholeField(0),
    scale: numberField,
    inner: objectField({ rows: sizeField('rows', 1), bits: arrayField({ types: ['uint8', 'float32'], shape: () => ['rows'] }) }),
    note: optionalField(textField),
  },
)
const data = {
  rows: 2,
  grid: Float64Array.of(1, -0, 3, 4, 5, 6),
  names: ['x', 'y', 'z'],
  kind: 'b',
  seed: 7,
  scale: -0,
  inner: { rows: 2, bits: Uint8Array.of(0, 1) },
  note: 'n',
}

test('what was written is read back, from text and from a value, without fields that are undefined', () => {
  const text = JSON.stringify(codec.write(data))
  expect(JSON.parse(text)).toMatchObject({ format: 'test', version: 3, grid: { shape: [2, 3] }, scale: { shape: [] } })
  expect(codec.read(text)).toEqual(data)
  expect(codec.read(JSON.parse(text))).toEqual(data)
  expect(codec.read(codec.write({ ...data, note: undefined }))).not.toHaveProperty('note')
  expect(codec.read(codec.write({ ...data, inner: { rows: 2, bits: Float32Array.of(0, NaN) } }))).toMatchObject({
    inner: { bits: Float32Array.of(0, NaN) },
  })
})

describe('what is refused:', () => {
  test('each field that is dropped or of another type, by its name, when it is read', () => {
    for (const { how, path, kind, document } of spoiltDocuments(codec.write(data))) {
      if (how === 'note dropped') continue
      const error = thrownBy(() => codec.read(document))
      expect(error instanceof TypeError || error instanceof RangeError, how).toBe(true)
      if (kind !== 'cut short') expect((error as Error).message, how).toContain(`thing.${path} is`)
    }
  })

  test.each<[object, string]>([
    [{ rows: 0 }, 'thing.rows is 0: it must be a whole number of at least 1'],
    [{ rows: 4 }, 'thing.grid has 6 numbers: the shape [4, 1] has 4'],
    [{ grid: [1, 2] }, 'thing.grid is a list: it must be a Float64Array'],
    [{ grid: Float64Array.of(1, 2, 3, 4, NaN, 6) }, 'thing.grid[4] is NaN: it must be a finite number'],
    [{ names: ['x'] }, 'thing.names has 1 entries: there must be 3, one for each of the columns'],
    [{ kind: 'c' }, "thing.kind is 'c': it must be 'a', 'b'"],
    [{ seed: -1 }, 'thing.seed is -1'],
    [{ scale: '1' }, "thing.scale is '1': it must be a number"],
    [{ inner: { rows: 1, bits: Uint8Array.of(0) } }, 'thing.inner.rows is 1: it must be 2, the number of rows'],
    [{ inner: { rows: 2, bits: Float64Array.of(0, 1) } }, 'thing.inner.bits is a Float64Array: it must be a Uint8Array or a Float32Array'],
    [{ note: 5 }, 'thing.note is 5: it must be text'],
    [{ nota: 'n' }, "thing has no field 'nota': did you mean 'note'?"],
  ])('%j, when it is written', (change, message) => {
    expect(() => codec.write({ ...data, ...change })).toThrow(message)
  })

  test('shapes that are not those of the document', () => {
    const document = codec.write(data) as unknown as { readonly grid: object; readonly scale: object }
    expect(() => codec.read({ ...document, grid: { ...document.grid, shape: [3, 2] } })).toThrow(
      'thing.grid.shape is [3, 2]: it must be [2, 2]',
    )
    expect(() => codec.read({ ...document, grid: { ...document.grid, shape: [6] } })).toThrow('thing.grid.shape is [6]: it must be [2, 0]')
    expect(() => codec.read({ ...document, scale: { ...document.scale, shape: [1] } })).toThrow('thing.scale.shape is [1]: it must be []')
  })

  test('other documents', () => {
    expect(() => codec.read('{')).toThrow(/^thing is not JSON/)
    expect(() => codec.read(null)).toThrow('thing is null: it must be an object')
    expect(() => codec.read({ ...codec.write(data), format: 'tset' })).toThrow("thing.format is 'tset': it must be 'test'")
    expect(() => codec.read({ ...codec.write(data), version: 4 })).toThrow('thing.version is 4: this release reads version 3')
    expect(() => codec.read({ ...codec.write(data), extra: 1 })).toThrow("thing has no field 'extra'")
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
