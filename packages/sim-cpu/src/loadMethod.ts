/** Which method a program is loaded with, and how many numbers that keeps: known before any engine is loaded. */
import { type LoadOptions, type Method, type Program, UnsupportedOperationError, deferMeasurements, dynamicReason } from '@ketwork/backend'

/** Density matrices have 4^n numbers. */
export const MOST_DENSITY_QUBITS = 13

/**
 * Index bits of the largest vector that a method keeps: n, or 2n and the wires of classical bits.
 *
 * @throws UnsupportedOperationError for a density matrix of too many qubits
 */
export function indexBits(program: Program, method: LoadOptions['method']): number {
  const { qubits } = program.structure
  if (method !== 'densityMatrix') return qubits
  requireDensityQubits(program)
  return 2 * qubits + wiredBits(program, true).length
}

function requireDensityQubits({ structure: { qubits } }: Program): void {
  if (qubits <= MOST_DENSITY_QUBITS) return
  const why = `the circuit has ${qubits} qubits, and a density matrix of n qubits has 4^n numbers: at most ${MOST_DENSITY_QUBITS}`
  throw new UnsupportedOperationError("method 'densityMatrix'", `${why}; use 'trajectories'`)
}

export function chooseMethod(program: Program, asked: Method | 'auto'): { method: Method; reason: string | undefined } {
  const dynamic = dynamicReason(program)
  switch (asked) {
    case 'auto':
      if (dynamic === undefined) return { method: 'stateVector', reason: 'the circuit is unitary' }
      return { method: 'trajectories', reason: `the circuit ${dynamic}` }
    case 'stateVector':
      if (dynamic === undefined) return { method: 'stateVector', reason: undefined }
      throw new UnsupportedOperationError("method 'stateVector'", `the circuit ${dynamic}; use 'densityMatrix' or 'trajectories'`)
    case 'trajectories':
      return { method: 'trajectories', reason: undefined }
    case 'densityMatrix':
      requireDensityQubits(program)
      return { method: 'densityMatrix', reason: undefined }
    default:
      throw new RangeError(`method is '${String(asked)}': it must be 'auto', 'stateVector', 'densityMatrix' or 'trajectories'`)
  }
}

/** Which classical bits a density matrix carries along: those that conditions read and, where the readings are kept, bits that are assigned or whose measurements cannot all wait for the end. */
export function wiredBits(program: Program, keepBits: boolean): readonly number[] {
  const wired = conditionBits(program)
  if (keepBits) {
    const { rest } = deferMeasurements(program)
    for (const instruction of rest.structure.instructions)
      if (instruction.kind === 'measure' || instruction.kind === 'assign') wired.add(instruction.bit)
  }
  return [...wired].sort((a, b) => a - b)
}

function conditionBits({ structure }: Program): Set<number> {
  return new Set(structure.instructions.flatMap(({ condition }) => condition?.bits ?? []))
}
