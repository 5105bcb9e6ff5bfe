/**
 * The pipeline as a table of contents: which passes run before and after placement at each level. Each line is a pass of its own file.
 *
 *     before placement   simplify on circuit qubits, cross wires instead of SWAPs, take final measurements off
 *     placement          layout and routing (`layout/placeAndRoute.ts`)
 *     after placement    simplify again with the SWAPs, write in the basis, turn gates round, put measurements on
 */
import type { Circuit, Operation, OperationName } from '@ketwork/circuit'
import { circuitParts, joinedParts } from './layout/connectedParts.ts'
import { countTwoQubitOperations } from './metrics.ts'
import type { NamedPass, PassLog } from './PassLog.ts'
import { cancelCommuting } from './passes/cancelCommuting.ts'
import { cancelInverses } from './passes/cancelInverses.ts'
import { directGates } from './passes/directGates.ts'
import { elideSwaps } from './passes/elideSwaps.ts'
import { splitFinalMeasurements } from './passes/finalMeasurements.ts'
import { mergeRotations } from './passes/mergeRotations.ts'
import { removeDiagonalsBeforeMeasure } from './passes/removeDiagonalsBeforeMeasure.ts'
import { resynthesizeOneQubitRuns } from './passes/resynthesizeOneQubitRuns.ts'
import { resynthesizePauliRotations } from './passes/resynthesizePauliRotations.ts'
import { resynthesizeSmallBlocks } from './passes/resynthesizeSmallBlocks.ts'
import { resynthesizeTwoQubitBlocks } from './passes/resynthesizeTwoQubitBlocks.ts'
import { splitMultiControlled, type SplitOptions } from './passes/splitMultiControlled.ts'
import { splitWideGates, wideGateCost } from './passes/splitWideGates.ts'
import { translateBasis, translateEntanglers } from './passes/translateBasis.ts'
import type { Target } from './target.ts'

/** 0 only translates and routes; 1 is quick; 2 resynthesises two-qubit blocks and Pauli rotations; 3 tries many layouts. */
export type Level = 0 | 1 | 2 | 3

/** How many Pauli networks each level compares, fewer where a circuit has many operations. */
const NETWORKS: Record<Level, number> = { 0: 0, 1: 0, 2: 2, 3: 12 }
const NETWORK_OPERATIONS: Record<Level, number> = { 0: 0, 1: 0, 2: 3000, 3: 120_000 }
/** Two-qubit gates of wide gates above which no network is looked for: it takes a millisecond for each. */
const MOST_WIDE_NETWORK = 4000
/** A form with fewer two-qubit gates than this share of the other's wins without being compared after placement. */
const CLEAR_SHARE = 0.5
/** Operations up to which small blocks are looked at one by one: each takes about a millisecond. */
const MOST_SMALL_BLOCKS = 2000

/** A circuit ready to be placed. */
export interface Prepared {
  readonly body: Circuit
  readonly measurements: readonly Operation[]
  /** Where in the body each circuit qubit is at the end. */
  readonly places: readonly number[]
}

/** The circuit ready to be placed, in one or more forms of which the best is only known after placement. */
export function beforePlacement(circuit: Circuit, target: Target, level: Level, log: PassLog): Prepared[] {
  if (level === 0) return [wholeBody(log.runAll(circuit, widePasses(target)))]
  const simple = log.runAll(circuit, [
    ['removeDiagonalsBeforeMeasure', removeDiagonalsBeforeMeasure],
    ['cancelInverses', cancelInverses],
    ['mergeRotations', mergeRotations],
  ])
  if (level < 2) return [prepared(simple, target, level, log)]
  const wide = splitMultiControlled(simple, spareQubits(simple, target)).operations.reduce((sum, each) => sum + wideGateCost(each), 0)
  if (wide > MOST_WIDE_NETWORK) return [prepared(simple, target, level, log)]
  const trials = Math.max(1, Math.min(NETWORKS[level], Math.floor(NETWORK_OPERATIONS[level] / (simple.operations.length + wide))))
  const network = log.runAll(simple, [['resynthesizePauliRotations', (given) => resynthesizePauliRotations(given, { trials })]])
  if (network === simple) return [prepared(simple, target, level, log)]
  const [first, second] = [simple, network].map((form) => prepared(form, target, level, log))
  const [many, few] = [first, second].map(({ body }) => countTwoQubitOperations(body))
  // where a device has several connected parts one form may fit and the other not
  if (isApart(target)) return [first, second]
  return few < CLEAR_SHARE * many ? [second] : [first, second]
}

function prepared(form: Circuit, target: Target, level: Level, log: PassLog): Prepared {
  const narrow = log.runAll(form, [
    ...widePasses(target),
    ['cancelInverses', cancelInverses],
    ...smallBlocks({}, level),
    ...blockPasses(logicalBasis, level),
    ['resynthesizeOneQubitRuns', (given) => resynthesizeOneQubitRuns(given, logicalBasis)],
  ])
  const { body, measurements } = log.run('splitFinalMeasurements', narrow, splitFinalMeasurements, (split) => split.body)
  if (target.coupling === undefined) return { ...wholeBody(body), measurements }
  const { circuit: crossed, places } = log.run('elideSwaps', body, elideSwaps, (result) => result.circuit)
  return { body: crossed, measurements, places }
}

function widePasses(target: Target): NamedPass[] {
  return [
    ['splitMultiControlled', (given) => splitMultiControlled(given, spareQubits(given, target))],
    ['splitWideGates', splitWideGates],
  ]
}

/** Where a device has several connected parts, only qubits that meet anyhow may help each other. */
function spareQubits(circuit: Circuit, target: Target): SplitOptions {
  return isApart(target) ? { parts: circuitParts(circuit) } : {}
}

/** Whether the device has qubits that do not reach each other. */
function isApart({ qubits, coupling }: Target): boolean {
  return qubits !== undefined && coupling !== undefined && joinedParts(qubits, coupling).length > 1
}

function wholeBody(body: Circuit): Prepared {
  return { body, measurements: [], places: Array.from({ length: body.qubitCount }, (_, qubit) => qubit) }
}

/** From a placed circuit to one that the target runs. */
export function afterPlacement(target: Target, level: Level): NamedPass[] {
  const { basis } = target
  const translate: NamedPass[] = [
    ['translateBasis', (given) => translateBasis(given, basis)],
    ['directGates', (given) => directGates(given, target)],
  ]
  if (level === 0) return translate
  return [
    ...smallBlocks(target, level),
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

/** Blocks on three qubits, where there are not too many of them. */
function smallBlocks({ coupling }: Pick<Target, 'coupling'>, level: Level): NamedPass[] {
  if (level < 3) return []
  const rewrite = (given: Circuit): Circuit =>
    given.operations.length > MOST_SMALL_BLOCKS ? given : resynthesizeSmallBlocks(given, coupling === undefined ? {} : { coupling })
  return [['resynthesizeSmallBlocks', rewrite]]
}

function blockPasses(basis: readonly OperationName[], level: Level): NamedPass[] {
  if (level < 2) return []
  return [
    ['cancelCommuting', (given) => cancelCommuting(given)],
    ['resynthesizeTwoQubitBlocks', (given) => resynthesizeTwoQubitBlocks(given, basis)],
  ]
}

const oneQubitGates = ['x', 'y', 'z', 'h', 's', 'sdg', 't', 'tdg', 'sx', 'sxdg', 'rz', 'rx', 'ry', 'p', 'u', 'i'] as const
/** What circuits are written with before placement: gates that show how they commute. */
const logicalBasis: readonly OperationName[] = [
  ...(['cx', 'rzz', 'iswap', 'swap', 'cz', 'cp', 'crz', 'rxx', 'ryy', 'rzx', 'cy', 'crx', 'cry'] as const),
  ...oneQubitGates,
]
