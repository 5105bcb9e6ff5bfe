/** The factors of the product state that a program begins with, as `emitProductState` reads them, for one state with amplitudes in its lanes. */
import type { Action } from '@ketwork/backend/simulator'
import { type Complex, headStates } from './headFactors.ts'
import type { ProgramPlan } from './programPlan.ts'

export interface HeadNumbers {
  /** As `writeCoefficients` writes them. */
  readonly coefficients: Float64Array | Float32Array
  /** Where those of each action of the head begin, in vectors. */
  readonly places: ReadonlyMap<Action, number>
  /** Of the whole state. */
  readonly phase: number
}

const numbers = {
  one: 1,
  multiply: (a: number, b: number): number => a * b,
  add: (a: number, b: number): number => a + b,
  negate: (a: number): number => -a,
}

/** Writes vectors of the plan's lanes to `out`: the beginning with the amplitudes of the lane qubits, then four vectors a qubit above. */
export function writeProductFactors(plan: ProgramPlan, head: HeadNumbers, out: Float64Array | Float32Array): void {
  const { lanes, laneBits } = plan.format
  const { coefficients, places, phase } = head
  const coefficient = (action: Action, index: number): number => coefficients[lanes * (places.get(action)! + index)]
  const states = headStates(plan.head, plan.bits, numbers, coefficient)
  const beginning = phaseFactor(phase)
  for (let lane = 0; lane < lanes; lane++) {
    let { re, im } = beginning
    for (let bit = 0; bit < laneBits; bit++) {
      const factor = states[bit][(lane >> bit) & 1]
      const [a, b] = [factor.re ?? 0, factor.im ?? 0]
      ;[re, im] = [re * a - im * b, re * b + im * a]
    }
    out[lane] = re
    out[lanes + lane] = im
  }
  states.slice(laneBits).forEach((amplitudes, bit) => {
    const at = lanes * (2 + 4 * bit)
    amplitudes.forEach((amplitude, value) => writeSplat(out, at + 2 * lanes * value, lanes, amplitude))
  })
}

/** exp(i phase), exact at multiples of pi, so that a real state stays real. */
function phaseFactor(phase: number): { re: number; im: number } {
  if (phase % Math.PI === 0) return { re: (phase / Math.PI) % 2 === 0 ? 1 : -1, im: 0 }
  return { re: Math.cos(phase), im: Math.sin(phase) }
}

function writeSplat(out: Float64Array | Float32Array, at: number, lanes: number, { re = 0, im = 0 }: Complex<number>): void {
  out.fill(re, at, at + lanes)
  out.fill(im, at + lanes, at + 2 * lanes)
}
