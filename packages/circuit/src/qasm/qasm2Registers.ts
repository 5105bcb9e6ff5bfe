/**
 * The bits of a circuit as the classical registers of a file of OpenQASM 2, which compares whole registers only.
 *
 * A register stays as its bits are named unless a condition asks for a part of it, or for more: the bits of such a condition form a register of their own, and the
 * others keep their places. A bit that a file declares and nothing writes reads 0, so a comparison may cover it.
 */
import { conditionValues, valueOfBits } from '../gates/conditionValues.ts'
import type { Condition, Operation } from '../gates/Operation.ts'
import { type ClassicalRegister, classicalRegisters } from './classicalRegisters.ts'
import type { FreeNames } from './FreeNames.ts'

export interface Qasm2Registers {
  readonly declarations: readonly string[]
  /** `c[0]`. */
  bitText(bit: string): string
  /** `if (c == 2) `, with a blank behind it. */
  conditionText(condition: Condition): string
}

interface Place {
  readonly register: { readonly name: string; readonly size: number }
  readonly index: number
}

/** @throws RangeError when conditions ask for bits in a way that no registers fit */
export function qasm2Registers(operations: readonly Operation[], names: FreeNames): Qasm2Registers {
  const askedTogether = bitsAskedTogether(operations)
  const named = classicalRegisters(operations, (original) => names.fresh(original))
  const places = new Map<string, Place>(named.places)
  const registers: Place['register'][] = []
  for (const register of named.registers) {
    const members = register.members.filter((bit) => bit !== undefined)
    const parts = new Set(members.map((bit) => askedTogether.get(bit)).filter((bits) => bits !== undefined))
    if (isWhole(members, parts)) {
      registers.push(register)
      continue
    }
    if (members.some((bit) => !askedTogether.has(bit))) registers.push(register)
    for (const bits of parts) {
      if (places.get(bits[0]) !== named.places.get(bits[0])) continue // made for another register that it takes bits from
      const own = { name: names.fresh(nameOfPart(register, bits, named.places)), size: bits.length }
      registers.push(own)
      bits.forEach((bit, index) => places.set(bit, { register: own, index }))
    }
  }
  const placeOf = (bit: string): Place => places.get(bit)!
  return {
    declarations: registers.map(({ name, size }) => `creg ${name}[${size}];`),
    bitText: (bit) => `${placeOf(bit).register.name}[${placeOf(bit).index}]`,
    conditionText: (condition) => {
      const { register } = placeOf(condition.bits[0])
      const values = new Array<number>(register.size).fill(0)
      conditionValues(condition).forEach((value, i) => (values[placeOf(condition.bits[i]).index] = value))
      return `if (${register.name} == ${valueOfBits(values)}) `
    },
  }
}

/** For each bit that a condition reads, all bits that it reads. */
function bitsAskedTogether(operations: readonly Operation[]): ReadonlyMap<string, readonly string[]> {
  const together = new Map<string, readonly string[]>()
  for (const { condition } of operations) {
    if (condition === undefined) continue
    const { bits } = condition
    const known = together.get(bits.find((bit) => together.has(bit)) ?? '') ?? bits
    const isOther = known.length !== bits.length || bits.some((bit) => (together.get(bit) ?? bits) !== known)
    if (isOther) {
      throw new RangeError(
        `OpenQASM 2 compares whole registers only: conditions ask for ${shown(known)} and for ${shown(bits)}, which share a bit; write version 3`,
      )
    }
    for (const bit of bits) together.set(bit, known)
  }
  return together
}

function isWhole(members: readonly string[], parts: ReadonlySet<readonly string[]>): boolean {
  if (parts.size === 0) return true
  const part = new Set([...parts][0])
  return parts.size === 1 && part.size === members.length && members.every((bit) => part.has(bit))
}

function nameOfPart({ original }: ClassicalRegister, bits: readonly string[], places: ReadonlyMap<string, Place>): string {
  return bits.length === 1 ? `${original}_${places.get(bits[0])?.index ?? 0}` : `${original}_part`
}

function shown(bits: readonly string[]): string {
  return bits.length > 8 ? `${bits.slice(0, 7).join(', ')}, ...` : bits.join(', ')
}
