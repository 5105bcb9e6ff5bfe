/**
 * The numbers behind the steps of a program for one set of angles, as the generated code reads them: vectors, every lane the same.
 *
 * A rotation by phi = angle / 2 is brought to |phi| <= pi / 2 by the sign that R(phi) = -R(phi - pi) has; that sign, and the phases that Z
 * rotations leave out, make up one factor of the whole state.
 */
import type { RotateAction, TableAction } from '@ketwork/backend/simulator'
import type { PlannedPass, ProgramPlan } from './programPlan.ts'

/** What coefficients are computed from. */
export interface RowNumbers {
  readonly angles: Float64Array
  readonly constants: Float64Array
  /** Whether the phase that a slot leaves is to be counted; all when omitted. */
  readonly counts?: (slot: number) => boolean
  /** Only where the plan has tables. */
  readonly tableOf?: (action: TableAction) => TableNumbers
}

export interface TableNumbers {
  /** Of T, or of the places of its values. */
  readonly address: number
  /** Of the values; 0 where T itself is there. */
  readonly values: number
  /** The product of the group's symbols; 1 where it is in T already. */
  readonly angle: number
  /** Where T without the product stands, counted from T in bytes. */
  readonly weights: number
}

/**
 * Writes the coefficients of all passes to `out` (lanes numbers a vector).
 *
 * @returns the phase of the whole state
 */
export function writeCoefficients(plan: ProgramPlan, numbers: RowNumbers, out: Float64Array | Float32Array): number {
  const { angles, counts = () => true } = numbers
  const writer = { out, lanes: plan.format.lanes, at: 0, phase: 0, negative: false, counts }
  for (const sweeps of [plan.headSweeps, plan.sweeps])
    for (const sweep of sweeps) for (const pass of sweep.passes) writePass(pass, numbers, writer)
  for (const action of plan.phases) if (action.kind === 'phase' && counts(action.slot)) writer.phase += angles[action.slot]
  return writer.phase + (writer.negative ? Math.PI : 0)
}

interface Writer {
  readonly out: Float64Array | Float32Array
  readonly lanes: number
  at: number
  phase: number
  /** The sign that half turns leave, counted apart so that it is exact. */
  negative: boolean
  readonly counts: (slot: number) => boolean
}

function writePass({ actions, local }: PlannedPass, { angles, constants, tableOf }: RowNumbers, writer: Writer): void {
  if (local === undefined) return
  for (const action of actions) {
    if (action.kind === 'rotate') writeRotation(action, angles[action.slot], writer)
    else if (action.kind === 'phase') writeTurn(writer, angles[action.slot], 0)
    else if (action.kind === 'matrix') {
      const count = 2 * 4 ** action.qubits.length
      for (let i = 0; i < count; i++) write(writer, constants[action.constant + i])
    } else if (action.kind === 'table') writeTable(writer, tableOf!(action))
  }
}

function writeRotation(action: RotateAction, value: number, writer: Writer): void {
  const angle = action.negative ? -value : value
  if (action.controls !== 0) return writeTurn(writer, angle / 2, 0)
  if (action.x === 0) {
    if (writer.counts(action.slot)) writer.phase -= angle / 2
    return writeTurn(writer, angle, 0)
  }
  const turns = Math.round(angle / (2 * Math.PI))
  const phi = angle / 2 - turns * Math.PI
  writeTurn(writer, phi, Math.tan(phi / 2))
  if (turns % 2 !== 0 && writer.counts(action.slot)) writer.negative = !writer.negative
}

/** @param tangent of the half of the angle, where the step asks for it */
function writeTurn(writer: Writer, by: number, tangent: number): void {
  write(writer, Math.cos(by))
  write(writer, Math.sin(by))
  write(writer, tangent)
}

/** Numbers in f64 in either precision, two a vector. */
function writeTable(writer: Writer, { angle, address, values, weights }: TableNumbers): void {
  const { out, lanes } = writer
  new Float64Array(out.buffer, out.byteOffset + out.BYTES_PER_ELEMENT * writer.at, 4).set([angle / Math.PI, address, values, weights])
  writer.at += 2 * lanes
}

function write(writer: Writer, value: number): void {
  const { out, lanes } = writer
  for (let lane = 0; lane < lanes; lane++) out[writer.at + lane] = value
  writer.at += lanes
}
