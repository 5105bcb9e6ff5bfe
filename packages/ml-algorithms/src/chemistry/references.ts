/**
 * The determinants that a fit starts from.
 *
 * An ansatz of symmetric operators never leaves the symmetry of its reference: where the lowest determinant has another
 * symmetry than the ground state, every derivative is zero at an excited state. So there is a candidate from each block
 * of determinants that the Hamiltonian connects: the lowest one, and the leading one of the ground state among the
 * block's few lowest (a small selected configuration interaction), whose energy puts the blocks in order.
 */
import { eigenSymmetric } from '@ketwork/math'
import { symmetryBlocks, type SectorHamiltonian } from './sectorHamiltonian.ts'

export interface Reference {
  /** Index in the sector. */
  readonly determinant: number
  readonly block: number
  /** Lowest energy among a few determinants of its block. */
  readonly estimate: number
}

export interface References {
  /** The lowest estimate first; the determinant of the first orbitals in the file's order is among them. */
  readonly candidates: readonly Reference[]
  /** The block of each determinant. */
  readonly blocks: Int32Array
  readonly blockCount: number
}

/** How many determinants of a block the selected configuration interaction holds. */
const SELECTED = 40
/** How many blocks are searched: those with the lowest determinants. */
const MOST_BLOCKS = 24
/** How many candidates are kept. */
const MOST_CANDIDATES = 4
/** Couplings below this part of the energy scale do not join blocks. */
const JOINING = 1e-6

export function findReferences(hamiltonian: SectorHamiltonian): References {
  const { basis, diagonal, scale } = hamiltonian
  const blocks = symmetryBlocks(hamiltonian, JOINING * scale)
  const members = new Map<number, number[]>()
  const ascending = Array.from(diagonal, (_, i) => i).sort((a, b) => diagonal[a] - diagonal[b] || a - b)
  for (const determinant of ascending) {
    const block = members.get(blocks[determinant])
    if (block === undefined) members.set(blocks[determinant], [determinant])
    else if (block.length < SELECTED) block.push(determinant)
  }
  const aufbau = basis.indexOf(2 ** basis.sector.up - 1, 2 ** basis.sector.down - 1)
  const searchedBlocks = [...members].filter(([block], i) => i < MOST_BLOCKS || block === blocks[aufbau])
  const states = selectedStates(hamiltonian, searchedBlocks.map(([, list]) => list)) // prettier-ignore
  const ofBlocks = searchedBlocks.flatMap(([block, list], i) => {
    const { estimate, leading } = states[i]
    return [...new Set([list[leading], list[0]])].map((determinant) => ({ determinant, block, estimate }))
  })
  ofBlocks.sort((a, b) => a.estimate - b.estimate)
  const estimate = ofBlocks.find(({ block }) => block === blocks[aufbau])?.estimate ?? diagonal[aufbau]
  const candidates = ofBlocks.slice(0, MOST_CANDIDATES)
  if (!candidates.some(({ determinant }) => determinant === aufbau))
    candidates.push({ determinant: aufbau, block: blocks[aufbau], estimate })
  return { candidates, blocks, blockCount: members.size }
}

/**
 * The lowest eigenvalue of H within each list of determinants, and the position of the determinant with the largest
 * amplitude.
 */
function selectedStates(
  { diagonal, left, right, couplings }: SectorHamiltonian,
  lists: readonly (readonly number[])[],
): { readonly estimate: number; readonly leading: number }[] {
  const owner = new Int32Array(diagonal.length).fill(-1)
  const place = new Int32Array(diagonal.length)
  const matrices = lists.map((list, l) => {
    const matrix = new Float64Array(list.length ** 2)
    list.forEach((determinant, i) => {
      owner[determinant] = l
      place[determinant] = i
      matrix[i * (list.length + 1)] = diagonal[determinant]
    })
    return matrix
  })
  for (let k = 0; k < couplings.length; k++) {
    const l = owner[left[k]]
    if (l < 0 || owner[right[k]] !== l) continue
    const [i, j, size] = [place[left[k]], place[right[k]], lists[l].length]
    matrices[l][i * size + j] = matrices[l][j * size + i] = couplings[k]
  }
  return matrices.map((matrix, l) => lowestOf(matrix, lists[l].length))
}

function lowestOf(data: Float64Array, size: number): { readonly estimate: number; readonly leading: number } {
  const { values, vectors } = eigenSymmetric({ rows: size, columns: size, data })
  let leading = 0
  for (let i = 1; i < size; i++) if (Math.abs(vectors.data[i * size]) > Math.abs(vectors.data[leading * size]) + 1e-6) leading = i
  return { estimate: values[0], leading }
}
