/**
 * Writes a circuit as OpenQASM 2.
 *
 * Gates of the paper's qelib1.inc are written by name, all others with a `gate` definition before the registers (`qasm2Definitions.ts`). OpenQASM 2 has no global phase,
 * so that alone is lost. Registers of bits follow the names of the bits and what conditions ask for (`qasm2Registers.ts`); names that mean something to a reader of
 * the language are changed.
 */
import type { Circuit } from '../Circuit.ts'
import { formatAngle, isConstant } from '../angles/index.ts'
import type { Operation } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { formatQasmAngle } from './formatQasmAngle.ts'
import { FreeNames } from './FreeNames.ts'
import { isQasm2Word } from './Qasm2Names.ts'
import { definitionBody, nameInPaper, nameOfDefinition } from './qasm2Definitions.ts'
import { type Qasm2Registers, qasm2Registers } from './qasm2Registers.ts'
import { qasmGates } from './qelib1.ts'

const REGISTER = 'q'

interface Writing {
  readonly names: FreeNames
  readonly bits: Qasm2Registers
  /** Definitions in the order of first use; the key is what they define: a gate, or the body of a matrix. */
  readonly definitions: Map<string, { readonly name: string; readonly text: string }>
}

export function writeQasm2(circuit: Circuit): string {
  const names = new FreeNames({ spelled, isReserved })
  const bits = qasm2Registers(circuit.operations, names)
  const writing: Writing = { names, bits, definitions: new Map() }
  const body = circuit.operations.flatMap((operation) => statement(operation, writing))
  return [
    'OPENQASM 2.0;',
    'include "qelib1.inc";',
    ...[...writing.definitions.values()].map(({ text }) => text),
    `qreg ${REGISTER}[${circuit.qubitCount}];`,
    ...bits.declarations,
    ...body,
    '',
  ].join('\n')
}

/** A name begins with a small letter; the rest are letters, digits and underscores. */
function spelled(wanted: string): string {
  const letters = wanted.replace(/\W/g, '_')
  return /^[a-z]/.test(letters) ? letters : `c_${letters}`
}

/** Any gate of the table, so that a reader that knows it without a definition does not take a register for it. */
function isReserved(name: string): boolean {
  return name === REGISTER || isQasm2Word(name) || qasmGates.has(name)
}

/** OpenQASM 2 has no symbols; constant angles alone come here. */
const unnamed = (): string => ''

function statement(operation: Operation, writing: Writing): string[] {
  requireExpressible(operation)
  const { bits } = writing
  const qubits = operation.qubits.map((qubit) => `${REGISTER}[${qubit}]`).join(', ')
  const condition = operation.condition === undefined ? '' : bits.conditionText(operation.condition)
  switch (operation.gate) {
    case 'globalPhase':
      return []
    case 'setBit':
    case 'clearBit':
      throw new RangeError(`OpenQASM 2 has no assignments of bits, and bit ${operation.bits?.[0] ?? ''} is assigned: use version 3`)
    case 'barrier':
      return [`barrier ${qubits};`]
    case 'reset':
      return [`${condition}reset ${qubits};`]
    case 'measure':
      return [`${condition}measure ${qubits} -> ${bits.bitText(operation.bits?.[0] ?? '')};`]
    default:
      return [`${condition}${gateCall(operation, writing)} ${qubits};`]
  }
}

function requireExpressible(operation: Operation): void {
  const { gate, angles } = operation
  if (gateTable[gate].kind === 'channel')
    throw new RangeError(`OpenQASM 2 has no channels: remove the ${gate} or export the circuit without noise`)
  if (operation.readout !== undefined) throw new RangeError('OpenQASM 2 has no readout errors: export the circuit without noise')
  const symbolic = angles.find((angle) => !isConstant(angle))
  if (symbolic !== undefined) {
    throw new TypeError(`OpenQASM 2 has no parameters: bind the circuit first; ${gate} has the angle ${formatAngle(symbolic)}`)
  }
}

/** The name and parameters of a gate; a definition is added when the paper has no such gate. */
function gateCall(operation: Operation, writing: Writing): string {
  const angles = operation.angles.length === 0 ? '' : `(${operation.angles.map((angle) => formatQasmAngle(angle, unnamed)).join(', ')})`
  return (nameInPaper(operation) ?? definedName(operation, writing)) + angles
}

/** Equal matrices share a definition, and so do all calls of a gate. */
function definedName(operation: Operation, { names, definitions }: Writing): string {
  const body = operation.matrix === undefined ? undefined : definitionBody(operation)
  const wanted = body === undefined ? nameOfDefinition(operation) : `unitary_${definitions.size}`
  const key = body ?? wanted
  const known = definitions.get(key)
  if (known !== undefined) return known.name
  const name = qasmGates.has(wanted) ? wanted : names.fresh(wanted) // no register has the name of a gate
  definitions.set(key, { name, text: `gate ${name}${body ?? definitionBody(operation)}` })
  return name
}
