/**
 * Channels, measurements and resets as matrices on vec(rho): bit i of a matrix's index is row qubit i, the next k bits are the column qubits in the same order,
 * a last one the wire of a classical bit. Row-major and interleaved, as matrices of a program are.
 */

/** The sum of K (x) conj(K) over Kraus operators of 2^k x 2^k numbers, one after the other from `at`. */
export function channelMatrix(constants: Float64Array, at: number, kraus: number, qubits: number): Float64Array {
  const size = 2 ** qubits
  const wide = size * size
  const out = new Float64Array(2 * wide * wide)
  for (let operator = 0; operator < kraus; operator++) {
    const first = at + 2 * wide * operator
    for (let row = 0; row < wide; row++) {
      for (let column = 0; column < wide; column++) {
        const a = first + 2 * ((row % size) * size + (column % size))
        const b = first + 2 * (Math.floor(row / size) * size + Math.floor(column / size))
        const entry = 2 * (row * wide + column)
        out[entry] += constants[a] * constants[b] + constants[a + 1] * constants[b + 1]
        out[entry + 1] += constants[a + 1] * constants[b] - constants[a] * constants[b + 1]
      }
    }
  }
  return out
}

/** What is left of a qubit that is measured when nobody keeps the outcome: its coherences are gone. */
export function dephasingMatrix(): Float64Array {
  return realMatrix(4, [
    [0, 0, 1],
    [3, 3, 1],
  ])
}

/** Both populations become that of 0. */
export function resetMatrix(): Float64Array {
  return realMatrix(4, [
    [0, 0, 1],
    [0, 3, 1],
  ])
}

/** Writes a value to the wire of a bit, whatever stood there. */
export function assignmentMatrix(value: 0 | 1): Float64Array {
  return realMatrix(2, [
    [value, 0, 1],
    [value, 1, 1],
  ])
}

/**
 * Measures a qubit and writes what is read to the wire of a bit, whatever stood there.
 *
 * @param readings p(0|0), p(1|0), p(0|1), p(1|1): p(reads | is)
 * @param onlyWhere the value that the bit must have for the measurement to happen; undefined: any
 */
export function measurementMatrix(readings: ArrayLike<number>, onlyWhere: number | undefined): Float64Array {
  const entries: [row: number, column: number, value: number][] = []
  for (let before = 0; before < 2; before++) {
    if (onlyWhere !== undefined && onlyWhere !== before) {
      for (let pair = 0; pair < 4; pair++) entries.push([pair + 4 * before, pair + 4 * before, 1])
      continue
    }
    for (let outcome = 0; outcome < 2; outcome++)
      for (let reading = 0; reading < 2; reading++)
        entries.push([3 * outcome + 4 * reading, 3 * outcome + 4 * before, readings[2 * outcome + reading]])
  }
  return realMatrix(8, entries)
}

function realMatrix(size: number, entries: readonly (readonly [row: number, column: number, value: number])[]): Float64Array {
  const out = new Float64Array(2 * size * size)
  for (const [row, column, value] of entries) out[2 * (row * size + column)] = value
  return out
}
