/** Pauli strings as masks: what a channel is made of, and where a unitary of the Clifford group takes them. */
import { parity } from '@ketwork/math'

/**
 * A Pauli string up to a phase, by places in a list of qubits: X or Y where the bit of `x` is set, Z or Y where that of
 * `z` is.
 */
export interface PauliMasks {
  readonly x: number
  readonly z: number
}

const TOLERANCE = 1e-12

/**
 * Probabilities of the 4^k Pauli strings of a channel, string (x, z) at x + 2^k z; undefined for a channel that is not
 * a mixture of Pauli strings.
 *
 * It is one where its chi matrix, sum over Kraus operators of c_P conj(c_Q) with c_P = tr(P K) / 2^k, is diagonal
 * (Nielsen and Chuang, section 8.4.2).
 *
 * @param kraus operators one after the other, each 2^k x 2^k, row-major, interleaved
 */
export function pauliWeights(kraus: Float64Array, qubits: number): Float64Array | undefined {
  const size = 2 ** qubits
  const strings = size * size
  const operators = kraus.length / (2 * strings)
  const coefficients = Array.from({ length: operators }, (_, i) =>
    pauliCoefficients(kraus.subarray(2 * strings * i, 2 * strings * (i + 1)), size),
  )
  const chi = (p: number, q: number): readonly [re: number, im: number] => {
    let [re, im] = [0, 0]
    for (const c of coefficients) {
      re += c[2 * p] * c[2 * q] + c[2 * p + 1] * c[2 * q + 1]
      im += c[2 * p + 1] * c[2 * q] - c[2 * p] * c[2 * q + 1]
    }
    return [re, im]
  }
  for (let p = 0; p < strings; p++) for (let q = 0; q < p; q++) if (Math.hypot(...chi(p, q)) > TOLERANCE) return undefined
  return Float64Array.from({ length: strings }, (_, p) => chi(p, p)[0])
}

/**
 * Images of X and Z of each qubit under conjugation with a unitary; undefined where it is not in the Clifford group.
 */
export function cliffordImages(matrix: Float64Array): readonly { readonly x: PauliMasks; readonly z: PauliMasks }[] | undefined {
  const size = Math.sqrt(matrix.length / 2)
  const images: { x: PauliMasks; z: PauliMasks }[] = []
  for (let bit = 1; bit < size; bit *= 2) {
    const x = pauliOf(conjugated(matrix, size, { x: bit, z: 0 }), size)
    const z = pauliOf(conjugated(matrix, size, { x: 0, z: bit }), size)
    if (x === undefined || z === undefined) return undefined
    images.push({ x, z })
  }
  return images
}

/** tr(P K) / 2^k up to a phase of P, string (x, z) at x + 2^k z; interleaved. With P |j> = (-1)^(j z) |j ^ x>. */
function pauliCoefficients(k: Float64Array, size: number): Float64Array {
  const out = new Float64Array(2 * size * size)
  for (let x = 0; x < size; x++) {
    for (let z = 0; z < size; z++) {
      const at = 2 * (x + size * z)
      for (let j = 0; j < size; j++) {
        const entry = 2 * (j * size + (j ^ x))
        const weight = (parity(j & z) === 1 ? -1 : 1) / size
        out[at] += weight * k[entry]
        out[at + 1] += weight * k[entry + 1]
      }
    }
  }
  return out
}

function pauliOf(unitary: Float64Array, size: number): PauliMasks | undefined {
  const coefficients = pauliCoefficients(unitary, size)
  for (let p = 0; p < size * size; p++) {
    const weight = Math.hypot(coefficients[2 * p], coefficients[2 * p + 1])
    if (weight > TOLERANCE) return Math.abs(weight - 1) > TOLERANCE ? undefined : { x: p % size, z: Math.floor(p / size) }
  }
  return undefined
}

/** U P U^dagger. */
function conjugated(u: Float64Array, size: number, { x, z }: PauliMasks): Float64Array {
  const out = new Float64Array(2 * size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = 2 * (row * size + column)
      for (let j = 0; j < size; j++) {
        const [a, b] = [2 * (row * size + (j ^ x)), 2 * (column * size + j)]
        const sign = parity(j & z) === 1 ? -1 : 1
        out[at] += sign * (u[a] * u[b] + u[a + 1] * u[b + 1])
        out[at + 1] += sign * (u[a + 1] * u[b] - u[a] * u[b + 1])
      }
    }
  }
  return out
}
