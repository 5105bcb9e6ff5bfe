/**
 * Inputs of a call as JSON and back, without loss, so that a call can be sent to another process or machine.
 *
 * Ordinary values take one form on the way: a list of parameters is a Float64Array (shape [P]), rows and matrices are a matrix (shape [B, P]), parameters by
 * name stay so. What cannot travel is refused: a signal, and cotangents as a function; a loss as data can. Whether the inputs fit a program is checked by the call.
 *
 * `structuredClone` and `postMessage` take inputs as they are, but for the same two.
 */
import {
  arrayField,
  arrayFromJson,
  arrayToJson,
  choiceField,
  type DocumentCodec,
  documentCodec,
  type DocumentJson,
  type FieldCodec,
  type FieldCodecs,
  field,
  finiteFault,
  type Found,
  inWords,
  isList,
  isMatrix,
  listAt,
  listField,
  type Matrix,
  matrixOf,
  type MatrixLike,
  numberList,
  objectAt,
  objectField,
  optionalField,
  sizeField,
  textAt,
  textField,
  wholeField,
} from '@ketwork/math'
import type { DifferentiableInput, GradientInputs } from '../backend.ts'
import type { LossName } from '../losses/LossData.ts'

/** Beside these fields a document has the inputs, their arrays as `ArrayJson`. */
export type InputsJson = DocumentJson

const WRT: Readonly<Record<DifferentiableInput, true>> = { parameters: true, features: true, initial: true }
const LOSSES: Readonly<Record<LossName, true>> = {
  squaredError: true,
  crossEntropy: true,
  hinge: true,
  energy: true,
  negativeLogLikelihood: true,
}

/** A list of finite numbers, of any kind on the way in. */
const numbers: FieldCodec = {
  write: ({ value, path }) => {
    numberList(path, value)
    return arrayToJson({ value: Float64Array.from(value), path }, [value.length])
  },
  read: (found) => finiteArray(found, 1).data,
}

const matrixField: FieldCodec = {
  write: ({ value, path }) => matrixToJson(matrixOf(value as MatrixLike, path), path),
  read: (found) => matrixFromJson(found),
}

const namedNumbers = objectField({
  names: listField(textField, 'names'),
  values: arrayField({ types: ['float64'], shape: () => ['names'], fault: finiteFault }),
})

const parameters: FieldCodec = {
  write: (found) => {
    const { value, path } = found
    if (isMatrix(value) || (Array.isArray(value) && isList(value[0]))) return matrixField.write(found, {})
    if (isList(value)) return numbers.write(found, {})
    const names = Object.keys(objectAt(found))
    const list = names.map((name) => field(found, name).value)
    numberList(path, list)
    return namedNumbers.write({ value: { names, values: Float64Array.from(list) }, path }, {})
  },
  read: (found) => {
    if ('names' in objectAt(found)) {
      const { names, values } = namedNumbers.read(found, {}) as { readonly names: string[]; readonly values: Float64Array }
      return Object.fromEntries(names.map((name, index) => [name, values[index]]))
    }
    return listAt(field(found, 'shape')).length === 2 ? matrixFromJson(found) : finiteArray(found, 1).data
  },
}

const cotangents: FieldCodec = {
  write: (found, sizes) => {
    if (typeof found.value === 'function')
      throw new TypeError(`${found.path} is a function, which cannot be written as JSON: give a loss as data, or the numbers`)
    return numbers.write(found, sizes)
  },
  read: numbers.read,
}

const loss = objectField({
  name: choiceField(...Object.keys(LOSSES)),
  targets: optionalField(numbers),
  readout: optionalField(objectField({ outputs: sizeField('outputs', 1), weights: numbers })),
  weights: optionalField(numbers),
})

const FIELDS: FieldCodecs & Readonly<Record<keyof GradientInputs, FieldCodec>> = {
  parameters: optionalField(parameters),
  features: optionalField(matrixField),
  initial: optionalField(
    objectField({
      rows: sizeField('rows', 1),
      qubits: sizeField('qubits', 0),
      data: arrayField({
        types: ['float64', 'float32'],
        shape: (sizes) => [sizes['rows'], 2 ** sizes['qubits'], 2],
        fault: finiteFault,
      }),
    }),
  ),
  shots: optionalField(wholeField(1)),
  seed: optionalField(wholeField(0)),
  signal: optionalField({ write: refuseSignal, read: refuseSignal }),
  wrt: optionalField(listField(choiceField(...Object.keys(WRT)))),
  cotangents: optionalField(cotangents),
  loss: optionalField(loss),
}

const CODEC: DocumentCodec<GradientInputs> = documentCodec({ format: 'ketwork-inputs', version: 1, name: 'inputs' }, FIELDS)

/**
 * Plain data for `JSON.stringify`.
 *
 * @throws TypeError or RangeError for what no call takes, and for what cannot travel
 *
 * @example
 * const text = JSON.stringify(inputsToJson({ parameters: [0.1, -0], shots: 100, seed: 7 }))
 * const result = await executable.expectations(inputsFromJson(text))
 */
export function inputsToJson(inputs: GradientInputs): InputsJson {
  return CODEC.write(inputs)
}

/**
 * The inputs that `inputsToJson` wrote: the same numbers, to the last bit.
 *
 * @param source the JSON text, or what `JSON.parse` made of it
 * @throws TypeError or RangeError that says what is wrong, and where
 */
export function inputsFromJson(source: unknown): GradientInputs {
  return CODEC.read(source)
}

function matrixToJson({ rows, columns, data }: Matrix, path: string): unknown {
  requireFiniteEntries(path, data)
  return arrayToJson({ value: data, path }, [rows, columns])
}

function matrixFromJson(found: Found): Matrix {
  const { shape, data } = finiteArray(found, 2)
  return { rows: shape[0], columns: shape[1], data }
}

function finiteArray(found: Found, dimensions: number): { readonly shape: readonly number[]; readonly data: Float64Array } {
  const { shape, data } = arrayFromJson(found)
  if (!(data instanceof Float64Array))
    throw new TypeError(`${found.path}.type is ${inWords(textAt(field(found, 'type')))}: it must be 'float64'`)
  if (shape.length !== dimensions)
    throw new RangeError(`${found.path}.shape is [${shape.join(', ')}]: it must have ${dimensions === 1 ? 'one size' : 'two sizes'}`)
  requireFiniteEntries(found.path, data)
  return { shape, data }
}

function requireFiniteEntries(path: string, data: Float64Array): void {
  const wrong = data.findIndex((entry) => !Number.isFinite(entry))
  if (wrong !== -1) throw new RangeError(`${path}[${wrong}] is ${data[wrong]}: it must be a finite number`)
}

function refuseSignal({ path }: Found): never {
  throw new TypeError(`${path} cannot be written as JSON: leave it out, and abort where the call runs`)
}
