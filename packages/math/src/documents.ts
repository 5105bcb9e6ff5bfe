/**
 * Codecs of plain data: one description of a document's fields writes it as JSON, reads it back to the same bits, and refuses what is not right, both ways.
 *
 * A description is an object of `FieldCodec`s. Fields are taken in order, and those after a `sizeField` may speak of its size: an array's shape, a list's
 * length. A document says its format and version, so that no other is ever taken for it. Errors name the place (`result.values.base64`) and the value.
 */
import { inWords } from './argumentChecks.ts'
import { arrayFromJson, arrayToJson, type ArrayType, typeOf } from './arrayJson.ts'
import { nearestHint } from './nearestName.ts'
import { field, type Found, listAt, objectAt, textAt, wholeAt } from './plainData.ts'

/** What the sizes of a document are, by name; `sizeField` puts them there. */
export type Sizes = Record<string, number>

/** How one field is written and read. Both check it: TypeError for another type, RangeError for a value that cannot be. */
export interface FieldCodec {
  /** JSON of the value; undefined where there is none. */
  readonly write: (found: Found, sizes: Sizes) => unknown
  readonly read: (found: Found, sizes: Sizes) => unknown
}

export type FieldCodecs = Readonly<Record<string, FieldCodec>>

/** Writes and reads documents of one format. */
export interface DocumentCodec<Data> {
  readonly write: (data: Data) => DocumentJson
  /** @param source the JSON text, or what `JSON.parse` made of it */
  readonly read: (source: unknown) => Data
}

/** The head of a document; its fields stand beside it. */
export interface DocumentJson {
  readonly format: string
  readonly version: number
}

interface DocumentKind {
  readonly format: string
  readonly version: number
  /** In messages: `result`. */
  readonly name: string
}

/**
 * @example
 * const codec = documentCodec<{ rows: number; values: Float64Array }>(
 *   { format: 'my-values', version: 1, name: 'values' },
 *   { rows: sizeField('rows', 0), values: arrayField({ types: ['float64'], shape: ({ rows }) => [rows] }) },
 * )
 * codec.read(JSON.stringify(codec.write({ rows: 1, values: Float64Array.of(-0) }))) // the same
 */
export function documentCodec<Data extends object>({ format, version, name }: DocumentKind, fields: FieldCodecs): DocumentCodec<Data> {
  const body = objectField(fields)
  return {
    write: (data) => ({ format, version, ...(body.write({ value: data, path: name }, {}) as object) }),
    read: (source) => {
      const document = documentFrom(source, name)
      requireFormat(document, format, version)
      const { format: _, version: __, ...rest } = document.value as DocumentJson
      return body.read({ value: rest, path: name }, {}) as Data
    },
  }
}

/** The document itself: text is parsed, a value is taken as it is. @throws TypeError for text that is not JSON */
export function documentFrom(source: unknown, path: string): Found {
  if (typeof source !== 'string') return { value: source, path }
  try {
    return { value: JSON.parse(source) as unknown, path }
  } catch (error) {
    throw new TypeError(`${path} is not JSON: ${(error as SyntaxError).message}`, { cause: error })
  }
}

/** @throws TypeError for a document of another format, RangeError for one of another version */
export function requireFormat(document: Found, format: string, version: number): void {
  const found = field(document, 'format')
  if (found.value !== format) throw new TypeError(`${found.path} is ${inWords(found.value)}: it must be '${format}'`)
  const written = field(document, 'version')
  if (written.value !== version) throw new RangeError(`${written.path} is ${inWords(written.value)}: this release reads version ${version}`)
}

/** An object of these fields and no others, in their order. */
export function objectField(fields: FieldCodecs): FieldCodec {
  const translate = (way: keyof FieldCodec) => (found: Found, sizes: Sizes) => {
    requireFields(found, fields)
    const entries: [string, unknown][] = []
    for (const [name, codec] of Object.entries(fields)) {
      const value = codec[way](field(found, name), sizes)
      if (value !== undefined) entries.push([name, value])
    }
    return Object.fromEntries(entries)
  }
  return { write: translate('write'), read: translate('read') }
}

function requireFields(found: Found, fields: FieldCodecs): void {
  const names = Object.keys(fields)
  for (const [name, value] of Object.entries(objectAt(found))) {
    if (Object.hasOwn(fields, name) || value === undefined) continue
    throw new TypeError(`${found.path} has no field '${name}': ${nearestHint(name, names, `it has ${names.join(', ')}`)}`)
  }
}

/** A field that may be missing. */
export function optionalField(codec: FieldCodec): FieldCodec {
  const translate = (way: keyof FieldCodec) => (found: Found, sizes: Sizes) =>
    found.value === undefined ? undefined : codec[way](found, sizes)
  return { write: translate('write'), read: translate('read') }
}

/** What JSON holds as it is; `reader` checks it both ways. */
export function plainField(reader: (found: Found) => unknown): FieldCodec {
  return { write: reader, read: reader }
}

export const textField: FieldCodec = plainField(textAt)

/** A whole number of at least `least`. */
export function wholeField(least: number): FieldCodec {
  return plainField((found) => wholeAt(found, least))
}

/** The same, which later fields speak of by its name; where there is a size of that name already, it must be the same. */
export function sizeField(name: string, least: number): FieldCodec {
  const read = (found: Found, sizes: Sizes) => {
    const size = wholeAt(found, least)
    if (size !== (sizes[name] ??= size)) throw new RangeError(`${found.path} is ${size}: it must be ${sizes[name]}, the number of ${name}`)
    return size
  }
  return { write: read, read }
}

/** One of these texts. */
export function choiceField(...choices: readonly string[]): FieldCodec {
  return plainField((found) => {
    const text = textAt(found)
    if (!choices.includes(text))
      throw new RangeError(`${found.path} is ${inWords(text)}: it must be ${choices.map((choice) => `'${choice}'`).join(', ')}`)
    return text
  })
}

/** A list of anything; `lengthName` is the size that it must have, or becomes one where there is none of that name yet. */
export function listField(codec: FieldCodec, lengthName?: string): FieldCodec {
  const translate = (way: keyof FieldCodec) => (found: Found, sizes: Sizes) => {
    const entries = listAt(found)
    if (lengthName !== undefined) {
      const length = (sizes[lengthName] ??= entries.length)
      if (entries.length !== length)
        throw new RangeError(`${found.path} has ${entries.length} entries: there must be ${length}, one for each of the ${lengthName}`)
    }
    return entries.map((entry) => codec[way](entry, sizes))
  }
  return { write: translate('write'), read: translate('read') }
}

interface ArrayFieldOptions {
  /** What it may hold. */
  readonly types: readonly ArrayType[]
  /** Its sizes, from those of the document; undefined where any will do. A name puts the size there, under it. */
  readonly shape: (sizes: Sizes) => readonly (number | string)[]
  /** Refuses an entry: what would be right, or undefined. */
  readonly fault?: (entry: number) => string | undefined
}

/** A typed array, in base64. */
export function arrayField({ types, shape, fault }: ArrayFieldOptions): FieldCodec {
  const check = ({ value, path }: Found): void => {
    const type = typeOf(value)
    if (type === undefined || !types.includes(type)) throw new TypeError(`${path} is ${inWords(value)}: it must be ${arrayNames(types)}`)
    const data = value as Float64Array
    const wrong = fault === undefined ? -1 : data.findIndex((entry) => fault(entry) !== undefined)
    if (wrong !== -1) throw new RangeError(`${path}[${wrong}] is ${data[wrong]}: ${fault?.(data[wrong])}`)
  }
  return {
    write: (found, sizes) => {
      check(found)
      const length = (found.value as Float64Array).length
      return arrayToJson(found, knownShape(shape(sizes), { length, sizes }))
    },
    read: (found, sizes) => {
      const { data, shape: stored } = arrayFromJson(found)
      check({ value: data, path: found.path })
      requireShapeOf(field(found, 'shape').path, stored, { wanted: shape(sizes), sizes })
      return data
    },
  }
}

/** A shape in which one size at most is a name that is not known yet: it follows from the length. */
function knownShape(wanted: readonly (number | string)[], { length, sizes }: { readonly length: number; readonly sizes: Sizes }): number[] {
  const known = wanted.map((size) => (typeof size === 'string' ? sizes[size] : size))
  const others = known.reduce<number>((product, size) => product * (size ?? 1), 1)
  return known.map((size, axis) => size ?? (sizes[wanted[axis]] = others === 0 ? 0 : Math.floor(length / others)))
}

function requireShapeOf(
  path: string,
  stored: readonly number[],
  { wanted, sizes }: { readonly wanted: readonly (number | string)[]; readonly sizes: Sizes },
): void {
  const right = wanted.map((size, axis) => (typeof size === 'string' ? (sizes[size] ??= stored[axis] ?? 0) : size))
  if (stored.length !== right.length || right.some((size, axis) => size !== stored[axis]))
    throw new RangeError(`${path} is [${stored.join(', ')}]: it must be [${right.join(', ')}]`)
}

function arrayNames(types: readonly ArrayType[]): string {
  const names = { float64: 'a Float64Array', float32: 'a Float32Array', uint8: 'a Uint8Array' }
  return types.map((type) => names[type]).join(' or ')
}

/** A single number whose bits are kept, whatever it is. */
export const numberField: FieldCodec = {
  write: ({ value, path }) => {
    if (typeof value !== 'number') throw new TypeError(`${path} is ${inWords(value)}: it must be a number`)
    return arrayToJson({ value: Float64Array.of(value), path }, [])
  },
  read: (found) => {
    const { data, shape } = arrayFromJson(found)
    requireShapeOf(field(found, 'shape').path, shape, { wanted: [], sizes: {} })
    if (!(data instanceof Float64Array)) throw new TypeError(`${found.path} is ${inWords(data)}: it must be a Float64Array`)
    return data[0]
  },
}

/** Of `arrayField`: refuses NaN and infinity. */
export function finiteFault(entry: number): string | undefined {
  return Number.isFinite(entry) ? undefined : 'it must be a finite number'
}
