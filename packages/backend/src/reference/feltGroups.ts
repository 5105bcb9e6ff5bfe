/**
 * The groups of qubits that a question feels, by the plainest rule: backwards, whatever touches a qubit or writes a bit that was met belongs to it, with all it touches.
 *
 * No two instructions are exchanged and none is left out because it commutes. Groups that no instruction joins are independent.
 */
import { instructionQubits } from '../lowering/dynamics.ts'
import type { Instruction, ObservableStructure, Program } from '../program.ts'

export interface FeltGroup {
  readonly qubits: readonly number[]
  readonly bits: readonly number[]
  readonly instructions: readonly Instruction[]
}

export function feltGroups({ structure }: Program, asked: Pick<FeltGroup, 'qubits' | 'bits'>): FeltGroup[] {
  const groups = new Map<string, Set<string>>() // qubits and bits by name, each with the set that it belongs to
  const meet = (names: readonly string[]): void => {
    const joined = new Set(names.flatMap((name) => [...(groups.get(name) ?? [name])]))
    for (const name of joined) groups.set(name, joined)
  }
  for (const qubit of asked.qubits) meet([`q${qubit}`])
  for (const bit of asked.bits) meet([`b${bit}`])
  const kept: Instruction[] = []
  for (const instruction of structure.instructions.toReversed()) {
    const names = instructionQubits(instruction).map((qubit) => `q${qubit}`)
    if ('bit' in instruction) names.push(`b${instruction.bit}`)
    if (!names.some((name) => groups.has(name))) continue
    meet([...names, ...(instruction.condition?.bits ?? []).map((bit) => `b${bit}`)])
    kept.push(instruction)
  }
  kept.reverse()
  return [...new Set(groups.values())].map((names) => {
    const numbers = (kind: string) => [...names].filter((name) => name.startsWith(kind)).map((name) => Number(name.slice(1)))
    const [qubits, bits] = [numbers('q'), numbers('b')]
    const isOwn = (instruction: Instruction): boolean =>
      instructionQubits(instruction).some((qubit) => qubits.includes(qubit)) || ('bit' in instruction && bits.includes(instruction.bit))
    return { qubits: qubits.sort((a, b) => a - b), bits: bits.sort((a, b) => a - b), instructions: kept.filter(isOwn) }
  })
}

/** A group as a program of its own, with all symbols and constants of the whole, and a Pauli string as its observable; a group of bits alone has an idle qubit. */
export function groupProgram(program: Program, group: FeltGroup, term?: ObservableStructure['terms'][number]): Program {
  const ofQubits = <Qubits extends readonly number[]>(qubits: Qubits) =>
    qubits.map((qubit) => group.qubits.indexOf(qubit)) as unknown as Qubits
  const ofBits = (bits: readonly number[]) => bits.map((bit) => group.bits.indexOf(bit))
  const renamed = (instruction: Instruction): Instruction => {
    const { condition } = instruction
    const own = {
      ...instruction,
      ...(condition === undefined ? {} : { condition: { ...condition, bits: ofBits(condition.bits) } }),
      ...('qubits' in instruction ? { qubits: ofQubits(instruction.qubits) } : {}),
      ...('controls' in instruction ? { controls: ofQubits(instruction.controls) } : {}),
      ...('target' in instruction ? { target: ofQubits([instruction.target])[0] } : {}),
      ...('qubit' in instruction ? { qubit: ofQubits([instruction.qubit])[0] } : {}),
      ...('bit' in instruction ? { bit: ofBits([instruction.bit])[0] } : {}),
    }
    return own as Instruction
  }
  return {
    ...program,
    constants: Float64Array.from([...program.constants, 1]),
    structure: {
      ...program.structure,
      qubits: Math.max(1, group.qubits.length),
      bits: group.bits.map((bit) => program.structure.bits[bit]),
      instructions: group.instructions.map(renamed),
      observables:
        term === undefined ? [] : [{ coefficient: program.constants.length, terms: [{ ...term, qubits: ofQubits(term.qubits) }] }],
    },
  }
}
