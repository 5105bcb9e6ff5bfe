/**
 * A backend that remembers expectations: the same program, numbers, shots and seed are computed once. Opt-in, for work that asks again (grids,
 * line searches, restarts, services).
 *
 * The key holds the full bytes of everything the result depends on: structure, constants, load options, inputs. Nothing is compared by a hash
 * alone. Only `expectations` is remembered; every other call goes straight to the wrapped executable.
 */
import type { Backend, Executable, Inputs, LoadOptions, Values } from '../backend.ts'
import { resolveInputs } from '../inputs.ts'
import { initialRow, rowOf } from '../resolvedInputs.ts'
import { structureKey } from '../lowering/structureKey.ts'
import type { Program } from '../program.ts'
import { loadOptionsKey } from './loadOptionsKey.ts'
import { type CacheStatistics, LruCache } from './LruCache.ts'

export interface CachedBackend extends Backend {
  statistics(): CacheStatistics
}

/**
 * Wraps a backend; disposing the wrapper disposes it.
 *
 * Results are copies: writing into them does not reach the cache.
 *
 * @param options.bytes the most that results and keys may hold together
 *
 * @example
 * const cached = withExpectationCache(openReferenceBackend(), { bytes: 1e6 })
 * cached.statistics().hits // 0
 */
export function withExpectationCache(backend: Backend, options: { readonly bytes: number }): CachedBackend {
  const cache = new LruCache<Values>(options.bytes)
  const life = { disposed: false }
  const dispose = async () => {
    life.disposed = true
    cache.clear()
    await backend.dispose()
  }
  return {
    name: backend.name,
    capabilities: () => backend.capabilities(),
    compile: async (circuit, compileOptions = {}) =>
      cacheExpectations(await backend.compile(circuit, compileOptions), compileOptions, { cache, life }),
    load: async (program, loadOptions = {}) => cacheExpectations(await backend.load(program, loadOptions), loadOptions, { cache, life }),
    observe: (listener) => backend.observe(listener),
    statistics: () => cache.statistics(),
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
}

interface Keeper {
  readonly cache: LruCache<Values>
  /** Of the wrapped backend: a call that ends after it must leave nothing behind. */
  readonly life: { readonly disposed: boolean }
}

function cacheExpectations(executable: Executable, options: LoadOptions, { cache, life }: Keeper): Executable {
  const program = programKey(executable.program, options)
  let disposed = false
  const dispose = async () => {
    disposed = true
    await executable.dispose()
  }
  return {
    program: executable.program,
    parameters: executable.parameters,
    features: executable.features,
    bits: executable.bits,
    amplitudes: (inputs) => executable.amplitudes(inputs),
    probabilities: (inputs, qubits) => executable.probabilities(inputs, qubits),
    variances: (inputs) => executable.variances(inputs),
    gradient: (inputs) => executable.gradient(inputs),
    jacobian: (inputs) => executable.jacobian(inputs),
    overlaps: (left, right) => executable.overlaps(left, right),
    sample: (inputs) => executable.sample(inputs),
    expectations: async (inputs = {}) => {
      if (disposed || life.disposed) return executable.expectations(inputs) // which says that it was disposed
      const key = program + inputsKey(executable.program, inputs)
      const kept = cache.get(key)
      if (kept !== undefined) return copyValues(kept)
      const values = await executable.expectations(inputs)
      if (!life.disposed) cache.set(key, copyValues(values), valuesBytes(values))
      return values
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
}

function programKey(program: Program, options: LoadOptions): string {
  const structure = structureKey(program.structure)
  return `${loadOptionsKey(options)}${structure.length} ${structure} ${bytesKey(program.constants)}`
}

/** The norm of initial states is checked loosely here: on a miss the executable checks by its own precision, and a hit passed that check before. */
function inputsKey(program: Program, inputs: Inputs): string {
  const resolved = resolveInputs(program, inputs, { precision: 'f32' })
  const { rows, parametersShared, initial, shots = '', seed = '' } = resolved
  const kind = initial === undefined ? '' : initial.data instanceof Float32Array ? 'f32' : 'f64'
  const parts = [`${rows} ${parametersShared} ${initial?.rows} ${kind} ${shots} ${seed} `]
  for (let row = 0; row < rows; row++) {
    if (row === 0 || !parametersShared) parts.push(bytesKey(rowOf(resolved.parameters, row)))
    parts.push(bytesKey(rowOf(resolved.features, row)))
    const amplitudes = row === 0 || initial?.rows !== 1 ? initialRow(resolved, row) : undefined
    if (amplitudes !== undefined) parts.push(bytesKey(amplitudes))
  }
  return parts.join('')
}

/** The array's bytes as text, two a character. */
function bytesKey(numbers: Float64Array | Float32Array): string {
  const halves = new Uint16Array(numbers.buffer, numbers.byteOffset, numbers.byteLength / 2)
  const parts: string[] = []
  for (let start = 0; start < halves.length; start += 4096) parts.push(String.fromCharCode(...halves.subarray(start, start + 4096)))
  return parts.join('')
}

function copyValues(values: Values): Values {
  const copy = { ...values, values: values.values.slice() }
  return values.standardErrors === undefined ? copy : { ...copy, standardErrors: values.standardErrors.slice() }
}

function valuesBytes({ values, standardErrors }: Values): number {
  return values.byteLength + (standardErrors?.byteLength ?? 0)
}
