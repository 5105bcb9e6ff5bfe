/**
 * The coefficients of one tile of rows, each row with its own angles, and the factors of its product state.
 */
import type { Action, ProgramStructure } from '@ketwork/backend/simulator'
import {
  type AddressType,
  emitReduceAngle,
  type Expression,
  type FunctionBuilder,
  i32,
  type Local,
  memory,
  type ModuleBuilder,
  select,
  v128,
} from '@ketwork/math/wasm'
import { offsets } from '../kernels/addresses.ts'
import { numberFormat } from '../kernels/numberFormat.ts'
import { AngleEmitter } from './emitAngles.ts'
import { emitTurn } from './emitTurn.ts'
import { headStates } from './headFactors.ts'
import { coefficientPlaces, type ProgramPlan } from './programPlan.ts'
import { rowSources, tileScratch, varies } from './tileRows.ts'

const VECTOR_BYTES = 16

type Address = Expression<AddressType>

/** The coefficients of a tile, and the factors of its product state. */
export function emitPrepare(module: ModuleBuilder, plan: ProgramPlan, structure: ProgramStructure, ownParameters: boolean) {
  const at = module.address
  const { precision, lanes } = plan.format
  const turns = [true, false].map((reduced) => emitTurn(module, precision, reduced))
  const reduce = emitReduceAngle(module)
  const parts = tileScratch(plan, 0)
  const places = coefficientPlaces(plan)
  const varying = [...places].filter(([action]) => 'slot' in action && varies(structure.angles, action.slot, ownParameters))
  const phases = plan.phases.filter((action) => 'slot' in action && varies(structure.angles, action.slot, ownParameters))
  const parameters = { ...rowSources(at.type), own: at.type, tile: 'i32' } as const
  return module.function({ parameters }, (f, { rows, parameters: given, features, constants, shared, own, tile }) => {
    f.do(memory.copy(own, shared, at.const(parts.phases + 2 * VECTOR_BYTES)))
    const row = (lane: number): Local<'i32'> => {
      const index = f.let(i32.add(i32.mul(tile, lanes), lane))
      return f.let(select(i32.lt_u(index, rows), index, i32.sub(rows, 1)))
    }
    const indices = Array.from({ length: lanes }, (_, lane) => row(lane))
    const rowsOf = (base: Address, columns: number): Address[] =>
      indices.map((index) => f.let(at.add(base, offsets(module).from(i32.mul(index, 8 * columns)))))
    const sources = {
      constants,
      reduce,
      hasLargeAngles: f.let(i32.load(shared, { offset: parts.phases + 2 * VECTOR_BYTES })),
      features: structure.features.length === 0 ? [] : rowsOf(features, structure.features.length),
      parameters: ownParameters ? rowsOf(given, structure.parameters.length) : [given],
    }
    const angles = new AngleEmitter(f, structure.angles, sources, lanes)
    const left = at.add(own, parts.phases)
    const call = (slot: number, factor: number, reduced: boolean, to: Address): void => {
      const [low, high = low] = angles.angle(slot, factor)
      f.do(turns[reduced ? 0 : 1]({ low, high, to, phases: left }))
    }
    const addPhase = (slot: number, factor: number): void => {
      angles.angle(slot, factor).forEach((angle, pair) => addTo(f, left, 16 * pair, angle))
    }
    for (const [action, place] of varying) {
      if (action.kind !== 'rotate' && action.kind !== 'phase') continue
      const to = at.add(own, place * VECTOR_BYTES)
      const halved = action.kind === 'rotate' && (action.controls !== 0 || action.x !== 0)
      const sign = action.kind === 'rotate' && action.negative ? -1 : 1
      call(action.slot, halved ? 0.5 * sign : sign, halved && action.controls === 0, to)
      if (action.kind === 'rotate' && !halved) addPhase(action.slot, -0.5 * sign)
    }
    for (const action of phases) if (action.kind === 'phase') addPhase(action.slot, 1)
    emitFactors(module, f, plan, { own, turn: turns[1], places })
  })
}

/** Writes the factors of the product state: the phase of the whole state, then each qubit's two amplitudes. */
function emitFactors(
  module: ModuleBuilder,
  f: FunctionBuilder,
  plan: ProgramPlan,
  { own, turn, places }: { own: Address; turn: ReturnType<typeof emitTurn>; places: ReadonlyMap<Action, number> },
): void {
  const at = module.address
  const { precision } = plan.format
  const { mul, add, neg, splat, constant } = numberFormat(precision)
  const parts = tileScratch(plan, 0)
  const factors = f.let(at.add(own, parts.factors))
  const phase = (pair: number): Local<'v128'> => f.let(v128.load(own, { offset: parts.phases + 16 * pair }))
  const low = phase(0)
  // The turn writes cosine, sine and a tangent; the tangent's place is the first bit's, which is written next.
  f.do(turn({ low, high: precision === 'f64' ? low : phase(1), to: factors, phases: at.add(own, parts.phases) }))
  const arithmetic = {
    one: f.let(splat(constant(1))) as Expression<'v128'>,
    multiply: (a: Expression<'v128'>, b: Expression<'v128'>): Expression<'v128'> => f.let(mul(a, b)),
    add: (a: Expression<'v128'>, b: Expression<'v128'>): Expression<'v128'> => f.let(add(a, b)),
    negate: (a: Expression<'v128'>): Expression<'v128'> => f.let(neg(a)),
  }
  const coefficient = (action: Action, index: number): Expression<'v128'> =>
    f.let(v128.load(own, { offset: (places.get(action)! + index) * VECTOR_BYTES }))
  const zero = splat(constant(0))
  headStates(plan.head, plan.bits, arithmetic, coefficient).forEach((amplitudes, bit) => {
    amplitudes.forEach(({ re = zero, im = zero }, value) => {
      const offset = VECTOR_BYTES * (2 + 4 * bit + 2 * value)
      f.do(v128.store(factors, re, { offset }), v128.store(factors, im, { offset: offset + VECTOR_BYTES }))
    })
  })
}

function addTo(f: FunctionBuilder, address: Address, offset: number, value: Expression<'v128'>): void {
  f.do(v128.store(address, numberFormat('f64').add(v128.load(address, { offset }), value), { offset }))
}
