/** What `gemm` and `zgemm` accept, and the checks they share. */

/** Arrays that a matrix product reads and writes. */
export type GemmNumbers = Float64Array | Float32Array

/** Refuses a size that is not a non-negative whole number. */
export function requireSize(name: string, size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${name} must be a whole number of at least 0, got ${size}`)
}

/** Refuses an array whose length is not that of its shape. */
export function requireLength(name: string, values: GemmNumbers, length: number): void {
  if (values.length !== length) throw new RangeError(`${name} must hold ${length} numbers for these sizes, got ${values.length}`)
}
