/** Some rows of a call as a call of their own. */
import type { Matrix } from '@ketwork/math'
import type { AmplitudeBatch } from '../backend.ts'
import type { EngineCall } from './ProgramEngine.ts'

export function rowsCall({ inputs, event }: EngineCall, first: number, count: number): EngineCall {
  return {
    event,
    inputs: {
      ...inputs,
      rows: count,
      parameters: someRows(inputs.parameters, first, count),
      features: someRows(inputs.features, first, count),
      initial: inputs.initial && someAmplitudes(inputs.initial, first, count),
    },
  }
}

/** One row alone is shared by all, so it stays. */
function someRows(matrix: Matrix, first: number, count: number): Matrix {
  const { rows, columns, data } = matrix
  return rows === 1 ? matrix : { rows: count, columns, data: data.subarray(first * columns, (first + count) * columns) }
}

function someAmplitudes(batch: AmplitudeBatch, first: number, count: number): AmplitudeBatch {
  const { rows, qubits, data } = batch
  const width = 2 * 2 ** qubits
  return rows === 1 ? batch : { rows: count, qubits, data: data.subarray(first * width, (first + count) * width) }
}
