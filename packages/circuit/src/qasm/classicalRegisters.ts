/** The bits of a circuit as the registers of a file: 'c[0]', 'c[1]' form the register c; any other name is a register of one bit. */
import type { Operation } from '../gates/Operation.ts'
import { MOST_QUBITS } from './readQasm2.ts'

export interface ClassicalRegister {
  readonly name: string
  readonly size: number
  /** Its bits in order; those that the circuit does not have are left out. */
  readonly members: readonly (string | undefined)[]
  /** A bit without an index. */
  readonly single: boolean
}

export interface ClassicalRegisters {
  readonly registers: ReadonlyMap<string, ClassicalRegister>
  /** The register of each bit and its index there. */
  readonly places: ReadonlyMap<string, { readonly register: string; readonly index: number }>
}

/**
 * @param nameFor the name of the register for the name of its bits
 * @throws RangeError when two bits would have the same name
 */
export function classicalRegisters(operations: readonly Operation[], nameFor: (name: string) => string): ClassicalRegisters {
  const registers = new Map<string, { name: string; size: number; members: (string | undefined)[]; single: boolean }>()
  const places = new Map<string, { register: string; index: number }>()
  for (const { bits = [], condition } of operations) {
    for (const bit of [...bits, ...(condition?.bits ?? [])]) {
      if (places.has(bit)) continue
      const match = /^(.*)\[(\d+)\]$/s.exec(bit)
      const indexed = match !== null && Number(match[2]) < MOST_QUBITS
      const name = nameFor(indexed ? match[1] : bit)
      const index = indexed ? Number(match[2]) : 0
      const register = registers.get(name) ?? { name, size: 0, members: [], single: !indexed }
      if (register.members[index] !== undefined || (registers.has(name) && register.single !== !indexed)) {
        throw new RangeError(`bits '${bit}' and '${register.members[index] ?? name}' would have the same name in OpenQASM: rename one`)
      }
      register.members[index] = bit
      register.size = Math.max(register.size, index + 1)
      registers.set(name, register)
      places.set(bit, { register: name, index })
    }
  }
  return { registers, places }
}
