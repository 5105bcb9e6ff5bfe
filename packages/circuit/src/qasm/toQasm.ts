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
import { isInQelib1 } from './qelib1.ts'

interface Registers {
  readonly lines: readonly string[]
  /** How each bit is written. */
  readonly bitText: ReadonlyMap<string, string>
  /** The bits of each register in order. */
  readonly members: ReadonlyMap<string, readonly string[]>
}

/**
 * OpenQASM 2 text of a circuit: one quantum register `q`, a classical register for each group of bits 'name[i]'.
 *
 * `parseQasm` reads it back as the same unitary up to global phase. Numbers are written so that they come back as the same doubles.
 *
 * @throws TypeError when an angle holds a symbol: bind the circuit first
 * @throws RangeError for what OpenQASM 2 cannot say: channels, readout errors, a condition on anything but a whole register
 *
 * @example
 * toQasm(new Circuit(2).h(0).cx(0, 1).measureAll())
 */
export function toQasm(circuit: Circuit): string {
  const registers = classicalRegisters(circuit.operations)
  const definitions = new Map<string, string>()
  const body = circuit.operations.flatMap((operation) => statement(operation, registers, definitions))
  const header = ['OPENQASM 2.0;', 'include "qelib1.inc";']
  return [...header, ...definitions.values(), `qreg q[${circuit.qubitCount}];`, ...registers.lines, ...body, ''].join('\n')
}

function statement(operation: Operation, registers: Registers, definitions: Map<string, string>): string[] {
  requireExpressible(operation)
  const qubits = operation.qubits.map((qubit) => `q[${qubit}]`).join(', ')
  const condition = operation.condition === undefined ? '' : conditionText(operation.condition, registers)
  switch (operation.gate) {
    case 'globalPhase':
      return []
    case 'barrier':
      return [`barrier ${qubits};`]
    case 'reset':
      return [`${condition}reset ${qubits};`]
    case 'measure':
      return [`${condition}measure ${qubits} -> ${registers.bitText.get(operation.bits?.[0] ?? '') ?? ''};`]
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
  const angles = operation.angles.length === 0 ? '' : `(${operation.angles.map((angle) => formatQasmAngle(angle, [])).join(', ')})`
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
      : `pauli_${operation.pauli.toLowerCase()}`)
  if (!definitions.has(plain)) definitions.set(plain, `gate ${plain}${definitionBody(operation)}`)
  return plain
}

/** ` q0,q1 { ... }` or `(a0) q0,q1 { ... }`: the operation's gates with its angles as parameters. */
function definitionBody(operation: Operation): string {
  const names = operation.angles.map((_, i) => `a${i}`)
  const symbols = names.map(parameter)
  const places = operation.qubits.map((_, i) => i)
  const { condition: _, ...unconditional } = operation
  const parts = decompose({ ...unconditional, qubits: places, angles: symbols }).filter(({ gate }) => gate !== 'globalPhase')
  const lines = parts.map(({ gate, qubits, angles }) => {
    const given = angles.length === 0 ? '' : `(${angles.map((angle) => formatQasmAngle(angle, names)).join(', ')})`
    return `  ${gateTable[gate].qasm ?? gate}${given} ${qubits.map((qubit) => `q${qubit}`).join(', ')};`
  })
  const head = names.length === 0 ? '' : `(${names.join(', ')})`
  return `${head} ${places.map((place) => `q${place}`).join(', ')} {\n${lines.join('\n')}\n}`
}

/** Bits named 'c[0]', 'c[1]' form the register c; any other name is a register of one bit. */
function classicalRegisters(operations: readonly Operation[]): Registers {
  const sizes = new Map<string, number>()
  const bitText = new Map<string, string>()
  const members = new Map<string, string[]>()
  for (const bit of operations.flatMap(({ bits, condition }) => [...(bits ?? []), ...(condition?.bits ?? [])])) {
    if (bitText.has(bit)) continue
    const match = /^(.*)\[(\d+)\]$/.exec(bit)
    const name = registerName(match?.[1] ?? bit)
    const index = Number(match?.[2] ?? 0)
    bitText.set(bit, `${name}[${index}]`)
    sizes.set(name, Math.max(sizes.get(name) ?? 0, index + 1))
    const list = members.get(name) ?? []
    if (list[index] !== undefined)
      throw new RangeError(`bits '${bit}' and '${list[index]}' would have the same name in OpenQASM 2: rename one`)
    list[index] = bit
    members.set(name, list)
  }
  return { lines: [...sizes].map(([name, size]) => `creg ${name}[${size}];`), bitText, members }
}

/** A name that OpenQASM 2 allows and that no gate, register or word of the language has. */
function registerName(name: string): string {
  const letters = name.replace(/\W/g, '_')
  return /^[a-z]/.test(letters) && !/^(q|pi|if|gate|qreg|creg|opaque|barrier|measure|reset|include)$/.test(letters)
    ? letters
    : `c_${letters}`
}

function conditionText({ bits, value }: Condition, registers: Registers): string {
  const name = (registers.bitText.get(bits[0]) ?? '').replace(/\[\d+\]$/, '')
  const whole = registers.members.get(name) ?? []
  if (whole.length !== bits.length || bits.some((bit, i) => bit !== whole[i])) {
    throw new RangeError(
      `OpenQASM 2 compares whole registers only: the condition on ${bits.join(', ')} does not cover register ${name} (${whole.length} bits)`,
    )
  }
  return `if (${name} == ${value}) `
}
