/**
 * The actions of a program in which groups of diagonal instructions that share their symbols are one action each: a table of phases.
 *
 * Decided by the structure alone, so that programs that differ in constants have the same actions.
 */
import type { ProgramStructure } from '../../program.ts'
import { type DiagonalGroup, diagonalGroups, paysAsTable } from '../diagonalGroups.ts'
import { type Action, actionOf, type TableAction } from './actions.ts'
import { maskOf } from './qubitBit.ts'

/**
 * @param most tables that there is memory for; the groups of later instructions stay single actions
 * @throws TypeError for an instruction that is not an unconditional unitary
 */
export function tabledActions(structure: ProgramStructure, most: number): Action[] {
  const groups = diagonalGroups(structure).filter(paysAsTable)
  const tables = new Map<number, TableAction | undefined>() // by instruction; undefined where an earlier one of the group stands for it
  for (const group of groups.slice(0, most)) {
    group.entries.forEach(({ instruction }, place) => tables.set(instruction, place === 0 ? tableAction(group) : undefined))
  }
  return structure.instructions.flatMap((instruction, index) => (tables.has(index) ? (tables.get(index) ?? []) : actionOf(instruction)))
}

function tableAction(group: DiagonalGroup): TableAction {
  const reads = group.entries.reduce((mask, { qubits, controls }) => mask | maskOf(qubits) | maskOf(controls), 0)
  return { kind: 'table', group, mixes: 0, reads }
}
