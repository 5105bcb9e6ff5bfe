/** Free ranges of an address space, in order of address: first fit, neighbours joined. */

interface Range {
  start: number
  end: number
}

export class FreeRanges {
  readonly #ranges: Range[] = []

  /** Takes bytes from the lowest range that has them; undefined where none has. */
  take(bytes: number): number | undefined {
    const index = this.#ranges.findIndex(({ start, end }) => end - start >= bytes)
    if (index < 0) return undefined
    const range = this.#ranges[index]
    const { start } = range
    range.start += bytes
    if (range.start === range.end) this.#ranges.splice(index, 1)
    return start
  }

  /** Gives a range back; it must not overlap one that is free. */
  release(start: number, bytes: number): void {
    const end = start + bytes
    const found = this.#ranges.findIndex((range) => range.start >= start)
    const next = found === -1 ? this.#ranges.length : found
    const below = this.#ranges[next - 1]
    const above = this.#ranges[next]
    const joinsBelow = below?.end === start
    const joinsAbove = above?.start === end
    if (joinsBelow && joinsAbove) {
      below.end = above.end
      this.#ranges.splice(next, 1)
    } else if (joinsBelow) below.end = end
    else if (joinsAbove) above.start = start
    else this.#ranges.splice(next, 0, { start, end })
  }

  /** Size of the largest range. */
  get largest(): number {
    return this.#ranges.reduce((most, { start, end }) => Math.max(most, end - start), 0)
  }

  /** Size of the range that ends here; 0 where none does. */
  endingAt(address: number): number {
    const last = this.#ranges.at(-1)
    return last?.end === address ? last.end - last.start : 0
  }
}
