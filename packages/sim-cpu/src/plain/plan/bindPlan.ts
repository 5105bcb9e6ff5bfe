/**
 * A plan together with a program's constants: matrices written out, tables of diagonal gates built. Shared by all runs of an executable, read-only.
 */
import { type ChannelInstruction, type DiagonalGroup, type Program, groupGradientSlot, groupWeights, tableLevels } from '@ketwork/backend'
import { type DenseFrame, denseFrame } from '../kernels/dense.ts'
import { type Mixture, mixtureOf } from '../trajectories/mixture.ts'
import { diagonalKey, diagonalSums } from './diagonalSums.ts'
import type { CpuPlan } from './planProgram.ts'

export interface BoundPlan extends CpuPlan {
  readonly program: Program
  readonly slotCount: number
  /** What a run's number array starts from: constant matrices in their places. */
  readonly template: Float64Array
  readonly boundTables: readonly BoundTable[]
  readonly channels: ReadonlyMap<ChannelInstruction, BoundChannel>
}

export interface BoundChannel {
  readonly frame: DenseFrame
  /** Undefined where probabilities depend on the state. */
  readonly mixture: Mixture | undefined
}

/** A group of diagonal gates: multiplies amplitude i by exp(i s T[i]), s being the product of the group's symbols. */
export interface BoundTable {
  readonly group: DiagonalGroup
  /** Of the group's entries. */
  readonly weights: Float64Array
  /** T[i] = values[levels[i]] where the distinct values are few. */
  readonly levels: Uint16Array | undefined
  readonly values: Float64Array
  /** T itself otherwise. */
  readonly sums: Float64Array | undefined
  /** `scale` times the derivative by s, added to this slot, gives each symbol its share. */
  readonly gradient: { readonly slot: number; readonly scale: number } | undefined
}

export function bindPlan(plan: CpuPlan, program: Program): BoundPlan {
  const template = new Float64Array(plan.numbers)
  for (const step of plan.steps)
    if (step.kind === 'dense') writeDense(template, step.at, program.constants, step.mask, step.frame.offsets.length)
  const known = new Map<string, BoundTable>() // layers of one cost function share a table
  const boundTables = plan.tables.map((group) => {
    const key = diagonalKey(group, program.constants)
    const same = known.get(key)
    if (same !== undefined) return { ...same, group, gradient: groupGradientSlot(group, program.constants) }
    const table = buildTable(group, program.constants, plan.qubits)
    known.set(key, table)
    return table
  })
  return {
    ...plan,
    program,
    slotCount: program.structure.angles.termStarts.length - 1,
    template,
    boundTables,
    channels: bindChannels(plan, program),
  }
}

function bindChannels({ steps }: CpuPlan, { constants }: Program): ReadonlyMap<ChannelInstruction, BoundChannel> {
  const channels = steps.flatMap(({ instruction }) => (instruction?.kind === 'channel' ? [instruction] : []))
  return new Map(channels.map((each) => [each, { frame: denseFrame(each.qubits), mixture: mixtureOf(each, constants) }]))
}

function writeDense(out: Float64Array, at: number, constants: Float64Array, from: number, size: number): void {
  const adjoint = at + 2 * size * size
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const re = constants[from + 2 * (row * size + column)]
      const im = constants[from + 2 * (row * size + column) + 1]
      out[at + 2 * (row * size + column)] = re
      out[at + 2 * (row * size + column) + 1] = im
      out[adjoint + 2 * (column * size + row)] = re
      out[adjoint + 2 * (column * size + row) + 1] = -im
    }
  }
}

function buildTable(group: DiagonalGroup, constants: Float64Array, qubits: number): BoundTable {
  const weights = groupWeights(group, constants)
  const sums = diagonalSums(group, weights, qubits)
  const gradient = groupGradientSlot(group, constants)
  const found = tableLevels(sums)
  if (found === undefined) return { group, weights, levels: undefined, values: new Float64Array(0), sums, gradient }
  const values = Float64Array.from({ length: found.count }, (_, level) => found.offset + found.unit * level)
  return { group, weights, levels: found.levels, values, sums: undefined, gradient }
}
