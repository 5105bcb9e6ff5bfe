/**
 * How WebAssembly writes numbers and names: LEB128 integers, little-endian floats, UTF-8 names with their length in front.
 *
 * @see WebAssembly Core Specification 3.0, section 5.2
 */

/** Bytes of a module, or of a part of one, in the order in which they are written. */
export class ByteWriter {
  readonly bytes: number[] = []

  byte(value: number): this {
    this.bytes.push(value)
    return this
  }

  append(values: readonly number[]): this {
    for (let i = 0; i < values.length; i++) this.bytes.push(values[i])
    return this
  }

  /** Unsigned LEB128 of a whole number up to 2^53: seven bits a byte, lowest first. */
  unsigned(value: number): this {
    while (value > 127) {
      this.bytes.push((value % 128) + 128)
      value = Math.floor(value / 128)
    }
    this.bytes.push(value)
    return this
  }

  /** Signed LEB128: the last byte's bit 6 is the sign. A number has at most 32 bits, a bigint 64. */
  signed(value: bigint | number): this {
    return typeof value === 'number' ? this.#signed32(value) : this.#signed64(value)
  }

  #signed32(value: number): this {
    for (;;) {
      const low = value & 127
      value >>= 7
      const last = value === 0 ? low < 64 : value === -1 && low >= 64
      this.bytes.push(last ? low : low + 128)
      if (last) return this
    }
  }

  #signed64(value: bigint): this {
    for (;;) {
      const low = Number(value & 127n)
      value >>= 7n
      const last = value === 0n ? low < 64 : value === -1n && low >= 64
      this.bytes.push(last ? low : low + 128)
      if (last) return this
    }
  }

  f32(value: number): this {
    return this.append([...new Uint8Array(littleEndian(4, (view) => view.setFloat32(0, value, true)))])
  }

  f64(value: number): this {
    return this.append([...new Uint8Array(littleEndian(8, (view) => view.setFloat64(0, value, true)))])
  }

  name(text: string): this {
    return this.prefixed(new TextEncoder().encode(text))
  }

  /** Bytes with their number in front: a name, a section's content, a function's body. */
  prefixed(content: Iterable<number> & { readonly length: number }): this {
    this.unsigned(content.length)
    for (const value of content) this.bytes.push(value)
    return this
  }
}

function littleEndian(bytes: number, write: (view: DataView) => void): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(bytes))
  write(view)
  return view.buffer
}
