/**
 * What a unitary matrix does to Pauli operators: U X_i U^dagger and U Z_i U^dagger as Pauli strings, if they are such.
 *
 * A unitary is Clifford exactly when all 2k images of its k qubits are Pauli strings up to sign.
 */
import { adjoint, complexMatrix, type ComplexMatrix, multiply, parity, popcount } from '@ketwork/math'

/** A signed string on the matrix's own qubits: bit i of a mask is qubit i. */
export interface PauliImage {
  readonly x: number
  readonly z: number
  readonly negative: boolean
}

/** How far an entry may be from a Pauli string's: rounding of a few dozen operations, far below the nearest gate that is not Clifford. */
const TOLERANCE = 1e-9

/**
 * The images of X_0, Z_0, X_1, Z_1, ... or nothing when the matrix is not Clifford. O(k 8^k).
 *
 * @param unitary 2^k x 2^k, bit i of its index being qubit i
 */
export function cliffordImages(unitary: ComplexMatrix): readonly PauliImage[] | undefined {
  const images: PauliImage[] = []
  for (let bit = 1; bit < unitary.rows; bit *= 2) {
    for (const generator of [
      { x: bit, z: 0 },
      { x: 0, z: bit },
    ]) {
      // prettier-ignore
      const conjugated = multiply(multiply(unitary, stringMatrix(unitary.rows, generator.x, generator.z)), adjoint(unitary))
      const image = readString(conjugated)
      if (image === undefined) return undefined
      images.push(image)
    }
  }
  return images
}

/** i^|x & z| X^x Z^z. */
function stringMatrix(size: number, x: number, z: number): ComplexMatrix {
  const result = complexMatrix(size, size)
  for (let column = 0; column < size; column++) {
    const turns = (popcount(x & z) + 2 * parity(z & column)) & 3
    const at = 2 * ((column ^ x) * size + column)
    result.data[at] = [1, 0, -1, 0][turns]
    result.data[at + 1] = [0, 1, 0, -1][turns]
  }
  return result
}

/** The signed string that this matrix is, if it is one: read off a few entries, then compared with all. */
function readString({ rows: size, data }: ComplexMatrix): PauliImage | undefined {
  let x = 0
  while (x < size && Math.hypot(data[2 * x], data[2 * x + 1]) < 0.5) x++
  if (x === size) return undefined
  const entry = (column: number): readonly [number, number] => {
    const at = 2 * ((column ^ x) * size + column)
    return [data[at], data[at + 1]]
  }
  const [re0, im0] = entry(0)
  let z = 0
  for (let bit = 1; bit < size; bit *= 2) {
    const [re, im] = entry(bit)
    if (re * re0 + im * im0 < 0) z |= bit
  }
  const turns = popcount(x & z) & 3
  const negative = [re0, im0, -re0, -im0][turns] < 0
  const sign = negative ? -1 : 1
  const expected = stringMatrix(size, x, z).data
  return data.every((value, i) => Math.abs(value - sign * expected[i]) <= TOLERANCE) ? { x, z, negative } : undefined
}
