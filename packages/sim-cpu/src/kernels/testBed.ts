/** What the tests of kernels share: every layout and variant that the engine runs, a module of the kernels under test with its memory, and states in both forms. */
import { haarState, type RandomStream } from '@ketwork/math'
import type { ModuleBuilder } from '@ketwork/math/wasm'
import { KERNEL_VARIANTS, type KernelVariant, loadRig } from './kernelRig.ts'
import { amplitudeLanes, lanes, realAt, sampleLanes, type StateLayout, statesInLanes } from './layout.ts'

export interface KernelCase {
  readonly layout: StateLayout
  readonly options: KernelVariant
}

/** Both precisions and lane layouts with every kind of module that this engine runs. */
export const CASES: readonly (readonly [name: string, KernelCase])[] = KERNEL_VARIANTS.flatMap((options) =>
  [amplitudeLanes('f64'), sampleLanes('f64'), amplitudeLanes('f32'), sampleLanes('f32')].map((layout) => {
    return [`${layout.precision}, ${layout.laneQubits} lane qubits, ${options.name}`, { layout, options }] as const
  }),
)

export interface TestBed {
  readonly buffer: ArrayBuffer
  /** Calls a kernel; addresses come first, then the counts. */
  readonly call: (name: string, addresses: readonly number[], counts: readonly number[]) => unknown
}

export function openTestBed({ options }: KernelCase, define: (module: ModuleBuilder) => void, pages = 16): TestBed {
  const { buffer, call } = loadRig(options, define, pages)
  return {
    buffer,
    call: (name, addresses, counts) => call(name, ...addresses.map((address) => new Uint8Array(buffer, address)), ...counts),
  }
}

/** The memory as numbers of the layout's precision. */
export function numbersOf({ buffer }: TestBed, { precision }: StateLayout): Float64Array | Float32Array {
  return precision === 'f64' ? new Float64Array(buffer) : new Float32Array(buffer)
}

/** As many random states as share a cell, rounded to the layout's precision, interleaved. */
export function drawStates(layout: StateLayout, qubits: number, random: RandomStream): Float64Array[] {
  return Array.from({ length: statesInLanes(layout) }, () => {
    const state = haarState(2 ** qubits, random)
    return layout.precision === 'f64' ? state : Float64Array.from(Float32Array.from(state))
  })
}

/** Lays interleaved states out at an address; a state shorter than a vector is padded. */
export function writeStates(bed: TestBed, layout: StateLayout, address: number, states: readonly Float64Array[]): void {
  const numbers = numbersOf(bed, layout)
  const base = address / numbers.BYTES_PER_ELEMENT
  const width = lanes(layout.precision)
  if (layout.laneQubits > 0) numbers.fill(0, base, base + 2 * width)
  states.forEach((state, sample) => {
    for (let i = 0; 2 * i < state.length; i++) {
      const real = base + realAt(layout, i, sample)
      numbers[real] = state[2 * i]
      numbers[real + width] = state[2 * i + 1]
    }
  })
}

/** The states at an address, interleaved. */
export function readStates(bed: TestBed, layout: StateLayout, address: number, qubits: number): Float64Array[] {
  const numbers = numbersOf(bed, layout)
  const base = address / numbers.BYTES_PER_ELEMENT
  return Array.from({ length: statesInLanes(layout) }, (_, sample) => {
    const state = new Float64Array(2 * 2 ** qubits)
    for (let i = 0; 2 * i < state.length; i++) {
      const real = base + realAt(layout, i, sample)
      state[2 * i] = numbers[real]
      state[2 * i + 1] = numbers[real + lanes(layout.precision)]
    }
    return state
  })
}

/** The largest difference between two lists; NaN where either holds it or the lengths differ. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN
  let largest = 0
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i] - b[i]) <= largest)) largest = Math.abs(a[i] - b[i])
  return largest
}
