import { Circuit, type PauliSum, applyToState, parsePauliSum, pauliExpectation } from '@ketwork/circuit'
import { RandomStream, haarState } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { lower } from '../lowering/lower.ts'
import { type BasisSampler, estimateExpectations } from './estimate.ts'
import { type MeasurementBasis, measurementPlan } from './measurementPlan.ts'
import { sampleIndices } from './sampleIndices.ts'

const QUBITS = 3
const observables = ['2 - 1.2*X2 + 0.5*Z0*Z1 + 0.3*Z0', 'Y0*X1 + 0.7*Z2 - 0.4*X1', '0.25*X1*X2 + Z0', '7'].map(parsePauliSum)
const program = lower(new Circuit(QUBITS), observables)
const plan = measurementPlan(program)

/** Samples of a state, its basis changed by the oracle. */
function samplerOf(state: Float64Array): BasisSampler {
  return (basis, shots, random) => {
    const rotated = applyToState(basisChange(basis), state)
    const probabilities = Float64Array.from({ length: rotated.length / 2 }, (_, i) => rotated[2 * i] ** 2 + rotated[2 * i + 1] ** 2)
    return sampleIndices(probabilities, shots, random)
  }
}

function basisChange({ qubits, pauli }: MeasurementBasis): Circuit {
  const circuit = new Circuit(QUBITS)
  qubits.forEach((qubit, i) => {
    if (pauli[i] === 'X') circuit.h(qubit)
    if (pauli[i] === 'Y') circuit.sdg(qubit).h(qubit)
  })
  return circuit
}

const state = haarState(2 ** QUBITS, new RandomStream(3))
const exact = observables.map((observable: PauliSum) => pauliExpectation(observable, state))

describe('measurementPlan', () => {
  test('holds every term once, in a basis that measures it', () => {
    const terms = plan.groups.flatMap((group) => group.terms)
    const all = [...terms.map((term) => term.coefficient), ...plan.identities.map((identity) => identity.coefficient)]
    expect(all.sort((a, b) => a - b)).toEqual([...program.constants.keys()])
    for (const { basis, terms: members } of plan.groups) {
      const letters = new Map(basis.qubits.map((qubit, i) => [qubit, basis.pauli[i]]))
      for (const { observable, coefficient, qubits } of members) {
        const { coefficient: first, terms: strings } = program.structure.observables[observable]
        const { pauli } = strings[coefficient - first]
        expect(qubits.map((qubit) => letters.get(qubit)).join('')).toBe(pauli)
      }
    }
  })

  test('needs fewer groups than there are strings, and depends on no coefficient', () => {
    const strings = new Set(
      program.structure.observables.flatMap(({ terms }) => terms.map((term) => `${term.pauli} ${term.qubits.join()}`)),
    )
    expect(plan.groups.length).toBeLessThan(strings.size - 1)
    expect(measurementPlan({ ...program, constants: program.constants.map((value) => -3 * value) })).toEqual(plan)
  })
})

describe('estimateExpectations', () => {
  test('is unbiased, with standard errors that hold the covariances inside a group', async () => {
    const rows = 2000
    const sums = observables.map(() => ({ error: 0, squares: 0, variance: 0 }))
    for (let row = 0; row < rows; row++) {
      const { values, standardErrors } = await estimateExpectations(plan, program.constants, samplerOf(state), { shots: 40, seed: 5, row })
      sums.forEach((sum, k) => {
        sum.error += values[k] - exact[k]
        sum.squares += (values[k] - exact[k]) ** 2
        sum.variance += standardErrors[k] ** 2
      })
    }
    for (const { error, squares, variance } of sums.slice(0, 3)) {
      expect(Math.abs(error / rows)).toBeLessThan(6.1 * Math.sqrt(variance / rows / rows)) // 1e-9
      expect(Math.abs(squares / variance - 1)).toBeLessThan(6.1 * Math.sqrt(2.5 / rows))
    }
    expect(sums[3]).toEqual({ error: 0, squares: 0, variance: 0 })
  })

  test('draws the same for a row whatever else is asked, and other samples for other rows and seeds', async () => {
    const at = (seed: number, row: number) => estimateExpectations(plan, program.constants, samplerOf(state), { shots: 30, seed, row })
    expect(await at(1, 4)).toEqual(await at(1, 4))
    expect(await at(1, 4)).not.toEqual(await at(1, 5))
    expect(await at(1, 4)).not.toEqual(await at(2, 4))
  })

  test('bounds the error of a single shot, which has no sample variance', async () => {
    const { values, standardErrors } = await estimateExpectations(plan, program.constants, samplerOf(state), { shots: 1, seed: 1, row: 0 })
    expect(standardErrors.every(Number.isFinite)).toBe(true)
    expect(Math.abs(values[2] - exact[2])).toBeLessThanOrEqual(2 * standardErrors[2])
    expect(standardErrors[3]).toBe(0)
  })

  test('is exact where every sample must be the same', async () => {
    const zero = new Float64Array(2 * 2 ** QUBITS)
    zero[0] = 1
    const diagonal = lower(new Circuit(QUBITS), [parsePauliSum('Z0 + 0.5*Z1*Z2')])
    const estimate = await estimateExpectations(measurementPlan(diagonal), diagonal.constants, samplerOf(zero), {
      shots: 8,
      seed: 1,
      row: 0,
    })
    expect([...estimate.values]).toEqual([1.5])
    expect([...estimate.standardErrors]).toEqual([0])
  })
})
