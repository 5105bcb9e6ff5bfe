/**
 * Groups the Pauli terms of all observables of a program so that each group can be estimated from one set of samples.
 *
 * Terms commute qubit by qubit within a group: where two of them act on one qubit, they have the same letter there. One change of basis on each
 * such qubit (H for X, H S^dagger for Y) then makes all of them products of Z. The grouping looks at letters alone, never at coefficients.
 */
import { groupQubitWiseCommuting, pauliTerm, totalOfPauliSums } from '@ketwork/circuit'
import type { Program } from '../program.ts'

/** How each qubit that a group touches is measured; the others are left alone. */
export interface MeasurementBasis {
  /** Ascending. */
  readonly qubits: readonly number[]
  /** Letter i, one of XYZ, is the axis of `qubits[i]`. */
  readonly pauli: string
}

export interface MeasurementGroup {
  readonly basis: MeasurementBasis
  readonly terms: readonly MeasuredTerm[]
}

export interface MeasuredTerm {
  readonly observable: number
  /** Index into the program's constants. */
  readonly coefficient: number
  readonly qubits: readonly number[]
}

export interface MeasurementPlan {
  readonly observables: number
  readonly groups: readonly MeasurementGroup[]
  /** Terms without letters: their coefficients are added as they are. */
  readonly identities: readonly { readonly observable: number; readonly coefficient: number }[]
}

/** Plans the measurement of all observables of a program; pure, for `load`. */
export function measurementPlan({ structure: { observables } }: Program): MeasurementPlan {
  const strings = new Map<string, { pauli: string; qubits: readonly number[]; terms: MeasuredTerm[] }>()
  const identities: { observable: number; coefficient: number }[] = []
  observables.forEach(({ coefficient: first, terms }, observable) => {
    terms.forEach(({ pauli, qubits }, index) => {
      const coefficient = first + index
      if (pauli === '') return void identities.push({ observable, coefficient })
      const key = stringKey(pauli, qubits)
      const known = strings.get(key) ?? { pauli, qubits, terms: [] }
      strings.set(key, known)
      known.terms.push({ observable, coefficient, qubits })
    })
  })
  const union = totalOfPauliSums([...strings.values()].map(({ pauli, qubits }) => pauliTerm(pauli, qubits)))
  const groups = strings.size === 0 ? [] : groupQubitWiseCommuting(union)
  return {
    observables: observables.length,
    identities,
    groups: groups.map((group) => ({
      basis: jointBasis(group),
      terms: group.flatMap(({ pauli, qubits }) => strings.get(stringKey(pauli, qubits))?.terms ?? []),
    })),
  }
}

function stringKey(pauli: string, qubits: readonly number[]): string {
  return `${pauli} ${qubits.join(' ')}`
}

function jointBasis(group: readonly { readonly pauli: string; readonly qubits: readonly number[] }[]): MeasurementBasis {
  const letters = new Map(group.flatMap(({ pauli, qubits }) => qubits.map((qubit, i) => [qubit, pauli[i]] as const)))
  const qubits = [...letters.keys()].sort((a, b) => a - b)
  return { qubits, pauli: qubits.map((qubit) => letters.get(qubit)).join('') }
}
