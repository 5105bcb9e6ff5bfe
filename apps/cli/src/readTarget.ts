/**
 * A target from the command line: a topology by name, such as `grid:4x5`, or the file of a device, with the gates that
 * it runs.
 */
import { gateTable, type OperationName, type Target } from 'ketwork'
import { allToAll, grid, heavyHex, line, readDevice, ring, type Topology } from 'ketwork/devices'
import { MisuseError } from './MisuseError.ts'
import { readInput, type Input } from './readInput.ts'

/** Basis of a topology, where none is asked for; a device has its own. */
const DEFAULT_BASIS: readonly OperationName[] = ['cz', 'rz', 'sx', 'x']
/** Routing keeps the distance of every pair of qubits: a larger number is refused as a mistake. */
const MOST_QUBITS = 2048

const FORMS = 'line:N, ring:N, grid:RxC, heavy-hex:D (D odd), all-to-all:N, or the FILE.json of a device'

interface Shape {
  readonly sizes: 1 | 2
  readonly qubits: (a: number, b: number) => number
  readonly build: (a: number, b: number) => Topology
}

const SHAPES: Readonly<Record<string, Shape>> = {
  line: { sizes: 1, qubits: (n) => n, build: line },
  ring: { sizes: 1, qubits: (n) => n, build: ring },
  grid: { sizes: 2, qubits: (rows, columns) => rows * columns, build: grid },
  'heavy-hex': { sizes: 1, qubits: (d) => (5 * d * d - 2 * d - 1) / 2, build: heavyHex },
  'all-to-all': { sizes: 1, qubits: (n) => n, build: allToAll },
}

/** The file of a device, where the target is one: a path that ends in .json, or - for standard input. */
export async function readTargetFile(text: string | undefined): Promise<Input | undefined> {
  return text !== undefined && (text === '-' || text.toLowerCase().endsWith('.json')) ? readInput(text) : undefined
}

/** A target as the command line gives it. */
export interface TargetOptions {
  /** A topology; without it and without a file, all qubits of the circuit are coupled. */
  readonly target?: string | undefined
  /** What `readTargetFile` has read. */
  readonly file?: Input | undefined
  /** Names of gates with commas between, those of the gate table or of OpenQASM. */
  readonly basis?: string | undefined
}

/** @throws MisuseError that says what is valid */
export function readTarget({ target, file, basis }: TargetOptions, circuitQubits: number): Target {
  const gates = basis === undefined ? undefined : readBasis(basis)
  if (file !== undefined) {
    const device = readDeviceFile(file)
    return gates === undefined ? device : { ...device, basis: gates }
  }
  const topology = target === undefined ? allToAll(circuitQubits) : readTopology(target)
  return { ...topology, basis: gates ?? DEFAULT_BASIS }
}

function readTopology(text: string): Topology {
  const [name, ...rest] = text.split(':')
  const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined
  const sizes = rest.join(':').split('x')
  if (shape === undefined || sizes.length !== shape.sizes || !sizes.every((size) => /^\d{1,9}$/.test(size))) {
    throw new MisuseError(`the target '${text}' is not understood: use ${FORMS}`)
  }
  const [a, b = 0] = sizes.map(Number)
  const qubits = shape.qubits(a, b)
  if (qubits > MOST_QUBITS) throw new MisuseError(`the target '${text}' has ${qubits} qubits: at most ${MOST_QUBITS} are possible`)
  return shape.build(a, b)
}

function readBasis(text: string): OperationName[] {
  const names = text.split(',').map((name) => name.trim())
  return names.map((name) => {
    const found = Object.entries(gateTable).find(([key, { kind, qasm }]) => kind === 'gate' && (key === name || qasm === name))
    if (found === undefined) throw new MisuseError(`'${name}' in the basis is not a gate: use names of gates such as cz,rz,sx,x`)
    return found[0] as OperationName
  })
}

function readDeviceFile({ name, text }: Input): Target {
  try {
    return readDevice(text)
  } catch (error) {
    throw new MisuseError(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
