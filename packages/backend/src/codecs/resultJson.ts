/**
 * Results of an executable as JSON and back, without loss: typed arrays in base64, their shapes checked against the rows and columns beside them.
 *
 * Results are plain data, so `structuredClone` and `postMessage` need no codec. A document says which call its result is of; it is read as that call alone.
 */
import {
  arrayField,
  choiceField,
  documentCodec,
  type DocumentCodec,
  type DocumentJson,
  type FieldCodec,
  type FieldCodecs,
  inWords,
  listField,
  nearestHint,
  numberField,
  objectField,
  optionalField,
  sizeField,
  textField,
} from '@ketwork/math'
import type { AmplitudeBatch, Gradient, Jacobian, Method, Overlaps, Precision, Provenance, SampleBatch, Values } from '../backend.ts'

/** What each call of an executable gives. */
export interface CallResults {
  readonly amplitudes: AmplitudeBatch & Provenance
  readonly probabilities: Values
  readonly expectations: Values
  readonly variances: Values
  readonly gradient: Gradient
  readonly jacobian: Jacobian
  readonly overlaps: Overlaps
  readonly sample: SampleBatch
}

/** Beside these fields a document has those of its result. */
export interface ResultJson extends DocumentJson {
  readonly call: keyof CallResults
}

const RESULT = { format: 'ketwork-result', version: 1, name: 'result' }

const rows = sizeField('rows', 0)
const columns = sizeField('columns', 0)

/** Real numbers of any size; a name stands for a size that nothing else says. */
function reals(...shape: readonly string[]): FieldCodec {
  return arrayField({ types: ['float64'], shape: () => shape })
}

const PRECISIONS: Readonly<Record<Precision, true>> = { f64: true, f32: true, mixed: true, f32x2: true }
const METHODS: Readonly<Record<Method, true>> = { stateVector: true, densityMatrix: true, trajectories: true }

const ranOn = objectField({
  device: textField,
  precision: choiceField(...Object.keys(PRECISIONS)),
  method: choiceField(...Object.keys(METHODS)),
  plan: textField,
  reason: optionalField(textField),
  truncationError: optionalField(numberField),
})

const amplitudes: FieldCodecs = {
  rows,
  qubits: sizeField('qubits', 0),
  data: arrayField({ types: ['float64', 'float32'], shape: (sizes) => [sizes['rows'], 2 ** sizes['qubits'], 2] }),
}

const values: FieldCodecs = {
  rows,
  columns,
  values: reals('rows', 'columns'),
  standardErrors: optionalField(reals('rows', 'columns')),
  ranOn,
}

/** @param parameters derivatives by the parameters, `features` those by the features */
function derivatives(parameters: FieldCodec, features: FieldCodec): FieldCodecs {
  const found = { values: reals('rows', 'columns'), parameters: optionalField(parameters), features: optionalField(features) }
  return { rows, columns, ...found, standardErrors: optionalField(objectField(found)), ranOn }
}

const FIELDS: Readonly<Record<keyof CallResults, FieldCodecs>> = {
  amplitudes: { ...amplitudes, ranOn },
  probabilities: values,
  expectations: values,
  variances: values,
  gradient: {
    ...derivatives(reals('parameters'), reals('rows', 'features')),
    initial: optionalField(objectField(amplitudes)),
    loss: optionalField(numberField),
    rowLosses: optionalField(reals('rows')),
    readout: optionalField(arrayField({ types: ['float64'], shape: (sizes) => ['outputs', sizes['columns'] + 1] })),
  },
  jacobian: derivatives(reals('rows', 'columns', 'parameters'), reals('rows', 'columns', 'features')),
  overlaps: { rows, columns, values: arrayField({ types: ['float64'], shape: (sizes) => [sizes['rows'], sizes['columns'], 2] }), ranOn },
  sample: {
    rows,
    shots: sizeField('shots', 1),
    columns: listField(textField, 'columns'),
    samples: arrayField({
      types: ['uint8'],
      shape: () => ['rows', 'shots', 'columns'],
      fault: (entry) => (entry > 1 ? 'it must be 0 or 1' : undefined),
    }),
    ranOn,
  },
}

/**
 * Plain data for `JSON.stringify`.
 *
 * @param call that the result is of
 * @throws TypeError or RangeError for what is no such result
 *
 * @example
 * const text = JSON.stringify(resultToJson('gradient', await executable.gradient({ parameters })))
 * const { values } = resultFromJson('gradient', text)
 */
export function resultToJson<Call extends keyof CallResults>(call: Call, result: CallResults[Call]): ResultJson {
  const { format, version, ...fields } = codecOf(call).write(result)
  return { format, version, call, ...fields }
}

/**
 * The result that `resultToJson` wrote, checked whole.
 *
 * @param source the JSON text, or what `JSON.parse` made of it
 * @throws TypeError or RangeError that says what is wrong, and where
 */
export function resultFromJson<Call extends keyof CallResults>(call: Call, source: unknown): CallResults[Call] {
  return codecOf(call).read(source)
}

function codecOf<Call extends keyof CallResults>(call: Call): DocumentCodec<CallResults[Call]> {
  const calls = Object.keys(FIELDS)
  const right = `it must be ${calls.join(', ')}`
  if (typeof call !== 'string') throw new TypeError(`call is ${inWords(call)}: ${right}`)
  if (!Object.hasOwn(FIELDS, call)) throw new RangeError(`call is ${inWords(call)}: ${nearestHint(call, calls, right)}`)
  const codec = documentCodec<object>(RESULT, { call: choiceField(call), ...FIELDS[call] })
  return {
    write: (data) => codec.write(typeof data === 'object' && data !== null ? { call, ...data } : data),
    read: (source) => {
      const { call: _, ...result } = codec.read(source) as { readonly call: Call } & CallResults[Call]
      return result as unknown as CallResults[Call]
    },
  }
}
