/**
 * Writes a circuit as OpenQASM 3, exactly: symbols are inputs, global phases are `gphase`, conditions are `if`.
 *
 * Gates of stdgates.inc are written by name, relatives of them with modifiers, all others with a `gate` definition made from `decompose`.
 */
import { type Angle, type Polynomial, angleSymbols, parameter, times } from '../../angles/index.ts'
import type { Circuit } from '../../Circuit.ts'
import { decompose } from '../../decompositions/decompose.ts'
import { conditionValues } from '../../gates/conditionValues.ts'
import type { Condition, Operation } from '../../gates/Operation.ts'
import { gateTable } from '../../gates/gateTable.ts'
import { type ClassicalRegister, type ClassicalRegisters, classicalRegisters } from '../classicalRegisters.ts'
import type { FreeNames } from '../FreeNames.ts'
import { formatQasmAngle } from '../formatQasmAngle.ts'
import { inputDeclarations } from './inputDeclarations.ts'
import { qasm3Names } from './qasm3Names.ts'
import { stdgates } from './stdgates.ts'

/** How gates that stdgates.inc lacks are made of those that it has; `k` is the number of controls. */
const BY_MODIFIERS: Readonly<Record<string, (controls: number) => string>> = {
  i: () => 'id',
  sxdg: () => 'inv @ sx',
  cs: () => 'ctrl @ s',
  csdg: () => 'ctrl @ sdg',
  csx: () => 'ctrl @ sx',
  ccz: () => 'ctrl(2) @ z',
  mcx: (controls) => ['x', 'cx', 'ccx'][controls] ?? `ctrl(${controls}) @ x`,
  mcp: (controls) => ['p', 'cp'][controls] ?? `ctrl(${controls}) @ p`,
  globalPhase: () => 'gphase',
}

/** Blocks of the readers do not nest without end. */
const MOST_NESTED = 50

/** For readers to whom U has no phase: theirs is the same gate up to a phase that a control makes visible. */
const PHASE_OF_U = '// U carries the phase e^(i a0/2) in OpenQASM 3; a reader whose U has none (Qiskit) must leave this out under a control'

interface Writing {
  readonly names: FreeNames
  readonly bits: ClassicalRegisters
  /** How each symbol is written. */
  readonly symbols: ReadonlyMap<string, string>
  /** Definitions by the name of the gate, those that others need first. */
  readonly definitions: Map<string, string>
  /** Names of matrices that are defined, by the text of their body. */
  readonly matrices: Map<string, string>
  /** Names of all other gates that are defined. */
  readonly defined: Map<string, string>
}

export function writeQasm3(circuit: Circuit): string {
  const names = qasm3Names()
  const qubits = names.fresh('q')
  const bits = classicalRegisters(circuit.operations, (original) => names.fresh(original))
  const used = new Set(circuit.operations.flatMap(({ angles }) => angles.flatMap(angleSymbols)).map(({ name }) => name))
  const isUsed = (name: string): boolean => used.has(name)
  const inputs = inputDeclarations(circuit.parameters.filter(isUsed), circuit.features.filter(isUsed), names)
  const writing: Writing = { names, bits, symbols: inputs.texts, definitions: new Map(), matrices: new Map(), defined: new Map() }
  const body = circuit.operations.map((operation) => statement(operation, writing, qubits))
  return [
    'OPENQASM 3.0;',
    'include "stdgates.inc";',
    ...inputs.lines,
    ...writing.definitions.values(),
    `qubit[${circuit.qubitCount}] ${qubits};`,
    ...bits.registers.flatMap(bitsDeclaration),
    ...body,
    '',
  ].join('\n')
}

/** An annotation keeps a name that OpenQASM cannot write. */
function bitsDeclaration({ name, original, size, single }: ClassicalRegister): string[] {
  return [...(name === original ? [] : [`@ketwork.bits ${JSON.stringify(original)}`]), single ? `bit ${name};` : `bit[${size}] ${name};`]
}

function statement(operation: Operation, writing: Writing, register: string): string {
  const { gate, condition, bits } = operation
  if (gateTable[gate].kind === 'channel')
    throw new RangeError(`OpenQASM 3 has no channels: remove the ${gate} or export the circuit without noise`)
  if (operation.readout !== undefined) throw new RangeError('OpenQASM 3 has no readout errors: export the circuit without noise')
  const qubits = operation.qubits.map((qubit) => `${register}[${qubit}]`).join(', ')
  const text =
    gate === 'measure'
      ? `${bitText(bits?.[0] ?? '', writing.bits)} = measure ${qubits};`
      : gate === 'setBit' || gate === 'clearBit'
        ? `${bitText(bits?.[0] ?? '', writing.bits)} = ${gate === 'setBit' ? 1 : 0};`
        : gate === 'reset' || gate === 'barrier'
          ? `${gate} ${qubits};`
          : gateCall(operation, writing, qubits, (symbol) => writing.symbols.get(symbol) ?? symbol)
  return condition === undefined ? text : underCondition(condition, writing.bits, text)
}

function gateCall(operation: Operation, writing: Writing, qubits: string, nameOf: (symbol: string) => string): string {
  const { angles } = operation
  const given = angles.length === 0 ? '' : `(${angles.map((angle) => formatQasmAngle(angle, nameOf)).join(', ')})`
  return `${gateName(operation, writing)}${given}${qubits === '' ? '' : ` ${qubits}`};`
}

function gateName(operation: Operation, writing: Writing): string {
  const { gate, qubits } = operation
  const { controls, ...bare } = operation
  if (controls !== undefined) return `ctrl(${controls}) @ ${gateName({ ...bare, qubits: qubits.slice(controls) }, writing)}`
  if (Object.hasOwn(BY_MODIFIERS, gate)) return BY_MODIFIERS[gate](qubits.length - 1)
  const name = gateTable[gate].qasm
  if (name !== undefined && stdgates.has(name)) return name
  return operation.matrix === undefined ? definedGate(operation, writing) : definedMatrix(operation, writing)
}

function definedMatrix(operation: Operation, writing: Writing): string {
  const { matrices, names, definitions } = writing
  const body = definitionBody(operation, writing)
  const known = matrices.get(body)
  if (known !== undefined) return known
  const name = names.fresh(`unitary_${matrices.size}`)
  matrices.set(body, name)
  definitions.set(name, `gate ${name}${body}`)
  return name
}

function definedGate(operation: Operation, writing: Writing): string {
  const { gate, pauli } = operation
  const key = pauli === undefined ? (gateTable[gate].qasm ?? gate.toLowerCase()) : `pauli_${pauli.toLowerCase()}`
  const known = writing.defined.get(key)
  if (known !== undefined) return known
  const name = writing.names.fresh(key)
  writing.defined.set(key, name)
  const body = definitionBody(operation, writing) // may define others first
  writing.definitions.set(name, `gate ${name}${body}`)
  return name
}

/** ` q0 { ... }` or `(a0) q0, q1 { ... }`: the operation's gates with its angles as parameters. */
function definitionBody(operation: Operation, writing: Writing): string {
  const parameters = operation.angles.map((_, i) => `a${i}`)
  const symbols = parameters.map(parameter)
  const qubits = operation.qubits.map((_, i) => `q${i}`)
  const { condition: _, ...unconditional } = operation
  const local = { ...unconditional, qubits: qubits.map((_, i) => i), angles: symbols }
  const lines = operation.gate === 'u' ? eulerLines(symbols) : decompose(local).map((part) => bodyLine(part, qubits, writing))
  const head = parameters.length === 0 ? '' : `(${parameters.join(', ')})`
  return `${head} ${qubits.join(', ')} {\n${lines.map((line) => `  ${line}\n`).join('')}}`
}

function bodyLine(part: Operation, qubits: readonly string[], writing: Writing): string {
  return gateCall(part, writing, part.qubits.map((qubit) => qubits[qubit]).join(', '), (symbol) => symbol)
}

/** U of the language is e^(i theta / 2) times the table's u. */
function eulerLines([theta]: readonly Polynomial[]): string[] {
  const back: Angle = times(-0.5, theta)
  return [`gphase(${formatQasmAngle(back, (symbol) => symbol)}); ${PHASE_OF_U}`, 'U(a0, a1, a2) q0;']
}

function bitText(bit: string, { places }: ClassicalRegisters): string {
  const { register, index } = places.get(bit)!
  return register.single ? register.name : `${register.name}[${index}]`
}

/**
 * One bit is asked for as `c[0]` or `!c[0]`, a whole register is compared with a number. Other bits are asked for one inside the other, the last one outside, which
 * is how the readers take it that know no `&&`.
 */
function underCondition({ bits, value }: Condition, registers: ClassicalRegisters, text: string): string {
  const register = registers.places.get(bits[0])?.register
  const { members = [], name = '' } = register ?? {}
  const isWhole = members.length === bits.length && bits.every((bit, i) => bit === members[i])
  if (bits.length > 1 && isWhole) return `if (${name} == ${value}) { ${text} }`
  const values = conditionValues({ bits, value })
  const asked = bits.map((bit, i) => `${values[i] === 1 ? '' : '!'}${bitText(bit, registers)}`)
  if (asked.length > MOST_NESTED) return `if (${asked.join(' && ')}) { ${text} }`
  return asked.reduce((inner, each) => `if (${each}) { ${inner} }`, text)
}
