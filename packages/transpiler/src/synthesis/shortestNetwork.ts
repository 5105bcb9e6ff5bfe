/**
 * The shortest of several Pauli networks for one circuit.
 *
 * The greedy choice of `PauliNetwork` depends on how far it looks ahead and how much it minds the Clifford gates at the end, and no setting is best for all circuits; written
 * backwards, from the inverse, a circuit gives other networks. Each trial is given up once it is much longer than the best.
 */
import { type Angle, type Circuit, isConstant, type Operation, plus } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { missingPhase } from './cliffordPhase.ts'
import { cliffordSteps, type Step } from './cliffordSteps.ts'
import type { CoupledQubits } from './CoupledQubits.ts'
import { type NetworkOptions, PauliNetwork } from './PauliNetwork.ts'
import { wrapPhase } from './remainder.ts'

const WINDOW = 200
/** A network that is longer than the best by this factor is given up, after so many CX. */
const HOPELESS = 1.5
const LARGEST_SLACK = 50
const SETTINGS: readonly Omit<NetworkOptions, 'window' | 'coupled'>[] = [
  { decay: 0.8, frame: 0.2, targets: 1 },
  { decay: 0.9, frame: 0.02, targets: 1 },
  { decay: 0.9, frame: 0.5, targets: 1 },
  { decay: 0.8, frame: 0.1, targets: 4 },
  { decay: 0.8, frame: 1, targets: 1 },
  { decay: 0.95, frame: 0.1, targets: 20 },
]

export interface NetworkSearch {
  /** How many networks are compared: the settings of this file, forwards and backwards, then settings drawn at random. */
  readonly trials: number
  /** How long a network is, in two-qubit gates. */
  readonly length: (circuit: Circuit) => number
  /** Networks that are not shorter than this are of no use. */
  readonly below: number
  /** Which pairs may meet; all when omitted. */
  readonly coupled?: CoupledQubits
}

/** Operations with the same unitary as the circuit's, phase included; nothing when no network is short enough. Only gates without conditions may stand in the circuit. */
export function shortestNetwork(circuit: Circuit, { trials, length, below, coupled }: NetworkSearch): readonly Operation[] | undefined {
  const directions = [circuit, circuit.inverse()].map(stepsOf)
  let best: { readonly network: PauliNetwork; readonly backwards: boolean } | undefined
  let shortest = below
  let least = Infinity
  for (let trial = 0; trial < trials; trial++) {
    const network = new PauliNetwork(circuit.qubitCount, { window: WINDOW, ...setting(trial >> 1), ...(coupled && { coupled }) })
    const backwards = trial % 2 === 1
    const isWritten = written(network, directions[Number(backwards)].steps, shortest)
    const needed = isWritten ? length(circuit.withOperations(network.operations)) : Infinity
    least = Math.min(least, needed)
    if (needed < shortest) [best, shortest] = [{ network, backwards }, needed]
    // a circuit that is no network at all shows it in both directions
    if (trial === 1 && least > HOPELESS * below) return undefined
  }
  if (best === undefined) return undefined
  const { steps, phase } = directions[Number(best.backwards)]
  const { operations, absorbed } = best.network
  const missing = missingPhase(circuit.qubitCount, { steps, quarterTurns: absorbed }, operations)
  const exact = circuit.withOperations([...operations, ...globalPhase(plus(missing, phase))])
  return (best.backwards ? exact.inverse() : exact).operations
}

/** Whether the network came to its end, and was never much ahead of its share of so many CX. */
function written(network: PauliNetwork, steps: readonly Step[], shortest: number): boolean {
  const all = steps.reduce((count, { kind }) => count + Number(kind === 'cx'), 0)
  const slack = Math.min(LARGEST_SLACK, 4 + shortest / 2)
  let seen = 0
  for (const step of steps) {
    network.add(step)
    if (step.kind === 'cx') seen++
    if (network.flips > slack + (HOPELESS * shortest * seen) / Math.max(1, all)) return false
  }
  network.finish()
  return true
}

function stepsOf({ operations }: Circuit): { readonly steps: readonly Step[]; readonly phase: Angle } {
  const parts = operations.map(cliffordSteps)
  let constant = 0
  let symbolic: Angle = 0
  for (const { phase } of parts) {
    // whole turns are taken away at once: a large sum would lose digits
    if (isConstant(phase)) constant = wrapPhase(constant + phase)
    else symbolic = plus(symbolic, phase)
  }
  return { steps: parts.flatMap(({ steps }) => steps), phase: plus(constant, symbolic) }
}

function setting(number: number): Omit<NetworkOptions, 'window' | 'coupled'> {
  if (number < SETTINGS.length) return SETTINGS[number]
  const random = new RandomStream(number)
  return { decay: 0.7 + 0.27 * random.uniform(), frame: 10 ** (-2 + 2.3 * random.uniform()), targets: 1 + random.integer(6) }
}

function globalPhase(phase: Angle): Operation[] {
  return isConstant(phase) && Math.abs(phase) < 1e-14 ? [] : [{ gate: 'globalPhase', qubits: [], angles: [phase] }]
}
