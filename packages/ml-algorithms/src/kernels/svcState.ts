/** The saved form of a support vector classifier: its encoding, its support rows and its two-class machines, checked whole when it is restored. */
import { type Circuit, circuitFromJson, type CircuitJson, circuitToJson } from '@ketwork/circuit'
import {
  arrayField,
  type ArrayJson,
  documentCodec,
  type DocumentJson,
  type FieldCodec,
  finiteFault,
  type Found,
  listField,
  numberField,
  objectField,
  plainField,
  sizeField,
  wholeAt,
} from '@ketwork/math'
import { readClasses } from '../classification/classifierState.ts'
import type { Label } from '../classification/labels.ts'
import type { PairMachine } from './kernelMachine.ts'

/** Rows of machines are indices into the support rows. */
export interface SvcState {
  readonly encoding: Circuit
  readonly penalty: number
  readonly classes: readonly Label[]
  /** How many support rows and columns there are. */
  readonly rows: number
  readonly columns: number
  readonly support: Float64Array
  readonly machines: readonly SavedMachine[]
}

type SavedMachine = Omit<PairMachine, 'coefficients'> & { readonly coefficients: Float64Array }

/** The same as JSON: arrays in base64, so that every bit comes back. */
export interface SvcJson extends DocumentJson {
  readonly encoding: CircuitJson
  readonly penalty: ArrayJson
  readonly classes: readonly Label[]
  readonly rows: number
  readonly columns: number
  readonly support: ArrayJson
  readonly machines: readonly object[]
}

const encoding: FieldCodec = {
  write: ({ value }) => circuitToJson(value as Circuit),
  read: ({ value, path }) => {
    try {
      return circuitFromJson(value)
    } catch (error) {
      throw new TypeError(`${path} is no circuit: ${(error as Error).message}`, { cause: error })
    }
  },
}

/** The two-class machine has sizes of its own. */
const machine: FieldCodec = {
  write: (found, sizes) => machineFields.write(found, { ...sizes }),
  read: (found, sizes) => machineFields.read(found, { ...sizes }),
}

const machineFields = objectField({
  positive: { write: indexOfClass, read: indexOfClass },
  negative: { write: indexOfClass, read: indexOfClass },
  rows: listField({ write: indexOfRow, read: indexOfRow }, 'machine rows'),
  coefficients: arrayField({ types: ['float64'], shape: () => ['machine rows'], fault: finiteFault }),
  bias: numberField,
})

const CODEC = documentCodec<SvcState>(
  { format: 'ketwork-svc', version: 1, name: 'model' },
  {
    encoding,
    penalty: numberField,
    classes: classesField(),
    rows: sizeField('rows', 1),
    columns: sizeField('columns', 1),
    support: arrayField({ types: ['float64'], shape: () => ['rows', 'columns'], fault: finiteFault }),
    machines: listField(machine),
  },
)

export function writeSvcState(state: SvcState): SvcJson {
  return CODEC.write(state) as SvcJson
}

/** @throws TypeError or RangeError that names the field */
export function readSvcState(source: unknown): SvcState {
  const state = CODEC.read(source)
  const pairs = (state.classes.length * (state.classes.length - 1)) / 2
  if (state.machines.length !== pairs)
    throw new RangeError(`model.machines has ${state.machines.length} entries: ${state.classes.length} classes have ${pairs} pairs`)
  if (state.encoding.features.length !== state.columns)
    throw new RangeError(`model.columns is ${state.columns}: the encoding has ${state.encoding.features.length} features`)
  if (state.encoding.parameters.length > 0) throw new RangeError('model.encoding has parameters: an encoding has features alone')
  if (!(state.penalty > 0)) throw new RangeError(`model.penalty is ${state.penalty}: it must be positive`)
  return state
}

function classesField(): FieldCodec {
  const { read } = plainField(readClasses)
  const sized: FieldCodec['read'] = (found, sizes) => {
    const classes = read(found, sizes) as readonly Label[]
    sizes['classes'] = classes.length
    return classes
  }
  return { write: sized, read: sized }
}

function indexOfClass(found: Found, sizes: Readonly<Record<string, number>>): number {
  return indexBelow(found, sizes['classes'], 'classes')
}

function indexOfRow(found: Found, sizes: Readonly<Record<string, number>>): number {
  return indexBelow(found, sizes['rows'], 'support rows')
}

function indexBelow(found: Found, count: number, noun: string): number {
  const index = wholeAt(found, 0)
  if (index >= count) throw new RangeError(`${found.path} is ${index}: there are ${noun} 0 to ${count - 1}`)
  return index
}
