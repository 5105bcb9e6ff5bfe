/**
 * Two derivatives that know nothing of the adjoint method: the parameter-shift rule on the backend's own expectations, and central differences
 * of circuit's slow oracle.
 */
import { type Circuit, differentiateAngle, evaluateAngle, type PauliSum, splitOccurrences } from '@ketwork/circuit'
import { type Matrix, matrix } from '@ketwork/math'
import type { AmplitudeBatch, Backend, Precision } from '../backend.ts'
import { oracleExpectations } from './oracles.ts'
import { DIFFERENCE_STEP } from './tolerances.ts'

export interface DerivativeProblem {
  readonly circuit: Circuit
  readonly observables: readonly PauliSum[]
  /** Values of all symbols of one row. */
  readonly values: Record<string, number>
  readonly initial?: AmplitudeBatch
}

/** As functions of one angle, expectations have frequencies 1/2, 1, 3/2, ... up to half of this. */
const HARMONICS = 4

/**
 * K x symbols derivatives of one row (row-major), by the shift rule for equidistant frequencies and the chain rule.
 *
 * E'(0) = sum over m of (-1)^m E(2 x_m) / (8 R sin(x_m / 2)^2), x_m = (2 m + 1) pi / (2 R), m = 0 to 2 R - 1, exact when E has the frequencies
 * 1/2, 1, ..., R/2. Wierichs et al., Quantum 6, 677 (2022), eq. 30, for E(2 x).
 */
export async function shiftJacobian(
  backend: Backend,
  precision: Precision,
  { circuit, observables, values, initial }: DerivativeProblem,
  symbols: readonly string[],
): Promise<Float64Array> {
  const split = splitOccurrences(circuit)
  const angles = split.occurrences.map((angle) => evaluateAngle(angle, values))
  const features = shiftedRows(angles)
  const rowInputs = initial === undefined ? { features } : { features, initial }
  await using executable = await backend.compile(split.circuit, { precision, observables })
  const shifted = await executable.expectations(rowInputs)
  const jacobian = new Float64Array(observables.length * symbols.length)
  split.occurrences.forEach((angle, i) => {
    symbols.forEach((symbol, s) => {
      const slope = evaluateAngle(differentiateAngle(angle, symbol), values)
      for (let m = 0; slope !== 0 && m < 2 * HARMONICS; m++) {
        const weight = shiftWeight(m) * slope
        observables.forEach((_, k) => {
          jacobian[k * symbols.length + s] += weight * shifted.values[(i * 2 * HARMONICS + m) * observables.length + k]
        })
      }
    })
  })
  return jacobian
}

/** One row for each shift of each angle; at least one row. */
function shiftedRows(angles: readonly number[]): Matrix {
  const rows = matrix(Math.max(1, angles.length * 2 * HARMONICS), angles.length)
  for (let row = 0; row < rows.rows; row++) rows.data.set(angles, row * angles.length)
  angles.forEach((_, i) => {
    for (let m = 0; m < 2 * HARMONICS; m++) rows.data[(i * 2 * HARMONICS + m) * angles.length + i] += 2 * shiftPoint(m)
  })
  return rows
}

function shiftPoint(m: number): number {
  return ((2 * m + 1) * Math.PI) / (2 * HARMONICS)
}

function shiftWeight(m: number): number {
  return (m % 2 === 0 ? 1 : -1) / (8 * HARMONICS * Math.sin(shiftPoint(m) / 2) ** 2)
}

/** K derivatives along a direction in the symbols: central differences of fourth order of the oracle. */
export function differenceAlong(
  { circuit, observables, values, initial }: DerivativeProblem,
  direction: Readonly<Record<string, number>>,
  step = DIFFERENCE_STEP,
): Float64Array {
  const state = initial === undefined ? undefined : Float64Array.from(initial.data)
  const at = (distance: number) => {
    const moved = Object.entries(values).map(([name, value]) => [name, value + distance * (direction[name] ?? 0)] as const)
    return oracleExpectations(circuit, Object.fromEntries(moved), observables, state)
  }
  const [far, near, back, farBack] = [2 * step, step, -step, -2 * step].map(at)
  return Float64Array.from(near, (_, k) => (8 * (near[k] - back[k]) - (far[k] - farBack[k])) / (12 * step))
}
