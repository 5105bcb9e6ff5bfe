/**
 * Cancels and merges gates that are not neighbours but commute with all that stands between them.
 *
 * Gates that act along the same Pauli axis on every qubit that they share commute (`wireAxes.ts`). So the operations on a wire fall into groups of one axis, and two gates on
 * the same qubits in the same groups may be brought together: a table from groups to gates finds them in one sweep, O(operations). What vanishes lets groups meet, so sweeps
 * go on until nothing changes.
 */
import {
  type Angle,
  areInverse,
  type Circuit,
  controlCount,
  gateTable,
  isConstant,
  type Operation,
  type OperationName,
  plus,
  times,
} from '@ketwork/circuit'
import { remainder, wrapPhase } from '../synthesis/remainder.ts'
import { reduceLargeAngles } from './reduceLargeAngles.ts'
import { NO_ANGLE, sameAxis, sumOfRotations, withoutTurns } from './rotationAxes.ts'
import { type WireAxis, wireAxis } from './wireAxes.ts'
import { withGlobalPhase } from './withGlobalPhase.ts'

/** Names of gates that may meet their inverse under another name. */
const families: Partial<Record<OperationName, OperationName>> = { sdg: 's', tdg: 't', sxdg: 'sx', csdg: 'cs', p: 'rz' }

/** One-qubit gates along an axis that are no rotations, by their angle; a rotation by it and a global phase of half of it. */
const quarterTurns: Partial<Record<OperationName, number>> = {
  z: Math.PI,
  s: Math.PI / 2,
  sdg: -Math.PI / 2,
  t: Math.PI / 4,
  tdg: -Math.PI / 4,
  x: Math.PI,
  sx: Math.PI / 2,
  sxdg: -Math.PI / 2,
  y: Math.PI,
}

/**
 * The circuit with commuting gates merged that add up, and without those that undo each other; the same unitary, global phase included.
 *
 * @param basis what merged one-qubit gates may become, for instance T T = S; any gate by default
 *
 * @example
 * cancelCommuting(new Circuit(3).cx(0, 1).rz(0.1, 0).cx(0, 2).rz(0.2, 0).cx(0, 1)).operations // rz(0.3), cx(0, 2)
 */
export function cancelCommuting(circuit: Circuit, basis?: readonly OperationName[]): Circuit {
  const allowed = basis && new Set(basis)
  let current = reduceLargeAngles(circuit)
  for (;;) {
    const next = new Sweep(current, allowed).run()
    if (next === undefined) return current
    current = next
  }
}

/** What two gates become: nothing more, one gate, or nothing at all, and the constant phase beside. */
interface Merged {
  readonly operation: Operation | null
  readonly phase: number
}

class Sweep {
  readonly #circuit: Circuit
  readonly #allowed: ReadonlySet<OperationName> | undefined
  /** What stays of each operation. */
  readonly #slots: (Operation | null)[] = []
  /** For each qubit the axis of its last group, undefined after what has none there, and how many groups there were. */
  readonly #axes: (WireAxis | undefined)[]
  readonly #groups: Int32Array
  /** Where the last gate of a family in these groups stands. */
  readonly #places = new Map<string, number>()
  #phase = 0
  #changed = false

  constructor(circuit: Circuit, allowed: ReadonlySet<OperationName> | undefined) {
    this.#circuit = circuit
    this.#allowed = allowed
    this.#axes = Array.from({ length: circuit.qubitCount }, () => undefined)
    this.#groups = new Int32Array(circuit.qubitCount)
  }

  /** The circuit after one sweep, or nothing when it stays as it is. */
  run(): Circuit | undefined {
    for (const operation of this.#circuit.operations) {
      operation.qubits.forEach((qubit, place) => this.#enter(qubit, wireAxis(operation, place)))
      const hasAxes = operation.qubits.every((qubit) => this.#axes[qubit] !== undefined)
      if (hasAxes && operation.qubits.length > 0) this.#place(operation)
      else this.#slots.push(operation)
    }
    if (!this.#changed) return undefined
    const operations = this.#slots.filter((operation) => operation !== null)
    return withGlobalPhase(this.#circuit, operations, this.#phase)
  }

  #enter(qubit: number, axis: WireAxis | undefined): void {
    if (axis !== undefined && this.#axes[qubit] === axis) return
    this.#axes[qubit] = axis
    this.#groups[qubit]++
  }

  #place(operation: Operation): void {
    const key = this.#key(operation)
    const place = this.#places.get(key)
    const partner = place === undefined ? undefined : this.#slots[place]
    const merged = partner ? mergedGates(partner, operation, this.#allowed) : undefined
    if (place === undefined || merged === undefined) {
      this.#places.set(key, this.#slots.length)
      this.#slots.push(operation)
      return
    }
    this.#slots[place] = merged.operation
    if (merged.operation === null) this.#places.delete(key)
    this.#phase = wrapPhase(this.#phase + merged.phase)
    this.#changed = true
  }

  /** Family, qubits and their groups; qubits that may be exchanged in rising order. */
  #key(operation: Operation): string {
    const { gate, qubits, controls } = operation
    if (qubits.length === 1) return `${this.#axes[qubits[0]]} ${qubits[0]} ${this.#groups[qubits[0]]}`
    const free =
      gateTable[gate].symmetric === true || (gate === 'pauliRotation' && controls === undefined) ? qubits.length : controlCount(operation)
    const ordered = [...qubits.slice(0, free).sort((a, b) => a - b), ...qubits.slice(free)]
    let key: string = families[gate] ?? gate
    for (const qubit of ordered) key += ` ${qubit} ${this.#groups[qubit]}`
    return key
  }
}

function mergedGates(a: Operation, b: Operation, allowed: ReadonlySet<OperationName> | undefined): Merged | undefined {
  if (a.qubits.length === 1 && turnAngle(a) !== undefined && turnAngle(b) !== undefined) return mergedTurns(a, b, allowed)
  if (areInverse(a, b)) return { operation: null, phase: 0 }
  if (!sameAxis(a, b)) return undefined
  const operation = sumOfRotations(a, b)
  const rest = withoutTurns(operation)
  return rest === 'operation' ? { operation, phase: 0 } : { operation: null, phase: rest === 'minus' ? Math.PI : 0 }
}

/** Two gates about one axis of one qubit: a rotation where one of them is a rotation, otherwise a gate of the table with the sum of their angles. */
function mergedTurns(a: Operation, b: Operation, allowed: ReadonlySet<OperationName> | undefined): Merged | undefined {
  const total = plus(turnAngle(a) ?? 0, turnAngle(b) ?? 0)
  const phases = plus(extraPhase(a), extraPhase(b))
  if (isConstant(total) && Math.abs(remainder(total, 2 * Math.PI)) <= NO_ANGLE && isConstant(phases)) {
    return { operation: null, phase: phases + Math.PI * Math.round(total / (2 * Math.PI)) }
  }
  const rotation =
    [a, b].find(({ angles }) => angles.length > 0 && !isConstant(angles[0])) ?? [a, b].find(({ angles }) => angles.length > 0)
  const operation = rotation === undefined ? fixedTurn(a, total, allowed) : { ...rotation, angles: [total] }
  if (operation === undefined) return undefined
  const phase = plus(phases, times(-1, extraPhase(operation)))
  if (!isConstant(phase)) return undefined
  // a fixed gate has its angle only up to whole turns
  const turns = isConstant(total) && rotation === undefined ? Math.round((total - (quarterTurns[operation.gate] ?? 0)) / (2 * Math.PI)) : 0
  return { operation, phase: phase + Math.PI * turns }
}

function turnAngle({ gate, angles }: Operation): Angle | undefined {
  return quarterTurns[gate] ?? (gate === 'rx' || gate === 'ry' || gate === 'rz' || gate === 'p' ? angles[0] : undefined)
}

/** The phase of a gate beside its rotation. */
function extraPhase({ gate, angles }: Operation): Angle {
  const fixed = quarterTurns[gate]
  if (fixed !== undefined) return fixed / 2
  return gate === 'p' ? times(0.5, angles[0]) : 0
}

function fixedTurn({ gate, qubits }: Operation, total: Angle, allowed: ReadonlySet<OperationName> | undefined): Operation | undefined {
  if (!isConstant(total)) return undefined
  const axisOf = (name: OperationName): WireAxis | undefined => wireAxis({ gate: name, qubits, angles: [] }, 0)
  const found = (Object.keys(quarterTurns) as OperationName[]).find(
    (name) =>
      axisOf(name) === axisOf(gate) &&
      (allowed === undefined || allowed.has(name)) &&
      Math.abs(remainder(total - (quarterTurns[name] ?? 0), 2 * Math.PI)) <= NO_ANGLE,
  )
  return found && { gate: found, qubits, angles: [] }
}
