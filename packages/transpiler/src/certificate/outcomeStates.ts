/**
 * The slow oracle for circuits that measure: for each reading of the bits, the unnormalised density matrix of that outcome.
 *
 * Operations act one after the other on both sides of rho, from `operationMatrix` and `krausMatrices`; 4^n numbers an outcome, so for a few qubits only.
 */
import { type Circuit, conditionValues, gateTable, krausMatrices, type Operation, operationMatrix } from '@ketwork/circuit'
import { type ComplexMatrix, complexMatrix } from '@ketwork/math'

/** rho as a vector of 2 n qubits: the row index in the low bits. */
type Outcomes = Map<string, Float64Array>

const PROJECTORS = [
  /* @__PURE__ */ complexMatrix(2, 2, [1, 0, 0, 0, 0, 0, 0, 0]),
  /* @__PURE__ */ complexMatrix(2, 2, [0, 0, 0, 0, 0, 0, 1, 0]),
]
/** |0><1|. */
const TO_ZERO = /* @__PURE__ */ complexMatrix(2, 2, [0, 0, 1, 0, 0, 0, 0, 0])

/**
 * The final states of a circuit without symbols by the bits it read ('c[0]=1 c[1]=0', names in alphabetical order; a bit that was never written is 0).
 *
 * @param state 2^n interleaved amplitudes to start from
 * @param bits all bits that operations write or read; those of the circuit by default
 * @returns unnormalised density matrices, entry (i, j) at `2 * (i + 2^n * j)`; their traces are the probabilities
 */
export function outcomeStates(circuit: Circuit, state: Float64Array, bits: readonly string[] = circuit.bits): Map<string, Float64Array> {
  const names = [...bits].sort()
  let outcomes: Outcomes = new Map([[names.map(() => '0').join(''), pureState(state)]])
  for (const operation of circuit.operations) outcomes = applyOperation(outcomes, operation, names, circuit.qubitCount)
  return new Map([...outcomes].map(([values, rho]) => [names.map((name, i) => `${name}=${values[i]}`).join(' '), rho]))
}

function pureState(state: Float64Array): Float64Array {
  const dimension = state.length / 2
  const rho = new Float64Array(2 * dimension * dimension)
  for (let j = 0; j < dimension; j++) {
    for (let i = 0; i < dimension; i++) {
      const at = 2 * (i + dimension * j)
      rho[at] = state[2 * i] * state[2 * j] + state[2 * i + 1] * state[2 * j + 1]
      rho[at + 1] = state[2 * i + 1] * state[2 * j] - state[2 * i] * state[2 * j + 1]
    }
  }
  return rho
}

function applyOperation(outcomes: Outcomes, operation: Operation, names: readonly string[], qubits: number): Outcomes {
  const next: Outcomes = new Map()
  const add = (bits: string, rho: Float64Array): void => {
    const known = next.get(bits)
    next.set(bits, known === undefined ? rho : known.map((value, q) => value + rho[q]))
  }
  for (const [bits, rho] of outcomes) {
    if (!holds(operation, bits, names)) add(bits, rho)
    else
      for (const [written, image] of images(operation, rho, qubits))
        add(written === undefined ? bits : write(bits, names.indexOf(operation.bits?.[0] ?? ''), written), image)
  }
  return next
}

function holds({ condition }: Operation, bits: string, names: readonly string[]): boolean {
  if (condition === undefined) return true
  const wanted = conditionValues(condition)
  return condition.bits.every((name, i) => bits[names.indexOf(name)] === String(wanted[i]))
}

function write(bits: string, index: number, value: string): string {
  return bits.slice(0, index) + value + bits.slice(index + 1)
}

/** What becomes of rho, with the bit that is written if there is one. */
function images(operation: Operation, rho: Float64Array, qubits: number): [bit: string | undefined, rho: Float64Array][] {
  const on = operation.qubits
  switch (gateTable[operation.gate].kind) {
    case 'barrier':
      return [[undefined, rho]]
    case 'assign':
      return [[operation.gate === 'setBit' ? '1' : '0', rho]]
    case 'reset':
      return [[undefined, sumOf([PROJECTORS[0], TO_ZERO].map((kraus) => conjugate(rho, kraus, on, qubits)))]]
    case 'measure': {
      const [zero, one] = PROJECTORS.map((kraus) => conjugate(rho, kraus, on, qubits))
      const { p01 = 0, p10 = 0 } = operation.readout ?? {}
      const mixed = (a: number, b: number): Float64Array => zero.map((value, q) => a * value + b * one[q])
      return [
        ['0', mixed(1 - p10, p01)],
        ['1', mixed(p10, 1 - p01)],
      ]
    }
    case 'channel':
      return [[undefined, sumOf(krausMatrices(operation).map((kraus) => conjugate(rho, kraus, on, qubits)))]]
    case 'gate':
      return [[undefined, operation.gate === 'globalPhase' ? rho : conjugate(rho, operationMatrix(operation), on, qubits)]]
  }
}

function sumOf(terms: readonly Float64Array[]): Float64Array {
  return terms.reduce((sum, term) => sum.map((value, q) => value + term[q]))
}

/** K rho K^H. */
function conjugate(rho: Float64Array, matrix: ComplexMatrix, on: readonly number[], qubits: number): Float64Array {
  const conjugated = { ...matrix, data: matrix.data.map((value, q) => (q % 2 === 0 ? value : -value)) }
  const left = applyMatrix(rho, matrix, on)
  return applyMatrix(
    left,
    conjugated,
    on.map((qubit) => qubit + qubits),
  )
}

function applyMatrix(vector: Float64Array, { data, rows }: ComplexMatrix, on: readonly number[]): Float64Array {
  const result = new Float64Array(vector.length)
  const mask = on.reduce((bits, qubit) => bits | (1 << qubit), 0)
  const offsets = Array.from({ length: rows }, (_, k) => on.reduce((bits, qubit, i) => bits | (((k >> i) & 1) << qubit), 0))
  for (let base = 0; base < vector.length / 2; base++) {
    if ((base & mask) !== 0) continue
    for (let row = 0; row < rows; row++) {
      let [re, im] = [0, 0]
      for (let column = 0; column < rows; column++) {
        const [a, b] = [data[2 * (row * rows + column)], data[2 * (row * rows + column) + 1]]
        const from = 2 * (base | offsets[column])
        re += a * vector[from] - b * vector[from + 1]
        im += a * vector[from + 1] + b * vector[from]
      }
      result[2 * (base | offsets[row])] = re
      result[2 * (base | offsets[row]) + 1] = im
    }
  }
  return result
}
