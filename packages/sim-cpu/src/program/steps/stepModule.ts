/**
 * Programs as data: kernels that read what the steps are from records, so that the code is the same for all programs and is there from the second one on.
 *
 * `steps` runs records in order, `stepsUndone` goes back through them on ket and bra and adds up what they contribute to a gradient. A step goes over the whole state, a run of
 * rotations on the same pairs goes over it once. Generated code (`emitStateModule`) holds several steps in registers instead, and has to be made.
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
import { emitExchange, emitExchangeInLanes, emitMatrix, emitMatrixInLanes, emitPhase } from './emitOtherSteps.ts'
import { emitOverlap } from './emitOverlap.ts'
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
    emitSteps(module, kernels)
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
  const { lanes, signed, run } = TURN
  return [0, signed, lanes, lanes | signed, run | signed, run | lanes | signed].map((flags) => [
    KIND.turn | odd | flags,
    emitTurn(module, shape, odd | flags),
  ])
}

/** Runs `work` with the kernel of a kind, found by halving. */
function forKind(f: FunctionBuilder, kind: Local<'i32'>, kernels: ReadonlyMap<number, Kernel>, work: (kernel: Kernel) => void): void {
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

/** `steps`: of state, coefficients, program, first record and how many there are, and bytes of the state. */
function emitSteps(module: ModuleBuilder, kernels: ReadonlyMap<number, Kernel>): void {
  const at = offsets(module)
  const places = { state: at.type, coefficients: at.type, program: at.type } as const
  const counts = { first: 'i32', count: 'i32', bytes: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  module.exportFunction('steps', { parameters: { ...places, ...counts } }, (f, { state, coefficients, program, first, count, bytes }) => {
    const index = f.let(first)
    const end = f.let(i32.add(first, count))
    f.while(i32.lt_u(index, end), () => {
      const record = f.let(recordAt(at, program, index))
      const kind = f.let(i32.load(record, { offset: RECORD.kind }))
      forKind(f, kind, kernels, (kernel) => f.do(kernel({ state, record, coefficients, patterns: program, bytes, inverse: 0 })))
      f.set(index, i32.add(index, i32.load(record, { offset: RECORD.run })))
    })
  })
}

type Offsets = ReturnType<typeof offsets>

function recordAt(at: Offsets, program: Local<AddressType>, index: Expression<'i32'>): Expression<AddressType> {
  return at.add(program, at.from(i32.add(i32.mul(index, RECORD_BYTES), PATTERN_BYTES)))
}

/** `stepsUndone`: of ket, bra, coefficients, sums, program, first record and how many there are, and bytes of a state. */
function emitStepsUndone(module: ModuleBuilder, shape: StepShape, kernels: ReadonlyMap<number, Kernel>): void {
  const at = offsets(module)
  const overlaps = { odd: emitOverlap(module, shape, true), even: shape.parts.length === 2 ? emitOverlap(module, shape, false) : undefined }
  const places = { ket: at.type, bra: at.type, coefficients: at.type, sums: at.type, program: at.type } as const
  const counts = { first: 'i32', count: 'i32', bytes: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  module.exportFunction(
    'stepsUndone',
    { parameters: { ...places, ...counts } },
    (f, { ket, bra, coefficients, sums, program, first, count, bytes }) => {
      const index = f.let(i32.add(first, count))
      f.while(i32.gt_u(index, first), () => {
        f.set(index, i32.sub(index, 1))
        const record = f.let(recordAt(at, program, index))
        const kind = f.let(i32.and(i32.load(record, { offset: RECORD.kind }), ~TURN.run))
        const common = { record, coefficients, patterns: program, bytes, inverse: 1 }
        const add = (overlap: typeof overlaps.odd): void =>
          f.do(v128.store(at.add(sums, at.from(i32.load(record, { offset: RECORD.sum }))), overlap({ ...common, state: ket, bra })))
        f.if(i32.or(i32.eqz(kind), i32.ge_u(kind, KIND.turnInLanes)), () => {
          if (overlaps.even === undefined) return add(overlaps.odd)
          f.if(
            i32.and(kind, TURN.odd),
            () => add(overlaps.odd),
            () => add(overlaps.even!),
          )
        })
        forKind(f, kind, kernels, (kernel) => f.do(kernel({ ...common, state: ket }), kernel({ ...common, state: bra })))
      })
    },
  )
}
