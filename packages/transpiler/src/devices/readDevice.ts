/** Reads the description of a device into a `Target`: a JSON file with its coupling, gates, errors and coherence times, or with qubits, coupling and basis alone. */
import { gateTable, type OperationName } from '@ketwork/circuit'
import { type GateProperties, type QubitPair, type QubitProperties, type Target, validateTarget } from '../target.ts'

/** The gate table's names for what devices call otherwise. */
const NAMES: Readonly<Record<string, OperationName>> = { id: 'i', delay: 'i' }
const SECONDS: Readonly<Record<string, number>> = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 }
/** An error of 1 marks a gate that was not calibrated. */
const BROKEN = 1

/** The file's fields; see the shipped devices. */
export interface DeviceDescription {
  readonly name: string
  readonly qubits: number
  readonly basisGates: readonly string[]
  readonly undirectedEdges: readonly QubitPair[]
  /** Pairs in the only order in which the two-qubit gate runs; where there are some, `undirectedEdges` only says who neighbours whom. */
  readonly oneWayEdges: readonly QubitPair[]
  /** T1, T2 and readout_error of each qubit. */
  readonly qubitProperties: readonly Readonly<Record<string, number>>[]
  readonly qubitPropertyUnits: Readonly<Record<string, string>>
  /** By gate, then by qubits joined with '-'. */
  readonly gateErrors: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Seconds, like `gateErrors`. */
  readonly gateSeconds?: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** The least that a file can say, as in `Target`. */
const PLAIN_FIELDS = ['name', 'qubits', 'coupling', 'basis']

/**
 * The target that a device's description is about, or of a file `{ qubits, coupling, basis }` with the meaning that these have in `Target`. Gates that the gate table does not know are left out, and so are pairs on which every two-qubit gate fails.
 *
 * @throws TypeError when the text lacks a field, or has one that is not understood
 * @throws SyntaxError when the text is not JSON
 *
 * @example
 * readDevice(await readFile('ibm_torino.json', 'utf8')).qubits // 133
 */
export function readDevice(json: string): Target & { readonly name: string } {
  const value: unknown = JSON.parse(json)
  if (typeof value === 'object' && value !== null && 'basis' in value) return plainTarget(value)
  const device = checkDevice(value)
  const basis = device.basisGates.map(nameOf).filter((gate) => gate !== undefined)
  const pairs = device.oneWayEdges.length > 0 ? device.oneWayEdges : device.undirectedEdges.flatMap(bothWays)
  const gateProperties = readGateProperties(device).filter(({ gate }) => basis.includes(gate))
  const entangling = gateProperties.filter(({ qubits }) => qubits.length === 2)
  const works = ([a, b]: QubitPair): boolean => {
    const known = entangling.filter(({ qubits: [c, d] }) => (a === c && b === d) || (a === d && b === c))
    return known.length === 0 || known.some(({ error = 0 }) => error < BROKEN)
  }
  return {
    name: device.name,
    qubits: device.qubits,
    basis: [...new Set(basis)],
    coupling: pairs.filter(works),
    gateProperties,
    qubitProperties: device.qubitProperties.map((each) => readQubitProperties(each, device.qubitPropertyUnits)),
  }
}

function plainTarget(value: object): Target & { readonly name: string } {
  const unknown = Object.keys(value).filter((field) => !PLAIN_FIELDS.includes(field))
  if (unknown.length > 0) throw new TypeError(`a device with a basis has the fields ${PLAIN_FIELDS.join(', ')}, not ${unknown.join(', ')}`)
  const { name = 'device', qubits, coupling, basis } = value as Readonly<Record<string, unknown>>
  if (typeof name !== 'string') throw new TypeError(`the name of a device is text, found ${JSON.stringify(name)}`)
  if (!Number.isInteger(qubits)) throw new TypeError(`qubits is the number of qubits, found ${JSON.stringify(qubits)}`)
  if (coupling !== undefined && !(Array.isArray(coupling) && coupling.every(isPair)))
    throw new TypeError('coupling is a list of pairs of qubits such as [[0, 1], [1, 0]]')
  if (!Array.isArray(basis)) throw new TypeError('basis is a list of names of gates such as ["cz", "rz", "sx", "x"]')
  const target = { name, qubits: qubits as number, basis: basis.map(basisGate), ...(coupling !== undefined && { coupling }) }
  validateTarget(target)
  return target
}

function isPair(pair: unknown): pair is QubitPair {
  return Array.isArray(pair) && pair.length === 2 && pair.every((qubit) => Number.isInteger(qubit))
}

function basisGate(name: unknown): OperationName {
  const gate = typeof name === 'string' ? nameOf(name) : undefined
  if (gate === undefined)
    throw new TypeError(`${JSON.stringify(name)} in the basis is not a gate: use names of gates such as cz, rz, sx, x`)
  return gate
}

function bothWays([a, b]: QubitPair): QubitPair[] {
  return [
    [a, b],
    [b, a],
  ]
}

function nameOf(name: string): OperationName | undefined {
  const known = NAMES[name] ?? name
  return Object.hasOwn(gateTable, known) && gateTable[known].kind === 'gate' ? known : undefined
}

function readGateProperties({ gateErrors, gateSeconds = {} }: DeviceDescription): GateProperties[] {
  return Object.entries(gateErrors).flatMap(([name, byQubits]) => {
    const gate = nameOf(name)
    if (gate === undefined) return []
    return Object.entries(byQubits).map(([qubits, error]): GateProperties => {
      const seconds = gateSeconds[name]?.[qubits]
      return { gate, qubits: qubits.split('-').map(Number), error, ...(seconds !== undefined && { seconds }) }
    })
  })
}

function readQubitProperties(given: Readonly<Record<string, number>>, units: Readonly<Record<string, string>>): QubitProperties {
  const time = (name: string): number | undefined =>
    given[name] === undefined ? undefined : given[name] * (SECONDS[units[name] ?? 's'] ?? 1)
  const [t1, t2, readoutError] = [time('T1'), time('T2'), given['readout_error']]
  return { ...(t1 !== undefined && { t1 }), ...(t2 !== undefined && { t2 }), ...(readoutError !== undefined && { readoutError }) }
}

function checkDevice(value: unknown): DeviceDescription {
  const fields = ['name', 'qubits', 'basisGates', 'undirectedEdges', 'oneWayEdges', 'qubitProperties', 'qubitPropertyUnits', 'gateErrors']
  const missing = fields.filter((field) => typeof value !== 'object' || value === null || !(field in value))
  if (missing.length > 0) throw new TypeError(`a device's description needs ${fields.join(', ')}; missing: ${missing.join(', ')}`)
  return value as DeviceDescription
}
