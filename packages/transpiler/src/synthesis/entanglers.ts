/**
 * The two-qubit gates that a basis has for synthesis, and how many of them a unitary takes at least.
 *
 * Each gate is known by its class, the interaction of its Weyl decomposition. Two gates of the CX class reach exactly N(a, b, 0), three reach everything (Shende, Bullock and
 * Markov, Phys. Rev. A 70, 012310 (2004)); iSWAP is CX times SWAP up to local gates and reaches the same. Gates with a free angle about one axis take one for each angle of the
 * interaction that is not zero, since two of them always leave c = 0.
 */
import { gateTable, type Operation, operationMatrix, type OperationName } from '@ketwork/circuit'
import { exchangedBlock } from './blockMatrix.ts'
import { rootCount } from './rootChain.ts'
import { type WeylDecomposition, weylDecomposition } from './weylDecomposition.ts'

/** `flip`: CX, CZ, ECR, ...; `exchange`: iSWAP, DCX; `axis` and `freeExchange`: any angle; `root`: CS, CSX, half of a CX; `swap`: SWAP. */
export type EntanglerKind = 'flip' | 'exchange' | 'swap' | 'axis' | 'freeExchange' | 'root'

export interface Entangler {
  readonly gate: OperationName
  readonly kind: EntanglerKind
  /** The gate's angles for an interaction W(t) or V(t); empty for a gate without angle. */
  readonly angles: (interaction: number) => readonly number[]
  /** Of a gate without angle, on its qubits in order. */
  readonly decomposition?: WeylDecomposition
}

/** How many two-qubit gates a unitary takes. */
export interface TwoQubitCount {
  readonly gates: number
  /** Whether it is known that fewer do not suffice. */
  readonly isMinimal: boolean
}

const QUARTER = Math.PI / 4
const freeGates: Partial<Record<OperationName, { readonly kind: EntanglerKind; readonly angles: (t: number) => readonly number[] }>> = {
  rxx: { kind: 'axis', angles: (t) => [2 * t] },
  ryy: { kind: 'axis', angles: (t) => [2 * t] },
  rzz: { kind: 'axis', angles: (t) => [2 * t] },
  rzx: { kind: 'axis', angles: (t) => [2 * t] },
  cp: { kind: 'axis', angles: (t) => [4 * t] },
  crx: { kind: 'axis', angles: (t) => [4 * t] },
  cry: { kind: 'axis', angles: (t) => [4 * t] },
  crz: { kind: 'axis', angles: (t) => [4 * t] },
  xxPlusYy: { kind: 'freeExchange', angles: (t) => [4 * t, 0] },
  xxMinusYy: { kind: 'freeExchange', angles: (t) => [4 * t, 0] },
}
const classes: readonly (readonly [EntanglerKind, readonly number[]])[] = [
  ['flip', [QUARTER, 0, 0]],
  ['exchange', [QUARTER, QUARTER, 0]],
  ['swap', [QUARTER, QUARTER, QUARTER]],
  ['root', [QUARTER / 2, 0, 0]],
]

/** The entanglers of a basis, in its order. */
export function entanglersOf(basis: Iterable<OperationName>): Entangler[] {
  return [...new Set(basis)].flatMap((gate): Entangler[] => {
    const row = gateTable[gate]
    if (row.kind !== 'gate' || row.qubits !== 2) return []
    const free = freeGates[gate]
    if (free !== undefined) return [{ gate, ...free }]
    if (row.angles !== 0) return []
    const decomposition = weylDecomposition(gateBlock({ gate, qubits: [0, 1], angles: [] }))
    const known = classes.find(([, angles]) => angles.every((angle, axis) => Math.abs(angle - decomposition.interaction[axis]) < 1e-12))
    return known === undefined ? [] : [{ gate, kind: known[0], angles: () => [], decomposition }]
  })
}

/** The matrix of a two-qubit operation on its own qubits, or with them exchanged. */
export function gateBlock(operation: Operation, isExchanged = false): Float64Array {
  const { data } = operationMatrix(operation)
  return isExchanged ? exchangedBlock(data) : data
}

/** How many gates of a kind make an interaction; nothing when they cannot. Angles below `tolerance` are none. */
export function countEntanglers(kind: EntanglerKind, interaction: readonly number[], tolerance: number): TwoQubitCount | undefined {
  const [a, b, c] = interaction
  const isZero = (angle: number): boolean => Math.abs(angle) < tolerance
  if (isZero(a) && isZero(b) && isZero(c)) return { gates: 0, isMinimal: true }
  const isClass = classes.find(([each]) => each === kind)?.[1].every((angle, axis) => isZero(angle - interaction[axis])) === true
  if (isClass) return { gates: 1, isMinimal: true }
  switch (kind) {
    case 'flip':
    case 'exchange':
      return { gates: isZero(c) ? 2 : 3, isMinimal: true }
    case 'axis':
      return { gates: interaction.filter((angle) => !isZero(angle)).length, isMinimal: true }
    case 'freeExchange': {
      const gates = isZero(c) ? (isZero((a - b) / 2) ? 1 : 2) : isZero(a - b - Math.abs(c)) ? 2 : 3
      return { gates, isMinimal: gates < 3 }
    }
    case 'swap':
      return undefined
    case 'root': {
      const gates = rootPlan(interaction, tolerance).gates
      return { gates, isMinimal: gates === 2 }
    }
  }
}

/** How a chain of roots is split. */
export interface RootPlan {
  readonly gates: number
  /** The axis whose angle is made by a chain of its own; nothing where c is zero. */
  readonly apart?: 0 | 1 | 2
}

/** The split with the fewest roots. */
export function rootPlan(interaction: readonly number[], tolerance: number): RootPlan {
  const [a, b, c] = interaction
  if (Math.abs(c) < tolerance) return { gates: rootCount(a, b, tolerance) }
  const plans = ([0, 1, 2] as const).map((apart): RootPlan => {
    const [x, y] = interaction.filter((_, axis) => axis !== apart)
    return { gates: rootCount(x, y, tolerance) + rootCount(interaction[apart], 0, tolerance), apart }
  })
  return plans.reduce((best, plan) => (plan.gates < best.gates ? plan : best))
}
