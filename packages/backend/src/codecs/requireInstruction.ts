/** One instruction of a program that comes from outside: a known kind, the fields of its kind, indices in range. */
import { field, type Found, listAt, textAt, wholeAt } from '@ketwork/math'
import type { Instruction } from '../program.ts'
import { distinctIndices, fail, indexBelow, requireDistinct } from './reading.ts'

/** How many there are of what an instruction points at. */
export interface ProgramSizes {
  readonly qubits: number
  readonly bits: number
  readonly angles: number
  readonly constants: number
}

type Check = (instruction: Found, sizes: ProgramSizes) => void

const CHECKS: Readonly<Record<Instruction['kind'], Check>> = {
  rotation: (instruction, { qubits, angles }) => {
    requireApart(instruction, requirePauli(instruction, qubits), qubits)
    indexBelow(field(instruction, 'angle'), angles, 'angle')
  },
  phase: (instruction, { qubits, angles }) => {
    requireApart(instruction, [], qubits)
    indexBelow(field(instruction, 'angle'), angles, 'angle')
  },
  flip: (instruction, { qubits }) => {
    requireApart(instruction, [indexBelow(field(instruction, 'target'), qubits, 'qubit')], qubits)
  },
  swap: (instruction, { qubits }) => {
    const swapped = distinctIndices(field(instruction, 'qubits'), qubits, 'qubit')
    if (swapped.length !== 2) throw new RangeError(`${instruction.path}.qubits has ${swapped.length} qubits: a swap has 2`)
    requireApart(instruction, swapped, qubits)
  },
  matrix: (instruction, { qubits, constants }) => {
    const targets = distinctIndices(field(instruction, 'qubits'), qubits, 'qubit')
    requireApart(instruction, targets, qubits)
    requireNumbers(field(instruction, 'constant'), 2 * 4 ** targets.length, constants)
  },
  channel: (instruction, { qubits, constants }) => {
    const targets = distinctIndices(field(instruction, 'qubits'), qubits, 'qubit')
    const kraus = wholeAt(field(instruction, 'kraus'), 1)
    requireNumbers(field(instruction, 'constant'), kraus * 2 * 4 ** targets.length, constants)
  },
  measure: (instruction, { qubits, bits, constants }) => {
    indexBelow(field(instruction, 'qubit'), qubits, 'qubit')
    indexBelow(field(instruction, 'bit'), bits, 'bit')
    const readout = field(instruction, 'readout')
    if (readout.value !== undefined) requireNumbers(readout, 4, constants)
  },
  reset: (instruction, { qubits }) => {
    indexBelow(field(instruction, 'qubit'), qubits, 'qubit')
  },
  assign: (instruction, { bits }) => {
    indexBelow(field(instruction, 'bit'), bits, 'bit')
    requireBitValue(field(instruction, 'value'))
  },
}

/** @throws TypeError or RangeError that says where */
export function requireInstruction(instruction: Found, sizes: ProgramSizes): void {
  const kind = textAt(field(instruction, 'kind'))
  if (!Object.hasOwn(CHECKS, kind)) fail(field(instruction, 'kind'), `there are ${Object.keys(CHECKS).join(', ')}`)
  CHECKS[kind as Instruction['kind']](instruction, sizes)
  const condition = field(instruction, 'condition')
  if (condition.value !== undefined) requireCondition(condition, sizes.bits)
}

/** A Pauli string: letters X, Y and Z, each on a qubit of its own, which are returned. */
export function requirePauli(holder: Found, qubits: number): number[] {
  const pauli = textAt(field(holder, 'pauli'))
  if (!/^[XYZ]*$/.test(pauli)) fail(field(holder, 'pauli'), 'its letters must be X, Y and Z')
  const on = distinctIndices(field(holder, 'qubits'), qubits, 'qubit')
  if (on.length !== pauli.length)
    throw new RangeError(`${holder.path} has ${pauli.length} Pauli letters and ${on.length} qubits: each letter acts on one qubit`)
  return on
}

/** Controls in range, and none of them a target. */
function requireApart(instruction: Found, targets: readonly number[], qubits: number): void {
  const controls = distinctIndices(field(instruction, 'controls'), qubits, 'qubit')
  if (controls.length > 0) requireDistinct(instruction, [...targets, ...controls], 'qubit')
}

function requireNumbers(found: Found, count: number, constants: number): void {
  const first = wholeAt(found, 0)
  if (first + count > constants) fail(found, `${count} numbers start there, and the program has ${constants} constants`)
}

function requireBitValue(found: Found): void {
  if (found.value !== 0 && found.value !== 1) fail(found, 'it must be 0 or 1')
}

function requireCondition(condition: Found, bits: number): void {
  const read = listAt(field(condition, 'bits'))
  for (const bit of read) indexBelow(bit, bits, 'bit')
  const values = listAt(field(condition, 'values'))
  if (values.length !== read.length)
    throw new RangeError(`${condition.path} has ${read.length} bits and ${values.length} values: each bit has one`)
  for (const value of values) requireBitValue(value)
}
