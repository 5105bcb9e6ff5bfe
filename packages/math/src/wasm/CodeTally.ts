/**
 * How much of what a function does to floating-point numbers is done by vectors: instructions are counted when they are written.
 *
 * A vector instruction counts for each of its lanes, a load or store of a vector for two. What stands in loops is what a kernel spends its time on: counted apart, with what is called there.
 */

/** What an instruction does: to so many numbers at once. */
export interface Numbers {
  readonly lanes: number
  readonly vector: boolean
}

interface Sums {
  vector: number
  scalar: number
}

/** Functions that are called, with how often in a row or in loops. */
type Calls = Map<number, { once: number; looped: number }>

export class CodeTally {
  readonly #once: Sums = { vector: 0, scalar: 0 }
  readonly #looped: Sums = { vector: 0, scalar: 0 }
  readonly #calls: Calls = new Map()
  #loops = 0

  count({ lanes, vector }: Numbers): void {
    const sums = this.#loops > 0 ? this.#looped : this.#once
    if (vector) sums.vector += lanes
    else sums.scalar += lanes
  }

  call(index: number): void {
    const calls = this.#calls.get(index) ?? { once: 0, looped: 0 }
    if (this.#loops > 0) calls.looped++
    else calls.once++
    this.#calls.set(index, calls)
  }

  enterLoop(): void {
    this.#loops++
  }

  leaveLoop(): void {
    this.#loops--
  }

  /** With all that it calls: in loops, or at all where there is nothing in loops. */
  share(of: (index: number) => CodeTally | undefined): number {
    const { once, looped } = this.#sums(of)
    const { vector, scalar } = looped.vector + looped.scalar > 0 ? looped : once
    return vector + scalar === 0 ? 0 : vector / (vector + scalar)
  }

  #sums(of: (index: number) => CodeTally | undefined): { readonly once: Sums; readonly looped: Sums } {
    const [once, looped] = [{ ...this.#once }, { ...this.#looped }]
    for (const [index, calls] of this.#calls) {
      const tally = of(index)
      if (tally === undefined) continue // a function of the caller's
      const called = tally.#sums(of)
      for (const part of ['vector', 'scalar'] as const) {
        once[part] += calls.once * called.once[part]
        looped[part] += calls.once * called.looped[part] + calls.looped * (called.once[part] + called.looped[part])
      }
    }
    return { once, looped }
  }
}

const LANES: Readonly<Record<string, Numbers>> = {
  f64: { lanes: 1, vector: false },
  f32: { lanes: 1, vector: false },
  f64x2: { lanes: 2, vector: true },
  f32x4: { lanes: 4, vector: true },
}

const ARITHMETIC = /^(f64|f32|f64x2|f32x4)\.(add|sub|mul|div|sqrt|neg|abs|min|max|pmin|pmax|relaxed_\w+|floor|ceil|trunc|nearest)$/

const PAIR: Numbers = { lanes: 2, vector: true }
const MOVES: Readonly<Record<string, Numbers>> = {
  'v128.load': PAIR,
  'v128.store': PAIR,
  ...Object.fromEntries(['f64.load', 'f64.store', 'f32.load', 'f32.store'].map((name) => [name, LANES.f64])),
}

/** What a load or store of this name does; undefined where it moves no numbers of this kind. */
export function numbersMoved(mnemonic: string): Numbers | undefined {
  return MOVES[mnemonic]
}

/** What an instruction of this name does to floating-point numbers; undefined where that is no arithmetic. */
export function numbersOf(mnemonic: string): Numbers | undefined {
  const type = ARITHMETIC.exec(mnemonic)?.[1]
  return type === undefined ? undefined : LANES[type]
}
