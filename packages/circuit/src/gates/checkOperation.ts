/** Refuses operations that make no sense on so many qubits. The gate table says how many qubits and angles a name takes; rows check what is theirs. */
import { nearestHint } from '@ketwork/math'
import type { Angle } from '../angles/angle.ts'
import { gateTable } from './gateTable.ts'
import type { Condition, Operation } from './Operation.ts'

/** @throws RangeError or TypeError that says what is wrong and what would be right */
export function checkOperation(operation: Operation, qubitCount: number): void {
  const { gate, qubits, angles, condition } = operation
  if (!Object.hasOwn(gateTable, gate)) throw new RangeError(unknownGate(gate))
  const row = gateTable[gate]
  if (row.qubits === 'any' ? qubits.length === 0 : qubits.length !== row.qubits) {
    throw new RangeError(`${gate} acts on ${row.qubits === 'any' ? 'at least 1 qubit' : plural(row.qubits, 'qubit')}, got ${qubits.length}`)
  }
  for (let i = 0; i < qubits.length; i++) checkQubit(qubits[i], qubitCount)
  checkDistinct(gate, qubits)
  if (angles.length !== row.angles) throw new RangeError(`${gate} takes ${plural(row.angles, 'angle')}, got ${angles.length}`)
  for (const angle of angles) checkAngle(gate, angle)
  checkControls(operation)
  row.check?.(operation)
  if (condition !== undefined) checkCondition(condition)
}

/** @throws RangeError unless the circuit has this qubit */
export function checkQubit(qubit: number, qubitCount: number): void {
  if (Number.isInteger(qubit) && qubit >= 0 && qubit < qubitCount) return
  const range = qubitCount === 1 ? 'has 1 qubit, number 0' : `has qubits 0 to ${qubitCount - 1}`
  throw new RangeError(`qubit ${String(qubit)} is out of range: the circuit ${range}`)
}

/** @throws RangeError or TypeError unless the bits are named, different and can spell the value */
export function checkCondition({ bits, value }: Condition): void {
  if (bits.length === 0 || bits.some((bit) => typeof bit !== 'string' || bit === '')) {
    throw new TypeError(`a condition needs named bits, at least one, got ${JSON.stringify(bits)}`)
  }
  if (new Set(bits).size !== bits.length) throw new RangeError(`a condition names a bit once, got ${bits.join(', ')}`)
  if (typeof value === 'number' ? !Number.isInteger(value) : typeof value !== 'bigint') {
    throw new RangeError(`the condition's value is ${String(value)}: it must be a whole number`)
  }
  if (value < 0 || value.toString(2).length > bits.length) {
    const most = bits.length <= 64 ? String(2n ** BigInt(bits.length) - 1n) : `2^${bits.length} - 1`
    throw new RangeError(`the condition's value is ${value}: ${plural(bits.length, 'bit')} can hold whole numbers from 0 to ${most}`)
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`the condition's value is ${value}: numbers from 2^53 on are not exact, write it as the bigint ${BigInt(value)}n`)
  }
}

function checkDistinct(gate: string, qubits: readonly number[]): void {
  if (qubits.length === 2 ? qubits[0] !== qubits[1] : new Set(qubits).size === qubits.length) return
  const twice = qubits.find((qubit, i) => qubits.indexOf(qubit) !== i)
  throw new RangeError(`${gate} acts on qubit ${String(twice)} twice: its qubits must be different`)
}

function checkControls({ gate, qubits, controls }: Operation): void {
  if (controls === undefined) return
  if (gateTable[gate].controls !== 'given') {
    throw new TypeError(`${gate} takes no number of controls: only a unitary and a pauliRotation do`)
  }
  if (Number.isInteger(controls) && controls > 0 && controls < qubits.length) return
  throw new RangeError(
    `${gate} on ${plural(qubits.length, 'qubit')} has ${controls} controls: at least 1, and fewer than qubits, are possible`,
  )
}

function checkAngle(gate: string, angle: Angle): void {
  if (typeof angle === 'number') {
    if (!Number.isFinite(angle)) throw new RangeError(`an angle of ${gate} is ${angle}: it must be a finite number of radians`)
    return
  }
  if (!Array.isArray((angle as { terms?: unknown } | undefined)?.terms)) {
    throw new TypeError(
      `an angle of ${gate} is ${JSON.stringify(angle)}: it must be a number or made by parameter, feature, plus and times`,
    )
  }
  const wrong = angle.terms.find(({ coefficient }) => !Number.isFinite(coefficient))
  if (wrong !== undefined) throw new RangeError(`an angle of ${gate} has the coefficient ${wrong.coefficient}: it must be a finite number`)
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function unknownGate(name: unknown): string {
  const text = String(name)
  const names = Object.keys(gateTable)
  return `'${text}' is not a gate: ${nearestHint(text, names, `the gate table has ${names.join(', ')}`)}`
}
