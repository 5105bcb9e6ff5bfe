/**
 * The program as its observables see it: what stands at its end and only relabels or does not matter is taken into the observables.
 *
 * Seen from the end, an instruction that commutes with everything kept behind it may be moved last. There it disappears if it commutes with every term
 * (a rotation about Z in front of Z strings, everything outside the light cone), and X, CX and SWAP turn Pauli strings into Pauli strings, up to a sign:
 * <psi| U* T U |psi>. Expectations and all their derivatives stay the same; amplitudes do not.
 */
import { parity } from '@ketwork/math'
import type { ObservableStructure, Program, ProgramStructure } from '../program.ts'
import { type Action, actionOf, pauliMasks } from './schedule/actions.ts'
import { conjugate, isExchange, type SignedString } from './schedule/exchange.ts'
import { MASK_QUBITS } from './schedule/qubitBit.ts'

export interface ObservedStructure {
  readonly structure: ProgramStructure
  /** For each observable and term the sign that its coefficient takes. */
  readonly signs: readonly (readonly (1 | -1)[])[]
}

/**
 * O(instructions times terms); the structure as it is where two observables share coefficients.
 *
 * @throws TypeError for a program that is not unitary
 * @throws RangeError for a program with qubits that no mask holds: above 30
 */
export function absorbIntoObservables(structure: ProgramStructure): ObservedStructure {
  const observables = structure.observables.map(({ terms }) =>
    terms.map((term): SignedString => ({ ...pauliMasks(term), negative: false })),
  )
  const terms = observables.flat()
  const kept: number[] = []
  let [mixed, touched] = shareCoefficients(structure.observables) ? [-1, -1] : [0, 0]
  for (let index = structure.instructions.length - 1; index >= 0; index--) {
    const action = actionOf(structure.instructions[index])
    const all = action.mixes | action.reads
    const last = (action.mixes & touched) === 0 && (all & mixed) === 0
    if (last && (all === 0 || terms.every((term) => commutes(action, term)))) continue
    if (last && isExchange(action)) {
      for (const term of terms) conjugate(term, action)
      continue
    }
    kept.push(index)
    mixed |= action.mixes
    touched |= all
  }
  const instructions = kept.reverse().map((index) => structure.instructions[index])
  return {
    structure: {
      ...structure,
      instructions,
      observables: structure.observables.map(({ coefficient }, k) => ({ coefficient, terms: observables[k].map(stringOf) })),
    },
    signs: observables.map((own) => own.map(({ negative }) => (negative ? -1 : 1))),
  }
}

/** The program with the observed structure: its coefficients have the signs. */
export function observedProgram({ version, constants }: Program, { structure, signs }: ObservedStructure): Program {
  const signed = constants.slice()
  structure.observables.forEach(({ coefficient }, k) => signs[k].forEach((sign, term) => (signed[coefficient + term] *= sign)))
  return { version, structure, constants: signed }
}

/** Whether the coefficients of two observables stand in the same places, where they can have no signs of their own. */
export function shareCoefficients(observables: readonly ObservableStructure[]): boolean {
  const ranges = observables.map(({ coefficient, terms }) => [coefficient, coefficient + terms.length]).sort(([a], [b]) => a - b)
  return ranges.some(([start], i) => i > 0 && start < ranges[i - 1][1])
}

/** Whether an action commutes with a Pauli string; false where it is not sure. */
function commutes(action: Action, { x, z }: SignedString): boolean {
  if (((action.mixes | action.reads) & (x | z)) === 0) return true
  if (action.kind === 'rotate' && action.controls === 0) return parity(action.x & z) === parity(action.z & x)
  return action.mixes === 0 && (action.reads & x) === 0
}

/** The Pauli string of these masks, without its sign. */
export function stringOf({ x, z }: { readonly x: number; readonly z: number }): { pauli: string; qubits: number[] } {
  const qubits = Array.from({ length: MASK_QUBITS }, (_, qubit) => qubit).filter((qubit) => (((x | z) >>> qubit) & 1) === 1)
  const letter = (qubit: number): string => (((x >>> qubit) & 1) === 0 ? 'Z' : ((z >>> qubit) & 1) === 0 ? 'X' : 'Y')
  return { pauli: qubits.map(letter).join(''), qubits }
}
