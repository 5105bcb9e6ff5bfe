/**
 * Reads OpenQASM 2 into a circuit.
 *
 * One pass over the text, one statement at a time. `qelib1.inc` is built in (`qelib1.ts`); definitions of the file are expanded (`QasmGate.ts`). What may be named
 * how stands in `Qasm2Names.ts`. Qubits are numbered in the order of declaration, bits are named 'c[0]'.
 * Cross, Bishop, Smolin, Gambetta: Open Quantum Assembly Language, arXiv:1707.03429.
 */
import type { Circuit } from '../Circuit.ts'
import { conditionValue } from '../gates/conditionValues.ts'
import type { Condition, Operation } from '../gates/Operation.ts'
import { circuitWithBits } from './circuitWithBits.ts'
import { OperationList } from './OperationList.ts'
import { numberOf, parseAngles, parseGateDefinition, requireAngles, requireQubits } from './parseGateDefinition.ts'
import { knownDefinition } from './qasm2Definitions.ts'
import { qasm2Grammar } from './qasm2Grammar.ts'
import { Qasm2Names, VERSION_3_HINT } from './Qasm2Names.ts'
import { qasmGates } from './qelib1.ts'
import { includeFile, type QasmInclude } from './includeFile.ts'
import type { QasmGate } from './QasmGate.ts'
import { type QasmReadOptions, requireDeclared } from './QasmReadOptions.ts'
import type { Scanner } from './Scanner.ts'

export const MOST_QUBITS = 2 ** 20
/** One for all gates without parameters. */
const NO_ANGLES: readonly number[] = []
const NO_PARAMETERS = qasm2Grammar(new Map())

interface Register {
  readonly name: string
  readonly kind: 'qreg' | 'creg'
  /** Number of its first qubit or bit. */
  readonly first: number
  readonly size: number
  /** 'c[0]', 'c[1]', ... of a classical register. */
  readonly bits: readonly string[]
}

/** A register, or one element of it. */
interface Argument {
  readonly register: Register
  readonly index: number | undefined
  readonly offset: number
}

interface Reading {
  readonly scanner: Scanner
  readonly include: QasmInclude | undefined
  readonly registers: Map<string, Register>
  readonly names: Qasm2Names
  readonly list: OperationList
  /** Bits that a condition which can never be met asks for, or that an operation under it would write. */
  readonly unmet: Set<string>
  qubits: number
  bits: number
}

/** Reads what stands behind the version line. */
export function readQasm2(scanner: Scanner, options: QasmReadOptions): Circuit {
  requireDeclared(options, [])
  const reading: Reading = {
    scanner,
    include: options.include,
    registers: new Map(),
    names: new Qasm2Names(scanner),
    list: new OperationList(scanner),
    unmet: new Set(),
    qubits: 0,
    bits: 0,
  }
  while (scanner.kind !== 'end') parseStatement(reading)
  const bits = [...reading.registers.values()].flatMap((register) => register.bits)
  return circuitWithBits({ qubits: reading.qubits, bits, operations: reading.list.operations, named: reading.unmet })
}

function parseStatement(reading: Reading): void {
  const { scanner } = reading
  if (scanner.skip(';')) return
  if (scanner.skip('include')) return parseInclude(reading)
  if (scanner.skip('qreg')) return parseRegister(reading, 'qreg')
  if (scanner.skip('creg')) return parseRegister(reading, 'creg')
  if (scanner.skip('gate')) return parseDefinition(reading, false)
  if (scanner.skip('opaque')) return parseDefinition(reading, true)
  if (scanner.skip('barrier')) return parseBarrier(reading)
  if (scanner.skip('if')) return parseIf(reading)
  parseOperation(reading, undefined)
}

function parseInclude(reading: Reading): void {
  const { scanner } = reading
  const { start } = scanner
  const name = scanner.take('string', 'the name of a file in quotes')
  if (name === 'stdgates.inc') scanner.fail(`"stdgates.inc" is of OpenQASM 3: ${VERSION_3_HINT}`, start)
  scanner.expect(';')
  if (name !== 'qelib1.inc') return includeFile(scanner, reading.include, name, start)
  reading.names.include(start)
}

function parseRegister(reading: Reading, kind: 'qreg' | 'creg'): void {
  const { scanner } = reading
  const { start } = scanner
  const name = scanner.take('identifier', 'the name of the register')
  reading.names.declare(name, kind === 'qreg' ? 'a quantum register' : 'a classical register', start)
  scanner.expect('[')
  const sizeStart = scanner.start
  const size = Number(scanner.take('integer', 'the size of the register'))
  const first = kind === 'qreg' ? reading.qubits : reading.bits
  if (first + size > MOST_QUBITS) scanner.fail(`expected a size from 0 to ${MOST_QUBITS - first}, found ${size}`, sizeStart)
  scanner.expect(']')
  scanner.expect(';')
  const bits = kind === 'creg' ? Array.from({ length: size }, (_, i) => `${name}[${i}]`) : []
  reading.registers.set(name, { name, kind, first, size, bits })
  if (kind === 'qreg') reading.qubits += size
  else reading.bits += size
}

function parseDefinition(reading: Reading, opaque: boolean): void {
  const { scanner, names } = reading
  const { start } = scanner
  const name = scanner.take('identifier', 'the name of the gate')
  names.declare(name, 'a gate', start)
  const gate = parseGateDefinition(scanner, { name, opaque, start, findGate: (inner, offset) => names.gate(inner, offset) })
  const known = knownDefinition(name)
  names.define(known !== undefined && scanner.source.startsWith(known, start) ? qasmGates.get(name)! : gate)
}

/** Without qubits it stands for all that are declared. */
function parseBarrier(reading: Reading): void {
  const qubits = new Set<number>()
  if (reading.scanner.skip(';'))
    return addBarrier(
      reading,
      Array.from({ length: reading.qubits }, (_, qubit) => qubit),
    )
  do {
    const named = elements(parseArgument(reading, 'qreg'))
    reading.scanner.spend(0.25 + named.length / 8)
    for (const qubit of named) qubits.add(qubit)
  } while (reading.scanner.goesOn())
  reading.scanner.expect(';')
  addBarrier(reading, [...qubits])
}

function addBarrier({ list, scanner }: Reading, qubits: readonly number[]): void {
  if (qubits.length === 0) return // of empty registers; a circuit would take it for one over all qubits
  scanner.spend(qubits.length / 8)
  list.add({ gate: 'barrier', qubits, angles: [] })
}

/** A value that the register cannot hold is never met: what stands under it is read and left out. */
function parseIf(reading: Reading): void {
  const { scanner } = reading
  scanner.expect('(')
  const register = findRegister(reading, 'creg')
  if (scanner.at('['))
    scanner.fail(`OpenQASM 2 compares whole registers, as in if (${register.name.slice(0, 40)} == 1): bits alone are of version 3`)
  scanner.expect('==')
  const value = BigInt(scanner.take('integer', 'a whole number'))
  scanner.expect(')')
  const isAlways = register.size === 0 && value === 0n
  const { operations } = reading.list
  const before = operations.length
  parseOperation(reading, isAlways ? undefined : { bits: register.bits, value: conditionValue(value) })
  if (!isAlways && value.toString(2).length > register.size) {
    for (const { bits } of operations.splice(before)) for (const bit of [...register.bits, ...(bits ?? [])]) reading.unmet.add(bit)
  }
}

function parseOperation(reading: Reading, condition: Condition | undefined): void {
  const { scanner } = reading
  if (scanner.skip('measure')) return parseMeasure(reading, condition)
  if (scanner.skip('reset')) return parseReset(reading, condition)
  parseGateCall(reading, condition)
}

function parseMeasure(reading: Reading, condition: Condition | undefined): void {
  const { scanner } = reading
  const from = parseArgument(reading, 'qreg')
  scanner.expect('->')
  const to = parseArgument(reading, 'creg')
  if ((from.index === undefined) !== (to.index === undefined) || (from.index === undefined && from.register.size !== to.register.size)) {
    scanner.fail(`expected as many bits as qubits: ${describe(from)} -> ${describe(to)}`, to.offset)
  }
  const bits = to.index === undefined ? to.register.bits : [to.register.bits[to.index]]
  // The condition is read once for the whole statement; one operation a bit would read it again after it has changed.
  if (condition !== undefined && bits.length > 1 && condition.bits.includes(bits[0])) {
    scanner.fail(
      `a measurement of a whole register must not write to the register of its own condition: measure one qubit a statement`,
      to.offset,
    )
  }
  scanner.expect(';')
  elements(from).forEach((qubit, i) => {
    reading.list.add(conditioned({ gate: 'measure', qubits: [qubit], angles: [], bits: [bits[i]] }, condition))
  })
}

function parseReset(reading: Reading, condition: Condition | undefined): void {
  const argument = parseArgument(reading, 'qreg')
  reading.scanner.expect(';')
  for (const qubit of elements(argument)) reading.list.add(conditioned({ gate: 'reset', qubits: [qubit], angles: [] }, condition))
}

function parseGateCall(reading: Reading, condition: Condition | undefined): void {
  const { scanner } = reading
  const { start } = scanner
  const gate = reading.names.gate(scanner.take('identifier', 'a statement'), start)
  const angles = scanner.at('(') ? parseAngles(scanner, NO_PARAMETERS).map(numberOf) : NO_ANGLES
  requireAngles(scanner, gate, angles.length, start)
  const wrong = angles.find((angle) => !Number.isFinite(angle))
  if (wrong !== undefined) scanner.fail(`a parameter of '${gate.name}' is ${wrong}: expected a finite number`, start)
  const qubits: Argument[] = []
  do {
    if (qubits.length === gate.qubits) requireQubits(scanner, gate, 'more', start)
    qubits.push(parseArgument(reading, 'qreg'))
  } while (scanner.goesOn())
  requireQubits(scanner, gate, qubits.length, start)
  scanner.expect(';')
  const width = broadcastWidth(scanner, qubits)
  reading.list.reserve(width * gate.size, start)
  scanner.spend(width * gate.steps, start)
  for (let i = 0; i < width; i++) applyGate(reading, gate, angles, qubits, i, { start, condition })
}

function applyGate(
  reading: Reading,
  gate: QasmGate,
  angles: readonly number[],
  qubits: readonly Argument[],
  element: number,
  { start, condition }: { readonly start: number; readonly condition: Condition | undefined },
): void {
  const actual = qubits.map(({ register, index }) => register.first + (index ?? element))
  const isDistinct = actual.length < 2 || new Set(actual).size === actual.length
  const twice = isDistinct ? -1 : actual.findIndex((qubit, i) => actual.indexOf(qubit) !== i)
  if (twice !== -1) reading.scanner.fail(`'${gate.name}' acts on ${describe(qubits[twice])} twice`, qubits[twice].offset)
  gate.expand(angles, actual, (name, values, on) => {
    if (!values.every(Number.isFinite)) reading.scanner.fail(`a parameter inside '${gate.name}' is not a finite number`, start)
    reading.list.add(conditioned({ gate: name, qubits: on, angles: values }, condition))
  })
}

/** How many times a call is repeated: registers among its arguments must have one size. */
function broadcastWidth(scanner: Scanner, qubits: readonly Argument[]): number {
  const whole = qubits.filter(({ index }) => index === undefined)
  const odd = whole.find(({ register }) => register.size !== whole[0].register.size)
  if (odd !== undefined) {
    const [{ register }] = whole
    scanner.fail(
      `expected registers of one size: ${register.name} has ${register.size} qubits, ${odd.register.name} has ${odd.register.size}`,
      odd.offset,
    )
  }
  return whole.length === 0 ? 1 : whole[0].register.size
}

function parseArgument(reading: Reading, kind: 'qreg' | 'creg'): Argument {
  const { scanner } = reading
  const offset = scanner.start
  const register = findRegister(reading, kind)
  if (!scanner.skip('[')) return { register, index: undefined, offset }
  const index = Number(scanner.take('integer', 'an index'))
  if (index >= register.size) {
    const noun = kind === 'qreg' ? 'qubit' : 'bit'
    const counts = [`no ${noun}s`, `1 ${noun}, index 0`]
    const count = counts[register.size] ?? `${register.size} ${noun}s, indices 0 to ${register.size - 1}`
    scanner.fail(`${register.name}[${index}]: register ${register.name} has ${count}`, offset)
  }
  scanner.expect(']')
  return { register, index, offset }
}

function findRegister({ scanner, registers }: Reading, kind: 'qreg' | 'creg'): Register {
  const { start } = scanner
  const what = kind === 'qreg' ? 'quantum' : 'classical'
  const name = scanner.take('identifier', `a ${what} register`)
  const register = registers.get(name)
  if (register?.kind === kind) return register
  const known = [...registers.values()].filter((each) => each.kind === kind).map((each) => each.name)
  const hint = known.length === 0 ? `declare it with ${kind}` : `expected one of ${known.slice(0, 10).join(', ')}`
  return scanner.fail(`'${name.slice(0, 40)}' is not a ${what} register: ${hint}`, start)
}

function elements({ register, index }: Argument): number[] {
  return index === undefined ? Array.from({ length: register.size }, (_, i) => register.first + i) : [register.first + index]
}

function describe({ register, index }: Argument): string {
  return index === undefined ? `${register.name} (${register.size})` : `${register.name}[${index}]`
}

function conditioned(operation: Operation, condition: Condition | undefined): Operation {
  return condition === undefined ? operation : { ...operation, condition }
}
