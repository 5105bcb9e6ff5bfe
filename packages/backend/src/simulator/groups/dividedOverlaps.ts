/**
 * Inner products of states whose qubits fall into groups that nothing joins: products over the groups, and the global
 * phases.
 */
import { largest } from '@ketwork/math'
import type { ResolvedInputs } from '../../resolvedInputs.ts'
import { instructionQubits } from '../../lowering/dynamics.ts'
import type { Instruction, Program } from '../../program.ts'
import type { Computed, EngineCall } from '../ProgramEngine.ts'
import { rowAngles } from '../../rowAngles.ts'
import { type PartClass, type Place, PartClasses } from './PartClasses.ts'
import { type PartRuns, partsCall, rowsOf } from './PartRuns.ts'

export interface StateParts {
  readonly classes: readonly PartClass[]
  readonly parts: readonly Place[]
  /** Instructions on no qubit. */
  readonly phases: readonly Instruction[]
  readonly mostQubits: number
  /** Instructions times amplitudes, of all parts. */
  readonly cost: number
}

/** The groups of qubits of a unitary program; qubits that nothing touches are in none. O(instructions). */
export function stateParts(program: Program): StateParts {
  const { qubits, instructions } = program.structure
  const parents = Array.from({ length: qubits }, (_, qubit) => qubit)
  const root = (qubit: number): number => {
    while (parents[qubit] !== qubit) qubit = parents[qubit] = parents[parents[qubit]]
    return qubit
  }
  for (const instruction of instructions) {
    const [first, ...others] = instructionQubits(instruction)
    for (const other of others) parents[root(other)] = root(first)
  }
  const phases: Instruction[] = []
  const groups = new Map<number, { qubits: number[]; instructions: Instruction[] }>()
  for (const qubit of parents.keys()) {
    const group = groups.get(root(qubit)) ?? { qubits: [], instructions: [] }
    groups.set(root(qubit), group)
    group.qubits.push(qubit)
  }
  for (const instruction of instructions) {
    const [first] = instructionQubits(instruction)
    const own = first === undefined ? phases : (groups.get(root(first))?.instructions ?? [])
    own.push(instruction)
  }
  const classes = new PartClasses(program)
  const joined = [...groups.values()].filter((group) => group.instructions.length > 0)
  const parts = joined.map((group) => classes.add({ ...group, bits: [] }))
  const mostQubits = largest(
    joined.map((group) => group.qubits.length),
    0,
  )
  const cost = joined.reduce((sum, group) => sum + group.instructions.length * 2 ** group.qubits.length, 0)
  return { classes: classes.build(), parts, phases, mostQubits, cost }
}

/** <left|right>, B x B'; `right` is `left` itself for a symmetric result. */
export async function dividedOverlaps(
  { program, runs }: { readonly program: Program; readonly runs: PartRuns },
  divided: StateParts,
  [left, right]: readonly [EngineCall, EngineCall],
): Promise<Computed> {
  const [rows, columns] = [left.inputs.rows, right.inputs.rows]
  const values = phaseFactors(program, divided.phases, left.inputs, right.inputs)
  const calls = [left, right].map((call) => partsCall(program, call))
  for (const { group, instance } of divided.parts) {
    const own = divided.classes[group]
    const executable = await runs.executable(own, 'stateVector', left.event)
    const [lefts, rights] = calls.map((call) => rowsOf(own, call, { instances: [instance] }))
    const found = await executable.overlaps(lefts, right === left ? undefined : rights, left.event)
    for (let i = 0; i < 2 * rows * columns; i += 2) {
      const [re, im] = [values[i], values[i + 1]]
      values[i] = re * found.values[i] - im * found.values[i + 1]
      values[i + 1] = re * found.values[i + 1] + im * found.values[i]
    }
  }
  const groups = `${divided.parts.length} group${divided.parts.length === 1 ? '' : 's'} of at most ${divided.mostQubits}`
  return { values, plan: `${groups} of ${program.structure.qubits} qubits, which never meet` }
}

function phaseFactors(program: Program, phases: readonly Instruction[], left: ResolvedInputs, right: ResolvedInputs): Float64Array {
  const [lefts, rights] = [left, right].map((inputs) =>
    Array.from({ length: inputs.rows }, (_, row) => phaseOf(program, phases, inputs, row)),
  )
  return Float64Array.from(lefts.flatMap((a) => rights.flatMap((b) => [Math.cos(b - a), Math.sin(b - a)])))
}

/** Of a phase without controls, and a rotation about no letter at all. */
function phaseOf(program: Program, phases: readonly Instruction[], inputs: ResolvedInputs, row: number): number {
  if (phases.length === 0) return 0
  const angles = rowAngles(program, inputs, row)
  return phases.reduce((sum, each) => {
    if (each.kind === 'phase') return sum + angles[each.angle]
    return each.kind === 'rotation' ? sum - angles[each.angle] / 2 : sum
  }, 0)
}
