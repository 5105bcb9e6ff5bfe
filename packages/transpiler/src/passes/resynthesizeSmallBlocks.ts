/**
 * Writes blocks on three to five qubits anew where that takes fewer two-qubit gates, on coupled pairs alone when asked to.
 *
 * Each block (`smallBlocks.ts`) is written as a Pauli network (`shortestNetwork.ts`), as `resynthesizePauliRotations` does with a whole circuit; that a block is small makes it
 * quick, finds what is hidden in circuits that are no network as a whole, and, with the pairs that are coupled, shortens circuits that are routed already: a SWAP and the gates
 * around it are one unitary. Symbolic angles are at most negated and added.
 */
import { Circuit, gateTable, type Operation } from '@ketwork/circuit'
import { CoupledQubits } from '../synthesis/CoupledQubits.ts'
import { shortestNetwork } from '../synthesis/shortestNetwork.ts'
import { flipsNeeded } from './flipsNeeded.ts'
import { type SmallBlock, smallBlocks } from './smallBlocks.ts'

export interface SmallBlockOptions {
  /** On how many qubits a block acts at most, 3 by default, from 2 to 8. */
  readonly qubits?: number
  /** Pairs of qubits that may meet, in any order; all when omitted. */
  readonly coupling?: readonly (readonly [number, number])[]
  /** How many networks are compared for each block, 4 by default. */
  readonly trials?: number
}

/**
 * The circuit with small blocks in fewer two-qubit gates; the same unitary, global phase included.
 *
 * Two-qubit gates are counted as the CX that two-qubit blocks need. A block that is written anew has cx, rx, ry, rz and one-qubit Clifford gates, for a basis translation to
 * follow; others stay as they are. O(operations) blocks, each about a millisecond.
 *
 * @throws RangeError when blocks may have less than 2 or more than 8 qubits, or a gate stands on qubits that are not coupled
 *
 * @example
 * resynthesizeSmallBlocks(new Circuit(3).cx(0, 1).cx(1, 2).cx(0, 1).cx(1, 2)) // cx(0, 2)
 */
export function resynthesizeSmallBlocks(circuit: Circuit, options: SmallBlockOptions = {}): Circuit {
  const { qubits = 3, trials = 4 } = options
  if (!Number.isInteger(qubits) || qubits < 2 || qubits > 8) throw new RangeError(`small blocks have 2 to 8 qubits, got ${qubits}`)
  const coupled = options.coupling && new Set(options.coupling.map(([a, b]) => pairKey(a, b)))
  if (coupled !== undefined) requireCoupled(circuit, coupled)
  const search = { trials, coupled, known: new KnownBlocks() }
  let current = circuit
  for (;;) {
    const forwards = rewriteBlocks(current, smallBlocks(current, qubits, 'start'), search)
    const next = rewriteBlocks(forwards, smallBlocks(forwards, qubits, 'end'), search)
    if (next === current) return current
    current = next
  }
}

interface BlockSearch {
  readonly trials: number
  readonly coupled: ReadonlySet<string> | undefined
  /** Those that are as short as they get. */
  readonly known: KnownBlocks
}

/** Blocks by the operations that they are made of: most are met again in every sweep. */
class KnownBlocks {
  readonly #numbers = new Map<Operation, number>()
  readonly #keys = new Set<string>()

  /** Whether the block is new; it is known from then on. */
  isNew(operations: readonly Operation[]): boolean {
    const key = operations.map((operation) => this.#number(operation)).join()
    if (this.#keys.has(key)) return false
    this.#keys.add(key)
    return true
  }

  #number(operation: Operation): number {
    const number = this.#numbers.get(operation) ?? this.#numbers.size
    this.#numbers.set(operation, number)
    return number
  }
}

function rewriteBlocks(circuit: Circuit, blocks: readonly SmallBlock[], search: BlockSearch): Circuit {
  const slots: (readonly Operation[])[] = circuit.operations.map((operation) => [operation])
  let changed = false
  for (const block of blocks) {
    const shorter = shorterBlock(circuit, block, search)
    if (shorter === undefined) continue
    for (const index of block.indices) slots[index] = []
    slots[block.place] = shorter
    changed = true
  }
  return changed ? circuit.withOperations(slots.flat()) : circuit
}

function shorterBlock(
  circuit: Circuit,
  { qubits, indices }: SmallBlock,
  { trials, coupled, known }: BlockSearch,
): readonly Operation[] | undefined {
  const operations = indices.map((index) => circuit.operations[index])
  const wide = operations.reduce((count, { qubits: on }) => count + Number(on.length > 1), 0)
  if (wide < 2 || !known.isNew(operations)) return undefined
  const places = new Map(qubits.map((qubit, place) => [qubit, place]))
  const own = new Circuit(qubits.length)
  for (const each of operations) own.append({ ...each, qubits: each.qubits.map((qubit) => places.get(qubit) ?? 0) })
  const below = flipsNeeded(own)
  if (below < 2) return undefined
  const device = coupled && new CoupledQubits(qubits.length, coupledPlaces(qubits, coupled))
  const shorter = shortestNetwork(own, { trials, length: flipsNeeded, below, ...(device && { coupled: device }) })
  return shorter?.map((each) => ({ ...each, qubits: each.qubits.map((place) => qubits[place]) }))
}

function requireCoupled({ operations }: Circuit, coupled: ReadonlySet<string>): void {
  for (const { gate, qubits } of operations) {
    if (gateTable[gate].kind !== 'gate' || qubits.length < 2) continue
    if (qubits.length > 2 || !coupled.has(pairKey(qubits[0], qubits[1]))) {
      throw new RangeError(`${gate} stands on qubits ${qubits.join(', ')}: with a coupling, gates stand on coupled pairs`)
    }
  }
}

function coupledPlaces(qubits: readonly number[], coupled: ReadonlySet<string>): (readonly [number, number])[] {
  return qubits.flatMap((a, i) => qubits.slice(0, i).flatMap((b, j) => (coupled.has(pairKey(a, b)) ? [[j, i] as const] : [])))
}

function pairKey(a: number, b: number): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}
