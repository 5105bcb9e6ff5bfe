/**
 * Typed arrays as JSON: `{ type: 'float64', base64 }`, little-endian on every machine, so that each double comes back to the last bit.
 *
 * The same for whatever data holds them: `encodeArrays` puts them in place of the arrays of a plain object, `decodeArrays` takes them out again.
 */
import { type Found, inWords } from '@ketwork/math'

/** A typed array in JSON. */
export interface ArrayJson {
  readonly type: ArrayType
  readonly base64: string
}

type ArrayType = 'float64' | 'float32' | 'uint8'
type Numbers = Float64Array | Float32Array | Uint8Array

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

/**
 * Plain data with its typed arrays as JSON; what is undefined is left out.
 *
 * @throws TypeError for what is no data (functions, other objects), RangeError for a number that JSON has not (NaN, infinity), with its place
 */
export function encodeArrays({ value, path }: Found): unknown {
  const type = typeOf(value)
  if (type !== undefined) return arrayToJson(type, value as Numbers)
  if (Array.isArray(value)) return value.map((entry: unknown, index) => encodeArrays({ value: entry, path: `${path}[${index}]` }))
  if (isPlain(value)) {
    const written = Object.entries(value).filter(([, entry]) => entry !== undefined)
    return Object.fromEntries(written.map(([name, entry]) => [name, encodeArrays({ value: entry, path: `${path}.${name}` })]))
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${path} is ${value}: JSON has finite numbers alone`)
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value
  throw new TypeError(`${path} is ${inWords(value)}: it cannot be written as JSON`)
}

/** The data that was encoded. @throws TypeError for an array that is broken, with its place */
export function decodeArrays({ value, path }: Found): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown, index) => decodeArrays({ value: entry, path: `${path}[${index}]` }))
  if (typeof value !== 'object' || value === null) return value
  if ('base64' in value) return arrayFromJson({ value, path })
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, decodeArrays({ value: entry, path: `${path}.${name}` })]))
}

function typeOf(value: unknown): ArrayType | undefined {
  if (value instanceof Float64Array) return 'float64'
  if (value instanceof Float32Array) return 'float32'
  return value instanceof Uint8Array ? 'uint8' : undefined
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function arrayToJson(type: ArrayType, numbers: Numbers): ArrayJson {
  const { bytes, write } = FORMATS[type]
  const view = new DataView(new ArrayBuffer(bytes * numbers.length))
  numbers.forEach((value, index) => write(view, bytes * index, value))
  return { type, base64: toBase64(new Uint8Array(view.buffer)) }
}

function arrayFromJson({ value, path }: Found): Numbers {
  const { type, base64 } = value as Readonly<Record<string, unknown>>
  if (typeof type !== 'string' || !Object.hasOwn(FORMATS, type))
    throw new TypeError(`${path}.type is ${inWords(type)}: it must be ${Object.keys(FORMATS).join(', ')}`)
  const { bytes, make, read } = FORMATS[type as ArrayType]
  const data = fromBase64({ value: base64, path: `${path}.base64` })
  if (data.length % bytes !== 0) throw new TypeError(`${path}.base64 has ${data.length} bytes: a ${type} has ${bytes}`)
  const view = new DataView(data.buffer)
  const numbers = make(data.length / bytes)
  for (let index = 0; index < numbers.length; index++) numbers[index] = read(view, bytes * index)
  return numbers
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
