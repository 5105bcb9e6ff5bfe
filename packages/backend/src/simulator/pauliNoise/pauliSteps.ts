/**
 * A noisy program as rotations about Pauli strings, Clifford gates and mixtures of Pauli strings: what Pauli noise can
 * be moved through.
 *
 * Controlled rotations and phases become rotations without controls: with m controls the projector on all of them is
 * the product of (1 - Z) / 2, that is 2^m strings of Z that commute.
 */
import { oneQubitAngles } from '@ketwork/circuit'
import { reduceAngle } from '@ketwork/math'
import type { ChannelInstruction, Instruction, Program, UnitaryInstruction } from '../../program.ts'
import { cliffordImages, pauliWeights, type PauliMasks } from './pauliMatrix.ts'

export type PauliStep = RotationStep | CliffordStep | NoiseStep

/** exp(-i angle P / 2); letter i of `pauli` acts on `qubits[i]`. */
export interface RotationStep {
  readonly kind: 'rotation'
  readonly pauli: string
  readonly qubits: readonly number[]
  /** Factor times the angle of a slot of the program; times 1 without a slot. */
  readonly factor: number
  readonly slot: number | undefined
}

export interface CliffordStep {
  readonly kind: 'clifford'
  /** An angle that it has is a constant. */
  readonly instruction: UnitaryInstruction
  readonly qubits: readonly number[]
  /** Of X and Z of each qubit, as masks over `qubits`. */
  readonly images: readonly { readonly x: PauliMasks; readonly z: PauliMasks }[]
}

/** String (x, z) over `qubits` with probability `weights[x + 2^k z]`. */
export interface NoiseStep {
  readonly kind: 'noise'
  readonly qubits: readonly number[]
  readonly weights: Float64Array
}

/** A projector on more qubits is more strings of Z than it is worth. */
const MOST_PROJECTED = 4
const QUARTER_TOLERANCE = 1e-14

/**
 * The steps of a program; undefined for one that measures, resets or has conditions, other channels, or gates that do
 * not come apart like this.
 */
export function pauliSteps(program: Program): readonly PauliStep[] | undefined {
  const steps: PauliStep[] = []
  for (const instruction of program.structure.instructions) {
    const found = instruction.condition === undefined ? stepsOf(instruction, program) : undefined
    if (found === undefined) return undefined
    for (const step of found) steps.push(step)
  }
  return steps
}

function stepsOf(instruction: Instruction, program: Program): readonly PauliStep[] | undefined {
  const { constants } = program
  switch (instruction.kind) {
    case 'rotation': {
      const { pauli, qubits, controls, angle } = instruction
      const turns = controls.length === 0 ? quarterTurns(program, angle) : undefined
      if (turns !== undefined) return [clifford(instruction, qubits, turnImages(pauli, turns))]
      return projected(controls, (strings) =>
        strings.map(({ zs, sign }) => rotation(pauli + 'Z'.repeat(zs.length), [...qubits, ...zs], sign / 2 ** controls.length, angle)),
      )
    }
    case 'phase': {
      const { controls, angle } = instruction
      const turns = quarterTurns(program, angle)
      if (turns !== undefined && controls.length === 1) return [clifford(instruction, controls, turnImages('Z', turns))]
      if (turns !== undefined && turns % 4 === 2 && controls.length === 2) return [clifford(instruction, controls, CONTROLLED_PHASE_FLIP)]
      return projected(controls, (strings) =>
        strings.flatMap(({ zs, sign }) =>
          zs.length === 0 ? [] : [rotation('Z'.repeat(zs.length), zs, (-2 * sign) / 2 ** controls.length, angle)],
        ),
      )
    }
    case 'flip':
      return flipSteps(instruction.controls, instruction.target)
    case 'swap': {
      const { controls, qubits } = instruction
      if (controls.length === 0) return [clifford(instruction, qubits, SWAP)]
      const [a, b] = qubits
      const [outer, inner] = [flipSteps([b], a), flipSteps([...controls, a], b)]
      return outer && inner && [...outer, ...inner, ...outer]
    }
    case 'matrix':
      return instruction.controls.length === 0 ? matrixSteps(instruction, constants) : undefined
    case 'channel':
      return noiseSteps(instruction, constants)
    default:
      return undefined
  }
}

const FLIP = [{ x: { x: 1, z: 0 }, z: { x: 0, z: 1 } }]
/** Control first. */
const CONTROLLED_FLIP = [
  { x: { x: 0b11, z: 0 }, z: { x: 0, z: 0b01 } },
  { x: { x: 0b10, z: 0 }, z: { x: 0, z: 0b11 } },
]
const CONTROLLED_PHASE_FLIP = [
  { x: { x: 0b01, z: 0b10 }, z: { x: 0, z: 0b01 } },
  { x: { x: 0b10, z: 0b01 }, z: { x: 0, z: 0b10 } },
]
const SWAP = [
  { x: { x: 0b10, z: 0 }, z: { x: 0, z: 0b10 } },
  { x: { x: 0b01, z: 0 }, z: { x: 0, z: 0b01 } },
]

/** How many quarters of a turn an angle is where it is a constant and a whole number of them, from 0 to 3. */
function quarterTurns({ structure, constants }: Program, slot: number): number | undefined {
  const { termStarts, coefficients, factorStarts } = structure.angles
  let quarters = 0
  for (let term = termStarts[slot]; term < termStarts[slot + 1]; term++) {
    if (factorStarts[term + 1] > factorStarts[term]) return undefined
    quarters += reduceAngle(constants[coefficients[term]]) / (Math.PI / 2)
  }
  const whole = Math.round(quarters)
  return Math.abs(quarters - whole) <= QUARTER_TOLERANCE ? ((whole % 4) + 4) % 4 : undefined
}

/**
 * Of a rotation about a Pauli string P by quarters of a turn: Q becomes Q P, up to a phase, where they anticommute and
 * the number is odd.
 */
function turnImages(pauli: string, quarters: number): CliffordStep['images'] {
  const letters = [...pauli]
  const maskOfLetters = (which: string): number => letters.reduce((mask, letter, i) => (which.includes(letter) ? mask | (1 << i) : mask), 0)
  const [px, pz] = [maskOfLetters('XY'), maskOfLetters('ZY')]
  const image = (x: number, z: number): PauliMasks =>
    quarters % 2 === 1 && ((x & pz) !== 0) !== ((z & px) !== 0) ? { x: x ^ px, z: z ^ pz } : { x, z }
  return letters.map((_, i) => ({ x: image(1 << i, 0), z: image(0, 1 << i) }))
}

/** With several controls: exp(i pi projector), where the target's factor is (1 - X) / 2. */
function flipSteps(controls: readonly number[], target: number): readonly PauliStep[] | undefined {
  const instruction = { kind: 'flip', controls, target } as const
  if (controls.length === 0) return [clifford(instruction, [target], FLIP)]
  if (controls.length === 1) return [clifford(instruction, [controls[0], target], CONTROLLED_FLIP)]
  return projected([...controls, target], (strings) =>
    strings.flatMap(({ zs, sign }) => {
      const pauli = zs.map((qubit) => (qubit === target ? 'X' : 'Z')).join('')
      return zs.length === 0 ? [] : [rotation(pauli, zs, (-2 * Math.PI * sign) / 2 ** (controls.length + 1), undefined)]
    }),
  )
}

function matrixSteps(instruction: Extract<Instruction, { kind: 'matrix' }>, constants: Float64Array): readonly PauliStep[] | undefined {
  const { qubits, constant } = instruction
  const size = 2 ** qubits.length
  const data = constants.slice(constant, constant + 2 * size * size)
  const images = cliffordImages(data)
  if (images !== undefined) return [clifford(instruction, qubits, images)]
  if (qubits.length > 1) return undefined
  const { theta, phi, lambda } = oneQubitAngles({ rows: 2, columns: 2, data })
  return [rotation('Z', qubits, lambda), rotation('Y', qubits, theta), rotation('Z', qubits, phi)]
}

function noiseSteps({ qubits, kraus, constant }: ChannelInstruction, constants: Float64Array): readonly PauliStep[] | undefined {
  const weights = pauliWeights(constants.subarray(constant, constant + 2 * kraus * 4 ** qubits.length), qubits.length)
  return weights && [{ kind: 'noise', qubits, weights }]
}

interface SignedString {
  readonly zs: readonly number[]
  readonly sign: 1 | -1
}

/** The strings of Z whose signed sum is 2^m times the projector on all of m qubits. */
function projected(
  controls: readonly number[],
  stepsFrom: (strings: readonly SignedString[]) => readonly PauliStep[],
): readonly PauliStep[] | undefined {
  if (controls.length > MOST_PROJECTED) return undefined
  const strings = Array.from({ length: 2 ** controls.length }, (_, mask): SignedString => {
    const zs = controls.filter((_, i) => ((mask >>> i) & 1) === 1)
    return { zs, sign: zs.length % 2 === 0 ? 1 : -1 }
  })
  return stepsFrom(strings)
}

function rotation(pauli: string, qubits: readonly number[], factor: number, slot?: number): RotationStep {
  return { kind: 'rotation', pauli, qubits, factor, slot }
}

function clifford(instruction: UnitaryInstruction, qubits: readonly number[], images: CliffordStep['images']): CliffordStep {
  return { kind: 'clifford', instruction, qubits, images }
}
