/** How likely each Kraus operator of a channel is, and which one is drawn. */

/** |K psi|^2 = tr(K rho K^dagger). */
export function krausWeight(k: Float64Array, at: number, rho: Float64Array, size: number): number {
  let sum = 0
  for (let row = 0; row < size; row++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const a = at + 2 * (row * size + i)
        const b = at + 2 * (row * size + j)
        const re = k[a] * k[b] + k[a + 1] * k[b + 1] // K[row][i] conj(K[row][j])
        const im = k[a + 1] * k[b] - k[a] * k[b + 1]
        sum += re * rho[2 * (i * size + j)] - im * rho[2 * (i * size + j) + 1]
      }
    }
  }
  return Math.max(0, sum)
}

/**
 * Index i with probability proportional to `weights[i]`, never one of weight 0.
 *
 * @param uniform in [0, 1)
 */
export function drawWeighted(weights: readonly number[], uniform: number): number {
  let left = uniform * weights.reduce((sum, weight) => sum + weight, 0)
  const drawn = weights.findIndex((weight) => (left -= weight) < 0)
  return drawn === -1 ? weights.findLastIndex((weight) => weight > 0) : drawn // -1: the number was the sum itself, up to rounding
}
