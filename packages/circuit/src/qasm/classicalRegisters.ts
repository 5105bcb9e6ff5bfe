/** The bits of a circuit as the registers of a file: 'c[0]', 'c[1]' form the register c; any other name is a register of one bit. */
import type { Operation } from '../gates/Operation.ts'
import { MOST_QUBITS } from './readQasm2.ts'

export interface ClassicalRegister {
  /** In the file. */
  readonly name: string
  /** What its bits are called before their index. */
  readonly original: string
  readonly size: number
  /** Its bits in order; those that the circuit does not have are left out. */
  readonly members: readonly (string | undefined)[]
  /** A bit without an index. */
  readonly single: boolean
}

export interface ClassicalRegisters {
  readonly registers: readonly ClassicalRegister[]
  /** The register of each bit and its index there. */
  readonly places: ReadonlyMap<string, { readonly register: ClassicalRegister; readonly index: number }>
}

/** @param nameFor a name of its own for each register, from what its bits are called */
export function classicalRegisters(operations: readonly Operation[], nameFor: (original: string) => string): ClassicalRegisters {
  const registers = new Map<string, { name: string; original: string; size: number; members: (string | undefined)[]; single: boolean }>()
  const places = new Map<string, { register: ClassicalRegister; index: number }>()
  for (const { bits = [], condition } of operations) {
    for (const bit of [...bits, ...(condition?.bits ?? [])]) {
      if (places.has(bit)) continue
      const { original, index } = parsed(bit)
      const single = index === undefined
      const key = single ? bit : `${original}[`
      const known = registers.get(key)
      const register = known ?? { name: nameFor(original), original, size: 0, members: [], single }
      if (known === undefined) registers.set(key, register)
      register.members[index ?? 0] = bit
      register.size = Math.max(register.size, (index ?? 0) + 1)
      places.set(bit, { register, index: index ?? 0 })
    }
  }
  return { registers: [...registers.values()], places }
}

function parsed(bit: string): { readonly original: string; readonly index: number | undefined } {
  const match = /^(.*)\[(0|[1-9]\d*)\]$/s.exec(bit)
  return match !== null && Number(match[2]) < MOST_QUBITS
    ? { original: match[1], index: Number(match[2]) }
    : { original: bit, index: undefined }
}
