/** Textbook topologies, every pair in both directions. `{ ...grid(4, 5), basis: ['cz', 'rz', 'sx', 'x'] }` is a target. */
import type { QubitPair, Topology } from '../target.ts'

/** Qubits 0 to n - 1 in a row. */
export function line(n: number): Topology {
  checkSize('a line', n, 1)
  return topology(
    n,
    Array.from({ length: n - 1 }, (_, i): QubitPair => [i, i + 1]),
  )
}

/** A line whose ends meet. */
export function ring(n: number): Topology {
  checkSize('a ring', n, 3)
  return topology(
    n,
    Array.from({ length: n }, (_, i): QubitPair => [i, (i + 1) % n]),
  )
}

/** A square grid: the qubit in row r and column c is r * columns + c. */
export function grid(rows: number, columns: number): Topology {
  checkSize('the rows of a grid', rows, 1)
  checkSize('the columns of a grid', columns, 1)
  const pairs: QubitPair[] = []
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const qubit = r * columns + c
      if (c + 1 < columns) pairs.push([qubit, qubit + 1])
      if (r + 1 < rows) pairs.push([qubit, qubit + columns])
    }
  }
  return topology(rows * columns, pairs)
}

/** Every qubit meets every other. */
export function allToAll(n: number): Topology {
  checkSize('a complete graph', n, 1)
  const pairs: QubitPair[] = []
  for (let a = 0; a < n; a++) for (let b = a + 1; b < n; b++) pairs.push([a, b])
  return topology(n, pairs)
}

/**
 * The heavy-hex lattice of an odd code distance d, (5 d^2 - 2 d - 1) / 2 qubits of degree at most 3.
 *
 * d rows of d data qubits (0 to d^2 - 1); between neighbours of a row a flag qubit (row by row); rows are joined by syndrome qubits, (d + 1) / 2 between two rows: those
 * under odd gaps at one end of the row and inside under every second flag, alternating from row to row.
 * Chamberland et al., Phys. Rev. X 10, 011022 (2020), figure 2.
 */
export function heavyHex(d: number): Topology {
  checkSize('the distance of a heavy-hex lattice', d, 1)
  if (d % 2 === 0) throw new RangeError(`the distance of a heavy-hex lattice is odd, got ${d}`)
  const pairs: QubitPair[] = []
  const data = (row: number, column: number): number => row * d + column
  const firstFlag = d * d + ((d - 1) * (d + 1)) / 2
  let syndrome = d * d
  const flag = (row: number, gap: number): number => firstFlag + row * (d - 1) + gap
  for (let row = 0; row < d; row++) {
    for (let gap = 0; gap + 1 < d; gap++) pairs.push([data(row, gap), flag(row, gap)], [flag(row, gap), data(row, gap + 1)])
  }
  for (let row = 0; row + 1 < d; row++) {
    const even = row % 2 === 0
    const end = even ? 0 : d - 1
    pairs.push([data(row, end), syndrome], [syndrome, data(row + 1, end)])
    syndrome++
    for (let gap = even ? 1 : 0; gap + 1 < d; gap += 2, syndrome++) pairs.push([flag(row, gap), syndrome], [syndrome, flag(row + 1, gap)])
  }
  return topology((5 * d * d - 2 * d - 1) / 2, pairs)
}

function topology(qubits: number, pairs: readonly QubitPair[]): Topology {
  return {
    qubits,
    coupling: pairs.flatMap(([a, b]): QubitPair[] => [
      [a, b],
      [b, a],
    ]),
  }
}

function checkSize(what: string, size: number, least: number): void {
  if (!Number.isInteger(size) || size < least) throw new RangeError(`${what} is a whole number from ${least} on, got ${size}`)
}
