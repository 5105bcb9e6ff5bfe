/**
 * The pipeline: from any circuit to one that a target runs. It reads as a table of contents; each line is a pass of its own file.
 *
 *     before placement   simplify on circuit qubits, cross wires instead of SWAPs, take final measurements off
 *     placement          layout and routing
 *     after placement    simplify again with the SWAPs, write in the basis, turn gates round, put measurements on
 */
import { type Angle, type Circuit, type OperationName, plus } from '@ketwork/circuit'
import { certify, type CertifyOptions } from './certificate.ts'
import type { Equivalence } from './certificate/Equivalence.ts'
import { leastError } from './layout/leastError.ts'
import { type Placement, placeAndRoute } from './layout/placeAndRoute.ts'
import { type CircuitMetrics, countTwoQubitOperations, measureCircuit, twoQubitDepth } from './metrics.ts'
import { type ErrorRates, errorRates, logSuccess } from './noise/successProbability.ts'
import { type LowerBound, lowerBound } from './optimality/lowerBound.ts'
import { type NamedPass, PassLog, type PassReport } from './PassLog.ts'
import { cancelCommuting } from './passes/cancelCommuting.ts'
import { cancelInverses } from './passes/cancelInverses.ts'
import { directGates } from './passes/directGates.ts'
import { elideSwaps } from './passes/elideSwaps.ts'
import { splitFinalMeasurements, withFinalMeasurements } from './passes/finalMeasurements.ts'
import { mergeRotations } from './passes/mergeRotations.ts'
import { removeDiagonalsBeforeMeasure } from './passes/removeDiagonalsBeforeMeasure.ts'
import { resynthesizeOneQubitRuns } from './passes/resynthesizeOneQubitRuns.ts'
import { resynthesizeTwoQubitBlocks } from './passes/resynthesizeTwoQubitBlocks.ts'
import { splitWideGates } from './passes/splitWideGates.ts'
import { translateBasis, translateEntanglers } from './passes/translateBasis.ts'
import { deviceMap } from './routing/deviceMap.ts'
import { type Target, validateTarget } from './target.ts'

/** 0 only translates and routes; 1 is quick; 2 resynthesises two-qubit blocks; 3 tries many layouts. */
export type Level = 0 | 1 | 2 | 3

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
 * @throws UnsupportedGateError when an operation cannot be written in the basis
 * @throws NotEquivalentError when the certificate finds the output to be different, which is a defect of a pass
 *
 * @example
 * transpile(new Circuit(3).ccx(0, 1, 2), { ...line(3), basis: ['cz', 'rz', 'sx', 'x'] }).finalLayout
 */
export function transpile(circuit: Circuit, target: Target, options: TranspileOptions = {}): TranspileResult {
  const { level = 2, seed = 1, effort, verify = 'fast', evolve } = options
  validateTarget(target)
  if (target.qubits !== undefined && circuit.qubitCount > target.qubits) {
    throw new RangeError(`the circuit has ${circuit.qubitCount} qubits and the target ${target.qubits}: use a larger target`)
  }
  const start = performance.now()
  const best = bestCandidate(circuit, target, { level, seed, deadline: start + (effort?.milliseconds ?? 0) })
  const milliseconds = performance.now() - start
  const { circuit: output, initialLayout, finalLayout } = best
  const claim = { source: circuit, output, initialLayout, finalLayout }
  const certificate = certificateOf(verify === 'never' ? undefined : () => certify(claim, { verify, seed, ...(evolve && { evolve }) }))
  if (certificate.verdict === 'different') throw new NotEquivalentError(certificate)
  return {
    ...best,
    globalPhase: plus(
      ...output.operations
        .filter(({ gate, condition }) => gate === 'globalPhase' && condition === undefined)
        .map(({ angles }) => angles[0]),
    ),
    before: measureCircuit(circuit),
    after: measureCircuit(output),
    lowerBound: lowerBound(output, target),
    milliseconds,
    certificate,
  }
}

type Candidate = Pick<TranspileResult, 'circuit' | 'initialLayout' | 'finalLayout' | 'passes'>

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
  3: { trials: 60, keep: 4 },
}

function bestCandidate(circuit: Circuit, target: Target, { level, seed, deadline }: Plan): Candidate {
  const map = deviceMap(target)
  const rates = errorRates(target)
  const better = rates === undefined ? smaller : likelier(rates)
  const log = new PassLog()
  const { body, measurements, places } = beforePlacement(circuit, target, level, log)
  const finish = ({ circuit: placed, initial, final }: Placement): Candidate => {
    const own = new PassLog()
    own.reports.push(...log.reports)
    const finalLayout = places.map((place) => final[place])
    const output = own.runAll(placed, [
      ...afterPlacement(target, level),
      ['withFinalMeasurements', (given) => withFinalMeasurements(given, measurements, finalLayout)],
    ])
    return { circuit: output, initialLayout: initial, finalLayout, passes: own.reports }
  }
  if (map === undefined) return finish(unplaced(body, target))
  const place = (round: number, trials: number): Placement[] => {
    const found = placeAndRoute(body, map, { seed: seed + round, trials, keep: EFFORTS[level].keep, ...(round > 0 && { deadline }) })
    if (rates === undefined || level === 0) return found
    return found.map((placement) => leastError(placement, { rates, map, seed: seed + round, measurements }))
  }
  const placements = log.run(
    'placeAndRoute',
    0,
    (round) => place(round, EFFORTS[level].trials),
    ([first]) => first.circuit,
  )
  let best = placements.map(finish).reduce(better)
  for (let round = 1; performance.now() < deadline && placements[0].swaps > 0; round++)
    best = place(round, 20).map(finish).reduce(better, best)
  return best
}

interface Prepared {
  readonly body: Circuit
  readonly measurements: ReturnType<typeof splitFinalMeasurements>['measurements']
  /** Where in the body each circuit qubit is at the end. */
  readonly places: readonly number[]
}

function beforePlacement(circuit: Circuit, target: Target, level: Level, log: PassLog): Prepared {
  if (level === 0) {
    const narrow = log.runAll(circuit, [['splitWideGates', splitWideGates]])
    return { body: narrow, measurements: [], places: identity(circuit.qubitCount) }
  }
  const simple = log.runAll(circuit, [
    ['removeDiagonalsBeforeMeasure', removeDiagonalsBeforeMeasure],
    ['cancelInverses', cancelInverses],
    ['splitWideGates', splitWideGates],
    ['mergeRotations', mergeRotations],
    ['cancelInverses', cancelInverses],
    ...blockPasses(logicalBasis, level),
    ['resynthesizeOneQubitRuns', (given) => resynthesizeOneQubitRuns(given, logicalBasis)],
  ])
  const { body, measurements } = log.run('splitFinalMeasurements', simple, splitFinalMeasurements, (split) => split.body)
  if (target.coupling === undefined) return { body, measurements, places: identity(circuit.qubitCount) }
  const crossed = log.run('elideSwaps', body, elideSwaps, (result) => result.circuit)
  return { body: crossed.circuit, measurements, places: crossed.places }
}

function afterPlacement(target: Target, level: Level): NamedPass[] {
  const { basis } = target
  const translate: NamedPass[] = [
    ['translateBasis', (given) => translateBasis(given, basis)],
    ['directGates', (given) => directGates(given, target)],
  ]
  if (level === 0) return translate
  return [
    ['cancelInverses', cancelInverses],
    ['translateEntanglers', (given) => translateEntanglers(given, basis)],
    ['cancelInverses', cancelInverses],
    ...blockPasses([...basis, ...oneQubitGates], level),
    ['resynthesizeOneQubitRuns', (given) => resynthesizeOneQubitRuns(given, basis)],
    ...translate,
    ['mergeRotations', mergeRotations],
    ['cancelInverses', cancelInverses],
    ['resynthesizeOneQubitRuns', (given) => resynthesizeOneQubitRuns(given, basis)],
  ]
}

const oneQubitGates = ['x', 'y', 'z', 'h', 's', 'sdg', 't', 'tdg', 'sx', 'sxdg', 'rz', 'rx', 'ry', 'p', 'u', 'i'] as const
/** What circuits are written with before placement: gates that show how they commute. */
const logicalBasis: readonly OperationName[] = [
  ...(['cx', 'rzz', 'iswap', 'swap', 'cz', 'cp', 'crz', 'rxx', 'ryy', 'rzx', 'cy', 'crx', 'cry'] as const),
  ...oneQubitGates,
]

function blockPasses(basis: Target['basis'], level: Level): NamedPass[] {
  if (level < 2) return []
  return [
    ['cancelCommuting', (given) => cancelCommuting(given)],
    ['resynthesizeTwoQubitBlocks', (given) => resynthesizeTwoQubitBlocks(given, basis)],
  ]
}

/** Every circuit qubit on the device qubit of its number. */
function unplaced(circuit: Circuit, { qubits = circuit.qubitCount }: Target): Placement {
  const layout = identity(circuit.qubitCount)
  const placed = qubits === circuit.qubitCount ? circuit : circuit.mapQubits(layout, qubits)
  return { circuit: placed, initial: layout, final: layout, cost: 0, swaps: 0 }
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
