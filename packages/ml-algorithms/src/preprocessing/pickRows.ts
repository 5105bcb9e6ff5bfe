import { listValue, type Matrix, matrix, type MatrixLike, matrixOf } from '@ketwork/math'

/** A copy of these rows, in this order. */
export function pickRows(samples: MatrixLike, indices: ArrayLike<number>): Matrix {
  const rows = matrixOf(samples, 'rows')
  listValue('indices', indices)
  const { columns } = rows
  const picked = matrix(indices.length, columns)
  for (let i = 0; i < indices.length; i++)
    picked.data.set(rows.data.subarray(indices[i] * columns, (indices[i] + 1) * columns), i * columns)
  return picked
}
