/**
 * Expectations, estimates and derivatives of observables that are computed in parts, put together from what the parts
 * give.
 */
import { pullBackAngles } from '@ketwork/circuit'
import type { Values } from '../../backend.ts'
import type { Draws } from '../../callRules.ts'
import { rowOf } from '../../resolvedInputs.ts'
import { resolveCotangents } from '../../gradient/cotangents.ts'
import type { Program } from '../../program.ts'
import type { OpenEvent } from '../../TraceRecorder.ts'
import type { Estimated } from '../methods.ts'
import type { EngineCall, EngineGradient, GradientRequest } from '../ProgramEngine.ts'
import type { Division, Formula } from './divideObservables.ts'
import type { PartClass } from './PartClasses.ts'
import {
  allInstances,
  drawsOfClass,
  isOneRow,
  methodOfPart,
  type PartExecutable,
  type PartMethod,
  type PartRuns,
  type PartsCall,
  partsCall,
  rowsOf,
} from './PartRuns.ts'

export class DividedExpectations {
  readonly #program: Program
  readonly #division: Division
  readonly #method: PartMethod
  #executables: readonly PartExecutable[] = []

  private constructor(program: Program, division: Division, method: PartMethod) {
    this.#program = program
    this.#division = division
    this.#method = method
  }

  /** @param method of parts that are not one unitary */
  static async open(
    program: Program,
    division: Division,
    { runs, method, event }: { readonly runs: PartRuns; readonly method: PartMethod; readonly event: OpenEvent | undefined },
  ): Promise<DividedExpectations> {
    const opened = new DividedExpectations(program, division, method)
    opened.#executables = await Promise.all(division.classes.map((group) => runs.executable(group, methodOfPart(method, group), event)))
    return opened
  }

  /** How it computes, for people. */
  get text(): string {
    const { parts, classes, mostQubits } = this.#division
    const { qubits } = this.#program.structure
    const largest = classes.findIndex(({ program }) => program.structure.qubits === mostQubits)
    const programs = `${classes.length} program${classes.length === 1 ? '' : 's'}`
    const size = `${parts} group${parts === 1 ? '' : 's'} of at most ${mostQubits} of ${qubits} qubits, all that the observables can feel`
    return largest === -1 ? size : `${size}, in ${programs}; ${this.#executables[largest].text}`
  }

  get lack(): string | undefined {
    return this.#executables.find(({ lack }) => lack !== undefined)?.lack
  }

  async expectations(call: EngineCall, draws: Draws | undefined): Promise<Estimated> {
    const { formulas } = this.#division
    const { rows } = call.inputs
    const found = await this.#entries(partsCall(this.#program, call), draws)
    const values = new Float64Array(rows * formulas.length)
    const standardErrors = new Float64Array(draws === undefined ? 0 : values.length)
    for (let row = 0; row < rows; row++) {
      formulas.forEach((formula, k) => {
        values[row * formulas.length + k] = valueOf(formula, found[row].values)
        if (draws !== undefined) standardErrors[row * formulas.length + k] = errorOf(formula, found[row])
      })
    }
    return draws === undefined ? { values, plan: this.text } : { values, standardErrors, plan: this.text }
  }

  /** Derivatives by the parameters and features; of the initial state there are none. */
  async gradient(call: EngineCall, { cotangents, rowByRow }: GradientRequest): Promise<EngineGradient> {
    const { formulas } = this.#division
    const parts = partsCall(this.#program, call)
    const found = await this.#entries(parts, undefined)
    const values = Float64Array.from(found.flatMap((row) => formulas.map((formula) => valueOf(formula, row.values))))
    const weights = resolveCotangents(cotangents, values, call.inputs.rows, formulas.length)
    const pull = new PullBack(this.#program, parts, rowByRow)
    const byEntry = found.map((row, b) =>
      entryWeights(formulas, row.values, weights.subarray(b * formulas.length, (b + 1) * formulas.length)),
    )
    for (const group of this.#division.classes.keys()) await this.#classGradient(group, { parts, byEntry, pull, rowByRow })
    return { values, ...pull.finish(), initial: new Float64Array(0), plan: `${this.text}; derivatives of each group` }
  }

  /** Of each row all entries; with draws, their errors. */
  async #entries(call: PartsCall, draws: Draws | undefined): Promise<EntryValues[]> {
    const { classes, entries } = this.#division
    const { rows } = call.inputs
    const results: (Values & { readonly isOne: boolean })[] = []
    for (const [index, group] of classes.entries()) {
      const isExact = draws === undefined || methodOfPart(this.#method, group) !== this.#method
      const isOne = isExact && isOneRow(group, call.inputs)
      const inputs = { ...rowsOf(group, call, { instances: allInstances(group), isOne }), ...(isExact ? {} : drawsOfClass(draws, index)) }
      results.push({ ...(await this.#executables[index].expectations(inputs, call.event)), isOne })
    }
    return Array.from({ length: rows }, (_, row) => {
      const placeOf = ({ group, instance, column }: (typeof entries)[number]): number => {
        const { isOne, columns } = results[group]
        return (isOne ? 0 : instance * rows + row) * columns + column
      }
      return {
        values: Float64Array.from(entries, (entry) => results[entry.group].values[placeOf(entry)]),
        errors: Float64Array.from(
          draws === undefined ? [] : entries,
          (entry) => results[entry.group].standardErrors?.[placeOf(entry)] ?? 0,
        ),
      }
    })
  }

  async #classGradient(index: number, { parts, byEntry, pull, rowByRow }: GradientWork): Promise<void> {
    const group = this.#division.classes[index]
    const { rows, wrt } = parts.inputs
    const wanted = pull.wanted(group, wrt)
    if (wanted.length === 0) return
    const columns = group.program.structure.observables.length
    const weights = new Float64Array(group.parts.length * rows * columns)
    this.#division.entries.forEach(({ group: own, instance, column }, entry) => {
      if (own === index) byEntry.forEach((ofRow, row) => (weights[(instance * rows + row) * columns + column] = ofRow[entry]))
    })
    const size = rows * columns
    const weightsOf = (instance: number): Float64Array => weights.subarray(instance * size, (instance + 1) * size)
    const instances = allInstances(group).filter((instance) => weightsOf(instance).some((weight) => weight !== 0))
    if (instances.length === 0) return
    const cotangents = new Float64Array(instances.length * size)
    instances.forEach((instance, i) => cotangents.set(weightsOf(instance), i * size))
    const inputs = { ...rowsOf(group, parts, { instances, rowByRow }), cotangents, wrt: wanted }
    pull.add(group, instances, await this.#executables[index].gradient(inputs, parts.event))
  }
}

interface GradientWork {
  readonly parts: PartsCall
  readonly byEntry: readonly Float64Array[]
  readonly pull: PullBack
  readonly rowByRow: boolean
}

interface EntryValues {
  readonly values: Float64Array
  readonly errors: Float64Array
}

/** The chain rule from the angles of parts to the symbols of the whole program. */
class PullBack {
  readonly #program: Program
  readonly #call: PartsCall
  readonly #isSummed: boolean
  /** Of each row the derivatives by all angles; of parameters that the rows share, the sum over the rows. */
  readonly #byRow: readonly Float64Array[]
  readonly #ofAll: Float64Array

  constructor(program: Program, call: PartsCall, rowByRow: boolean) {
    this.#program = program
    this.#call = call
    this.#isSummed = call.inputs.parametersShared && !rowByRow
    this.#byRow = call.angles.map(({ length }) => new Float64Array(length))
    this.#ofAll = new Float64Array(call.angles[0].length)
  }

  /** By which inputs of a class derivatives are needed: an angle with features may have parameters too. */
  wanted({ parameters, features }: PartClass, wrt: EngineCall['inputs']['wrt']): ('parameters' | 'features')[] {
    const byParameters = parameters.length > 0 && wrt.includes('parameters')
    return [...(byParameters ? (['parameters'] as const) : []), ...(features.length > 0 ? (['features'] as const) : [])]
  }

  add(
    { parameters, features, parts }: PartClass,
    instances: readonly number[],
    found: { parameters?: Float64Array; features?: Float64Array },
  ): void {
    const rows = this.#byRow.length
    const addRow = (target: Float64Array, instance: number, places: readonly number[], from: Float64Array): void => {
      const { slots } = parts[instance]
      places.forEach((place, column) => (target[slots[place]] += from[column]))
    }
    instances.forEach((instance, i) => {
      for (let row = 0; row < rows; row++) {
        const at = i * rows + row
        if (found.features !== undefined)
          addRow(this.#byRow[row], instance, features, found.features.subarray(at * features.length, (at + 1) * features.length))
        if (found.parameters !== undefined && !this.#isSummed)
          addRow(this.#byRow[row], instance, parameters, found.parameters.subarray(at * parameters.length, (at + 1) * parameters.length))
      }
      if (found.parameters !== undefined && this.#isSummed) addRow(this.#ofAll, instance, parameters, found.parameters)
    })
  }

  finish(): { parameters: Float64Array; features: Float64Array } {
    const { structure, constants } = this.#program
    const { rows, wrt } = this.#call.inputs
    const [p, f] = [structure.parameters.length, structure.features.length]
    const parameters = new Float64Array(wrt.includes('parameters') ? p * (this.#isSummed ? 1 : rows) : 0)
    const features = new Float64Array(wrt.includes('features') ? f * rows : 0)
    const pull = (row: number, slots: Float64Array): void => {
      const { inputs } = this.#call
      const byParameters = wrt.includes('parameters') ? rowView(parameters, this.#isSummed ? 0 : row, p) : undefined
      const byFeatures = wrt.includes('features') ? rowView(features, row, f) : undefined
      pullBackAngles(
        structure.angles,
        constants,
        rowOf(inputs.parameters, row),
        rowOf(inputs.features, row),
        slots,
        byParameters,
        byFeatures,
      )
    }
    this.#byRow.forEach((slots, row) => pull(row, slots))
    if (this.#isSummed) pull(0, this.#ofAll)
    return { parameters, features }
  }
}

function rowView(data: Float64Array, row: number, width: number): Float64Array {
  return data.subarray(row * width, (row + 1) * width)
}

function valueOf({ constant, products }: Formula, values: Float64Array): number {
  let sum = constant
  for (const { weight, entries } of products) sum += entries.reduce((product, entry) => product * values[entry], weight)
  return sum
}

/** Adds the derivatives of an observable by its entries, times a cotangent. */
function addDerivatives({ products }: Formula, values: Float64Array, cotangent: number, out: Float64Array): void {
  if (cotangent === 0) return
  for (const { weight, entries } of products) {
    const before = [cotangent * weight] // the product of all entries before each
    for (const entry of entries) before.push(before[before.length - 1] * values[entry])
    for (let place = entries.length - 1, after = 1; place >= 0; after *= values[entries[place--]])
      out[entries[place]] += before[place] * after
  }
}

function entryWeights(formulas: readonly Formula[], values: Float64Array, cotangents: Float64Array): Float64Array {
  const out = new Float64Array(values.length)
  formulas.forEach((formula, k) => addDerivatives(formula, values, cotangents[k], out))
  return out
}

/**
 * To first order: entries of different parts are independent, and (v + w)^2 tells how those of one part vary together.
 */
function errorOf(formula: Formula, { values, errors }: EntryValues): number {
  const weights = new Float64Array(values.length)
  addDerivatives(formula, values, 1, weights)
  let variance = 0
  for (const entry of new Set(formula.products.flatMap(({ entries }) => entries))) variance += (weights[entry] * errors[entry]) ** 2
  for (const { first, second, sum } of formula.pairs)
    variance += weights[first] * weights[second] * (errors[sum] ** 2 - errors[first] ** 2 - errors[second] ** 2)
  return Math.sqrt(Math.max(0, variance))
}
