/** Kraus matrices of the noise channels and the checks of their rates. */
import { type ComplexMatrix, scaleMatrix } from '@ketwork/math'
import { pauliMatrix, realMatrix } from './matrices.ts'
import type { OperationFields } from './Operation.ts'

const LETTERS = ['I', 'X', 'Y', 'Z']

/**
 * With probability p one of the 4^k - 1 Pauli errors, each as likely: (1 - p) rho + p / (4^k - 1) sum P rho P.
 *
 * Maximally mixed at p = 3/4 on one and 15/16 on two qubits, as PennyLane, Cirq and Stim have it.
 */
export function depolarizingKraus(qubits: 1 | 2, p: number): ComplexMatrix[] {
  const strings = qubits === 1 ? LETTERS : LETTERS.flatMap((a) => LETTERS.map((b) => a + b))
  return strings.map((letters, i) => weightedPauli(letters, i === 0 ? 1 - p : p / (strings.length - 1)))
}

export function pauliKraus(px: number, py: number, pz: number): ComplexMatrix[] {
  return [weightedPauli('I', Math.max(0, 1 - px - py - pz)), weightedPauli('X', px), weightedPauli('Y', py), weightedPauli('Z', pz)]
}

/** Decay of |1> to |0> with probability gamma. */
export function amplitudeDampingKraus(gamma: number): ComplexMatrix[] {
  return [realMatrix(1, 0, 0, Math.sqrt(1 - gamma)), realMatrix(0, Math.sqrt(gamma), 0, 0)]
}

/** Off-diagonal entries shrink by sqrt(1 - lambda). */
export function phaseDampingKraus(lambda: number): ComplexMatrix[] {
  return [realMatrix(1, 0, 0, Math.sqrt(1 - lambda)), realMatrix(0, 0, 0, Math.sqrt(lambda))]
}

/**
 * Populations go to (1 - p1, p1) with e^(-time / t1), off-diagonal entries shrink by e^(-time / t2); p1 is the excited population.
 *
 * Two jumps, and two diagonal matrices which are the Cholesky factor of [[a, c], [c, b]]: a and b are the chances to stay in |0> and |1>, c the
 * coherence. It is positive because t2 <= 2 t1.
 */
export function thermalRelaxationKraus(t1: number, t2: number, time: number, excitedPopulation: number): ComplexMatrix[] {
  const kept = Math.exp(-time / t1)
  const lost = -Math.expm1(-time / t1)
  const a = 1 - excitedPopulation + excitedPopulation * kept
  const b = excitedPopulation + (1 - excitedPopulation) * kept
  const stay = Math.sqrt(a)
  const coherence = a === 0 ? 0 : Math.exp(-time / t2) / stay
  return [
    realMatrix(stay, 0, 0, coherence),
    realMatrix(0, 0, 0, Math.sqrt(Math.max(0, b - coherence ** 2))),
    realMatrix(0, Math.sqrt(lost * (1 - excitedPopulation)), 0, 0),
    realMatrix(0, 0, Math.sqrt(lost * excitedPopulation), 0),
  ]
}

/** Refuses rates that are not so many probabilities, or add up to more than 1. */
export function checkProbabilities(...names: readonly string[]): (fields: OperationFields) => void {
  return ({ rates = [] }) => {
    checkCount(rates, names)
    rates.forEach((rate, i) => checkProbability(names[i], rate))
    const sum = rates.reduce((total, rate) => total + rate, 0)
    if (sum > 1 + 1e-12) throw new RangeError(`${names.join(' + ')} is ${sum}: probabilities add up to at most 1`)
  }
}

export function checkProbability(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} is ${value}: a probability is from 0 to 1`)
}

export function checkThermalRelaxation({ rates = [] }: OperationFields): void {
  const names = ['t1', 't2', 'time', 'excitedPopulation']
  checkCount(rates, names)
  const [t1, t2, time, excitedPopulation] = rates
  for (const [i, value] of [t1, t2].entries()) {
    if (!(value > 0 && value < Infinity)) throw new RangeError(`${names[i]} is ${value}: it must be a finite time above 0`)
  }
  if (t2 > 2 * t1) throw new RangeError(`t2 is ${t2} and t1 is ${t1}: t2 is at most 2 t1 = ${2 * t1}`)
  if (!(time >= 0 && time < Infinity)) throw new RangeError(`time is ${time}: it must be finite and not below 0`)
  checkProbability('excitedPopulation', excitedPopulation)
}

function checkCount(rates: readonly number[], names: readonly string[]): void {
  if (rates.length !== names.length) throw new RangeError(`rates must be [${names.join(', ')}], got ${rates.length} numbers`)
}

function weightedPauli(letters: string, probability: number): ComplexMatrix {
  return scaleMatrix(pauliMatrix(letters), Math.sqrt(probability))
}
