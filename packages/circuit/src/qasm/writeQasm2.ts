/**
 * Writes a circuit as OpenQASM 2.
 *
 * Gates of qelib1.inc are written by name; for all others a `gate` definition comes before the registers, made from `decompose`, with parameters where the
 * gate has angles. OpenQASM 2 has no global phase, so that alone is lost.
 */
import type { Circuit } from '../Circuit.ts'
import { formatAngle, isConstant, parameter } from '../angles/index.ts'
import { decompose } from '../decompositions/decompose.ts'
import type { Condition, Operation } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { formatQasmAngle } from './formatQasmAngle.ts'
import { type ClassicalRegisters, classicalRegisters } from './classicalRegisters.ts'
import { isInQelib1 } from './qelib1.ts'

export function writeQasm2(circuit: Circuit): string {
  const bits = classicalRegisters(circuit.operations, registerName)
  const definitions = new Map<string, string>()
  const body = circuit.operations.flatMap((operation) => statement(operation, bits, definitions))
  const header = ['OPENQASM 2.0;', 'include "qelib1.inc";']
  const registers = [...bits.registers.values()].map(({ name, size }) => `creg ${name}[${size}];`)
  return [...header, ...definitions.values(), `qreg q[${circuit.qubitCount}];`, ...registers, ...body, ''].join('\n')
}

/** OpenQASM 2 has no symbols; constant angles alone come here. */
const unnamed = (): string => ''

function statement(operation: Operation, bits: ClassicalRegisters, definitions: Map<string, string>): string[] {
  requireExpressible(operation)
  const qubits = operation.qubits.map((qubit) => `q[${qubit}]`).join(', ')
  const condition = operation.condition === undefined ? '' : conditionText(operation.condition, bits)
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
      return [`${condition}measure ${qubits} -> ${bitText(operation.bits?.[0] ?? '', bits)};`]
    default:
      return [`${condition}${gateCall(operation, definitions)} ${qubits};`]
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

/** The name and parameters of a gate; a definition is added when qelib1 has no such gate. */
function gateCall(operation: Operation, definitions: Map<string, string>): string {
  const name = gateTable[operation.gate].qasm
  const angles = operation.angles.length === 0 ? '' : `(${operation.angles.map((angle) => formatQasmAngle(angle, unnamed)).join(', ')})`
  if (name !== undefined && isInQelib1(name)) return name + angles
  if (operation.gate === 'mcx' && operation.qubits.length <= 5) return ['x', 'cx', 'ccx', 'c3x', 'c4x'][operation.qubits.length - 1]
  return definedName(operation, name, definitions) + angles
}

function definedName(operation: Operation, name: string | undefined, definitions: Map<string, string>): string {
  if (operation.matrix !== undefined) {
    const body = definitionBody(operation)
    const known = [...definitions].find(([, text]) => text.endsWith(body))
    if (known !== undefined) return known[0]
    const fresh = `unitary_${definitions.size}`
    definitions.set(fresh, `gate ${fresh}${body}`)
    return fresh
  }
  const plain =
    name ??
    (operation.pauli === undefined
      ? `${operation.gate.toLowerCase()}_${operation.qubits.length}`
      : `${operation.controls === undefined ? '' : `c${operation.controls}_`}pauli_${operation.pauli.toLowerCase()}`)
  if (!definitions.has(plain)) definitions.set(plain, `gate ${plain}${definitionBody(operation)}`)
  return plain
}

/** ` q0,q1 { ... }` or `(a0) q0,q1 { ... }`: the operation's gates with its angles as parameters. */
function definitionBody(operation: Operation): string {
  const names = operation.angles.map((_, i) => `a${i}`)
  const nameOf = (name: string): string => name
  const symbols = names.map(parameter)
  const places = operation.qubits.map((_, i) => i)
  const { condition: _, ...unconditional } = operation
  const parts = decompose({ ...unconditional, qubits: places, angles: symbols }).filter(({ gate }) => gate !== 'globalPhase')
  const lines = parts.map(({ gate, qubits, angles }) => {
    const given = angles.length === 0 ? '' : `(${angles.map((angle) => formatQasmAngle(angle, nameOf)).join(', ')})`
    return `  ${gateTable[gate].qasm ?? gate}${given} ${qubits.map((qubit) => `q${qubit}`).join(', ')};`
  })
  const head = names.length === 0 ? '' : `(${names.join(', ')})`
  return `${head} ${places.map((place) => `q${place}`).join(', ')} {\n${lines.join('\n')}\n}`
}

function bitText(bit: string, { places }: ClassicalRegisters): string {
  const { register = '', index = 0 } = places.get(bit) ?? {}
  return `${register}[${index}]`
}

/** A name that OpenQASM 2 allows and that no gate, register or word of the language has. */
function registerName(name: string): string {
  const letters = name.replace(/\W/g, '_')
  return /^[a-z]/.test(letters) && !/^(q|pi|if|gate|qreg|creg|opaque|barrier|measure|reset|include)$/.test(letters)
    ? letters
    : `c_${letters}`
}

function conditionText({ bits, value }: Condition, { places, registers }: ClassicalRegisters): string {
  const register = registers.get(places.get(bits[0])?.register ?? '')
  const whole = register?.members ?? []
  if (whole.length !== bits.length || bits.some((bit, i) => bit !== whole[i])) {
    throw new RangeError(
      `OpenQASM 2 compares whole registers only: the condition on ${bits.join(', ')} does not cover register ${register?.name ?? ''} (${whole.length} bits)`,
    )
  }
  return `if (${register?.name ?? ''} == ${value}) `
}
