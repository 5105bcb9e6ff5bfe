/**
 * Any gate as Clifford steps h, s and cx, Pauli rotations and a phase, in the order in which they act.
 *
 * One-qubit gates with constant angles are Clifford gates or three rotations of which some may be Clifford gates; gates on several qubits come apart by `decompose` of circuit.
 * Angles of rotations are those of the gates, so symbols stay.
 */
import { type Angle, decompose, isConstant, type Operation, type OperationName, plus, sumOfAngles, times } from '@ketwork/circuit'
import { remainder } from './remainder.ts'
import type { Letter } from './PauliString.ts'
import {
  IDENTITY,
  inverseTurn,
  multiplyTurns,
  overlap,
  type PhasedQuaternion,
  type Quaternion,
  turnAbout,
  turnOfOperation,
} from './quaternion.ts'

export type Step =
  | { readonly kind: 'h'; readonly qubit: number }
  | { readonly kind: 's'; readonly qubit: number }
  | { readonly kind: 'cx'; readonly control: number; readonly target: number }
  | { readonly kind: 'rotation'; readonly letters: readonly Letter[]; readonly qubits: readonly number[]; readonly angle: Angle }

const LETTERS: Readonly<Record<string, Letter>> = { x: 1, z: 2, y: 3, X: 1, Z: 2, Y: 3 }
const PAIR_LETTERS: Partial<Record<OperationName, readonly [Letter, Letter]>> = { rxx: [1, 1], ryy: [3, 3], rzz: [2, 2], rzx: [2, 1] }
const AXES = ['x', 'y', 'z'] as const
const CLOSE = 1e-12
const HALF = Math.PI / 2

/** The steps of a gate and the phase beside them. */
export function cliffordSteps(operation: Operation): { readonly steps: Step[]; readonly phase: Angle } {
  const { gate, qubits, angles, pauli, controls } = operation
  if (gate === 'globalPhase') return { steps: [], phase: angles[0] }
  if (gate === 'cx') return { steps: [{ kind: 'cx', control: qubits[0], target: qubits[1] }], phase: 0 }
  const letters = pauli === undefined || controls !== undefined ? PAIR_LETTERS[gate] : Array.from(pauli, (letter) => LETTERS[letter])
  if (letters !== undefined && !isCliffordAngle(angles[0]))
    return { steps: [{ kind: 'rotation', letters, qubits, angle: angles[0] }], phase: 0 }
  if (qubits.length === 1) {
    const turned = turnOfOperation(operation)
    return turned === undefined ? symbolicSteps(operation) : turnSteps(turned, qubits[0])
  }
  const parts = decompose(operation).map(cliffordSteps)
  return { steps: parts.flatMap(({ steps }) => steps), phase: sumOfAngles(parts.map(({ phase }) => phase)) }
}

/** Rotations about X, Y and Z by symbolic angles; u is p ry p. */
function symbolicSteps({ gate, qubits: [qubit], angles }: Operation): { steps: Step[]; phase: Angle } {
  const [theta, phi, lambda] = angles
  switch (gate) {
    case 'rx':
    case 'ry':
    case 'rz':
      return { steps: [about(LETTERS[gate[1]], qubit, theta)], phase: 0 }
    case 'p':
      return { steps: [about(2, qubit, theta)], phase: times(0.5, theta) }
    default: {
      const parts = [constantSteps(2, qubit, lambda), constantSteps(3, qubit, theta), constantSteps(2, qubit, phi)]
      const beside = parts.reduce((sum, { phase }) => sum + phase, 0)
      return { steps: parts.flatMap(({ steps }) => steps), phase: plus(times(0.5, plus(phi, lambda)), beside) }
    }
  }
}

function constantSteps(letter: 2 | 3, qubit: number, angle: Angle): { steps: Step[]; phase: number } {
  if (!isConstant(angle)) return { steps: [about(letter, qubit, angle)], phase: 0 }
  return turnSteps({ phase: 0, turn: turnAbout(letter === 2 ? 'z' : 'y', angle) }, qubit)
}

function turnSteps({ phase, turn }: PhasedQuaternion, qubit: number): { steps: Step[]; phase: number } {
  const clifford = cliffordWord(turn)
  if (clifford !== undefined) {
    return { steps: clifford.word.map((kind): Step => ({ kind, qubit })), phase: phase + clifford.phase }
  }
  // the nearest Clifford gate before a single rotation, or Z, Y and Z rotations
  for (const { word, turn: before } of CLIFFORDS) {
    const rest = multiplyTurns(turn, inverseTurn(before))
    const axis = AXES.find((each) => AXES.every((other) => other === each || Math.abs(rest[other]) < CLOSE))
    if (axis === undefined) continue
    const first = word.map((kind): Step => ({ kind, qubit }))
    const angle = 2 * Math.atan2(rest[axis], rest.w)
    return { steps: [...first, about(LETTERS[axis], qubit, angle)], phase: phase + wordPhase(word, before) }
  }
  const difference = Math.atan2(-turn.x, turn.y)
  const sum = Math.atan2(turn.z, turn.w)
  const beta = 2 * Math.atan2(Math.hypot(turn.x, turn.y), Math.hypot(turn.w, turn.z))
  return { steps: [about(2, qubit, sum - difference), about(3, qubit, beta), about(2, qubit, sum + difference)], phase }
}

function about(letter: Letter, qubit: number, angle: Angle): Step {
  return { kind: 'rotation', letters: [letter], qubits: [qubit], angle }
}

function isCliffordAngle(angle: Angle): boolean {
  return isConstant(angle) && Math.abs(remainder(angle, HALF)) < CLOSE
}

type Word = readonly ('h' | 's')[]

interface CliffordWord {
  readonly word: Word
  /** The turn without the phases that h and s bring. */
  readonly turn: Quaternion
}

const STEP_TURNS = { h: /* @__PURE__ */ turnOf('h'), s: /* @__PURE__ */ turnOf('s') }
/** The 24 Clifford gates of one qubit, each as its shortest word. */
const CLIFFORDS: readonly CliffordWord[] = /* @__PURE__ */ cliffordWords()

function turnOf(gate: 'h' | 's'): PhasedQuaternion {
  const turned = turnOfOperation({ gate, qubits: [0], angles: [] })
  if (turned === undefined) throw new TypeError(`${gate} has no turn`)
  return turned
}

function cliffordWords(): CliffordWord[] {
  const found: CliffordWord[] = [{ word: [], turn: IDENTITY }]
  for (let i = 0; i < found.length; i++) {
    for (const step of ['h', 's'] as const) {
      const turn = multiplyTurns(STEP_TURNS[step].turn, found[i].turn)
      if (found.every((each) => Math.abs(overlap(each.turn, turn)) < 1 - 1e-9)) found.push({ word: [...found[i].word, step], turn })
    }
  }
  return found
}

function cliffordWord(turn: Quaternion): { word: Word; phase: number } | undefined {
  const found = CLIFFORDS.find((each) => {
    const rest = multiplyTurns(turn, inverseTurn(each.turn))
    return AXES.every((axis) => Math.abs(rest[axis]) < CLOSE)
  })
  return found && { word: found.word, phase: wordPhase(found.word, turn) }
}

/** The phase that takes the gates of a word to a turn. */
function wordPhase(word: Word, turn: Quaternion): number {
  let product = IDENTITY
  let phase = 0
  for (const step of word) {
    product = multiplyTurns(STEP_TURNS[step].turn, product)
    phase += STEP_TURNS[step].phase
  }
  return (overlap(product, turn) < 0 ? Math.PI : 0) - phase
}
