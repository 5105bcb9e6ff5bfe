/**
 * Programs as data: kernels that read what the steps are from records, so that the code is the same for all programs
 * and is there from the second one on.
 *
 * `steps` runs records in order, `stepsUndone` goes back through them on ket and bra and adds up what they contribute
 * to a gradient. A step goes over the whole state, a run of rotations on the same pairs goes over it once. Generated
 * code (`emitStateModule`) holds several steps in registers instead, and has to be made.
 */
import {
  type AddressType,
  buildModule,
  type Expression,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
  type WasmFunction,
} from '@ketwork/math/wasm'
import { offsets } from '../../kernels/addresses.ts'
import type { KernelModuleOptions } from '../../kernels/kernelModule.ts'
import type { Part } from '../CellGroup.ts'
import { emitExchange, emitExchangeInLanes, emitMatrix, emitMatrixInLanes, emitPhase, emitPhaseUndone } from './emitOtherSteps.ts'
import { emitOverlap } from './emitOverlap.ts'
import { emitRun, emitTurnsUndone } from './emitRuns.ts'
import { emitTurn, emitTurnInLanes, emitTurnUnderControls } from './emitTurns.ts'
import { type stepParameters, type StepShape } from './stepKernel.ts'
import { KIND, PATTERN_BYTES, RECORD, RECORD_BYTES, TURN } from './stepRecords.ts'

type Kernel = WasmFunction<ReturnType<typeof stepParameters>, 'none'>

/** Kernels of steps on states with both parts. */
export function stepModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOfSteps(options, ['re', 'im'])
}

/** Those on states that stay real: exchanges, and rotations about strings with an odd number of Ys. */
export function realStepModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOfSteps(options, ['re'])
}

function moduleOfSteps({ layout, memory, ...options }: KernelModuleOptions, parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  return buildModule(options, (module) => {
    module.importMemory('env', 'memory', memory)
    const shape = { layout, parts }
    const kernels =
      parts.length === 2 ? new Map([...realKernels(module, shape), ...otherKernels(module, shape)]) : realKernels(module, shape)
    emitSteps(module, shape, kernels)
    emitStepsUndone(module, shape, kernels)
  })
}

/** By kind, those first that are met most often. */
function realKernels(module: ModuleBuilder, shape: StepShape): Map<number, Kernel> {
  return new Map([
    ...turnKernels(module, shape, TURN.odd),
    [KIND.exchange, emitExchange(module, shape)],
    [KIND.exchangeInLanes, emitExchangeInLanes(module, shape)],
    [KIND.turnInLanes | TURN.odd, emitTurnInLanes(module, shape, true)],
    [KIND.turnUnderControls | TURN.odd, emitTurnUnderControls(module, shape, true)],
  ])
}

function otherKernels(module: ModuleBuilder, shape: StepShape): Map<number, Kernel> {
  return new Map([
    ...turnKernels(module, shape, 0),
    [KIND.phase, emitPhase(module, shape)],
    [KIND.matrix, emitMatrix(module, shape, 1)],
    [KIND.pairMatrix, emitMatrix(module, shape, 2)],
    [KIND.matrixInLanes, emitMatrixInLanes(module, shape)],
    [KIND.turnInLanes, emitTurnInLanes(module, shape, false)],
    [KIND.turnUnderControls, emitTurnUnderControls(module, shape, false)],
  ])
}

function turnKernels(module: ModuleBuilder, shape: StepShape, odd: number): [number, Kernel][] {
  const { lanes, signed } = TURN
  return [0, signed, lanes, lanes | signed].map((flags) => [KIND.turn | odd | flags, emitTurn(module, shape, odd | flags)])
}

/** By the flags `odd` and `lanes` of `TURN`. */
function ofFlags<T>({ parts }: StepShape, make: (flags: number) => T): ReadonlyMap<number, T> {
  const { odd, lanes } = TURN
  return new Map((parts.length === 1 ? [odd, odd | lanes] : [0, odd, lanes, odd | lanes]).map((flags) => [flags, make(flags)]))
}

/** Runs `work` with the kernel of a kind, found by halving. */
function forKind<T>(f: FunctionBuilder, kind: Expression<'i32'>, kernels: ReadonlyMap<number, T>, work: (kernel: T) => void): void {
  const sorted = [...kernels].sort(([a], [b]) => a - b)
  const choose = (from: number, to: number): void => {
    if (to - from === 1) return work(sorted[from][1])
    const middle = (from + to) >> 1
    f.if(
      i32.lt_u(kind, sorted[middle][0]),
      () => choose(from, middle),
      () => choose(middle, to),
    )
  }
  choose(0, sorted.length)
}

/**
 * `steps`: of state, coefficients, program, scratch memory, first record and how many there are, and bytes of the
 * state.
 */
function emitSteps(module: ModuleBuilder, shape: StepShape, kernels: ReadonlyMap<number, Kernel>): void {
  const at = offsets(module)
  const runs = ofFlags(shape, (flags) => emitRun(module, shape, flags))
  const places = { state: at.type, coefficients: at.type, program: at.type, scratch: at.type } as const
  module.exportFunction('steps', { parameters: { ...places, ...COUNTS } }, (f, operands) => {
    const { state, coefficients, program, scratch, first, count, bytes } = operands
    const index = f.let(first)
    const end = f.let(i32.add(first, count))
    f.while(i32.lt_u(index, end), () => {
      const record = f.let(recordAt(at, program, index))
      const kind = f.let(i32.load(record, { offset: RECORD.kind }))
      const run = f.let(i32.load(record, { offset: RECORD.run }))
      const common = { state, record, coefficients, patterns: program, bytes, inverse: 0 }
      f.if(
        i32.eq(run, 1),
        () => forKind(f, kind, kernels, (kernel) => f.do(kernel(common))),
        () => forKind(f, flagsOf(f, kind), runs, (kernel) => f.do(kernel({ ...common, table: scratch }))),
      )
      f.set(index, i32.add(index, run))
    })
  })
}

const COUNTS = { first: 'i32', count: 'i32', bytes: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const

function flagsOf(f: FunctionBuilder, kind: Local<'i32'>): Local<'i32'> {
  return f.let(i32.and(kind, TURN.odd | TURN.lanes))
}

type Offsets = ReturnType<typeof offsets>

function recordAt(at: Offsets, program: Local<AddressType>, index: Expression<'i32'>): Expression<AddressType> {
  return at.add(program, at.from(i32.add(i32.mul(index, RECORD_BYTES), PATTERN_BYTES)))
}

/**
 * `stepsUndone`: of ket, bra, coefficients, sums, program, scratch memory, first record and how many there are, and
 * bytes of a state.
 */
function emitStepsUndone(module: ModuleBuilder, shape: StepShape, kernels: ReadonlyMap<number, Kernel>): void {
  const at = offsets(module)
  const turns = ofFlags(shape, (flags) => emitTurnsUndone(module, shape, flags))
  const runs = ofFlags(shape, (flags) => emitTurnsUndone(module, shape, flags | TURN.run))
  const phase = shape.parts.length === 1 ? undefined : emitPhaseUndone(module, shape)
  const others = new Map([...kernels].filter(([kind]) => (kind & KIND.turn) === 0 && kind !== KIND.phase))
  const overlaps = new Map(shape.parts.length === 1 ? [] : [[0, emitOverlap(module, shape, false)]]).set(
    TURN.odd,
    emitOverlap(module, shape, true),
  )
  const places = { ket: at.type, bra: at.type, coefficients: at.type, sums: at.type, program: at.type, scratch: at.type } as const
  module.exportFunction('stepsUndone', { parameters: { ...places, ...COUNTS } }, (f, operands) => {
    const { ket, bra, coefficients, sums, program, scratch, first, count, bytes } = operands
    const index = f.let(i32.add(first, count))
    f.while(i32.gt_u(index, first), () => {
      const last = recordAt(at, program, i32.sub(index, 1))
      f.set(index, i32.sub(index, i32.load(last, { offset: RECORD.run })))
      const record = f.let(recordAt(at, program, index))
      const kind = f.let(i32.load(record, { offset: RECORD.kind }))
      const common = { record, coefficients, patterns: program, bytes, inverse: 1 }
      const undoOther = (): void => {
        f.if(i32.ge_u(kind, KIND.turnInLanes), () =>
          forKind(f, i32.and(kind, TURN.odd), overlaps, (overlap) => {
            const place = at.add(sums, at.from(i32.load(record, { offset: RECORD.sum })))
            f.do(v128.store(place, overlap({ ...common, state: ket, bra })))
          }),
        )
        forKind(f, kind, others, (kernel) => f.do(kernel({ ...common, state: ket }), kernel({ ...common, state: bra })))
      }
      const turned = { ...common, state: ket, bra, sums }
      const undoTurns = (of: typeof turns) => () =>
        forKind(f, flagsOf(f, kind), of, (kernel) => f.do(kernel({ ...turned, table: scratch })))
      const undoOthers = phase === undefined ? undoOther : () => f.if(i32.eqz(kind), () => f.do(phase(turned)), undoOther)
      f.if(i32.and(kind, KIND.turn), () => f.if(i32.and(kind, TURN.run), undoTurns(runs), undoTurns(turns)), undoOthers)
    })
  })
}
