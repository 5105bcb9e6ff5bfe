/**
 * Exact gradients by adjoint differentiation: forward, the weighted observables as one bra, then ket and bra back together.
 *
 * The backward sweep does not grow with the number of observables or terms. Jones and Gacon, arXiv:2009.02823.
 */
import { largest } from '@ketwork/math'
import type { Cotangents } from '@ketwork/backend'
import { rowOf, type ResolvedInputs, resolveCotangents, type ScaledCotangents, scaleCotangents } from '@ketwork/backend/simulator'
import { pullBackAngles } from '@ketwork/circuit'
import { BLOCK_CELLS, WEIGHTED_GROUP_BYTES } from '../kernels/pauliTable.ts'
import { amplitudeLanes, APART_BYTES, cellsOf } from '../kernels/layout.ts'
import { braModule, largeBraModule } from '../kernels/braModule.ts'
import { LARGE_CELLS } from '../kernels/emitObservableBra.ts'
import { reductionModule } from '../kernels/reductionModule.ts'
import type { ProgramPlan, SumSlot } from '../program/programPlan.ts'
import type { Stage } from '../threads/stage.ts'
import type { BoundProgram } from './BoundProgram.ts'
import type { Call } from './Call.ts'
import { CHUNK_CELLS, openObserver } from './expectations.ts'
import type { StateProgram } from './StateProgram.ts'
import { StateWork } from './StateWork.ts'
import { readTileValues } from './tileExpectations.ts'
import { TileWork } from './TileWork.ts'

const VECTOR_BYTES = 16

/** Filled in by `computeGradient`; what is not wanted is empty. */
export interface GradientArrays {
  values: Float64Array
  /** P, or B x P where rows have parameters of their own or go `rowByRow`. */
  readonly parameters: Float64Array
  readonly features: Float64Array
  /** B x 2^n, interleaved. */
  readonly initial: Float64Array | Float32Array
  /** Parameters have a gradient a row also where the rows share them. */
  readonly rowByRow?: boolean
}

export interface GradientPlan {
  /** How, for people. */
  readonly text: string
}

export async function computeGradient(
  call: Call,
  bound: BoundProgram,
  cotangents: Cotangents | undefined,
  out: GradientArrays,
): Promise<GradientPlan> {
  const needsStates = call.inputs.initial !== undefined || call.inputs.wrt.includes('initial')
  if (bound.compiled.inTiles && !needsStates) return tileGradient(call, bound, cotangents, out)
  return stateGradient(call, bound, cotangents, out)
}

async function tileGradient(
  call: Call,
  bound: BoundProgram,
  cotangents: Cotangents | undefined,
  out: GradientArrays,
): Promise<GradientPlan> {
  const { compiled, program } = bound
  const { observables } = compiled.structure
  const columns = observables.length
  const tiles = compiled.tiles(compiled.hasRealObservables, call)
  const table = bound.groupTable(call)
  const work = new TileWork(call, tiles, program, table.groups)
  const { arena } = call.engine
  const places = {
    values: call.borrow(8 * work.tiles * work.chunks * Math.max(1, columns) * work.width),
    weights: call.borrow(8 * work.tiles * Math.max(1, columns) * work.width),
    sums: call.borrow(work.tiles * tiles.plan.sums * VECTOR_BYTES),
  }
  const setWeights = (weights: Float64Array): void =>
    call.measure('pass', 'weights', () =>
      writeTileWeights(arena.f64(places.weights, work.tiles * columns * work.width), weights, columns, work.width),
    )
  const readValues = (): Float64Array =>
    columns === 0 ? new Float64Array(0) : call.measure('pass', 'read', () => readTileValues(call, work, columns, places.values))
  const statesBytes = work.tiles * tiles.tileBytes
  const twoSweeps = typeof cotangents === 'function'
  const keep = twoSweeps && 2 * statesBytes < arena.bytesFree
  let kept = 0
  if (twoSweeps) {
    kept = keep ? call.borrow(statesBytes) : 0
    if (keep) await call.run([await work.evolve(kept)])
    if (columns > 0) await call.run([keep ? await work.observe(table, kept, places.values) : await work.expect(table, places.values)])
    out.values = readValues()
  }
  const scale = () => scaleCotangents(resolveCotangents(cotangents, out.values, call.inputs.rows, columns), columns)
  const { weights, units } = call.measure('pass', 'cotangents', scale)
  setWeights(weights)
  await call.run([await work.gradient(table, { ...places, kept })])
  if (!twoSweeps) out.values = readValues()
  const perTile = tiles.plan.sums * work.width
  const sums = arena.numbers(tiles.plan.format.precision, places.sums, work.tiles * perTile)
  const collector = new SlotCollector(call, bound, tiles.plan, out)
  call.measure('pass', 'chain rule', () => {
    for (let row = 0; row < call.inputs.rows; row++) {
      const first = Math.floor(row / work.width) * perTile + (row % work.width)
      collector.add(row, (sum) => sums[first + sum * work.width], units[row] ?? 1)
    }
    collector.finish()
  })
  return { text: twoSweeps && !keep ? 'adjoint, forward states recomputed tile by tile' : 'adjoint' }
}

/** Weights by tile, observable and lane; missing rows have none. */
function writeTileWeights(target: Float64Array, weights: Float64Array, columns: number, width: number): void {
  target.fill(0)
  for (let row = 0; columns > 0 && row < weights.length / columns; row++) {
    const first = Math.floor(row / width) * columns * width + (row % width)
    for (let k = 0; k < columns; k++) target[first + k * width] = weights[row * columns + k]
  }
}

async function stateGradient(
  call: Call,
  bound: BoundProgram,
  cotangents: Cotangents | undefined,
  out: GradientArrays,
): Promise<GradientPlan> {
  const { compiled } = bound
  const { inputs } = call
  const columns = compiled.structure.observables.length
  const real = inputs.initial === undefined && !inputs.wrt.includes('initial') && compiled.hasRealObservables
  const work = await StateWork.begin(call, compiled.states(real, call), bound)
  const bra = call.borrow(work.program.stateBytes + APART_BYTES) + APART_BYTES
  const way = await openWayBack(call, bound, work)
  const twoSweeps = typeof cotangents === 'function' && inputs.rows > 1
  const scaled = (): ScaledCotangents => scaleCotangents(resolveCotangents(cotangents, out.values, inputs.rows, columns), columns)
  let weights = typeof cotangents === 'function' ? undefined : call.measure('pass', 'cotangents', scaled)
  // A single observable is <ket|bra> over its weight, once the bra is there anyway.
  const fromBra = columns === 1 && weights?.weights.every((weight) => weight !== 0) === true
  const observer = fromBra ? undefined : await openObserver(call, bound)
  out.values = new Float64Array(inputs.rows * columns)
  const kets = borrowKets(call, work, twoSweeps)
  const forward = async (row: number): Promise<void> => {
    work.prepare(row)
    await call.run([...work.evolve(row, kets.of(row)), ...(observer === undefined ? [] : [observer.stage(kets.of(row))])])
    observer?.read(out.values, row * columns)
  }
  for (let row = 0; twoSweeps && row < inputs.rows; row++) {
    call.beginRow()
    await forward(row)
    call.endRow()
  }
  const collector = new SlotCollector(call, bound, work.program.plan, out)
  for (let row = 0; row < inputs.rows; row++) {
    call.beginRow()
    if (kets.kept) work.prepare(row)
    else await forward(row)
    weights ??= call.measure('pass', 'cotangents', scaled)
    const own = weights.weights.subarray(row * columns, (row + 1) * columns)
    const unit = weights.units[row] ?? 1
    await call.run(await way.back(kets.of(row), bra, own, fromBra))
    if (fromBra) out.values[row] = way.product() / own[0]
    call.measure('pass', 'chain rule', () => collector.add(row, way.sums(), unit))
    if (out.initial.length > 0) await way.writeInitial(bra, { row, unit }, out.initial)
    call.endRow()
  }
  call.measure('pass', 'chain rule', () => collector.finish())
  return { text: twoSweeps && !kets.kept ? 'adjoint, forward states recomputed row by row' : 'adjoint' }
}

/** Kept states take at most this share of what is free, since other calls may run. */
const KEPT_SHARE = 1 / 2

/** Where the forward states of rows stand: each in a place of its own where all are wanted and fit, otherwise one place for all. */
function borrowKets(
  call: Call,
  { program: { stateBytes } }: StateWork,
  wanted: boolean,
): { readonly kept: boolean; of(row: number): number } {
  const bytes = call.inputs.rows * stateBytes
  const kept = wanted && bytes <= KEPT_SHARE * call.engine.arena.bytesFree
  const first = call.borrow(kept ? bytes : stateBytes)
  return { kept, of: (row) => (kept ? first + row * stateBytes : first) }
}

interface WayBack {
  /** @param multiplied also takes <ket|bra> */
  back(ket: number, bra: number, weights: Float64Array, multiplied: boolean): Promise<Stage[]>
  /** Re <ket|bra> of the last way back that took it. */
  product(): number
  /** The sums of the last way back, by number. */
  sums(): (sum: number) => number
  /** Twice the bra in its unit. */
  writeInitial(bra: number, of: { readonly row: number; readonly unit: number }, out: Float64Array | Float32Array): Promise<void>
}

async function openWayBack(call: Call, bound: BoundProgram, work: StateWork): Promise<WayBack> {
  const { arena } = call.engine
  const { structure, precision } = bound.compiled
  const { plan, sumRanges, stateBytes } = work.program
  const layout = amplitudeLanes(precision)
  const cells = cellsOf(layout, structure.qubits)
  const kernels = await call.library(cells < LARGE_CELLS ? braModule : largeBraModule, layout)
  const table = bound.stateTable(call)
  const weightsAt = call.borrow(8 * structure.observables.length)
  const weighted = call.borrow(Math.max(1, table.groups) * WEIGHTED_GROUP_BYTES)
  const units = largest(
    sumRanges.map((range) => range.units),
    1,
  )
  const stride = plan.sums * VECTOR_BYTES
  const sumsAt = call.borrow(units * stride)
  const product = await openProduct(call, bound)
  const amplitudes = Math.max(1, table.groups) * 2 ** structure.qubits
  const bytes = (precision === 'f64' ? 16 : 8) * (amplitudes + 2 ** structure.qubits) // each group reads the ket, the bra is written once
  return {
    product: () => product.read(),
    back: async (ket, bra, weights, multiplied) => {
      arena.f64(weightsAt, weights.length).set(weights)
      const [groups, factors] = [call.pointer(table.address), call.pointer(weighted)]
      const weigh: Stage = {
        module: kernels,
        kernel: 'weighGroups',
        args: [groups, call.pointer(weightsAt), factors],
        units: 1,
        work: table.groups,
      }
      const observe: Stage = {
        module: kernels,
        kernel: 'observableBra',
        args: [call.pointer(ket), call.pointer(bra), groups, factors, call.pointer(0), cells],
        units: Math.max(1, cells / BLOCK_CELLS),
        amplitudes,
        bytes,
      }
      const toStart = call.inputs.wrt.includes('initial')
      const undone = await work.undo({ ket, bra, sums: sumsAt, stride, toStart })
      return [weigh, observe, ...(multiplied ? [product.stage(ket, bra)] : []), ...undone]
    },
    sums: () => readSums(call, work.program, { sumsAt, units }),
    writeInitial: async (bra, { row, unit }, out) => {
      await call.run([work.toAmplitudes(bra)])
      call.measure('pass', 'cotangent of the initial state', () => {
        const size = 2 * 2 ** structure.qubits
        const numbers = arena.numbers(precision, bra, stateBytes / (precision === 'f64' ? 8 : 4))
        const [c, s] = [2 * unit * Math.cos(work.phase), -2 * unit * Math.sin(work.phase)] // the cotangent of what the phase was taken off
        for (let i = 0; i < size; i += 2) {
          out[row * size + i] = c * numbers[i] - s * numbers[i + 1]
          out[row * size + i + 1] = c * numbers[i + 1] + s * numbers[i]
        }
      })
    },
  }
}

interface Product {
  stage(ket: number, bra: number): Stage
  read(): number
}

/** Re <ket|bra> of two states. */
async function openProduct(call: Call, { compiled: { structure, precision } }: BoundProgram): Promise<Product> {
  const layout = amplitudeLanes(precision)
  const kernels = await call.library(reductionModule, layout)
  const cells = cellsOf(layout, structure.qubits)
  const chunkCells = Math.min(cells, CHUNK_CELLS)
  const chunks = cells / chunkCells
  const out = call.borrow(16 * chunks)
  const amplitudes = 2 ** structure.qubits
  return {
    stage: (ket, bra) => ({
      module: kernels,
      kernel: 'innerProduct',
      args: [call.pointer(ket), call.pointer(bra), call.pointer(out), chunkCells],
      units: chunks,
      amplitudes: 2 * amplitudes,
      work: amplitudes,
      bytes: (precision === 'f64' ? 32 : 16) * amplitudes,
    }),
    read: () => {
      const parts = call.engine.arena.f64(out, 2 * chunks)
      let sum = 0
      for (let chunk = 0; chunk < chunks; chunk++) sum += parts[2 * chunk]
      return sum
    },
  }
}

/** The sums of a way back, units and lanes added up, by number. */
function readSums(
  call: Call,
  { plan, sumRanges }: StateProgram,
  { sumsAt, units }: { readonly sumsAt: number; readonly units: number },
): (sum: number) => number {
  const { lanes, precision } = plan.format
  const perUnit = plan.sums * lanes
  const numbers = call.engine.arena.numbers(precision, sumsAt, units * perUnit)
  const totals = new Float64Array(plan.sums)
  for (const { first, end, units: count } of sumRanges) {
    for (let sum = first; sum < end; sum++) {
      let total = 0
      for (let unit = 0; unit < count; unit++)
        for (let lane = 0; lane < lanes; lane++) total += numbers[unit * perUnit + sum * lanes + lane]
      totals[sum] = total
    }
  }
  return (sum) => totals[sum]
}

/** Adds up derivatives by slot and carries them to parameters and features. */
class SlotCollector {
  readonly #inputs: ResolvedInputs
  readonly #bound: BoundProgram
  readonly #out: GradientArrays
  readonly #slots: readonly SumSlot[]
  readonly #gradient: Float64Array
  readonly #ownParameters: boolean
  /** Rows that share parameters and have no features have one pull-back for all. */
  readonly #together: boolean

  constructor(call: Call, bound: BoundProgram, plan: ProgramPlan, out: GradientArrays) {
    const { inputs } = call
    const { structure } = bound.compiled
    this.#inputs = inputs
    this.#bound = bound
    this.#out = out
    this.#slots = bound.slotsOfSums(plan, call)
    this.#gradient = new Float64Array(structure.angles.termStarts.length - 1)
    this.#ownParameters = !inputs.parametersShared || out.rowByRow === true
    this.#together = !this.#ownParameters && out.features.length === 0 && !bound.compiled.mixesSymbols
  }

  /** @param unit of the sums */
  add(row: number, sumAt: (sum: number) => number, unit: number): void {
    this.#slots.forEach(({ slot, scale }, sum) => (this.#gradient[slot] += unit * scale * sumAt(sum)))
    if (!this.#together) this.#pullBack(row)
  }

  finish(): void {
    if (this.#together) this.#pullBack(0)
  }

  #pullBack(row: number): void {
    const { structure } = this.#bound.compiled
    const [parameters, features] = [rowOf(this.#inputs.parameters, row), rowOf(this.#inputs.features, row)]
    const part = (array: Float64Array, index: number, width: number) =>
      array.length === 0 ? undefined : array.subarray(index * width, (index + 1) * width)
    const ofParameters = part(this.#out.parameters, this.#ownParameters ? row : 0, structure.parameters.length)
    const ofFeatures = part(this.#out.features, row, structure.features.length)
    pullBackAngles(structure.angles, this.#bound.program.constants, parameters, features, this.#gradient, ofParameters, ofFeatures)
    this.#gradient.fill(0)
  }
}
