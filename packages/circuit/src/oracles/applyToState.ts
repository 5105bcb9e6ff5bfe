/**
 * The slow exact oracle: applies the dense matrix of each operation to a state vector, one after the other.
 *
 * Written from `operationMatrix` alone, so it is independent of the primitives that simulators run. Simulators are for speed.
 */
import { requireCircuit } from '../requireCircuit.ts'
import { type ComplexMatrix, formatBytes, scatterBits, listValue } from '@ketwork/math'
import type { Circuit } from '../Circuit.ts'
import { isConstant } from '../angles/index.ts'
import { gateTable } from '../gates/gateTable.ts'
import { NonUnitaryOperationError } from '../gates/NonUnitaryOperationError.ts'
import { operationMatrix } from '../gates/operationMatrix.ts'

const MOST_QUBITS = 26

/**
 * The state after a circuit; a new array, the given one is left alone. O(2^n 2^k) for each gate on k qubits.
 *
 * @param state 2^n amplitudes, interleaved `re, im`; it need not be normalised
 * @throws NonUnitaryOperationError when there is a measurement, reset, channel or condition
 * @throws RangeError when an angle holds a symbol, the state has another length, or there are more than 26 qubits
 *
 * @example
 * applyToState(new Circuit(1).h(0), new Float64Array([1, 0, 0, 0])) // [0.707, 0, 0.707, 0]
 */
export function applyToState(circuit: Circuit, state: Float64Array): Float64Array {
  requireCircuit('circuit', circuit)
  listValue('state', state)
  const { qubitCount } = circuit
  if (qubitCount > MOST_QUBITS) {
    throw new RangeError(
      `a state of ${qubitCount} qubits needs ${formatBytes(16 * 2 ** qubitCount)}: applyToState takes at most ${MOST_QUBITS} qubits`,
    )
  }
  if (state.length !== 2 * 2 ** qubitCount) {
    throw new RangeError(
      `the state has ${state.length} numbers: ${qubitCount} qubits have ${2 * 2 ** qubitCount}, re and im of each amplitude`,
    )
  }
  requireUnitary(circuit)
  const result = state.slice()
  for (const operation of circuit.operations) {
    if (operation.gate !== 'barrier') applyMatrix(operationMatrix(operation), operation.qubits, result)
  }
  return result
}

/** Refuses circuits that are not one matrix of numbers. */
export function requireUnitary(circuit: Circuit): void {
  for (const operation of circuit.operations) {
    const { kind } = gateTable[operation.gate]
    if ((kind !== 'gate' && kind !== 'barrier') || operation.condition !== undefined)
      throw new NonUnitaryOperationError(operation, 'matrix')
    if (!operation.angles.every(isConstant)) {
      throw new RangeError(`the circuit has symbols: bind ${[...circuit.parameters, ...circuit.features].join(', ')} first`)
    }
  }
}

/** Multiplies the amplitudes of these qubits by the matrix, in place: bit i of its index is `qubits[i]`. */
export function applyMatrix({ rows: size, data }: ComplexMatrix, qubits: readonly number[], state: Float64Array): void {
  const mask = scatterBits(size - 1, qubits)
  const offsets = Array.from({ length: size }, (_, j) => scatterBits(j, qubits))
  const before = new Float64Array(2 * size)
  for (let base = 0; base < state.length / 2; base++) {
    if ((base & mask) !== 0) continue // one base a block: all of the operation's qubits clear
    for (let j = 0; j < size; j++) {
      before[2 * j] = state[2 * (base + offsets[j])]
      before[2 * j + 1] = state[2 * (base + offsets[j]) + 1]
    }
    for (let i = 0; i < size; i++) {
      let [re, im] = [0, 0]
      for (let j = 0; j < size; j++) {
        const at = 2 * (i * size + j)
        re += data[at] * before[2 * j] - data[at + 1] * before[2 * j + 1]
        im += data[at] * before[2 * j + 1] + data[at + 1] * before[2 * j]
      }
      state[2 * (base + offsets[i])] = re
      state[2 * (base + offsets[i]) + 1] = im
    }
  }
}
