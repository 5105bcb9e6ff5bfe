/** Reads the description of a real device, a JSON file with its coupling, gates, errors and coherence times, into a `Target`. */
import { gateTable, type OperationName } from '@ketwork/circuit'
import type { GateProperties, QubitPair, QubitProperties, Target } from '../target.ts'

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

/**
 * The target that a device's description is about. Gates that the gate table does not know are left out, and so are pairs on which every two-qubit gate fails.
 *
 * @throws TypeError when the text lacks a field
 * @throws SyntaxError when the text is not JSON
 *
 * @example
 * readDevice(await readFile('ibm_torino.json', 'utf8')).qubits // 133
 */
export function readDevice(json: string): Target & { readonly name: string } {
  const device = checkDevice(JSON.parse(json))
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
