/**
 * The part of a program that one observable can see.
 *
 * Walks backwards from the observable's qubits; an instruction that touches none of the qubits collected so far cancels against its adjoint, one
 * that touches some adds all of its own. Classical bits are followed too: a condition in the cone pulls in the measurements and assignments that write its bits.
 * Valid for expectations and their derivatives only; amplitudes need the whole program.
 */
import type { Program } from '../program.ts'
import { instructionQubits } from './dynamics.ts'

export interface LightCone {
  /** Indices of the instructions that matter, ascending. */
  readonly instructions: readonly number[]
  /** Qubits that matter, ascending: the others may be left out of the simulation. */
  readonly qubits: readonly number[]
}

/**
 * Finds what an expectation depends on; O(instructions).
 *
 * @throws RangeError when there is no such observable
 */
export function lightCone(program: Program, observable: number): LightCone {
  const { instructions, observables } = program.structure
  if (observables[observable] === undefined)
    throw new RangeError(`observable ${observable} is out of range: the program has ${observables.length}`)
  const qubits = new Set(observables[observable].terms.flatMap((term) => term.qubits))
  const bits = new Set<number>()
  const kept: number[] = []
  for (let index = instructions.length - 1; index >= 0; index--) {
    const instruction = instructions[index]
    const touched = instructionQubits(instruction)
    const writes = (instruction.kind === 'measure' || instruction.kind === 'assign') && bits.has(instruction.bit)
    if (!writes && !touched.some((qubit) => qubits.has(qubit))) continue
    kept.push(index)
    for (const qubit of touched) qubits.add(qubit)
    for (const bit of instruction.condition?.bits ?? []) bits.add(bit)
  }
  return { instructions: kept.reverse(), qubits: [...qubits].sort((a, b) => a - b) }
}
