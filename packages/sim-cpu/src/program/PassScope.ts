/**
 * What is known about the group at hand while a pass runs: which index bits have which value, and what depends on them.
 *
 * The first cell of a group has zeros at the pivots. Some other bits are special: the code exists once for either value, so that what hangs on
 * them is decided when it is written. What hangs on the remaining bits (parities, conditions) is computed once, in the outermost loop that
 * fixes all of them.
 */
import { parity } from '@ketwork/math'
import { type Expression, type FunctionBuilder, i32, type Local } from '@ketwork/math/wasm'
import type { LocalPass, SplitMask } from './localPass.ts'
import { pivotBits } from './localPass.ts'

/** Of a cell's index: bits with values known when the code is written. */
export interface Known {
  readonly cells: number
  readonly cellOnes: number
  readonly outer: number
  readonly outerOnes: number
}

/** A bit string that an index is asked for: the bits `mask` read `ones`. */
interface Question {
  readonly kind: 'parity' | 'condition'
  readonly cells: number
  readonly cellOnes: number
  readonly outer: number
}

/** A truth that is known now (0 or 1), or one that a variable holds. */
export type Truth = 0 | 1 | Local<'i32'>

export class PassScope {
  readonly f: FunctionBuilder
  readonly pass: LocalPass
  readonly pivots: number
  readonly #outer: Local<'i32'>
  readonly #shifts: readonly number[]
  readonly #answers = new Map<string, Local<'i32'>>()

  constructor(f: FunctionBuilder, pass: LocalPass, outer: Local<'i32'>) {
    this.f = f
    this.pass = pass
    this.pivots = pivotBits(pass.directions)
    this.#outer = outer
    this.#shifts = pass.directions.reduce<readonly number[]>((sums, direction) => [...sums, ...sums.map((sum) => sum ^ direction)], [0])
  }

  /** Sum of the directions that lead from a group's first cell to its cell `index`. */
  shift(index: number): number {
    return this.#shifts[index]
  }

  /** Computes all answers that the loops so far determine: those whose runtime bits are all at least `lowest`. `offset` is that of the group in bytes. */
  settle(known: Known, lowest: number, offset: Expression<'i32'>): void {
    const undetermined = (1 << lowest) - 1
    this.#eachQuestion(known, (question) => {
      if ((question.cells & undetermined) !== 0) return
      const key = keyOf(question)
      if (!this.#answers.has(key)) this.#answers.set(key, this.f.let(this.#answer(question, offset)))
    })
  }

  /** Forgets answers that a loop or copy settled, once it is over. */
  within(work: () => void): void {
    const before = new Map(this.#answers)
    work()
    this.#answers.clear()
    for (const [key, answer] of before) this.#answers.set(key, answer)
  }

  /** Parity of the index of cell `index` at the bits of z that are known, lanes apart. */
  fixedParity(z: SplitMask, index: number, known: Known): 0 | 1 {
    const fixed = parity((known.cellOnes ^ this.shift(index)) & z.cells) ^ parity(known.outerOnes & z.outer)
    return fixed === 0 ? 0 : 1
  }

  /** Parity at the other bits of z, the same in all cells of a group; undefined where there are none. */
  runningParity(z: SplitMask, known: Known): Local<'i32'> | undefined {
    return this.#known(parityQuestion(z, known))
  }

  /** Whether all control bits of cell `index`, lanes apart, are 1. */
  controlled(controls: SplitMask, index: number, known: Known): Truth {
    if (this.#contradicts(controls, index, known)) return 0
    return this.#known(this.#conditionQuestion(controls, index, known)) ?? 1
  }

  #contradicts(controls: SplitMask, index: number, known: Known): boolean {
    const cells = controls.cells & known.cells
    const outer = controls.outer & known.outer
    return ((known.cellOnes ^ this.shift(index)) & cells) !== cells || (known.outerOnes & outer) !== outer
  }

  #conditionQuestion(controls: SplitMask, index: number, known: Known): Question {
    const cells = controls.cells & ~known.cells
    return { kind: 'condition', cells, cellOnes: ~this.shift(index) & cells, outer: controls.outer & ~known.outer }
  }

  /** In the order in which they first come up; some come up several times. */
  #eachQuestion(known: Known, ask: (question: Question) => void): void {
    const add = (question: Question): void => {
      if (question.cells !== 0 || question.outer !== 0) ask(question)
    }
    for (const step of this.pass.steps) {
      if (step.kind === 'rotate' || step.kind === 'phase') add(parityQuestion(step.z, known))
      if (step.controls.cells === 0 && step.controls.outer === 0) continue
      for (let index = 0; index < this.#shifts.length; index++) {
        if (!this.#contradicts(step.controls, index, known)) add(this.#conditionQuestion(step.controls, index, known))
      }
    }
  }

  #known(question: Question): Local<'i32'> | undefined {
    if (question.cells === 0 && question.outer === 0) return undefined
    const answer = this.#answers.get(keyOf(question))
    if (answer === undefined) throw new RangeError(`the ${textOf(question)} of a pass is asked for before its loops have fixed it`)
    return answer
  }

  #answer({ kind, cells, cellOnes, outer }: Question, offset: Expression<'i32'>): Expression<'i32'> {
    const cell = i32.shr_u(offset, CELL_SHIFT)
    if (kind === 'parity') {
      const counts = [
        ...(cells === 0 ? [] : [i32.popcnt(i32.and(cell, cells))]),
        ...(outer === 0 ? [] : [i32.popcnt(i32.and(this.#outer, outer))]),
      ]
      return i32.and(
        counts.reduce((a, b) => i32.add(a, b)),
        1,
      )
    }
    const tests = [
      ...(cells === 0 ? [] : [i32.eq(i32.and(cell, cells), cellOnes)]),
      ...(outer === 0 ? [] : [i32.eq(i32.and(this.#outer, outer), outer)]),
    ]
    return tests.reduce((a, b) => i32.and(a, b))
  }
}

/** log2 of the bytes of a cell. */
export const CELL_SHIFT = 5

function parityQuestion(z: SplitMask, known: Known): Question {
  return { kind: 'parity', cells: z.cells & ~known.cells, cellOnes: 0, outer: z.outer & ~known.outer }
}

function keyOf({ kind, cells, cellOnes, outer }: Question): string {
  return `${kind} ${cells} ${cellOnes} ${outer}`
}

function textOf({ kind, cells, cellOnes, outer }: Question): string {
  return `${kind} of bits ${cells.toString(2)} (${cellOnes.toString(2)}) and ${outer.toString(2)} outside`
}
