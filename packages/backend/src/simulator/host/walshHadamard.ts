/**
 * The Walsh-Hadamard transform, in place: values[i] becomes the sum over z of values[z] (-1)^parity(i & z), in n 2^n additions.
 *
 * It turns coefficients of Z strings, listed by mask, into the diagonal that they make.
 */
export function walshHadamard(values: Float64Array): void {
  for (let stride = 1; stride < values.length; stride *= 2) {
    for (let block = 0; block < values.length; block += 2 * stride) {
      for (let i = block; i < block + stride; i++) {
        const a = values[i]
        const b = values[i + stride]
        values[i] = a + b
        values[i + stride] = a - b
      }
    }
  }
}
