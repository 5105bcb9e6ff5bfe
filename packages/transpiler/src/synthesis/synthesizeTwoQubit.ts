/**
 * Any two-qubit unitary with the gates of a basis: as few entangling gates as its class needs, and the shortest one-qubit gates between them.
 *
 * The Weyl decomposition names the class (`weylDecomposition.ts`), the class the number of gates (`entanglers.ts`), a chain of simpler interactions takes it apart
 * (`interactionChain.ts`), and each link becomes the basis's gate between the local gates that their own decompositions differ by.
 */
import type { Operation, OperationName } from '@ketwork/circuit'
import type { ComplexMatrix } from '@ketwork/math'
import { countEntanglers, type Entangler, type EntanglerKind, entanglersOf, gateBlock, rootPlan, type TwoQubitCount } from './entanglers.ts'
import {
  axisLinks,
  exchangeLinks,
  flipsToExchanges,
  type InteractionChain,
  type Link,
  linkMatrix,
  noLinks,
  rootLinks,
  threeExchanges,
  threeFlips,
  twoFlips,
} from './interactionChain.ts'
import { type OneQubitBasis, oneQubitBasis, shortestForm } from './oneQubitForm.ts'
import { IDENTITY, inverseTurn } from './quaternion.ts'
import { bothAfter, type LocalPair, type WeylDecomposition, weylDecomposition } from './weylDecomposition.ts'

/** What a basis offers, prepared once. */
export interface TwoQubitBasis {
  readonly oneQubit: OneQubitBasis
  readonly entanglers: readonly Entangler[]
  /** How gates without angle make the link of their class. */
  readonly fixedLinks: ReadonlyMap<OperationName, NativeLink>
}

/** The gate that takes the fewest, and how many. */
export interface EntanglerChoice extends TwoQubitCount {
  readonly entangler: Entangler | undefined
}

/** Interaction angles below this, in radians, are none. */
export const EXACT = 1e-11

export function twoQubitBasis(basis: readonly OperationName[]): TwoQubitBasis {
  const entanglers = entanglersOf(basis)
  const fixedLinks = entanglers.flatMap((entangler) => {
    const link = classLinks[entangler.kind]
    return link === undefined ? [] : [[entangler.gate, nativeLink(link, entangler)] as const]
  })
  return { oneQubit: oneQubitBasis(basis), entanglers, fixedLinks: new Map(fixedLinks) }
}

/** The entangler of a basis that takes the fewest gates for an interaction; nothing when it has none that can. */
export function chooseEntangler(interaction: readonly number[], basis: TwoQubitBasis, tolerance: number): EntanglerChoice | undefined {
  let best: EntanglerChoice | undefined
  for (const entangler of basis.entanglers) {
    const count = countEntanglers(entangler.kind, interaction, tolerance)
    if (count !== undefined && (best === undefined || count.gates < best.gates)) best = { ...count, entangler }
  }
  if (best === undefined && interaction.every((angle) => Math.abs(angle) < tolerance)) {
    return { gates: 0, isMinimal: true, entangler: undefined }
  }
  return best
}

/**
 * How many two-qubit gates of a basis a 4 x 4 unitary takes, and whether it is known that fewer do not suffice; nothing when the basis cannot make it.
 *
 * @example
 * twoQubitCount(unitary(new Circuit(2).swap(0, 1)), ['cz', 'rz', 'sx']) // { gates: 3, isMinimal: true }
 */
export function twoQubitCount(matrix: ComplexMatrix, basis: readonly OperationName[]): TwoQubitCount | undefined {
  const choice = chooseEntangler(weylDecomposition(matrix.data).interaction, twoQubitBasis(basis), EXACT)
  return choice && { gates: choice.gates, isMinimal: choice.isMinimal }
}

/** Operations on [low, high] and the phase that they leave to be added; nothing when the basis cannot write the locals. */
export function synthesizeDecomposition(
  decomposition: WeylDecomposition,
  { entangler, gates }: EntanglerChoice,
  [low, high]: readonly [number, number],
  basis: TwoQubitBasis,
  tolerance: number,
): { readonly operations: Operation[]; readonly phase: number } | undefined {
  const chain = gates === 0 || entangler === undefined ? noLinks() : interactionChain(decomposition, entangler, gates, tolerance)
  const writer = new LocalWriter(basis.oneQubit, low, high)
  let pending = bothAfter(chain.locals[0], decomposition.before)
  let phase = decomposition.phase + chain.phase
  for (const [k, link] of chain.links.entries()) {
    if (entangler === undefined) break
    const native = basis.fixedLinks.get(entangler.gate) ?? nativeLink(link, entangler)
    if (!writer.write(bothAfter(native.before, pending))) return undefined
    writer.operations.push({ gate: entangler.gate, qubits: [low, high], angles: native.angles })
    pending = bothAfter(chain.locals[k + 1], native.after)
    phase += native.phase
  }
  if (!writer.write(bothAfter(decomposition.after, pending))) return undefined
  return { operations: writer.operations, phase: phase + writer.phase }
}

function interactionChain({ interaction }: WeylDecomposition, { kind }: Entangler, gates: number, tolerance: number): InteractionChain {
  const isZero = (angle: number): boolean => Math.abs(angle) < tolerance
  switch (kind) {
    case 'flip':
      return gates === 1 ? axisLinks(interaction, isZero) : gates === 2 ? twoFlips(interaction) : threeFlips(interaction)
    case 'exchange':
      if (gates === 1) return { ...noLinks(), locals: [NOTHING, NOTHING], links: [{ kind: 'v', angle: interaction[0] }] }
      return gates === 2 ? flipsToExchanges(twoFlips(interaction)) : threeExchanges(interaction)
    case 'axis':
      return axisLinks(interaction, isZero)
    case 'freeExchange':
      return exchangeLinks(interaction, isZero)
    case 'root':
      return rootLinks(interaction, rootPlan(interaction, tolerance), tolerance)
    case 'swap':
      return { ...noLinks(), locals: [NOTHING, NOTHING], links: [{ kind: 'swap', angle: interaction[0] }] }
  }
}

const NOTHING: LocalPair = [IDENTITY, IDENTITY]
const classLinks: Partial<Record<EntanglerKind, Link>> = {
  flip: { kind: 'w', angle: Math.PI / 4 },
  exchange: { kind: 'v', angle: Math.PI / 4 },
  root: { kind: 'w', angle: Math.PI / 8 },
  swap: { kind: 'swap', angle: Math.PI / 4 },
}

interface NativeLink {
  readonly before: LocalPair
  readonly after: LocalPair
  readonly phase: number
  readonly angles: readonly number[]
}

/** link = e^(i phase) after * gate * before: both have the same interaction, so they differ by local gates. */
function nativeLink(link: Link, { gate, angles, decomposition }: Entangler): NativeLink {
  const own = angles(link.angle)
  const target = weylDecomposition(linkMatrix(link))
  const given = decomposition ?? weylDecomposition(gateBlock({ gate, qubits: [0, 1], angles: own }))
  const inverted = ([a, b]: LocalPair): LocalPair => [inverseTurn(a), inverseTurn(b)]
  return {
    before: bothAfter(inverted(given.before), target.before),
    after: bothAfter(target.after, inverted(given.after)),
    phase: target.phase - given.phase,
    angles: own,
  }
}

/** Writes pairs of local gates in their shortest form. */
class LocalWriter {
  readonly operations: Operation[] = []
  phase = 0

  readonly #basis: OneQubitBasis
  readonly #qubits: readonly [number, number]

  constructor(basis: OneQubitBasis, low: number, high: number) {
    this.#basis = basis
    this.#qubits = [low, high]
  }

  write(pair: LocalPair): boolean {
    for (const [side, turn] of pair.entries()) {
      const form = shortestForm({ phase: 0, turn }, this.#basis, this.#qubits[side])
      if (form === undefined) return false
      for (const each of form.operations) this.operations.push(each)
      this.phase += form.phase
    }
    return true
  }
}
