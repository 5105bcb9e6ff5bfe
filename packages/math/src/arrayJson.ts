/**
 * Typed arrays as JSON: `{ type: 'float64', shape: [2, 3], base64 }`, row-major and little-endian on every machine, so that each number comes back to the
 * last bit: -0, subnormal numbers, infinities and NaN among them.
 */
import { inWords } from './argumentChecks.ts'
import { field, type Found, listAt, wholeAt } from './plainData.ts'

/** A typed array in JSON. */
export interface ArrayJson {
  readonly type: ArrayType
  /** Its product is the number of entries; empty for a single number. */
  readonly shape: readonly number[]
  readonly base64: string
}

export type ArrayType = 'float64' | 'float32' | 'uint8'
type Numbers = Float64Array | Float32Array | Uint8Array

/** What came out of JSON. */
export interface ShapedArray {
  readonly shape: readonly number[]
  readonly data: Numbers
}

interface Format {
  readonly bytes: number
  readonly make: (length: number) => Numbers
  readonly read: (view: DataView, at: number) => number
  readonly write: (view: DataView, at: number, value: number) => void
}

const FORMATS: Readonly<Record<ArrayType, Format>> = {
  float64: {
    bytes: 8,
    make: (length) => new Float64Array(length),
    read: (view, at) => view.getFloat64(at, true),
    write: (view, at, value) => view.setFloat64(at, value, true),
  },
  float32: {
    bytes: 4,
    make: (length) => new Float32Array(length),
    read: (view, at) => view.getFloat32(at, true),
    write: (view, at, value) => view.setFloat32(at, value, true),
  },
  uint8: {
    bytes: 1,
    make: (length) => new Uint8Array(length),
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, value),
  },
}

/** @throws TypeError for what is none of the typed arrays above, RangeError where the shape has another number of entries; both name the place */
export function arrayToJson({ value, path }: Found, shape: readonly number[]): ArrayJson {
  const type = typeOf(value)
  if (type === undefined) throw new TypeError(`${path} is ${inWords(value)}: it must be a Float64Array, a Float32Array or a Uint8Array`)
  const numbers = value as Numbers
  requireEntries(path, numbers.length, shape)
  const { bytes, write } = FORMATS[type]
  const view = new DataView(new ArrayBuffer(bytes * numbers.length))
  numbers.forEach((entry, index) => write(view, bytes * index, entry))
  return { type, shape: [...shape], base64: toBase64(new Uint8Array(view.buffer)) }
}

/** The array that was written. @throws TypeError or RangeError that names the field which is missing, of another type, or of another length */
export function arrayFromJson(found: Found): ShapedArray {
  const { value: type, path } = field(found, 'type')
  if (typeof type !== 'string' || !Object.hasOwn(FORMATS, type))
    throw new TypeError(`${path} is ${inWords(type)}: it must be ${Object.keys(FORMATS).join(', ')}`)
  const shape = listAt(field(found, 'shape')).map((size) => wholeAt(size, 0))
  const base64 = field(found, 'base64')
  const stored = fromBase64(base64)
  const { bytes, make, read } = FORMATS[type as ArrayType]
  if (stored.length % bytes !== 0) throw new RangeError(`${base64.path} has ${stored.length} bytes: each ${type} has ${bytes}`)
  requireEntries(base64.path, stored.length / bytes, shape)
  const view = new DataView(stored.buffer)
  const data = make(stored.length / bytes)
  for (let index = 0; index < data.length; index++) data[index] = read(view, bytes * index)
  return { shape, data }
}

/** The type of an array, where JSON can hold it. */
export function typeOf(value: unknown): ArrayType | undefined {
  if (value instanceof Float64Array) return 'float64'
  if (value instanceof Float32Array) return 'float32'
  return value instanceof Uint8Array ? 'uint8' : undefined
}

function requireEntries(path: string, entries: number, shape: readonly number[]): void {
  const needed = shape.reduce((product, size) => product * size, 1)
  if (entries === needed) return
  throw new RangeError(`${path} has ${entries} ${entries === 1 ? 'number' : 'numbers'}: the shape [${shape.join(', ')}] has ${needed}`)
}

/** Bytes that are written at a time: divisible by 3, so that the pieces can stand one after the other. */
const PIECE = 3 * 2 ** 13

function toBase64(data: Uint8Array): string {
  let text = ''
  for (let start = 0; start < data.length; start += PIECE) text += btoa(String.fromCharCode(...data.subarray(start, start + PIECE)))
  return text
}

function fromBase64({ value, path }: Found): Uint8Array<ArrayBuffer> {
  if (typeof value !== 'string') throw new TypeError(`${path} is ${inWords(value)}: it must be text`)
  try {
    return Uint8Array.from(atob(value), (character) => character.charCodeAt(0))
  } catch {
    throw new TypeError(`${path} is ${inWords(value)}: it is not base64`)
  }
}
