/**
 * From any circuit to one that a target runs: the passes of `pipeline.ts` around layout and routing, the best of several candidates, and the certificate.
 */
import { type Angle, type Circuit, requireCircuit, sumOfAngles, twoQubitDepth } from '@ketwork/circuit'
import { functionValue, numberFromZero, oneOf, type OptionChecks, optional, requireOptions, wholeNumber } from '@ketwork/math'
import { certify, type CertifyOptions } from './certificate/certify.ts'
import type { Equivalence } from './certificate/Equivalence.ts'
import { leastError } from './layout/leastError.ts'
import { CircuitDoesNotFitError } from './layout/partAssignment.ts'
import { type Placement, placeAndRoute } from './layout/placeAndRoute.ts'
import { type CircuitMetrics, countTwoQubitOperations, measureCircuit } from './metrics.ts'
import { type ErrorRates, errorRates, logSuccess } from './noise/successProbability.ts'
import { type LowerBound, lowerBound } from './optimality/lowerBound.ts'
import { PassLog, type PassReport } from './PassLog.ts'
import { withFinalMeasurements } from './passes/finalMeasurements.ts'
import { flipsNeeded } from './passes/flipsNeeded.ts'
import { networkOnDevice } from './passes/networkOnDevice.ts'
import { reduceLargeAngles } from './passes/reduceLargeAngles.ts'
import { afterPlacement, beforePlacement, type Level, type Prepared } from './pipeline.ts'
import type { CouplingMap } from './routing/CouplingMap.ts'
import { deviceMap } from './routing/deviceMap.ts'
import { type Target, validateTarget } from './target.ts'

export interface TranspileOptions {
  /** 2 by default. */
  readonly level?: Level
  /** Of all that is random; 1 by default. The same seed gives the same circuit, unless there is `effort`. */
  readonly seed?: number
  /** Goes on trying layouts for so long, beyond what the level does; more time is never worse. */
  readonly effort?: { readonly milliseconds: number }
  /** How much the certificate may cost; `fast` by default. */
  readonly verify?: 'always' | 'fast' | 'never'
  /** See `CertifyOptions`. */
  readonly evolve?: CertifyOptions['evolve']
}

const OPTIONS: OptionChecks<TranspileOptions> = {
  level: optional(oneOf(0, 1, 2, 3)),
  seed: optional(wholeNumber(0)),
  effort: optional((_, effort) => requireOptions('effort', effort as { milliseconds: number }, { milliseconds: numberFromZero })),
  verify: optional(oneOf('always', 'fast', 'never')),
  evolve: optional(functionValue),
}

/** Whether the output does what the input did. */
export type Certificate = Equivalence & { readonly milliseconds: number }

export interface TranspileResult {
  /** On the device's qubits. */
  readonly circuit: Circuit
  /** The device qubit that holds each circuit qubit before and after. */
  readonly initialLayout: readonly number[]
  readonly finalLayout: readonly number[]
  /** The sum of the circuit's global phases, which are operations of it. */
  readonly globalPhase: Angle
  /** SWAPs that routing put in, before they merged with the gates around them. */
  readonly swaps: number
  /** Gates that routing ran over a qubit in between. */
  readonly bridges: number
  readonly before: CircuitMetrics
  readonly after: CircuitMetrics
  readonly lowerBound: LowerBound
  /** In the order in which they ran, those of the candidate that was chosen. */
  readonly passes: readonly PassReport[]
  /** Of everything but the certificate. */
  readonly milliseconds: number
  readonly certificate: Certificate
}

/**
 * Rewrites a circuit for a target: its qubits, its coupling, its gates.
 *
 * Symbolic angles stay symbolic, so a parameterised circuit is transpiled once and bound as often as one likes. Without a coupling in the target every qubit stays where it
 * is and the unitary is the same, global phase included; otherwise the layouts say where the qubits are, and SWAPs may have become a permutation. What the result
 * says of its equivalence is checked on the circuit itself; a circuit found to be different is never returned.
 *
 * @throws RangeError when the circuit has more qubits than the target, or the target makes no sense
 * @throws CircuitDoesNotFitError when the device has several connected parts, and a connected part of the circuit has no place in any
 * @throws UnsupportedGateError when an operation cannot be written in the basis
 * @throws NotEquivalentError when the certificate finds the output to be different, which is a defect of a pass
 *
 * @example
 * transpile(new Circuit(3).ccx(0, 1, 2), { ...line(3), basis: ['cz', 'rz', 'sx', 'x'] }).finalLayout
 */
export function transpile(circuit: Circuit, target: Target, options: TranspileOptions = {}): TranspileResult {
  requireCircuit('circuit', circuit)
  validateTarget(target)
  requireOptions('transpile', options, OPTIONS)
  const { level = 2, seed = 1, effort, verify = 'fast', evolve } = options
  if (target.qubits !== undefined && circuit.qubitCount > target.qubits) {
    throw new RangeError(`the circuit has ${circuit.qubitCount} qubits and the target ${target.qubits}: use a larger target`)
  }
  const start = performance.now()
  const best = bestCandidate(reduceLargeAngles(circuit), target, { level, seed, deadline: start + (effort?.milliseconds ?? 0) })
  const milliseconds = performance.now() - start
  const { circuit: output, initialLayout, finalLayout } = best
  const claim = { source: circuit, output, initialLayout, finalLayout }
  const certificate = certificateOf(verify === 'never' ? undefined : () => certify(claim, { verify, seed, ...(evolve && { evolve }) }))
  if (certificate.verdict === 'different') throw new NotEquivalentError(certificate)
  return {
    ...best,
    globalPhase: sumOfAngles(
      output.operations.filter(({ gate, condition }) => gate === 'globalPhase' && condition === undefined).map(({ angles }) => angles[0]),
    ),
    before: measureCircuit(circuit),
    after: measureCircuit(output),
    lowerBound: lowerBound(output, target),
    milliseconds,
    certificate,
  }
}

type Candidate = Pick<TranspileResult, 'circuit' | 'initialLayout' | 'finalLayout' | 'swaps' | 'bridges' | 'passes'>

interface Plan {
  readonly level: Level
  readonly seed: number
  readonly deadline: number
}

/** How many starts SABRE gets, and how many of its results are finished and compared. */
const EFFORTS: Record<Level, { readonly trials: number; readonly keep: number }> = {
  0: { trials: 0, keep: 1 },
  1: { trials: 4, keep: 1 },
  2: { trials: 16, keep: 1 },
  3: { trials: 40, keep: 2 },
}

/** How many layouts and networks on the device itself are compared. */
const DEVICE_NETWORKS = { 2: { layouts: 2, trials: 1 }, 3: { layouts: 6, trials: 4 } }

/** Starts of SABRE in the first round of `effort`; each round has so many more. */
const ROUND_TRIALS = 20

function bestCandidate(circuit: Circuit, target: Target, plan: Plan): Candidate {
  const { level, deadline } = plan
  const rates = errorRates(target)
  const better = rates === undefined ? smaller : likelier(rates)
  const log = new PassLog()
  const forms = beforePlacement(circuit, target, level, log)
  // level 3 is never worse than level 2, because it has its result to choose
  const refusals: CircuitDoesNotFitError[] = []
  const below = level === 3 ? whatFits(refusals, () => [bestCandidate(circuit, target, { ...plan, level: 2, deadline: 0 })]) : []
  const finish = (placed: Placed): Candidate => finished(placed, target, level)
  const map = deviceMap(target)
  if (map === undefined) {
    const whole = forms.map((form): Placed => ({ placement: unplaced(form.body, target), form, log }))
    return [...below, ...whole.map(finish)].reduce(better)
  }
  const place = (form: Prepared, round: number): Placed[] => {
    const own = log.copy()
    const run = (given: Prepared): Placement[] => placements(given, { map, rates, plan, round })
    return own.run('placeAndRoute', form, run, ([first]) => first.circuit).map((placement) => ({ placement, form, log: own }))
  }
  const routed = forms.flatMap((form) => whatFits(refusals, () => place(form, 0)))
  const networks = forms.flatMap((form) => networkPlacement(form, target, level).map((placement): Placed => ({ placement, form, log })))
  const candidates = [...below, ...promising([...routed, ...networks]).map(finish)]
  if (candidates.length === 0) throw refusals[0]
  let best = candidates.reduce(better)
  // where every gate meets its qubits no layout is better
  const fits = routed.some(({ placement }) => placement.swaps + placement.bridges === 0)
  const placeable = forms.filter((form) => routed.some((each) => each.form === form))
  for (let round = 1; performance.now() < deadline && !fits && placeable.length > 0; round++) {
    best = promising(place(placeable[round % placeable.length], round))
      .map(finish)
      .reduce(better, best)
  }
  return best
}

/** What is placed, or nothing and the refusal: a form of a circuit may fit where another one does not. */
function whatFits<T>(refusals: CircuitDoesNotFitError[], place: () => T[]): T[] {
  try {
    return place()
  } catch (error) {
    if (!(error instanceof CircuitDoesNotFitError)) throw error
    refusals.push(error)
    return []
  }
}

/** The form as a Pauli network on the coupled pairs, where it is small enough. */
function networkPlacement({ body }: Prepared, { qubits, coupling }: Target, level: Level): Placement[] {
  if (level < 2 || qubits === undefined || coupling === undefined) return []
  const network = networkOnDevice(body, { qubits, coupling }, DEVICE_NETWORKS[level === 2 ? 2 : 3])
  if (network === undefined) return []
  return [
    { circuit: network.circuit, initial: network.layout, final: network.layout, cost: flipsNeeded(network.circuit), swaps: 0, bridges: 0 },
  ]
}

/** A placement of a form of the circuit, with the log up to there. */
interface Placed {
  readonly placement: Placement
  readonly form: Prepared
  readonly log: PassLog
}

/** Those that are worth the passes after placement: the cheapest, as the router reckons, and the next one if it is not far above. */
function promising(placed: readonly Placed[]): readonly Placed[] {
  const sorted = placed.toSorted((a, b) => a.placement.cost - b.placement.cost)
  return sorted.slice(0, 2).filter(({ placement }) => placement.cost <= 1.15 * sorted[0].placement.cost + 2)
}

interface Placing {
  readonly map: CouplingMap
  readonly rates: ErrorRates | undefined
  readonly plan: Plan
  readonly round: number
}

/** Placements of a form; round 0 is what the level does, later ones are what time is left for. */
function placements({ body, measurements }: Prepared, { map, rates, plan, round }: Placing): Placement[] {
  const { trials, keep } = EFFORTS[plan.level]
  const seed = plan.seed + round
  const found = placeAndRoute(
    body,
    map,
    round === 0 ? { seed, trials, keep } : { seed, trials: ROUND_TRIALS * round, keep, deadline: plan.deadline },
  )
  if (rates === undefined || plan.level === 0) return found
  return found.map((placement) => leastError(placement, { rates, map, seed, measurements }))
}

function finished({ placement, form, log }: Placed, target: Target, level: Level): Candidate {
  const { circuit: placed, initial, final, swaps, bridges } = placement
  const { measurements, places } = form
  const own = log.copy()
  const finalLayout = places.map((place) => final[place])
  const circuit = own.runAll(placed, [
    ...afterPlacement(target, level),
    ['withFinalMeasurements', (given) => withFinalMeasurements(given, measurements, finalLayout)],
  ])
  return { circuit, initialLayout: initial, finalLayout, swaps, bridges, passes: own.reports }
}

/** Every circuit qubit on the device qubit of its number. */
function unplaced(circuit: Circuit, { qubits = circuit.qubitCount }: Target): Placement {
  const layout = identity(circuit.qubitCount)
  const placed = qubits === circuit.qubitCount ? circuit : circuit.mapQubits(layout, qubits)
  return { circuit: placed, initial: layout, final: layout, cost: 0, swaps: 0, bridges: 0 }
}

type Judge = (a: Candidate, b: Candidate) => Candidate

/** The one with fewer two-qubit gates, or where these are as many the one with fewer layers of them. */
function smaller(a: Candidate, b: Candidate): Candidate {
  const difference =
    countTwoQubitOperations(a.circuit) - countTwoQubitOperations(b.circuit) || twoQubitDepth(a.circuit) - twoQubitDepth(b.circuit)
  return difference <= 0 ? a : b
}

/** The one that is likelier to run without an error. */
function likelier(rates: ErrorRates): Judge {
  return (a, b) => (logSuccess(a.circuit, rates) >= logSuccess(b.circuit, rates) ? a : b)
}

function identity(qubits: number): number[] {
  return Array.from({ length: qubits }, (_, qubit) => qubit)
}

function certificateOf(check: (() => Equivalence) | undefined): Certificate {
  if (check === undefined) return { verdict: 'not checked', method: 'none', reason: "verify is 'never'", milliseconds: 0 }
  const start = performance.now()
  const equivalence = check()
  return { ...equivalence, milliseconds: performance.now() - start }
}

/** A transpiled circuit does not do what the given one did: a pass is wrong. The circuit is not returned. */
export class NotEquivalentError extends Error {
  override readonly name = 'NotEquivalentError'
  readonly certificate: Certificate

  constructor(certificate: Certificate) {
    super(
      `the transpiled circuit was found to be different by the method '${certificate.method}': this is a defect, please report the circuit and the target`,
    )
    this.certificate = certificate
  }
}
