/**
 * Compares two circuits that measure: every reading of the bits must be as likely, and leave the same state of all qubits up to a phase of that reading.
 *
 * Where all measurements come last, on random states: amplitudes are grouped by what is read. Otherwise outcome by outcome with density matrices, for few qubits.
 * So SWAPs and diagonal gates in front of measurements may go, and nothing else.
 */
import type { Circuit, Operation } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { compareCliffords } from './compareCliffords.ts'
import { randomState, type StateTrials } from './compareStates.ts'
import { roundingTolerance } from './compareUnitaries.ts'
import { type CompressedClaim, embedded } from './compressed.ts'
import type { Equivalence, NotApplicable } from './Equivalence.ts'
import { evolveState } from './evolveState.ts'
import { type FinalReadings, finalReadings } from './finalReadings.ts'
import { outcomeStates } from './outcomeStates.ts'

/** States are followed up to so many qubits, device qubits that hold none of the circuit's included. */
export const MOST_STATE_QUBITS = 20
const MOST_DENSITY_QUBITS = 5
const MOST_BRANCHES = 2 ** 8

/** The verdict, or why it cannot be found. */
export function compareOutcomes(claim: CompressedClaim, options: StateTrials): Equivalence | NotApplicable {
  const source = finalReadings(claim.source)
  const output = finalReadings(claim.output)
  const qubits = claim.output.qubitCount
  if (source !== undefined && output !== undefined) {
    if (!sameReadings(claim, source, output)) return { verdict: 'different', method: 'outcomes', trials: 0, error: 1 }
    const measured = [...output.readings.values()].map(({ qubits: [qubit] }) => qubit)
    const bodies = { ...claim, source: source.body, output: output.body }
    const clifford = compareCliffords(bodies, measured, options.seed)
    if ('verdict' in clifford) return clifford
    if (qubits > MOST_STATE_QUBITS)
      return { reason: `it measures, is no Clifford circuit up to its measurements and has ${qubits} qubits, above ${MOST_STATE_QUBITS}` }
    return compareFinal(claim, [source, output], options)
  }
  if (qubits > MOST_DENSITY_QUBITS || 2 ** claim.source.bits.length > MOST_BRANCHES) {
    return {
      reason: `measurements, resets or channels within a circuit on ${qubits} qubits: outcomes are followed up to ${MOST_DENSITY_QUBITS}`,
    }
  }
  return compareBranches(claim, options)
}

/** Whether the same qubits are read into the same bits, with the same readout errors. */
function sameReadings({ finalLayout }: Pick<CompressedClaim, 'finalLayout'>, before: FinalReadings, after: FinalReadings): boolean {
  const isRead = ([
    bit,
    {
      qubits: [qubit],
      readout,
    },
  ]: readonly [string, Operation]): boolean => {
    const other = after.readings.get(bit)
    return other?.qubits[0] === finalLayout[qubit] && JSON.stringify(other.readout) === JSON.stringify(readout)
  }
  return before.readings.size === after.readings.size && [...before.readings].every(isRead)
}

function compareFinal(
  { source, output, initialLayout, finalLayout }: CompressedClaim,
  [before, after]: readonly [FinalReadings, FinalReadings],
  { seed, trials, evolve = evolveState }: StateTrials,
): Equivalence {
  let error = 0
  const measured = [...after.readings.values()].map(({ qubits: [qubit] }) => qubit)
  for (let trial = 0; trial < trials; trial++) {
    const state = randomState(source.qubitCount, new RandomStream(seed, trial), trial % 2 === 1)
    const expected = embedded(evolve(before.body, state), finalLayout, output.qubitCount)
    const actual = evolve(after.body, embedded(state, initialLayout, output.qubitCount))
    error = Math.max(error, distanceByOutcome(expected, actual, measured))
  }
  return verdict(error, { source, output, trials })
}

/** Sum over the outcomes of |b - e^(i phase) a|^2, the phase of each outcome the best one. */
function distanceByOutcome(a: Float64Array, b: Float64Array, measured: readonly number[]): number {
  const mask = measured.reduce((bits, qubit) => bits | (1 << qubit), 0)
  const overlaps = new Map<number, [number, number]>()
  for (let i = 0; i < a.length / 2; i++) {
    const sum = overlaps.get(i & mask) ?? [0, 0]
    sum[0] += a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1]
    sum[1] += a[2 * i] * b[2 * i + 1] - a[2 * i + 1] * b[2 * i]
    overlaps.set(i & mask, sum)
  }
  let distance = 0
  for (let i = 0; i < a.length / 2; i++) {
    const [re, im] = overlaps.get(i & mask) ?? [1, 0]
    const length = Math.hypot(re, im)
    const [cos, sin] = length < 1e-30 ? [1, 0] : [re / length, im / length]
    distance += (b[2 * i] - cos * a[2 * i] + sin * a[2 * i + 1]) ** 2 + (b[2 * i + 1] - cos * a[2 * i + 1] - sin * a[2 * i]) ** 2
  }
  return distance
}

function compareBranches({ source, output, initialLayout, finalLayout }: CompressedClaim, { seed, trials }: StateTrials): Equivalence {
  const moved = source.mapQubits(finalLayout, output.qubitCount)
  let error = 0
  for (let trial = 0; trial < trials; trial++) {
    const state = randomState(source.qubitCount, new RandomStream(seed, trial), trial % 2 === 1)
    const expected = outcomeStates(moved, embedded(state, finalLayout, output.qubitCount), source.bits)
    const actual = outcomeStates(output, embedded(state, initialLayout, output.qubitCount), source.bits)
    for (const bits of new Set([...expected.keys(), ...actual.keys()])) {
      const [a, b] = [expected.get(bits), actual.get(bits)]
      const { length } = a ?? b ?? []
      for (let i = 0; i < length; i++) error = Math.max(error, Math.abs((a?.[i] ?? 0) - (b?.[i] ?? 0)) ** 2)
    }
  }
  return verdict(error, { source, output, trials })
}

function verdict(
  error: number,
  { source, output, trials }: { readonly source: Circuit; readonly output: Circuit; readonly trials: number },
): Equivalence {
  const tolerance = roundingTolerance(source.operations.length + output.operations.length) ** 2
  return { verdict: error <= tolerance ? 'equivalent' : 'different', method: 'outcomes', trials, error }
}
