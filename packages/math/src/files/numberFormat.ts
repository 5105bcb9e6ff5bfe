/** The kinds of numbers in an array file, little-endian, and their conversion from and to doubles. */

/** NumPy's names: f8 and f4 floating point, i8 and i4 signed, u1 unsigned; the digit counts bytes. */
export type NumberFormat = 'f8' | 'f4' | 'i8' | 'i4' | 'u1'

/** Bytes of one number. */
export const BYTES_PER_NUMBER: Readonly<Record<NumberFormat, number>> = { f8: 8, f4: 4, i8: 8, i4: 4, u1: 1 }

type Stored =
  Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/** An empty array of this format and its bytes; an array is stored as it lies in memory. */
export function allocateStored(format: NumberFormat, length: number): Stored {
  requireLittleEndian()
  switch (format) {
    case 'f8':
      return new Float64Array(length)
    case 'f4':
      return new Float32Array(length)
    case 'i8':
      return new BigInt64Array(length)
    case 'i4':
      return new Int32Array(length)
    case 'u1':
      return new Uint8Array(length)
  }
}

/**
 * The stored numbers as doubles; the same array for f8.
 *
 * @throws RangeError for an i8 beyond 2^53, which no double holds exactly
 */
export function toDoubles(stored: Stored): Float64Array {
  if (stored instanceof Float64Array) return stored
  if (!(stored instanceof BigInt64Array)) return Float64Array.from(stored)
  return Float64Array.from(stored, (value) => {
    if (value > MOST_EXACT || value < -MOST_EXACT) throw new RangeError(`${value} is beyond 2^53: a double does not hold it exactly`)
    return Number(value)
  })
}

/**
 * Doubles as stored numbers; f4 rounds.
 *
 * @throws RangeError when an integer format cannot hold a value
 */
export function fromDoubles(format: NumberFormat, values: ArrayLike<number>): Stored {
  const stored = allocateStored(format, values.length)
  if (stored instanceof Float64Array || stored instanceof Float32Array) {
    stored.set(values)
    return stored
  }
  const [least, most] = INTEGER_RANGES[format as keyof typeof INTEGER_RANGES]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new RangeError(`value ${i} is ${value}: ${format} holds whole numbers from ${least} to ${most}`)
    }
    if (stored instanceof BigInt64Array) stored[i] = BigInt(value)
    else stored[i] = value
  }
  return stored
}

const MOST_EXACT = BigInt(Number.MAX_SAFE_INTEGER)

const INTEGER_RANGES = {
  i8: [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  i4: [-(2 ** 31), 2 ** 31 - 1],
  u1: [0, 255],
} as const

function requireLittleEndian(): void {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1) throw new RangeError('array files need a little-endian machine')
}
