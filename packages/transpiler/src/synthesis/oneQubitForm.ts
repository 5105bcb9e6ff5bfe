/**
 * The shortest way to write a one-qubit unitary with the gates of a basis.
 *
 * Written about axes a and b, U = R_a(alpha) R_b(beta) R_a(gamma). What a basis can offer, from short to long: nothing; one gate; two fixed gates; a fixed gate g with the same
 * beta between rotations about a; the three rotations; two fixed gates with beta = pi/2, by
 *
 *     R_b(pi/2) R_a(pi - beta) R_b(pi/2) = R_a(pi/2) R_b(beta) R_a(pi/2).
 *
 * Rotations by whole turns are left out, so that each form is as short as its angles allow. McKay et al., Phys. Rev. A 96, 022330 (2017).
 */
import { gateTable, type Operation, type OperationName } from '@ketwork/circuit'
import { type Axis, multiplyPhased, multiplyTurns, overlap, type PhasedQuaternion, type Quaternion, turnOfOperation } from './quaternion.ts'

/** Angles and turns that differ by less count as the same. */
const SAME = 1e-12
/** Angles this close to a multiple of an eighth of pi are written as that multiple. */
const SNAP = 1e-13

/** What a basis has for one qubit. */
export interface OneQubitBasis {
  readonly gates: ReadonlySet<OperationName>
  readonly fixed: readonly FixedGate[]
  /** Products of two fixed gates, the first one first. */
  readonly pairs: readonly { readonly gates: readonly [OperationName, OperationName]; readonly turn: Quaternion }[]
  readonly rotations: readonly { readonly gate: OperationName; readonly axis: Axis }[]
  readonly hasU: boolean
}

interface FixedGate {
  readonly gate: OperationName
  readonly turn: Quaternion
}

type Gate = readonly [OperationName, ...number[]]

/** U = R_a(alpha) R_b(beta) R_a(gamma) up to phase, beta from 0 to pi. */
interface EulerTriple {
  readonly alpha: number
  readonly beta: number
  readonly gamma: number
}

const AXES = ['x', 'y', 'z'] as const
const rotationGates = [
  ['rz', 'z'],
  ['p', 'z'],
  ['rx', 'x'],
  ['ry', 'y'],
] as const satisfies readonly (readonly [OperationName, Axis])[]

/** What these gates make up on one qubit. */
export function oneQubitBasis(gates: Iterable<OperationName>): OneQubitBasis {
  const set = new Set(gates)
  const fixed = [...set].flatMap((gate): FixedGate[] => {
    const row = gateTable[gate]
    if (gate === 'i' || row.kind !== 'gate' || row.qubits !== 1 || row.angles !== 0) return []
    const turned = turnOfOperation({ gate, qubits: [0], angles: [] })
    return turned === undefined ? [] : [{ gate, turn: turned.turn }]
  })
  const pairs = fixed.flatMap((first) =>
    fixed.map((second) => ({ gates: [first.gate, second.gate] as const, turn: multiplyTurns(second.turn, first.turn) })),
  )
  const rotations = rotationGates.flatMap(([gate, axis]) => (set.has(gate) && !(gate === 'p' && set.has('rz')) ? [{ gate, axis }] : []))
  return { gates: set, fixed, pairs, rotations, hasU: set.has('u') }
}

/** The shortest form that was found, on qubit `qubit`, with the phase that it leaves to be added; nothing when the basis cannot write the turn. */
export function shortestForm(
  target: PhasedQuaternion,
  basis: OneQubitBasis,
  qubit: number,
): { readonly operations: Operation[]; readonly phase: number } | undefined {
  const gates = shortestGates(target.turn, basis)
  if (gates === undefined) return undefined
  const operations = gates.map(([gate, ...angles]): Operation => ({ gate, qubits: [qubit], angles }))
  let written: PhasedQuaternion = { phase: 0, turn: { w: 1, x: 0, y: 0, z: 0 } }
  for (const operation of operations) {
    const turned = turnOfOperation(operation)
    if (turned !== undefined) written = multiplyPhased(turned, written)
  }
  const sign = overlap(written.turn, target.turn) < 0 ? Math.PI : 0
  return { operations, phase: target.phase - written.phase + sign }
}

function shortestGates(turn: Quaternion, basis: OneQubitBasis): readonly Gate[] | undefined {
  if (isTurn(turn, { w: 1, x: 0, y: 0, z: 0 })) return []
  const single = singleGate(turn, basis)
  if (single !== undefined) return [single]
  const pair = basis.pairs.find((each) => isTurn(turn, each.turn))
  let best: readonly Gate[] | undefined = pair?.gates.map((gate): Gate => [gate])
  for (const form of forms(turn, basis)) if (best === undefined || form.length < best.length) best = form
  return best
}

function singleGate(turn: Quaternion, { fixed, rotations, hasU }: OneQubitBasis): Gate | undefined {
  const gate = fixed.find((each) => isTurn(turn, each.turn))
  if (gate !== undefined) return [gate.gate]
  for (const { gate: name, axis } of rotations) {
    const rest = AXES.reduce((sum, each) => (each === axis ? sum : sum + Math.abs(turn[each])), 0)
    if (rest < SAME) return [name, tidy(2 * Math.atan2(turn[axis], turn.w))]
  }
  if (!hasU) return undefined
  const { alpha, beta, gamma } = eulerTriple(turn, 'z', 'y')
  return ['u', tidy(beta), tidy(alpha), tidy(gamma)]
}

function* forms(turn: Quaternion, { fixed, rotations }: OneQubitBasis): Generator<readonly Gate[]> {
  for (const { gate: name, axis } of rotations) {
    const other = nextAxis(axis)
    const euler = eulerTriple(turn, axis, other)
    const write = (angles: readonly (number | OperationName)[]): readonly Gate[] =>
      angles.flatMap((each): Gate[] => (typeof each === 'string' ? [[each]] : isWholeTurn(each) ? [] : [[name, tidy(each)]]))
    for (const { gate, turn: given } of fixed) {
      const own = eulerTriple(given, axis, other)
      if (Math.abs(own.beta - euler.beta) < SAME && own.beta > SAME) {
        if (Math.abs(euler.beta - Math.PI) < SAME) {
          // only alpha - gamma matters where beta is pi
          yield write([euler.gamma - own.gamma - euler.alpha + own.alpha, gate])
        } else yield write([euler.gamma - own.gamma, gate, euler.alpha - own.alpha])
      }
      if (Math.abs(own.beta - Math.PI / 2) < SAME) yield* quarterForms(euler, own, gate).map(write)
    }
    for (const { gate: second, axis: secondAxis } of rotations)
      if (secondAxis !== axis) yield threeRotations(turn, [name, axis], [second, secondAxis])
  }
}

/** g R_a g between rotations about a, where g has beta = pi/2; beta may be taken with either sign. */
function quarterForms({ alpha, beta, gamma }: EulerTriple, own: EulerTriple, gate: OperationName): (number | OperationName)[][] {
  const isHalfTurn = Math.abs(beta - Math.PI) < SAME
  return [1, -1].map((sign) => {
    const shift = sign === 1 ? 0 : Math.PI
    let last = alpha + shift - Math.PI / 2 - own.alpha
    let first = gamma - shift - Math.PI / 2 - own.gamma
    if (isHalfTurn) [first, last] = [first - last, 0]
    return [first, gate, Math.PI - sign * beta - own.gamma - own.alpha, gate, last]
  })
}

function threeRotations(turn: Quaternion, [outer, a]: readonly [OperationName, Axis], [inner, b]: readonly [OperationName, Axis]): Gate[] {
  const { alpha, beta, gamma } = eulerTriple(turn, a, b)
  const isHalfTurn = Math.abs(beta - Math.PI) < SAME
  const rotations: Gate[] = isHalfTurn
    ? [
        [outer, gamma - alpha],
        [inner, beta],
      ]
    : [
        [outer, gamma],
        [inner, beta],
        [outer, alpha],
      ]
  return rotations.flatMap(([gate, angle]): Gate[] => (isWholeTurn(angle) ? [] : [[gate, tidy(angle)]]))
}

/** With c the third axis and e the sign of (a, b, c): w + i q_a = cos(beta/2) e^(i (alpha + gamma)/2), q_b + i e q_c = sin(beta/2) e^(i (alpha - gamma)/2). */
function eulerTriple(turn: Quaternion, a: Axis, b: Axis): EulerTriple {
  const third = AXES.find((axis) => axis !== a && axis !== b) ?? 'x'
  const sign = nextAxis(a) === b ? 1 : -1
  const beta = 2 * Math.atan2(Math.hypot(turn[b], turn[third]), Math.hypot(turn.w, turn[a]))
  if (beta < SAME) return { alpha: 0, beta: 0, gamma: 2 * Math.atan2(turn[a], turn.w) }
  const difference = Math.atan2(sign * turn[third], turn[b])
  if (beta > Math.PI - SAME) return { alpha: 0, beta, gamma: -2 * difference }
  const sum = Math.atan2(turn[a], turn.w)
  return { alpha: sum + difference, beta, gamma: sum - difference }
}

function nextAxis(axis: Axis): Axis {
  return axis === 'x' ? 'y' : axis === 'y' ? 'z' : 'x'
}

function isTurn(a: Quaternion, b: Quaternion): boolean {
  const sign = overlap(a, b) < 0 ? -1 : 1
  return (
    Math.abs(a.w - sign * b.w) < SAME &&
    Math.abs(a.x - sign * b.x) < SAME &&
    Math.abs(a.y - sign * b.y) < SAME &&
    Math.abs(a.z - sign * b.z) < SAME
  )
}

function isWholeTurn(angle: number): boolean {
  return Math.abs(angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI))) < SAME
}

/** Between -pi and pi, snapped to eighths of pi. */
function tidy(angle: number): number {
  const rest = angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI))
  const eighth = (Math.round((8 * rest) / Math.PI) * Math.PI) / 8
  return Math.abs(rest - eighth) < SNAP ? eighth + 0 : rest
}
