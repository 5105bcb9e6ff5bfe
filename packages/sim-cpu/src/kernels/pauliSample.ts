/** Random observables for the tests of the Pauli kernels, and the workload that their benches time. */
import type { Program } from '@ketwork/backend'
import { PROGRAM_VERSION } from '@ketwork/backend/simulator'
import type { PauliSum } from '@ketwork/circuit'
import type { RandomStream } from '@ketwork/math'

export type PauliProgram = Program

/** An observable of so many random words for each number given; the first word of each is the identity. */
export function drawObservables(qubits: number, terms: readonly number[], random: RandomStream): PauliProgram {
  const word = (first: boolean) => Array.from({ length: qubits }, () => (first ? 'I' : 'IXYZ'[random.integer(4)])).join('')
  return pauliProgram(
    qubits,
    terms.map((count) => Array.from({ length: count }, (_, i) => [random.normal(), word(i === 0 && count > 1)] as const)),
  )
}

/** One hundred words with 96 different X masks: the observable of the vqe workload (issue 4). */
export function variedWords(qubits: number): PauliProgram {
  const words = Array.from({ length: 100 }, (_, t) => {
    const letters = Array.from({ length: qubits }, (_, q) => 'IXYZ'[(((t + 1) * (q + 1) * (t + q + 7)) % 101) % 4])
    return [Math.cos(t + 1), letters.join('')] as const
  })
  return pauliProgram(qubits, [words])
}

/** The words of a Hermitian sum, with a letter for every qubit. */
export function wordsOf(qubits: number, { terms }: PauliSum): (readonly [coefficient: number, word: string])[] {
  return terms.map((term) => {
    const letters = Array<string>(qubits).fill('I')
    term.qubits.forEach((qubit, i) => (letters[qubit] = term.pauli[i]))
    return [term.re, letters.join('')]
  })
}

/** A program of observables alone; letter q of a word acts on qubit q. */
export function pauliProgram(
  qubits: number,
  observables: readonly (readonly (readonly [coefficient: number, word: string])[])[],
): PauliProgram {
  const constants: number[] = []
  const structures = observables.map((words) => {
    const coefficient = constants.length
    for (const each of words.map(([value]) => value)) constants.push(each)
    const terms = words.map(([, word]) => {
      const acting = [...word].flatMap((letter, qubit) => (letter === 'I' ? [] : [qubit]))
      return { pauli: acting.map((qubit) => word[qubit]).join(''), qubits: acting }
    })
    return { coefficient, terms }
  })
  const symbols = { parameters: [], features: [], bits: [] }
  const angles = { parameters: 0, termStarts: [0], coefficients: [], factorStarts: [0], factors: [] }
  return {
    version: PROGRAM_VERSION,
    structure: { qubits, ...symbols, angles, instructions: [], observables: structures },
    constants: Float64Array.from(constants),
  }
}
