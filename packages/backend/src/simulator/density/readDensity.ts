/** What is asked of vec(rho), laid out as `doubleProgram.ts` says: rho(x, y) where the wires read w is number x + 2^n y + 4^n w. */
import { gatherBits } from '@ketwork/math'
import type { MeasureInstruction } from '../../program.ts'
import type { Amplitudes } from '../ProgramEngine.ts'
import { diagonalAt, type MaskGroup } from '../host/pauliSum.ts'
import type { DoubledProgram } from './doubleProgram.ts'

type Doubled = Pick<DoubledProgram, 'qubits' | 'wires'>

/** Writes |state><state|, or |0...0><0...0|, where all wires read 0. */
export function writePureDensity(rho: Amplitudes, state: Amplitudes | undefined): void {
  rho.fill(0)
  if (state === undefined) {
    rho[0] = 1
    return
  }
  for (let y = 0, at = 0; y < state.length; y += 2) {
    for (let x = 0; x < state.length; x += 2, at += 2) {
      rho[at] = state[x] * state[y] + state[x + 1] * state[y + 1]
      rho[at + 1] = state[x + 1] * state[y] - state[x] * state[y + 1]
    }
  }
}

/** Tr(O rho) for the groups of an observable on the n qubits, summed over the readings of the wires; O(2^n) a group and reading. */
export function densityExpectation(rho: Amplitudes, { qubits, wires }: Doubled, groups: readonly MaskGroup[]): number {
  const size = 2 ** qubits
  let sum = 0
  for (let reading = 0; reading < 2 ** wires.length; reading++) {
    for (const { x: flips, real, imaginary } of groups) {
      for (let x = 0; x < size; x++) {
        const entry = 2 * (x + size * ((x ^ flips) + size * reading)) // rho(x, y) meets <y| O |x>
        if (real !== undefined) sum += diagonalAt(real, x) * rho[entry]
        if (imaginary !== undefined) sum -= diagonalAt(imaginary, x) * rho[entry + 1]
      }
    }
  }
  return sum
}

/** How likely the wires read w and the qubits x together: number x + 2^n w. Never negative; the sum is the trace up to rounding. */
export function jointDistribution(rho: Amplitudes, { qubits, wires }: Doubled): Float64Array {
  const size = 2 ** qubits
  return Float64Array.from({ length: size * 2 ** wires.length }, (_, i) => {
    const [x, reading] = [i % size, Math.floor(i / size)]
    return Math.max(0, rho[2 * (x + size * (x + size * reading))])
  })
}

/**
 * What detectors show of a joint distribution, in place: of each measured qubit with a readout error the readings instead of the outcomes.
 *
 * @param constants hold p(0|0), p(1|0), p(0|1), p(1|1) at a `readout`
 */
export function confuse(joint: Float64Array, measurements: readonly MeasureInstruction[], constants: Float64Array): void {
  for (const { qubit, readout } of measurements) {
    if (readout === undefined) continue
    const [p00, p10, p01, p11] = constants.subarray(readout, readout + 4)
    const bit = 2 ** qubit
    for (let i = 0; i < joint.length; i++) {
      if (Math.floor(i / bit) % 2 === 1) continue
      const [zero, one] = [joint[i], joint[i + bit]]
      joint[i] = p00 * zero + p01 * one
      joint[i + bit] = p10 * zero + p11 * one
    }
  }
}

/** The distribution of some qubits: bit b of the index is `qubits[b]`. */
export function marginalOf(joint: Float64Array, qubits: readonly number[]): Float64Array {
  const out = new Float64Array(2 ** qubits.length)
  for (let i = 0; i < joint.length; i++) out[gatherBits(i, qubits)] += joint[i]
  return out
}
