/**
 * Gives every use of a symbolic angle a feature column of its own, so that each can be shifted alone.
 *
 * The split program has no parameters; feature `occurrence[i]` is the angle of the i-th rotation or phase whose angle has symbols. Angles without
 * symbols stay as they are. Constants keep their places; a 1, the coefficient of every occurrence, is added behind them.
 */
import type { AngleTable } from '@ketwork/circuit'
import type { Instruction, PhaseInstruction, Program, RotationInstruction } from '../program.ts'
import { type ShiftRule, shiftRule } from './shiftRules.ts'

export interface Occurrence {
  /** Index of the instruction in the program. */
  readonly instruction: number
  /** Angle slot of the original program that it takes its angle from. */
  readonly slot: number
  readonly rule: ShiftRule
}

export interface SplitProgram {
  readonly program: Program
  /** Occurrence i is feature column i. */
  readonly occurrences: readonly Occurrence[]
}

/** Splits every symbolic angle use; O(instructions). */
export function splitProgramOccurrences(program: Program): SplitProgram {
  const { structure, constants } = program
  const occurrences: Occurrence[] = []
  const table: MutableAngleTable = { parameters: 0, termStarts: [0], coefficients: [], factorStarts: [0], factors: [] }
  const instructions = structure.instructions.map((instruction, index): Instruction => {
    if (!hasAngle(instruction)) return instruction
    const slot = table.termStarts.length - 1
    if (isSymbolic(structure.angles, instruction.angle)) {
      addTerm(table, constants.length, [occurrences.length])
      occurrences.push({ instruction: index, slot: instruction.angle, rule: shiftRule(instruction) })
    } else {
      const { termStarts, coefficients } = structure.angles
      for (let term = termStarts[instruction.angle]; term < termStarts[instruction.angle + 1]; term++)
        addTerm(table, coefficients[term], [])
    }
    table.termStarts.push(table.coefficients.length)
    return { ...instruction, angle: slot }
  })
  const features = occurrences.map((_, index) => `occurrence[${index}]`)
  return {
    program: {
      version: program.version,
      structure: { ...structure, parameters: [], features, angles: table, instructions },
      constants: Float64Array.from([...constants, 1]),
    },
    occurrences,
  }
}

interface MutableAngleTable extends AngleTable {
  readonly termStarts: number[]
  readonly coefficients: number[]
  readonly factorStarts: number[]
  readonly factors: number[]
}

function addTerm(table: MutableAngleTable, coefficient: number, factors: readonly number[]): void {
  table.coefficients.push(coefficient)
  for (const each of factors) table.factors.push(each)
  table.factorStarts.push(table.factors.length)
}

function hasAngle(instruction: Instruction): instruction is RotationInstruction | PhaseInstruction {
  return instruction.kind === 'rotation' || instruction.kind === 'phase'
}

function isSymbolic({ termStarts, factorStarts }: AngleTable, slot: number): boolean {
  return factorStarts[termStarts[slot + 1]] > factorStarts[termStarts[slot]]
}
