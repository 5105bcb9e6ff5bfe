/**
 * A grid of characters that lines and text are drawn on; lines that meet become the right junction.
 *
 * Each cell keeps the set of directions in which lines leave it, so drawing is a union and its order does not matter. Text covers lines.
 */
import { glyphs } from './printable.ts'

const LEFT = 1
const RIGHT = 2
const UP = 4
const DOWN = 8
/** The character for each set of directions. */
const LINES = ' ───│┘└┴│┐┌┬│┤├┼'

/** A drawing surface of fixed size; mutable. */
export class Canvas {
  readonly width: number
  readonly height: number
  readonly #lines: Uint8Array
  /** By cell; '' where the second half of a wide character stands. Few cells have any. */
  readonly #text = new Map<number, string>()

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.#lines = new Uint8Array(width * height)
  }

  horizontal(y: number, from: number, to: number): void {
    for (let x = from; x < to; x++) {
      this.#add(x, y, RIGHT)
      this.#add(x + 1, y, LEFT)
    }
  }

  vertical(x: number, from: number, to: number): void {
    for (let y = from; y < to; y++) {
      this.#add(x, y, DOWN)
      this.#add(x, y + 1, UP)
    }
  }

  /** A crossing of lines, for frames that share an edge and belong together. */
  cross(x: number, y: number): void {
    this.#add(x, y, UP | DOWN)
  }

  /** A frame; lines inside it are wiped out. */
  box(left: number, top: number, right: number, bottom: number): void {
    for (let y = top + 1; y < bottom; y++) {
      for (let x = left + 1; x < right; x++) this.#lines[y * this.width + x] = 0
      this.#lines[y * this.width + left] &= ~RIGHT
      this.#lines[y * this.width + right] &= ~LEFT
    }
    this.horizontal(top, left, right)
    this.horizontal(bottom, left, right)
    this.vertical(left, top, bottom)
    this.vertical(right, top, bottom)
  }

  write(x: number, y: number, text: string): void {
    let at = y * this.width + x
    for (const glyph of glyphs(text)) {
      this.#text.set(at, glyph.text)
      if (glyph.columns === 2) this.#text.set(at + 1, '')
      at += glyph.columns
    }
  }

  /** One string a row, without blanks at its end. */
  rows(): string[] {
    return Array.from({ length: this.height }, (_, y) => {
      let row = ''
      for (let cell = y * this.width; cell < (y + 1) * this.width; cell++) row += this.#text.get(cell) ?? LINES[this.#lines[cell]]
      return row.trimEnd()
    })
  }

  #add(x: number, y: number, direction: number): void {
    this.#lines[y * this.width + x] |= direction
  }
}
