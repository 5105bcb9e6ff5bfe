/**
 * Checks everything a caller hands to an executable, once, at the edge; after this, kernels trust.
 *
 * The number of rows comes from `features`, a `parameters` matrix and `initial`, which must agree. A flat `parameters` vector and a single
 * initial row are shared by all rows.
 */
import {
  abortSignal,
  inWords,
  isList,
  isMatrix,
  type Matrix,
  type MatrixLike,
  matrixFrom,
  nearestHint,
  requireKnownKeys,
} from '@ketwork/math'
import { type AngleReach, angleReach, requireFiniteAngles } from './angleReach.ts'
import type { AmplitudeBatch, DifferentiableInput, GradientInputs, Inputs, NamedNumbers, Precision } from './backend.ts'
import type { Program } from './program.ts'
import { type ResolvedInputs, rowOf } from './resolvedInputs.ts'

export interface ResolveOptions {
  /** Precision of the executable; decides how closely an initial row must be normalised. Default `f64`. */
  readonly precision?: Precision
  /** What is called; default `expectations`. `sample` needs shots and a seed, `jacobian` has no `wrt: ['initial']`. */
  readonly call?: 'expectations' | 'variances' | 'gradient' | 'jacobian' | 'sample' | 'amplitudes' | 'probabilities' | 'overlaps'
}

/**
 * Checks the inputs of one call against its program and gives them as matrices.
 *
 * @throws RangeError for a wrong length, row counts that disagree, NaN or infinity, an initial row that is not normalised, bad shots or seed
 * @throws TypeError for a value of the wrong kind, or shots without a seed
 * @throws the signal's reason when it was aborted already
 */
export function resolveInputs(program: Program, inputs: Inputs = {}, options: ResolveOptions = {}): ResolvedInputs {
  const { call = 'expectations' } = options
  requireInputKeys(call, inputs)
  throwIfAborted(inputs.signal)
  const { qubits, parameters, features } = program.structure
  const reach = angleReach(program)
  const parameterTable = readParameters(parameters, inputs.parameters, reach)
  const featureTable = readFeatures(features, inputs.features, reach)
  const initial = inputs.initial === undefined ? undefined : checkInitial(qubits, inputs.initial, options.precision ?? 'f64')
  const rows = agreeOnRows([
    ['parameters', parameterTable.shared ? undefined : parameterTable.rows],
    ['features', featureTable.rows],
    ['initial', initial === undefined || initial.rows === 1 ? undefined : initial.rows],
  ])
  const parameterMatrix = { rows: parameterTable.rows, columns: parameters.length, data: parameterTable.data }
  const featureMatrix = { rows, columns: features.length, data: featureTable.data }
  const sizes = [parameterTable.size, featureTable.size]
  if (sizes.includes('beyond'))
    for (let row = 0; row < rows; row++) requireFiniteAngles(program, row, rowOf(parameterMatrix, row), rowOf(featureMatrix, row))
  return {
    rows,
    parametersShared: parameterTable.shared,
    hasLargeAngles: reach.small < 0 || sizes.some((size) => size !== 'small'),
    parameters: parameterMatrix,
    features: featureMatrix,
    initial,
    wrt: checkWrt(inputs.wrt, call),
    ...checkRandomness(inputs, call),
    ...(inputs.signal === undefined ? {} : { signal: inputs.signal }),
  }
}

const INPUT_KEYS: Readonly<Record<keyof Inputs, true>> = {
  parameters: true,
  features: true,
  initial: true,
  shots: true,
  seed: true,
  signal: true,
  wrt: true,
}
const GRADIENT_KEYS: Readonly<Record<keyof GradientInputs, true>> = { ...INPUT_KEYS, cotangents: true, loss: true }

/** Looks at the names alone, which are few: calls may last microseconds. */
function requireInputKeys(call: string, inputs: Inputs): void {
  requireKnownKeys(call, inputs, call === 'gradient' ? GRADIENT_KEYS : INPUT_KEYS)
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal === undefined) return
  abortSignal('signal', signal)
  signal.throwIfAborted()
}

interface SymbolTable {
  readonly data: Float64Array
  /** Whether no number is so large that a product of some might overflow. */
  readonly size: SymbolSize
}

interface FeatureTable extends SymbolTable {
  readonly rows?: number
}

interface ParameterTable extends SymbolTable {
  readonly rows: number
  readonly shared: boolean
}

const NO_SYMBOLS: SymbolTable = { data: new Float64Array(0), size: 'small' }

function readParameters(names: readonly string[], given: Inputs['parameters'], reach: AngleReach): ParameterTable {
  if (given === undefined) {
    if (names.length > 0) throw new RangeError(`the program expects ${nameColumns('parameter', names)}, got none`)
    return { rows: 1, shared: true, ...NO_SYMBOLS }
  }
  const batch = batchOf(given)
  if (batch !== undefined) return { rows: batch.rows, shared: false, data: batch.data, size: checkMatrix('parameter', names, batch, reach) }
  const data = isList(given) ? parameterVector(names, given as ArrayLike<number>) : namedParameters(names, given as NamedNumbers)
  return { rows: 1, shared: true, data, size: checkFinite('parameter', names, data, reach) }
}

function batchOf(given: unknown): Matrix | undefined {
  if (isMatrix(given)) return given
  return Array.isArray(given) && isList(given[0]) ? matrixFrom(given as readonly ArrayLike<number>[], 'parameters') : undefined
}

function parameterVector(names: readonly string[], given: ArrayLike<number>): Float64Array {
  if (given.length !== names.length) throw new RangeError(`the program expects ${nameColumns('parameter', names)}, got ${given.length}`)
  if (given instanceof Float64Array) return given
  for (let i = 0; i < given.length; i++) requireNumber(names[i], given[i])
  return Float64Array.from(given)
}

function namedParameters(names: readonly string[], given: NamedNumbers): Float64Array {
  if (typeof given !== 'object' || given === null)
    throw new TypeError(
      `parameters is ${inWords(given)}: it must be numbers in order or by name, rows of them, or a matrix { rows, columns, data }`,
    )
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue
    const hint = nearestHint(name, names, `the program has ${nameColumns('parameter', names)}`)
    throw new RangeError(`the program has no parameter '${name}': ${hint}`)
  }
  const missing = names.find((name) => given[name] === undefined)
  if (missing !== undefined)
    throw new RangeError(`the parameter '${missing}' has no value: the program has ${nameColumns('parameter', names)}`)
  return Float64Array.from(names, (name) => {
    requireNumber(name, given[name])
    return given[name]
  })
}

function requireNumber(name: string, value: unknown): void {
  if (typeof value !== 'number') throw new TypeError(`parameter ${name} is ${inWords(value)}: it must be a number`)
}

function readFeatures(names: readonly string[], given: MatrixLike | undefined, reach: AngleReach): FeatureTable {
  if (given === undefined) {
    if (names.length > 0) throw new RangeError(`the program expects ${nameColumns('feature', names)} a row, got none`)
    return NO_SYMBOLS
  }
  if (!isMatrix(given) && !Array.isArray(given))
    throw new TypeError(`features is ${inWords(given)}: it must be rows of numbers or a matrix { rows, columns, data }, one row a sample`)
  const table = isMatrix(given) ? given : matrixFrom(given, 'features')
  return { rows: table.rows, data: table.data, size: checkMatrix('feature', names, table, reach) }
}

function checkMatrix(
  kind: 'parameter' | 'feature',
  names: readonly string[],
  { rows, columns, data }: Matrix,
  reach: AngleReach,
): SymbolSize {
  if (columns !== names.length) throw new RangeError(`the program expects ${nameColumns(kind, names)} a row, got ${columns}`)
  if (!Number.isSafeInteger(rows) || rows < 1) throw new RangeError(`${kind}s have ${rows} rows: at least 1 is needed`)
  if (data.length !== rows * columns)
    throw new RangeError(`${kind}s have ${rows} x ${columns} entries, but their data holds ${data.length} numbers`)
  return checkFinite(kind, names, data, reach)
}

/** How large the angles of these symbols may be: no term above `LARGE_ANGLE`, finite, or beyond the range of doubles. */
type SymbolSize = 'small' | 'finite' | 'beyond'

function checkFinite(kind: 'parameter' | 'feature', names: readonly string[], data: Float64Array, reach: AngleReach): SymbolSize {
  if (areWithin(data, reach.small)) return 'small'
  if (areWithin(data, reach.finite)) return 'finite'
  const index = data.findIndex((value) => !Number.isFinite(value))
  if (index === -1) return 'beyond'
  const row = Math.floor(index / names.length)
  throw new RangeError(`${kind} ${names[index % names.length]} of row ${row} is ${data[index]}: it must be a finite number`)
}

/** NaN is within no reach. */
function areWithin(data: Float64Array, reach: number): boolean {
  const isWithin = (i: number): boolean => Math.abs(data[i]) <= reach
  const whole = data.length - (data.length % 4)
  for (let i = 0; i < whole; i += 4) if (!(isWithin(i) && isWithin(i + 1) && isWithin(i + 2) && isWithin(i + 3))) return false
  for (let i = whole; i < data.length; i++) if (!isWithin(i)) return false
  return true
}

function agreeOnRows(counts: readonly (readonly [name: string, rows: number | undefined])[]): number {
  const known = counts.filter((count): count is readonly [string, number] => count[1] !== undefined)
  if (known.length === 0) return 1
  const [[first, rows], ...others] = known
  for (const [name, count] of others) {
    if (count !== rows) throw new RangeError(`row counts disagree: ${first} have ${rows} rows, ${name} has ${count}`)
  }
  return rows
}

const NORM_TOLERANCE: Readonly<Record<Precision, number>> = { f64: 1e-10, f32: 1e-6, mixed: 1e-6, f32x2: 1e-9 }

function checkInitial(qubits: number, initial: AmplitudeBatch, precision: Precision): AmplitudeBatch {
  if (typeof initial !== 'object' || initial === null)
    throw new TypeError(`initial is ${inWords(initial)}: it must be amplitudes { rows, qubits, data }`)
  const { rows, data } = initial
  if (!(data instanceof Float64Array || data instanceof Float32Array))
    throw new TypeError('initial.data must be a Float64Array or Float32Array of interleaved amplitudes')
  if (initial.qubits !== qubits) throw new RangeError(`initial has ${initial.qubits} qubits: the program has ${qubits}`)
  const width = 2 * 2 ** qubits
  if (!Number.isSafeInteger(rows) || rows < 1) throw new RangeError(`initial has ${rows} rows: at least 1 is needed`)
  if (data.length !== rows * width)
    throw new RangeError(`initial holds ${data.length} numbers: ${rows} rows of ${qubits} qubits need ${rows * width} (re, im interleaved)`)
  const tolerance = NORM_TOLERANCE[data instanceof Float32Array ? 'f32' : precision]
  for (let row = 0; row < rows; row++) {
    const squared = squaredNorm(data, row * width, (row + 1) * width)
    if (!(Math.abs(squared - 1) <= tolerance))
      throw new RangeError(`row ${row} of initial has the squared norm ${squared}: it must be 1 within ${tolerance}`)
  }
  return initial
}

/** In four sums side by side, so that no addition waits for the one before. */
function squaredNorm(data: Float64Array | Float32Array, from: number, to: number): number {
  const whole = to - ((to - from) % 4)
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let i = from; i < whole; i += 4) {
    a += data[i] * data[i]
    b += data[i + 1] * data[i + 1]
    c += data[i + 2] * data[i + 2]
    d += data[i + 3] * data[i + 3]
  }
  for (let i = whole; i < to; i++) a += data[i] * data[i]
  return a + b + (c + d)
}

function checkRandomness({ shots, seed }: Inputs, call: ResolveOptions['call']): { shots?: number; seed?: number } {
  if (call === 'sample' && shots === undefined) throw new TypeError('sample needs shots: how many samples to draw')
  if (shots !== undefined && !(Number.isSafeInteger(shots) && shots >= 1))
    throw new RangeError(`shots is ${inWords(shots)}: it must be a positive integer`)
  if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0))
    throw new RangeError(`seed is ${inWords(seed)}: it must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}`)
  if (shots !== undefined && seed === undefined)
    throw new TypeError('shots need a seed: an integer from 0 on, so that the run can be repeated')
  return { ...(shots === undefined ? {} : { shots }), ...(seed === undefined ? {} : { seed }) }
}

const DIFFERENTIABLE: readonly DifferentiableInput[] = ['parameters', 'features', 'initial']

function checkWrt(wrt: readonly DifferentiableInput[] = ['parameters'], call: ResolveOptions['call']): readonly DifferentiableInput[] {
  if (!isList(wrt)) throw new TypeError(`wrt is ${inWords(wrt)}: it must be a list of 'parameters', 'features' and 'initial'`)
  for (const input of wrt) {
    if (!DIFFERENTIABLE.includes(input))
      throw new RangeError(`wrt names ${inWords(input)}: it may name 'parameters', 'features' and 'initial'`)
    if (input === 'initial' && call === 'jacobian')
      throw new RangeError(`a jacobian has no 'initial': use gradient, or leave it out of wrt`)
  }
  return wrt
}

/** `3 parameters (w[0], w[1], w[2])`, at most eight names. */
function nameColumns(kind: 'parameter' | 'feature', names: readonly string[]): string {
  if (names.length === 0) return `no ${kind}s`
  const shown = names.length > 8 ? [...names.slice(0, 7), '...'] : names
  return `${names.length} ${kind}${names.length === 1 ? '' : 's'} (${shown.join(', ')})`
}
