/**
 * How WebAssembly writes numbers and names: LEB128 integers, little-endian floats, UTF-8 names with their length in front.
 *
 * @see WebAssembly Core Specification 3.0, section 5.2
 */

/** Up to so many bytes, V8 allocates an array without a call into the runtime. */
const FIRST_ROOM = 64

/** Bytes of a module, or of a part of one, in the order in which they are written. */
export class ByteWriter {
  #room: Uint8Array<ArrayBuffer>
  #length = 0

  /** @param room bytes to make room for at first; more is made when it is full */
  constructor(room = FIRST_ROOM) {
    this.#room = new Uint8Array(room)
  }

  /** What was written so far: a view, good until more is written. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#room.subarray(0, this.#length)
  }

  byte(value: number): this {
    if (this.#length === this.#room.length) this.#reserve(1)
    this.#room[this.#length++] = value
    return this
  }

  /** A few bytes, such as those of an opcode. */
  append(values: readonly number[]): this {
    for (let i = 0; i < values.length; i++) this.byte(values[i])
    return this
  }

  /** Many bytes at once. */
  copy(values: Uint8Array): this {
    this.#reserve(values.length)
    this.#room.set(values, this.#length)
    this.#length += values.length
    return this
  }

  /** Unsigned LEB128 of a whole number up to 2^53: seven bits a byte, lowest first. */
  unsigned(value: number): this {
    while (value > 127) {
      this.byte((value % 128) + 128)
      value = Math.floor(value / 128)
    }
    return this.byte(value)
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
      this.byte(last ? low : low + 128)
      if (last) return this
    }
  }

  #signed64(value: bigint): this {
    for (;;) {
      const low = Number(value & 127n)
      value >>= 7n
      const last = value === 0n ? low < 64 : value === -1n && low >= 64
      this.byte(last ? low : low + 128)
      if (last) return this
    }
  }

  f32(value: number): this {
    return this.#view(4, (view, at) => view.setFloat32(at, value, true))
  }

  f64(value: number): this {
    return this.#view(8, (view, at) => view.setFloat64(at, value, true))
  }

  name(text: string): this {
    return this.prefixed(new TextEncoder().encode(text))
  }

  /** Bytes with their number in front: a name, a section's content, a function's body. */
  prefixed(content: Uint8Array): this {
    return this.unsigned(content.length).copy(content)
  }

  #view(bytes: number, write: (view: DataView, at: number) => void): this {
    this.#reserve(bytes)
    write(new DataView(this.#room.buffer), this.#length)
    this.#length += bytes
    return this
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes
    if (needed <= this.#room.length) return
    const larger = new Uint8Array(Math.max(needed, 2 * this.#room.length))
    larger.set(this.#room)
    this.#room = larger
  }
}
