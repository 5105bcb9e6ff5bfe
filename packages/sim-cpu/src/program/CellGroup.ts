/**
 * The amplitudes of one group while a pass holds them in registers: 2^directions cells of one state, each a vector of real and one of imaginary parts.
 *
 * An exchange of whole cells only renames variables, so it costs nothing; inside a branch, where a name must mean the same on both ways, it moves them.
 */
import { type Expression, f32x4, f64x2, type FunctionBuilder, type Local, v128 } from '@ketwork/math/wasm'

export type Vector = Local<'v128'>

/** A cell, or the part of it that a pass over one plane works on. */
export interface Cell {
  readonly re?: Vector
  readonly im?: Vector
}

export type Part = keyof Cell

/** Where a vector of the result comes from: for each lane a cell and a lane of it. */
export interface LaneSource {
  readonly cell: number
  readonly lane: number
}

const PARTS = ['re', 'im'] as const
/** Offset of the imaginary parts in a cell. */
const IMAGINARY = 16

export class CellGroup {
  readonly #f: FunctionBuilder
  readonly #cells: Cell[]
  /** Their numbers, from 0. */
  readonly #lanes: readonly number[]

  /** @param parts of each cell that there are */
  constructor(f: FunctionBuilder, lanes: number, parts: readonly (readonly Part[])[]) {
    this.#f = f
    this.#lanes = Array.from({ length: lanes }, (_, lane) => lane)
    this.#cells = parts.map((own) => Object.fromEntries(own.map((part) => [part, f.local('v128')])))
  }

  get size(): number {
    return this.#cells.length
  }

  cell(index: number): Cell {
    return this.#cells[index]
  }

  /** A cell of which both parts are here. */
  whole(index: number): Required<Cell> {
    const { re, im } = this.#cells[index]
    if (re === undefined || im === undefined)
      throw new RangeError('a step that mixes both parts of an amplitude stands in a pass over one plane')
    return { re, im }
  }

  /** Reads all cells; `at` gives the address of a cell and an offset from it. */
  load(at: (cell: number) => Place): void {
    this.#eachPart(at, (vector, address, offset) => this.#f.set(vector, v128.load(address, { offset })))
  }

  store(at: (cell: number) => Place): void {
    this.#eachPart(at, (vector, address, offset) => this.#f.do(v128.store(address, vector, { offset })))
  }

  #eachPart(at: (cell: number) => Place, work: (vector: Vector, address: Place['address'], offset: number) => void): void {
    this.#cells.forEach(({ re, im }, index) => {
      const { address, offset } = at(index)
      if (re !== undefined) work(re, address, offset)
      if (im !== undefined) work(im, address, offset + IMAGINARY)
    })
  }

  /** Rearranges amplitudes: lane l of cell c becomes what `source(c, l)` says. `move`: keep the names of the cells. */
  permute(source: (cell: number, lane: number) => LaneSource, move: boolean): void {
    const wanted = this.#cells.map((_, cell) => this.#lanes.map((lane) => source(cell, lane)))
    const old = [...this.#cells]
    const moved = wanted.map((lanes, cell) => (isWhole(lanes) && (lanes[0].cell === cell || !move) ? undefined : this.#gather(lanes)))
    wanted.forEach((lanes, cell) => {
      const made = moved[cell]
      if (made === undefined) this.#cells[cell] = old[lanes[0].cell]
      else if (!move) this.#cells[cell] = made
      else for (const part of PARTS) if (made[part] !== undefined) this.#f.set(old[cell][part]!, made[part])
    })
  }

  #gather(lanes: readonly LaneSource[]): Cell {
    const [first, second = first] = [...new Set(lanes.map(({ cell }) => cell))]
    const order = lanes.map(({ cell, lane }) => (cell === first ? lane : this.#lanes.length + lane))
    const made: { re?: Vector; im?: Vector } = {}
    for (const part of PARTS) {
      const [a, b] = [this.#cells[first][part], this.#cells[second][part]]
      if (a !== undefined && b !== undefined) made[part] = this.#f.let(isWhole(lanes) ? copyOf(a) : shuffleLanes(a, b, order))
    }
    return made
  }

  /** A vector with its lanes exchanged: lane l becomes lane l ^ mask. */
  turned(vector: Expression<'v128'>, mask: number): Expression<'v128'> {
    if (mask === 0) return vector
    const order = this.#lanes.map((lane) => lane ^ mask)
    return shuffleLanes(vector, vector, order)
  }
}

/** An address and what is added to it without an instruction. */
export interface Place {
  readonly address: Expression<'i32' | 'i64'>
  readonly offset: number
}

function isWhole(lanes: readonly LaneSource[]): boolean {
  return lanes.every(({ cell, lane }, index) => cell === lanes[0].cell && lane === index)
}

function copyOf(vector: Vector): Expression<'v128'> {
  return { type: 'v128', write: vector.write }
}

function shuffleLanes(a: Expression<'v128'>, b: Expression<'v128'>, order: readonly number[]): Expression<'v128'> {
  return (order.length === 2 ? f64x2 : f32x4).shuffle(a, b, order)
}
