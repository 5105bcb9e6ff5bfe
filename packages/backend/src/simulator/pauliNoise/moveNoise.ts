/**
 * Moves Pauli noise to the end of a program: a string P before a rotation about Q is the rotation by the opposite angle
 * before P where P and Q anticommute, and a Clifford gate before another string after it (Pauli frames, Knill, Nature
 * 434, 39 (2005), with signs for what is not Clifford).
 *
 * So a shot is the program without noise at angles of other signs, and a Pauli string at its end. Signs are features:
 * shots are rows of one unitary program.
 */
import type { AngleTable } from '@ketwork/circuit'
import { MASK_QUBITS } from '../../lowering/schedule/qubitBit.ts'
import type { Program, UnitaryInstruction } from '../../program.ts'
import { type CliffordStep, type PauliStep, pauliSteps } from './pauliSteps.ts'

export interface MovedNoise {
  /** One unitary: features are those of the program, then a sign (1 or -1) for each entry of `signs`. */
  readonly unitary: Program
  /**
   * The same with the string at its end: two more features for each entry of `frame`, pi where X, and where Z, is in
   * the string, else 0.
   */
  readonly complete: Program
  /** Bits of an effect: of the rotations that noise reaches. */
  readonly signs: readonly number[]
  /** Qubits that the string at the end may act on. */
  readonly frame: readonly number[]
  /** In program order. */
  readonly channels: readonly MovedChannel[]
  /** Words of an effect. The last two are masks of qubits: X and Z of the string at the end. */
  readonly words: number
}

export interface MovedChannel {
  /** Probabilities of its strings; the first is the identity. */
  readonly weights: readonly number[]
  /** What each does, in bits: rotations that turn the other way, and the string at the end. */
  readonly effects: readonly Uint32Array[]
}

/** Effects take at most so many words. */
const MOST_WORDS = 2 ** 23

/** Undefined where noise of the program cannot be moved: see `pauliSteps`. */
export function moveNoise(program: Program): MovedNoise | undefined {
  const { qubits } = program.structure
  if (qubits > MASK_QUBITS) return undefined
  const steps = pauliSteps(program)
  if (steps === undefined) return undefined
  const rotations = steps.filter(({ kind }) => kind === 'rotation').length
  const words = Math.ceil(rotations / 32) + 2
  const strings = steps.reduce((sum, step) => sum + (step.kind === 'noise' ? step.weights.length : 0), 0)
  if (strings * words > MOST_WORDS) return undefined
  const channels = channelsOf(steps, { qubits, rotations, words })
  const reached = new Uint32Array(words)
  for (const { effects } of channels) for (const effect of effects) for (let i = 0; i < words; i++) reached[i] |= effect[i]
  const signs = Array.from({ length: rotations }, (_, bit) => bit).filter((bit) => hasBit(reached, bit))
  const mask = reached[words - 2] | reached[words - 1]
  const frame = Array.from({ length: qubits }, (_, qubit) => qubit).filter((qubit) => ((mask >>> qubit) & 1) === 1)
  return {
    unitary: withSigns(program, steps, { signs, frame: [] }),
    complete: withSigns(program, steps, { signs, frame }),
    ...{ signs, frame, channels, words },
  }
}

export function hasBit(effect: Uint32Array, bit: number): boolean {
  return ((effect[bit >>> 5] >>> (bit & 31)) & 1) === 1
}

interface Sizes {
  readonly qubits: number
  readonly rotations: number
  readonly words: number
}

/** Goes through the steps from the end, with what X and Z of each qubit do from there on. */
function channelsOf(steps: readonly PauliStep[], { qubits, rotations, words }: Sizes): MovedChannel[] {
  const empty = () => Array.from({ length: qubits }, () => new Uint32Array(words))
  const [x, z] = [empty(), empty()]
  for (let qubit = 0; qubit < qubits; qubit++) {
    x[qubit][words - 2] = 1 << qubit
    z[qubit][words - 1] = 1 << qubit
  }
  const channels: MovedChannel[] = []
  let rotation = rotations
  for (const step of steps.toReversed()) {
    if (step.kind === 'clifford') moveThrough(step, x, z)
    else if (step.kind === 'noise') channels.push(channelOf(step, x, z))
    else {
      rotation--
      step.qubits.forEach((qubit, i) => {
        if (step.pauli[i] !== 'X') x[qubit][rotation >>> 5] ^= 1 << (rotation & 31)
        if (step.pauli[i] !== 'Z') z[qubit][rotation >>> 5] ^= 1 << (rotation & 31)
      })
    }
  }
  return channels.reverse()
}

type Effects = Uint32Array[]

function moveThrough({ qubits, images }: CliffordStep, x: Effects, z: Effects): void {
  const moved = images.map((image) => ({ x: effectOf(qubits, image.x, x, z), z: effectOf(qubits, image.z, x, z) }))
  qubits.forEach((qubit, i) => {
    x[qubit] = moved[i].x
    z[qubit] = moved[i].z
  })
}

function channelOf(
  { qubits, weights }: { readonly qubits: readonly number[]; readonly weights: Float64Array },
  x: Effects,
  z: Effects,
): MovedChannel {
  const size = 2 ** qubits.length
  const drawn = Array.from(weights.keys()).filter((string) => string === 0 || weights[string] > 0)
  return {
    weights: drawn.map((string) => weights[string]),
    effects: drawn.map((string) => effectOf(qubits, { x: string % size, z: Math.floor(string / size) }, x, z)),
  }
}

/** Of a string over some qubits. */
function effectOf(qubits: readonly number[], masks: { readonly x: number; readonly z: number }, x: Effects, z: Effects): Uint32Array {
  const effect = new Uint32Array(x[0].length)
  qubits.forEach((qubit, i) => {
    if (((masks.x >>> i) & 1) === 1) addEffect(effect, x[qubit])
    if (((masks.z >>> i) & 1) === 1) addEffect(effect, z[qubit])
  })
  return effect
}

/** Two strings after each other. */
export function addEffect(effect: Uint32Array, other: Uint32Array): void {
  for (let i = 0; i < effect.length; i++) effect[i] ^= other[i]
}

function withSigns(
  { structure, constants, version }: Program,
  steps: readonly PauliStep[],
  { signs, frame }: Pick<MovedNoise, 'signs' | 'frame'>,
): Program {
  const { parameters, features } = structure
  const symbols = parameters.length + features.length
  const signOf = new Map(signs.map((bit, i) => [bit, symbols + i]))
  const angles = new Angles(structure.angles, constants)
  const instructions: UnitaryInstruction[] = []
  let rotation = 0
  for (const step of steps) {
    if (step.kind === 'clifford') {
      const { instruction } = step
      instructions.push('angle' in instruction ? { ...instruction, angle: angles.add(instruction.angle, 1) } : instruction)
    } else if (step.kind === 'rotation') {
      const { pauli, qubits, slot, factor } = step
      instructions.push({ kind: 'rotation', pauli, qubits, controls: [], angle: angles.add(slot, factor, signOf.get(rotation++)) })
    }
  }
  frame.forEach((qubit, i) =>
    ['X', 'Z'].forEach((pauli, j) => {
      const angle = angles.add(undefined, 1, symbols + signs.length + 2 * i + j)
      instructions.push({ kind: 'rotation', pauli, qubits: [qubit], controls: [], angle })
    }),
  )
  const names = [...signs.map((bit) => `sign ${bit}`), ...frame.flatMap((qubit) => [`X ${qubit}`, `Z ${qubit}`])]
  return {
    version,
    structure: { ...structure, bits: [], features: [...features, ...names], angles: angles.table, instructions },
    constants: Float64Array.from(angles.constants),
  }
}

/**
 * A table of angles that are those of another times factors and signs; what stands in the constants before stays where
 * it is.
 */
class Angles {
  readonly constants: number[]
  readonly #source: AngleTable
  readonly #termStarts = [0]
  readonly #coefficients: number[] = []
  readonly #factorStarts = [0]
  readonly #factors: number[] = []

  constructor(source: AngleTable, constants: Float64Array) {
    this.#source = source
    this.constants = Array.from(constants)
  }

  get table(): AngleTable {
    const [termStarts, coefficients, factorStarts, factors] = [this.#termStarts, this.#coefficients, this.#factorStarts, this.#factors]
    return { parameters: this.#source.parameters, termStarts, coefficients, factorStarts, factors }
  }

  /**
   * @returns the new slot: the factor times the angle of a slot of the source (1 without one), and times a symbol where
   * there is one
   */
  add(slot: number | undefined, factor: number, symbol?: number): number {
    const { termStarts, coefficients, factorStarts, factors } = this.#source
    const end = slot === undefined ? 0 : termStarts[slot + 1]
    for (let term = slot === undefined ? 0 : termStarts[slot]; term < end; term++)
      this.#addTerm(factor * this.constants[coefficients[term]], factors.slice(factorStarts[term], factorStarts[term + 1]), symbol)
    if (slot === undefined) this.#addTerm(factor, [], symbol)
    this.#termStarts.push(this.#coefficients.length)
    return this.#termStarts.length - 2
  }

  #addTerm(coefficient: number, factors: readonly number[], symbol: number | undefined): void {
    this.#coefficients.push(this.constants.push(coefficient) - 1)
    for (const factor of factors) this.#factors.push(factor)
    if (symbol !== undefined) this.#factors.push(symbol)
    this.#factorStarts.push(this.#factors.length)
  }
}
