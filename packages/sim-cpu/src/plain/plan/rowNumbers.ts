/**
 * The numbers of one row: evaluated angles, and what every step needs of them (matrices, cosines and sines, phases of tables).
 *
 * One object serves one run at a time, row after row; nothing here is allocated a row.
 */
import { groupAngle, isLargeTable, rowWeights, writeRowAngles } from '@ketwork/backend'
import type { BoundPlan } from './bindPlan.ts'
import { diagonalSums } from './diagonalSums.ts'
import { multiplyMatrices, writeAdjoint, writeElement } from './singleMatrix.ts'
import type { Step } from './step.ts'

export interface RowNumbers {
  readonly u: Float64Array
  readonly sums: Float64Array
  readonly angles: Float64Array
  readonly slotGradient: Float64Array
  /** Phases of each table, interleaved, by level. */
  readonly phases: readonly Float64Array[]
  /** s T of each table where it is large; undefined where `phases`, or s alone, say all. */
  readonly largeTables: (Float64Array | undefined)[]
}

export function makeRowNumbers(plan: BoundPlan): RowNumbers {
  return {
    u: plan.template.slice(),
    sums: new Float64Array(plan.sums),
    angles: new Float64Array(plan.slotCount),
    slotGradient: new Float64Array(plan.slotCount),
    phases: plan.boundTables.map((table) => new Float64Array(2 * table.values.length)),
    largeTables: plan.boundTables.map(() => undefined),
  }
}

/** Fills in all numbers that depend on the row's parameters and features. */
export function prepareRow(plan: BoundPlan, numbers: RowNumbers, parameters: Float64Array, features: Float64Array): void {
  const { structure, constants } = plan.program
  writeRowAngles(plan.program, parameters, features, numbers.angles)
  for (const step of plan.steps) {
    switch (step.kind) {
      case 'single':
        prepareSingle(step, numbers, constants)
        break
      case 'rotate': {
        const half = numbers.angles[step.slots[0]] / 2
        numbers.u[step.at] = Math.cos(half)
        numbers.u[step.at + 1] = step.axis.sign * Math.sin(half)
        break
      }
      case 'parity': {
        const half = numbers.angles[step.slots[0]] / 2
        numbers.u[step.at] = Math.cos(half)
        numbers.u[step.at + 1] = Math.sin(half)
        break
      }
      case 'phase': {
        const angle = numbers.angles[step.slots[0]]
        numbers.u[step.at] = Math.cos(angle)
        numbers.u[step.at + 1] = Math.sin(angle)
        break
      }
      case 'table':
        prepareTable(plan, step, numbers, groupAngle(plan.tables[step.table], parameters, features, structure.parameters.length))
        break
      case 'exchange':
      case 'dense':
      case 'dynamic':
        break // nothing depends on the row
    }
  }
}

function prepareSingle(step: Step, { u, angles }: RowNumbers, constants: Float64Array): void {
  const { at, elements } = step
  for (let e = 0; e < elements.length; e++) {
    const own = at + 16 + 8 * e
    writeElement(u, own, elements[e], angles, constants)
    if (e === 0) for (let i = 0; i < 8; i++) u[at + i] = u[own + i]
    else multiplyMatrices(u, own, at)
  }
  writeAdjoint(u, at, at + 8)
}

function prepareTable(plan: BoundPlan, step: Step, { u, phases, angles, largeTables }: RowNumbers, s: number): void {
  const { group, weights, values } = plan.boundTables[step.table]
  const isLarge = isLargeTable(weights, s)
  largeTables[step.table] = isLarge ? diagonalSums(group, rowWeights(group, angles), plan.qubits) : undefined
  if (isLarge) return
  const out = phases[step.table]
  u[step.at] = s
  for (let level = 0; level < values.length; level++) {
    out[2 * level] = Math.cos(s * values[level])
    out[2 * level + 1] = Math.sin(s * values[level])
  }
}
