/**
 * Runs a unitary circuit on a state, faster than circuit's oracle: loops of their own for one-qubit and two-qubit matrices, the oracle for all else.
 *
 * It reads the same matrices as the oracle (`operationMatrix`) and shares no code with the passes that it helps to check. A simulator is faster still; callers may give one.
 */
import { applyToState, Circuit, type Operation, operationMatrix } from '@ketwork/circuit'

/**
 * The state after the circuit; a new array. O(2^n) for each operation.
 *
 * @param state of the circuit's qubits, or of those and any number above them: then of many states at once
 */
export function evolveState(circuit: Circuit, state: Float64Array): Float64Array {
  let current: Float64Array = state.slice()
  for (const operation of circuit.operations) {
    const { gate, qubits } = operation
    if (gate === 'barrier') continue
    if (gate === 'globalPhase') scale(operation, current)
    else if (qubits.length === 1) applyOne(operationMatrix(operation).data, qubits[0], current)
    else if (qubits.length === 2) applyTwo(operationMatrix(operation).data, qubits[0], qubits[1], current)
    else current = applyToState(new Circuit(Math.log2(state.length) - 1).append(operation), current)
  }
  return current
}

function scale(operation: Operation, state: Float64Array): void {
  const [re, im] = operationMatrix(operation).data
  for (let i = 0; i < state.length; i += 2) {
    const [x, y] = [state[i], state[i + 1]]
    state[i] = re * x - im * y
    state[i + 1] = re * y + im * x
  }
}

function applyOne(m: Float64Array, qubit: number, state: Float64Array): void {
  const step = 2 << qubit
  const [a, b, c, d, e, f, g, h] = m
  const isDiagonal = c === 0 && d === 0 && e === 0 && f === 0
  for (let block = 0; block < state.length; block += 2 * step) {
    for (let i = block; i < block + step; i += 2) {
      const j = i + step // i: target bit clear, j: set
      const [x, y, u, v] = [state[i], state[i + 1], state[j], state[j + 1]]
      if (isDiagonal) {
        state[i] = a * x - b * y
        state[i + 1] = a * y + b * x
        state[j] = g * u - h * v
        state[j + 1] = g * v + h * u
        continue
      }
      state[i] = a * x - b * y + c * u - d * v
      state[i + 1] = a * y + b * x + c * v + d * u
      state[j] = e * x - f * y + g * u - h * v
      state[j + 1] = e * y + f * x + g * v + h * u
    }
  }
}

/** Bit 0 of the matrix index is `low`, whichever of the two is the higher qubit. */
function applyTwo(m: Float64Array, low: number, high: number, state: Float64Array): void {
  const before = new Float64Array(8)
  const offsets = [0, 2 << low, 2 << high, (2 << low) + (2 << high)]
  const [small, large] = low < high ? [2 << low, 2 << high] : [2 << high, 2 << low]
  for (let outer = 0; outer < state.length; outer += 2 * large) {
    for (let middle = outer; middle < outer + large; middle += 2 * small) {
      for (let i = middle; i < middle + small; i += 2) {
        for (let k = 0; k < 4; k++) {
          before[2 * k] = state[i + offsets[k]]
          before[2 * k + 1] = state[i + offsets[k] + 1]
        }
        for (let row = 0; row < 4; row++) {
          let [re, im] = [0, 0]
          for (let k = 0; k < 4; k++) {
            const at = 8 * row + 2 * k
            re += m[at] * before[2 * k] - m[at + 1] * before[2 * k + 1]
            im += m[at] * before[2 * k + 1] + m[at + 1] * before[2 * k]
          }
          state[i + offsets[row]] = re
          state[i + offsets[row] + 1] = im
        }
      }
    }
  }
}
