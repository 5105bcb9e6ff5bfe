/** Which classical bits of a program its density matrix keeps; the size of vec(rho) follows from their number alone. */
import { deferMeasurements } from '../../lowering/dynamics.ts'
import type { Program } from '../../program.ts'

/** Bits that conditions read and, where the readings are kept, bits that are assigned or whose measurements cannot all wait for the end. */
export function wiredBits(program: Program, keepBits: boolean): readonly number[] {
  const wired = new Set(program.structure.instructions.flatMap(({ condition }) => condition?.bits ?? []))
  if (keepBits) {
    const { rest } = deferMeasurements(program)
    for (const instruction of rest.structure.instructions)
      if (instruction.kind === 'measure' || instruction.kind === 'assign') wired.add(instruction.bit)
  }
  return [...wired].sort((a, b) => a - b)
}
