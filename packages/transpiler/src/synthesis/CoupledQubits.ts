/**
 * What Pauli strings cost on a few qubits of which only some pairs are coupled.
 *
 * To bring a string to one letter with gates on coupled pairs takes a connected set T of qubits that holds its letters: each qubit of T without a letter gets one, each but the last
 * is freed again, 2 |T| - 1 - letters gates in all. Sets of qubits are bits of a number; tables hold the cost of every set.
 */
import { popcount } from '@ketwork/math'
import type { WeightedStrings } from './bestControlledPauli.ts'
import { anticommute, type ControlledPauli, type PauliString } from './PauliString.ts'

/** For each set of qubits the gates that it takes; 255 where it cannot be. */
export type CostTable = Uint8Array

const LETTERS = [1, 2, 3] as const
const NEVER = 255

export class CoupledQubits {
  readonly qubits: number
  readonly pairs: readonly (readonly [number, number])[]
  readonly #neighbours: readonly number[]

  /** At most 8 qubits, each reached from each. */
  constructor(qubits: number, pairs: readonly (readonly [number, number])[]) {
    this.qubits = qubits
    this.pairs = pairs
    const neighbours = new Array<number>(qubits).fill(0)
    for (const [a, b] of pairs) {
      neighbours[a] |= 1 << b
      neighbours[b] |= 1 << a
    }
    this.#neighbours = neighbours
  }

  /** The cost of bringing a string to one letter within a set of qubits; with a root, to the root. */
  costs(within: number, root?: number): CostTable {
    const table = new Uint8Array(2 ** this.qubits).fill(NEVER)
    const rootBit = root === undefined ? 0 : 1 << root
    for (let set = 1; set <= within; set++) {
      if ((set & ~within) !== 0 || (set & rootBit) !== rootBit || !this.isConnected(set)) continue
      for (let letters = set; letters > 0; letters = (letters - 1) & set) {
        table[letters] = Math.min(table[letters], 2 * popcount(set) - 1 - popcount(letters))
      }
    }
    table[0] = 0
    return table
  }

  isConnected(set: number): boolean {
    let reached = set & -set
    for (;;) {
      let next = reached
      for (let rest = reached; rest !== 0; rest &= rest - 1) next |= this.#neighbours[31 - Math.clz32(rest & -rest)] & set
      if (next === reached) return reached === set
      reached = next
    }
  }

  neighboursOf(qubit: number): number {
    return this.#neighbours[qubit]
  }

  /** The gate on a coupled pair within a set that lowers the cost of one of the targets, and the weighted cost of all strings most. */
  best(targets: readonly PauliString[], judged: readonly WeightedStrings[], table: CostTable, within: number): ControlledPauli | undefined {
    let best: ControlledPauli | undefined
    let least = Infinity
    for (const [a, b] of this.pairs) {
      if (((within >>> a) & (within >>> b) & 1) === 0) continue
      for (const letterA of LETTERS) {
        for (const letterB of LETTERS) {
          const gate = { a, letterA, b, letterB }
          if (!targets.some((target) => table[supportAfter(target, gate)] < table[supportOf(target)])) continue
          let change = 0
          for (const { strings, weights } of judged) {
            strings.forEach((string, i) => {
              const [after, before] = [table[supportAfter(string, gate)], table[supportOf(string)]]
              if (after !== NEVER && before !== NEVER) change += weights[i] * (after - before)
            })
          }
          if (change < least) [best, least] = [gate, change]
        }
      }
    }
    return best
  }
}

export function supportOf({ x, z }: PauliString): number {
  return x[0] | z[0]
}

function supportAfter(string: PauliString, { a, letterA, b, letterB }: ControlledPauli): number {
  const [p, q] = [string.letter(a), string.letter(b)]
  const [newP, newQ] = [anticommute(q, letterB) ? p ^ letterA : p, anticommute(p, letterA) ? q ^ letterB : q]
  const others = supportOf(string) & ~((1 << a) | (1 << b))
  return others | (Number(newP !== 0) << a) | (Number(newQ !== 0) << b)
}
