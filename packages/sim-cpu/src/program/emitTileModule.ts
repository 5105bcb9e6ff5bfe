/**
 * The generated module of a small program that runs on many rows: a lane is a row, and a tile of V rows goes through the whole circuit while its state
 * stays in the first-level cache.
 *
 * For each tile: the angles of its rows and what the passes need of them (`prepare`), the product state of the head, all passes; then the observables,
 * or the way back of a gradient. Coefficients that all rows share are computed by the caller and copied.
 */
import {
  type AddressType,
  buildModule,
  type Expression,
  type FunctionBuilder,
  i32,
  i64,
  type Local,
  type MemoryLimits,
  type ModuleBuilder,
  type ModuleOptions,
} from '@ketwork/math/wasm'
import type { ProgramStructure } from '@ketwork/backend/simulator'
import { offsets } from '../kernels/addresses.ts'
import { emitExpectations } from '../kernels/emitExpectations.ts'
import { emitObservableBra, emitWeighGroups } from '../kernels/emitObservableBra.ts'
import { emitProductState, productChunks } from '../kernels/emitProductState.ts'
import { CELL_BYTES, sampleLanes } from '../kernels/layout.ts'
import { emitPrepare } from './emitPrepare.ts'
import { backwardPasses } from './emitBackwardPass.ts'
import { forwardPasses } from './passFunctions.ts'
import { PassTables } from './PassTables.ts'
import type { ProgramPlan } from './programPlan.ts'
import { pickRows, rowParameters, rowSources, tileChunkCells, tileScratch } from './tileRows.ts'

const VECTOR_BYTES = 16

type Address = Expression<AddressType>

export interface TileModuleOptions extends ModuleOptions {
  readonly limits: MemoryLimits
  /** Every row has parameters of its own. */
  readonly ownParameters: boolean
  /** With the way back; without it, with the observables. */
  readonly gradient: boolean
}

/**
 * The bytes of the module. Units of its kernels are tiles of V rows:
 *
 * - `evolve(rows..., states, first, from, to, thread)`: the states of the tiles from `first` on, one after the other
 * - `expect(rows..., groups, out, from, to, thread)`: partial expectations as `emitExpectations` writes them
 * - `gradient(rows..., groups, groupCount, weights, kept, values, sums, from, to, thread)`: a vector for each sum and tile; from the states at `kept`, or
 *   where that is 0 from new ones, whose partial expectations go to `values`
 */
export function tileModule(plan: ProgramPlan, structure: ProgramStructure, options: TileModuleOptions): Uint8Array<ArrayBuffer> {
  return buildModule(options, (module) => {
    module.importMemory('env', 'memory', options.limits)
    const at = module.address.type
    const evolveTile = emitEvolve(module, plan, structure, options.ownParameters)
    const cells = 2 ** plan.bits
    const own = (f: FunctionBuilder, scratch: Address, scratchBytes: Local<'i32'>, thread: Local<'i32'>): Local<AddressType> =>
      f.let(module.address.add(scratch, offsets(module).from(i32.mul(scratchBytes, thread))))
    const observe = structure.observables.length === 0 ? undefined : emitObserve(module, plan, structure.observables.length)
    if (options.gradient) {
      const back = emitBack(module, plan)
      const places = { groups: at, groupCount: 'i32', weights: at, kept: at, values: at, sums: at } as const
      const signature = { parameters: { ...rowParameters(at), ...places, from: 'i32', to: 'i32', thread: 'i32' } } as const
      module.exportFunction('gradient', signature, (f, p) => {
        const scratch = own(f, p.scratch, p.scratchBytes, p.thread)
        const fresh = f.let(isZero(module, p.kept))
        const ket = f.local(at)
        f.loop({ from: p.from, to: p.to }, (tile) => {
          f.set(ket, module.address.add(scratch, tileScratch(plan, 0).ket))
          f.do(evolveTile({ ...pickRows(p), own: scratch, tile, state: ket, prepareOnly: i32.eqz(fresh) }))
          f.if(
            fresh,
            () => observe !== undefined && f.do(observe({ state: ket, groups: p.groups, out: p.values, tile })),
            () => f.set(ket, module.address.add(p.kept, offsets(module).from(i32.mul(tile, cells * CELL_BYTES)))),
          )
          const sums = module.address.add(p.sums, offsets(module).from(i32.mul(tile, plan.sums * VECTOR_BYTES)))
          f.do(back({ own: scratch, ket, groups: p.groups, groupCount: p.groupCount, weights: p.weights, tile, sums }))
        })
      })
      return
    }
    const withStates = { states: at, first: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
    module.exportFunction('evolve', { parameters: { ...rowParameters(at), ...withStates } }, (f, p) => {
      const scratch = own(f, p.scratch, p.scratchBytes, p.thread)
      f.loop({ from: p.from, to: p.to }, (place) => {
        const state = module.address.add(p.states, offsets(module).from(i32.mul(place, cells * CELL_BYTES)))
        const tile = i32.add(p.first, place)
        f.do(evolveTile({ ...pickRows(p), own: scratch, tile, state, prepareOnly: 0 }))
      })
    })
    if (observe === undefined) return
    const withOut = { groups: at, out: at, from: 'i32', to: 'i32', thread: 'i32' } as const
    module.exportFunction('expect', { parameters: { ...rowParameters(at), ...withOut } }, (f, p) => {
      const scratch = own(f, p.scratch, p.scratchBytes, p.thread)
      const state = f.let(module.address.add(scratch, tileScratch(plan, 0).ket))
      f.loop({ from: p.from, to: p.to }, (tile) => {
        f.do(evolveTile({ ...pickRows(p), own: scratch, tile, state, prepareOnly: 0 }))
        f.do(observe({ state, groups: p.groups, out: p.out, tile }))
      })
    })
  })
}

/** The partial expectations of one tile. */
function emitObserve(module: ModuleBuilder, plan: ProgramPlan, observables: number) {
  const at = module.address
  const expectations = emitExpectations(module, sampleLanes(plan.format.precision))
  const cells = 2 ** plan.bits
  const chunkCells = tileChunkCells(plan)
  const bytes = (8 * plan.format.lanes * observables * cells) / chunkCells
  return module.function(
    { parameters: { state: at.type, groups: at.type, out: at.type, tile: 'i32' } },
    (f, { state, groups, out, tile }) => {
      const place = at.add(out, offsets(module).from(i32.mul(tile, bytes)))
      f.do(expectations({ states: state, groups, out: place, cells, chunkCells, from: 0, to: cells / chunkCells, thread: 0 }))
    },
  )
}

/** Brings a tile to the end of the circuit, or only prepares its coefficients. */
function emitEvolve(module: ModuleBuilder, plan: ProgramPlan, structure: ProgramStructure, ownParameters: boolean) {
  const at = module.address
  const layout = sampleLanes(plan.format.precision)
  const product = emitProductState(module, layout)
  const forward = forwardPasses(module, plan.format, PassTables)
  const passes = plan.sweeps.flatMap((sweep) => sweep.passes).map((pass) => ({ ...pass, run: forward(pass.local!) }))
  const prepare = emitPrepare(module, plan, structure, ownParameters)
  const parts = tileScratch(plan, 0)
  const parameters = { ...rowSources(at.type), own: at.type, tile: 'i32', state: at.type, prepareOnly: 'i32' } as const
  return module.function({ parameters }, (f, p) => {
    const { own, tile, state, prepareOnly } = p
    f.do(prepare({ ...pickRows(p), own, tile }))
    f.if(prepareOnly, () => f.return())
    const factors = at.add(own, parts.factors)
    f.do(product({ state, factors, cellBits: plan.bits, from: 0, to: productChunks(plan.bits), thread: 0 }))
    for (const { run, coefficients } of passes) {
      f.do(run({ state, outer: 0, coefficients: at.add(own, coefficients * VECTOR_BYTES), from: 0, to: 64 }))
    }
  })
}

/** Applies the weighted observables and goes back to the beginning. */
function emitBack(module: ModuleBuilder, plan: ProgramPlan) {
  const at = module.address
  const layout = sampleLanes(plan.format.precision)
  const weigh = emitWeighGroups(module, layout)
  const observe = emitObservableBra(module, layout)
  const backward = backwardPasses(module, plan.format)
  const passes = [...plan.headSweeps, ...plan.sweeps]
    .flatMap((sweep) => sweep.passes)
    .map((pass) => ({ ...pass, run: backward(pass.local!) }))
    .reverse()
  const parts = tileScratch(plan, 0)
  const cells = 2 ** plan.bits
  const parameters = {
    own: at.type,
    ket: at.type,
    groups: at.type,
    groupCount: 'i32',
    weights: at.type,
    tile: 'i32',
    sums: at.type,
  } as const
  return module.function({ parameters }, (f, { own, ket, groups, weights, tile, sums }) => {
    const [bra, weighted] = [f.let(at.add(own, parts.bra)), f.let(at.add(own, parts.weighted))]
    const observables = i32.load(groups, { offset: 0 })
    const weightsOfTile = at.add(weights, offsets(module).from(i32.mul(tile, i32.mul(observables, 8 * plan.format.lanes))))
    f.do(weigh({ groups, weights: weightsOfTile, weighted, from: 0, to: 1, thread: 0 }))
    f.do(observe({ kets: ket, bras: bra, groups, weighted, weightedBytes: 0, cells, from: 0, to: Math.max(1, cells / 4), thread: 0 }))
    for (const { run, coefficients, sums: first } of passes) {
      const c = at.add(own, coefficients * VECTOR_BYTES)
      f.do(run({ ket, bra, outer: 0, coefficients: c, sums: at.add(sums, first * VECTOR_BYTES), stride: 0, from: 0, to: 64 }))
    }
  })
}

function isZero(module: ModuleBuilder, address: Local<AddressType>): Expression<'i32'> {
  return module.address.type === 'i64' ? i64.eqz(address as Local<'i64'>) : i32.eqz(address as Local<'i32'>)
}
