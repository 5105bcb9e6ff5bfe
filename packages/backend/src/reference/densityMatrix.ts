/**
 * Exact evolution of a program with measurement, reset, channels and conditions: an ensemble of unnormalised density matrices, one for each
 * pattern of the classical bits. The trace of a matrix is the probability of its pattern.
 *
 * A density matrix is kept as its columns, one state vector of 2^n amplitudes after the other: rho(x, y) is number `y * 2^n + x`. So
 * A rho applies A to every column, and A rho A^H = (A (A rho)^H)^H for a Hermitian rho.
 */
import type { Instruction } from '../program.ts'
import { applyInstruction, applyMatrix, type InstructionNumbers, krausOf } from './applyInstruction.ts'
import { type PauliAction, pauliFactor } from './pauliAction.ts'

/** From the classical bits (bit i is character i, '0' or '1') to the unnormalised density matrix of the runs that read them. */
export type Ensemble = Map<string, Float64Array>

/** The ensemble |state><state| before anything is measured: every bit reads 0. */
export function pureEnsemble(state: Float64Array, bits: number): Ensemble {
  const dimension = state.length / 2
  const rho = new Float64Array(2 * dimension * dimension)
  for (let y = 0; y < dimension; y++) {
    for (let x = 0; x < dimension; x++) {
      const entry = 2 * (y * dimension + x)
      rho[entry] = state[2 * x] * state[2 * y] + state[2 * x + 1] * state[2 * y + 1]
      rho[entry + 1] = state[2 * x + 1] * state[2 * y] - state[2 * x] * state[2 * y + 1]
    }
  }
  return new Map([['0'.repeat(bits), rho]])
}

/** The ensemble after one instruction; the matrices of the given one may be overwritten. */
export function evolveEnsemble(ensemble: Ensemble, instruction: Instruction, numbers: InstructionNumbers): Ensemble {
  const after: Ensemble = new Map()
  for (const [bits, rho] of ensemble) {
    if (!conditionHolds(instruction, bits)) addTo(after, bits, rho)
    else for (const [newBits, part] of evolveBranch(bits, rho, instruction, numbers)) addTo(after, newBits, part)
  }
  return after
}

/** Whether an instruction runs when the bits read so. */
export function conditionHolds(instruction: Instruction, bits: string): boolean {
  const condition = instruction.condition
  if (condition === undefined) return true
  return condition.bits.every((bit, place) => Number(bits[bit]) === condition.values[place])
}

/** The bits with one of them written. */
export function withBit(bits: string, bit: number, value: number): string {
  return `${bits.slice(0, bit)}${value}${bits.slice(bit + 1)}`
}

/** P(reads `reading` | is `outcome`) of a measurement. */
export function readingProbability(readout: number | undefined, constants: Float64Array, outcome: number, reading: number): number {
  return readout === undefined ? Number(outcome === reading) : constants[readout + 2 * outcome + reading]
}

/** Tr(rho), real. */
export function ensembleTrace(rho: Float64Array): number {
  const dimension = Math.sqrt(rho.length / 2)
  let sum = 0
  for (let x = 0; x < dimension; x++) sum += rho[2 * (x * dimension + x)]
  return sum
}

/** The probability of each basis state, summed over the bits: 2^n numbers. */
export function ensembleDiagonal(ensemble: Ensemble, dimension: number): Float64Array {
  const diagonal = new Float64Array(dimension)
  for (const rho of ensemble.values()) {
    for (let x = 0; x < dimension; x++) diagonal[x] += rho[2 * (x * dimension + x)]
  }
  return diagonal
}

/** Tr(P rho), real, summed over the bits. */
export function ensemblePauliExpectation(action: PauliAction, ensemble: Ensemble): number {
  let sum = 0
  for (const rho of ensemble.values()) {
    const dimension = Math.sqrt(rho.length / 2)
    for (let x = 0; x < dimension; x++) {
      const [re, im] = pauliFactor(action, x) // P(y, x) = re + i im where y = x ^ flips
      const entry = 2 * ((x ^ action.flips) * dimension + x) // rho(x, y)
      sum += re * rho[entry] - im * rho[entry + 1]
    }
  }
  return sum
}

function evolveBranch(
  bits: string,
  rho: Float64Array,
  instruction: Instruction,
  numbers: InstructionNumbers,
): [bits: string, rho: Float64Array][] {
  switch (instruction.kind) {
    case 'measure':
      return measure(bits, rho, instruction.qubit, instruction.bit, (outcome, reading) =>
        readingProbability(instruction.readout, numbers.constants, outcome, reading),
      )
    case 'assign':
      return [[withBit(bits, instruction.bit, instruction.value), rho]]
    case 'reset':
      return [[bits, applyChannel(rho, RESET, [instruction.qubit])]]
    case 'channel':
      return [[bits, applyChannel(rho, krausOf(instruction, numbers.constants), instruction.qubits)]]
    default:
      return [[bits, sandwich(rho, (column) => applyInstruction(column, instruction, numbers))]]
  }
}

/** Branches of a measurement: one for each outcome that can happen and each reading of it that can happen. */
function measure(
  bits: string,
  rho: Float64Array,
  qubit: number,
  bit: number,
  probabilityOf: (outcome: number, reading: number) => number,
): [bits: string, rho: Float64Array][] {
  const branches: [string, Float64Array][] = []
  for (let outcome = 0; outcome < 2; outcome++) {
    const projected = sandwich(rho.slice(), (column) => applyMatrix(column, PROJECTORS[outcome], [qubit]))
    if (ensembleTrace(projected) === 0) continue
    for (let reading = 0; reading < 2; reading++) {
      const probability = probabilityOf(outcome, reading)
      if (probability > 0) branches.push([withBit(bits, bit, reading), projected.map((value) => probability * value)])
    }
  }
  return branches
}

/** The sum of K rho K^H over the Kraus operators. */
function applyChannel(rho: Float64Array, kraus: readonly Float64Array[], qubits: readonly number[]): Float64Array {
  const sum = new Float64Array(rho.length)
  for (const matrix of kraus)
    addInto(
      sum,
      sandwich(rho.slice(), (column) => applyMatrix(column, matrix, qubits)),
    )
  return sum
}

/** rho <- A rho A^H, where `apply` is column <- A column. */
function sandwich(rho: Float64Array, apply: (column: Float64Array) => void): Float64Array {
  applyToColumns(rho, apply)
  conjugateTransposeInPlace(rho)
  applyToColumns(rho, apply)
  conjugateTransposeInPlace(rho)
  return rho
}

function applyToColumns(rho: Float64Array, apply: (column: Float64Array) => void): void {
  const dimension = Math.sqrt(rho.length / 2)
  for (let y = 0; y < dimension; y++) apply(rho.subarray(2 * y * dimension, 2 * (y + 1) * dimension))
}

function conjugateTransposeInPlace(rho: Float64Array): void {
  const dimension = Math.sqrt(rho.length / 2)
  for (let y = 0; y < dimension; y++) {
    for (let x = 0; x <= y; x++) {
      const a = 2 * (y * dimension + x)
      const b = 2 * (x * dimension + y)
      const re = rho[a]
      const im = rho[a + 1]
      rho[a] = rho[b]
      rho[a + 1] = -rho[b + 1]
      rho[b] = re
      rho[b + 1] = -im
    }
  }
}

function addTo(ensemble: Ensemble, bits: string, rho: Float64Array): void {
  const there = ensemble.get(bits)
  if (there === undefined) ensemble.set(bits, rho)
  else addInto(there, rho)
}

function addInto(sum: Float64Array, part: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] += part[i]
}

const PROJECTORS: readonly Float64Array[] = [Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0), Float64Array.of(0, 0, 0, 0, 0, 0, 1, 0)]

/** |0><0| and |0><1|. */
const RESET: readonly Float64Array[] = [PROJECTORS[0], Float64Array.of(0, 0, 1, 0, 0, 0, 0, 0)]
