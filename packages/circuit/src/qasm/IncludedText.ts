/** A text with the texts of other files put into it: which file each place comes from. */
import type { SourcePlace } from './sourcePlace.ts'

const MOST_FILES = 1000
const LONGEST = 2 ** 28

/** A part of the whole that is a part of a file. */
interface Piece {
  readonly file: string
  readonly source: string
  /** Where it begins in the file. */
  readonly from: number
  readonly length: number
}

/** Mutable: `insert` adds to it. */
export class IncludedText {
  whole: string
  #pieces: readonly Piece[]

  constructor(source: string, file: string) {
    this.whole = source
    this.#pieces = [{ file, source, from: 0, length: source.length }]
  }

  /** False when it would be too much. */
  insert(offset: number, source: string, file: string): boolean {
    if (this.#pieces.length >= 2 * MOST_FILES || this.whole.length + source.length > LONGEST) return false
    const { index, within } = this.#find(offset)
    const cut = this.#pieces[index]
    this.#pieces = [
      ...this.#pieces.slice(0, index),
      { ...cut, length: within },
      { file, source, from: 0, length: source.length },
      { ...cut, from: cut.from + within, length: cut.length - within },
      ...this.#pieces.slice(index + 1),
    ]
    this.whole = this.whole.slice(0, offset) + source + this.whole.slice(offset)
    return true
  }

  /** The place in its own file. */
  placeOf(offset: number): SourcePlace {
    const { index, within } = this.#find(offset)
    const { file, source, from } = this.#pieces[index]
    return { file, source, offset: from + within }
  }

  #find(offset: number): { readonly index: number; readonly within: number } {
    let before = 0
    for (const [index, { length }] of this.#pieces.entries()) {
      if (offset < before + length || index === this.#pieces.length - 1) return { index, within: offset - before }
      before += length
    }
    return { index: 0, within: offset }
  }
}
