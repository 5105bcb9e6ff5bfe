import { matrix, type Matrix } from '@ketwork/math'

/** A copy of these rows, in this order. */
export function pickRows(rows: Matrix, indices: ArrayLike<number>): Matrix {
  const { columns } = rows
  const picked = matrix(indices.length, columns)
  for (let i = 0; i < indices.length; i++)
    picked.data.set(rows.data.subarray(indices[i] * columns, (indices[i] + 1) * columns), i * columns)
  return picked
}
