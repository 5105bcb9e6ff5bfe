/**
 * The everyday Clifford gates as updates of bit columns: what U P U^dagger does to X, Y and Z on the gate's qubits.
 *
 * Gates that are not here go through their matrix or their Pauli rotation (`CliffordTableau.ts`) and give the same; these are the fast ones.
 * Source: Aaronson and Gottesman, Phys. Rev. A 70, 052328 (2004), section III, bit-sliced over the rows.
 */
import { type PauliColumns } from './PauliColumns.ts'

type Kernel = (columns: PauliColumns, qubits: readonly number[]) => void

/** One qubit: from the words (x, z) of 32 rows the new words and the rows that change sign. */
function oneQubit(update: (x: number, z: number) => readonly [x: number, z: number, flips: number]): Kernel {
  return ({ x, z, signs, words }, [qubit]) => {
    for (let w = 0, at = qubit * words; w < words; w++, at++) {
      const [newX, newZ, flips] = update(x[at], z[at])
      x[at] = newX
      z[at] = newZ
      signs[w] ^= flips
    }
  }
}

const s = oneQubit((x, z) => [x, z ^ x, x & z]) // X -> Y -> -X
const sdg = oneQubit((x, z) => [x, z ^ x, x & ~z])

const cx: Kernel = ({ x, z, signs, words }, [control, target]) => {
  for (let w = 0, c = control * words, t = target * words; w < words; w++, c++, t++) {
    signs[w] ^= x[c] & z[t] & ~(x[t] ^ z[c])
    x[t] ^= x[c]
    z[c] ^= z[t]
  }
}

const cz: Kernel = ({ x, z, signs, words }, [a, b]) => {
  for (let w = 0, i = a * words, j = b * words; w < words; w++, i++, j++) {
    signs[w] ^= x[i] & x[j] & (z[i] ^ z[j])
    z[i] ^= x[j]
    z[j] ^= x[i]
  }
}

const swap: Kernel = ({ x, z, words }, [a, b]) => {
  for (let w = 0, i = a * words, j = b * words; w < words; w++, i++, j++) {
    const [xa, za] = [x[i], z[i]]
    x[i] = x[j]
    z[i] = z[j]
    x[j] = xa
    z[j] = za
  }
}

export const cliffordKernels: Readonly<Record<string, Kernel>> = {
  i: () => undefined,
  x: oneQubit((x, z) => [x, z, z]),
  y: oneQubit((x, z) => [x, z, x ^ z]),
  z: oneQubit((x, z) => [x, z, x]),
  h: oneQubit((x, z) => [z, x, x & z]),
  s,
  sdg,
  sx: oneQubit((x, z) => [x ^ z, z, z & ~x]), // Z -> -Y -> -Z
  sxdg: oneQubit((x, z) => [x ^ z, z, x & z]),
  cx,
  cy: (columns, [control, target]) => {
    sdg(columns, [target])
    cx(columns, [control, target])
    s(columns, [target])
  },
  cz,
  swap,
}
