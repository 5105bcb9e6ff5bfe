/**
 * Whether a value is a `Program` that a backend can run, checked where it comes in: programs may come from a file, another thread or another release.
 *
 * Every index is in range, every list has its length, every number is finite; O(instructions + constants), and once for each program object. Whether
 * matrices are unitary and Kraus matrices keep the trace is left to who wrote them: circuits check it when an operation is appended.
 */
import { field, type Found, inWords, listAt, textsAt, wholeAt } from '@ketwork/math'
import { PROGRAM_VERSION, type Program } from '../program.ts'
import { fail, indexBelow } from './reading.ts'
import { requireInstruction, requirePauli } from './requireInstruction.ts'

/** Programs found right: the check is pure and programs are never written to. */
const checked = new WeakSet<object>()

/**
 * @throws TypeError for what is not a program, RangeError for a program of another version or with an index out of range; both say where
 */
export function requireProgram(value: unknown): asserts value is Program {
  if (typeof value === 'object' && value !== null && checked.has(value)) return
  const program: Found = { value, path: 'program' }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const hint = typeof value === 'string' ? '; programFromJson reads text' : ''
    throw new TypeError(`program is ${inWords(value)}: it must be an object { version, structure, constants }${hint}`)
  }
  const version = field(program, 'version').value
  if (version !== PROGRAM_VERSION)
    throw new RangeError(`the program has version ${inWords(version)}: this release loads version ${PROGRAM_VERSION}`)
  const constants = requireConstants(field(program, 'constants'))
  requireStructure(field(program, 'structure'), constants.length)
  checked.add(value)
}

function requireConstants({ value, path }: Found): Float64Array {
  if (!(value instanceof Float64Array))
    throw new TypeError(
      `${path} is ${inWords(value)}: it must be a Float64Array; where the program went through JSON, write it with programToJson and read it with programFromJson`,
    )
  const wrong = value.findIndex((number) => !Number.isFinite(number))
  if (wrong !== -1) throw new RangeError(`${path}[${wrong}] is ${value[wrong]}: it must be a finite number`)
  return value
}

function requireStructure(structure: Found, constants: number): void {
  const qubits = wholeAt(field(structure, 'qubits'), 0)
  const parameters = namesAt(field(structure, 'parameters'))
  const features = namesAt(field(structure, 'features'))
  const bits = namesAt(field(structure, 'bits'))
  const angles = requireAngles(field(structure, 'angles'), { parameters, features, constants })
  const sizes = { qubits, bits, angles, constants }
  for (const instruction of listAt(field(structure, 'instructions'))) requireInstruction(instruction, sizes)
  for (const observable of listAt(field(structure, 'observables'))) {
    const terms = listAt(field(observable, 'terms'))
    const first = wholeAt(field(observable, 'coefficient'), 0)
    if (first + terms.length > constants)
      throw new RangeError(`${observable.path} reads constants ${first} to ${first + terms.length - 1}: the program has ${constants}`)
    for (const term of terms) requirePauli(term, qubits)
  }
}

/** How many names there are. */
function namesAt(found: Found): number {
  const names = textsAt(found)
  const seen = new Set<string>()
  const again = names.find((name) => seen.size === seen.add(name).size)
  if (again !== undefined) throw new RangeError(`${found.path} names '${again}' twice`)
  return names.length
}

interface Symbols {
  readonly parameters: number
  readonly features: number
  readonly constants: number
}

/** How many angles the table has. */
function requireAngles(table: Found, { parameters, features, constants }: Symbols): number {
  const count = wholeAt(field(table, 'parameters'), 0)
  if (count !== parameters) fail(field(table, 'parameters'), `it must be ${parameters}, the number of parameters`)
  const coefficients = listAt(field(table, 'coefficients'))
  for (const coefficient of coefficients) indexBelow(coefficient, constants, 'constant')
  const factors = listAt(field(table, 'factors'))
  for (const factor of factors) indexBelow(factor, parameters + features, 'symbol')
  const factorStarts = requireStarts(field(table, 'factorStarts'), factors.length)
  if (factorStarts !== coefficients.length)
    fail(field(table, 'factorStarts'), `it must have ${coefficients.length + 1} entries, one more than there are coefficients`)
  return requireStarts(field(table, 'termStarts'), coefficients.length)
}

/** Starts from 0, in order, the last of them the end of what they divide; how many parts there are. */
function requireStarts(found: Found, end: number): number {
  const starts = listAt(found)
  let before = 0
  for (const [index, start] of starts.entries()) {
    const at = wholeAt(start, before)
    if (index === 0 && at !== 0) fail(start, 'it must be 0')
    before = at
  }
  if (starts.length === 0 || before !== end) fail(found, `its last entry must be ${end}`)
  return starts.length - 1
}
