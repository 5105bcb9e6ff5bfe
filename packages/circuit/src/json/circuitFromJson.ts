/** Makes a circuit of its JSON form. Nothing is taken on trust: every field is checked before it is used, and the circuit checks each operation. */
import { complexMatrix, type ComplexMatrix } from '@ketwork/math'
import { type Angle, feature, parameter, type SymbolReference, type Term } from '../angles/index.ts'
import { canonical } from '../angles/angle.ts'
import { Circuit } from '../Circuit.ts'
import type { Operation, OperationName } from '../gates/Operation.ts'
import { CircuitJsonError } from './CircuitJsonError.ts'
import { anyWholeNumberAt, arrayAt, fieldsAt, nameAt, namesAt, numberAt, wholeNumberAt } from './readFields.ts'

const VERSION = 1
const CIRCUIT_FIELDS = ['format', 'version', 'qubits', 'parameters', 'features', 'bits', 'operations']
const OPERATION_FIELDS = ['gate', 'qubits', 'angles', 'matrix', 'pauli', 'controls', 'rates', 'bits', 'readout', 'condition']

/** The names that operations may use. */
interface Names {
  readonly symbols: ReadonlyMap<string, SymbolReference>
  readonly bits: ReadonlySet<string>
}

/**
 * The circuit that `circuitToJson` made the data of, or an equal one from elsewhere.
 *
 * @param json what `JSON.parse` gives; files of all versions up to 1 are read
 * @throws CircuitJsonError that names the path in the document
 *
 * @example
 * circuitFromJson({
 *   format: 'ketwork-circuit', version: 1, qubits: 1, parameters: ['w'], features: [], bits: [],
 *   operations: [{ gate: 'rx', qubits: [0], angles: [{ terms: [[2, 'w']] }] }],
 * })
 */
export function circuitFromJson(json: unknown): Circuit {
  if (typeof json === 'string') throw new CircuitJsonError('', 'expected an object, found text: use JSON.parse first')
  const fields = fieldsAt(json, '', CIRCUIT_FIELDS)
  if (fields['format'] !== 'ketwork-circuit') throw new CircuitJsonError('format', "expected 'ketwork-circuit'")
  const version = wholeNumberAt(fields['version'], 'version')
  if (version !== VERSION) throw new CircuitJsonError('version', `version ${version} is not known: this reader takes version ${VERSION}`)
  const circuit = emptyCircuit(wholeNumberAt(fields['qubits'], 'qubits'))
  const names = declare(circuit, fields)
  const result = circuit.withOperations([])
  arrayAt(fields['operations'], 'operations').forEach((each, i) => {
    const path = `operations[${i}]`
    const operation = operationAt(each, path, names)
    atPath(path, () => result.append(operation))
  })
  return result
}

function emptyCircuit(qubits: number): Circuit {
  return atPath('qubits', () => new Circuit(qubits))
}

/** The errors of a circuit, with their path. */
function atPath<T>(path: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw new CircuitJsonError(path, error.message)
    throw error
  }
}

/** Uses each name once, in its order; a circuit keeps the names when its operations go. */
function declare(circuit: Circuit, fields: Readonly<Record<string, unknown>>): Names {
  const symbols = new Map<string, SymbolReference>()
  for (const kind of ['parameter', 'feature'] as const) {
    const path = `${kind}s`
    namesAt(fields[path], path).forEach((name, i) => {
      if (symbols.has(name)) throw new CircuitJsonError(`${path}[${i}]`, `'${name}' stands twice`)
      symbols.set(name, { kind, name })
      circuit.globalPhase(kind === 'parameter' ? parameter(name) : feature(name))
    })
  }
  const bits = new Set<string>()
  namesAt(fields['bits'], 'bits').forEach((name, i) => {
    if (bits.has(name)) throw new CircuitJsonError(`bits[${i}]`, `'${name}' stands twice`)
    bits.add(name)
    circuit.measure(0, name)
  })
  return { symbols, bits }
}

function operationAt(json: unknown, path: string, names: Names): Operation {
  const fields = fieldsAt(json, path, OPERATION_FIELDS)
  const has = (field: string): boolean => fields[field] !== undefined
  const at = (field: string): string => `${path}.${field}`
  const qubits = arrayAt(fields['qubits'], at('qubits')).map((qubit, i) => wholeNumberAt(qubit, `${at('qubits')}[${i}]`))
  const numbers = (field: string): number[] => arrayAt(fields[field], at(field)).map((each, i) => numberAt(each, `${at(field)}[${i}]`))
  const controls = has('controls') ? wholeNumberAt(fields['controls'], at('controls')) : undefined
  return {
    gate: nameAt(fields['gate'], at('gate')) as OperationName, // the circuit refuses what is none
    qubits,
    angles: has('angles') ? arrayAt(fields['angles'], at('angles')).map((angle, i) => angleAt(angle, `${at('angles')}[${i}]`, names)) : [],
    ...(has('matrix') && { matrix: matrixOf(numbers('matrix'), Math.max(0, qubits.length - (controls ?? 0)), at('matrix')) }),
    ...(has('pauli') && { pauli: nameAt(fields['pauli'], at('pauli')) }),
    ...(controls !== undefined && { controls }),
    ...(has('rates') && { rates: numbers('rates') }),
    ...(has('bits') && { bits: bitsAt(fields['bits'], at('bits'), names) }),
    ...(has('readout') && { readout: readoutAt(fields['readout'], at('readout')) }),
    ...(has('condition') && { condition: conditionAt(fields['condition'], at('condition'), names) }),
  }
}

function angleAt(json: unknown, path: string, { symbols }: Names): Angle {
  if (typeof json !== 'object') return numberAt(json, path)
  const terms = arrayAt(fieldsAt(json, path, ['terms'])['terms'], `${path}.terms`).map((each, i): Term => {
    const place = `${path}.terms[${i}]`
    const [coefficient, ...factors] = arrayAt(each, place)
    return {
      coefficient: numberAt(coefficient, `${place}[0]`),
      symbols: factors.map((factor, j) => {
        const name = nameAt(factor, `${place}[${j + 1}]`)
        const symbol = symbols.get(name)
        if (symbol === undefined) throw new CircuitJsonError(`${place}[${j + 1}]`, `'${name}' is neither in parameters nor in features`)
        return symbol
      }),
    }
  })
  return atPath(path, () => canonical(terms))
}

function matrixOf(numbers: readonly number[], qubits: number, path: string): ComplexMatrix {
  const size = 2 ** qubits
  if (numbers.length !== 2 * size * size) {
    throw new CircuitJsonError(path, `expected ${2 * size * size} numbers for ${qubits} qubits, found ${numbers.length}`)
  }
  return complexMatrix(size, size, numbers)
}

function bitsAt(json: unknown, path: string, { bits }: Names): string[] {
  return namesAt(json, path).map((name, i) => {
    if (!bits.has(name)) throw new CircuitJsonError(`${path}[${i}]`, `'${name}' is not in the circuit's bits`)
    return name
  })
}

function readoutAt(json: unknown, path: string): { readonly p01: number; readonly p10: number } {
  const fields = fieldsAt(json, path, ['p01', 'p10'])
  return { p01: numberAt(fields['p01'], `${path}.p01`), p10: numberAt(fields['p10'], `${path}.p10`) }
}

function conditionAt(json: unknown, path: string, names: Names): { readonly bits: readonly string[]; readonly value: number | bigint } {
  const fields = fieldsAt(json, path, ['bits', 'value'])
  return { bits: bitsAt(fields['bits'], `${path}.bits`, names), value: anyWholeNumberAt(fields['value'], `${path}.value`) }
}
