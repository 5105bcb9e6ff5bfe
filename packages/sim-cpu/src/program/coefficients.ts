/**
 * The numbers behind the steps of a program for one set of angles, as the generated code reads them: vectors, every lane the same.
 *
 * A rotation by phi = angle / 2 is brought to |phi| <= pi / 2 by the sign that R(phi) = -R(phi - pi) has; that sign, and the phases that Z
 * rotations leave out, make up one factor of the whole state.
 */
import type { Action } from '@ketwork/backend'
import type { PlannedPass, ProgramPlan } from './programPlan.ts'

/** What all amplitudes are still to be multiplied by: exp(i phase). */
export interface StateFactor {
  phase: number
}

/** Writes the coefficients of all passes to `out` (lanes numbers a vector) and gives the factor of the state. */
export function writeCoefficients(plan: ProgramPlan, angles: Float64Array, constants: Float64Array, out: Float64Array | Float32Array): number {
  const writer = { out, lanes: plan.format.lanes, at: 0 }
  let phase = 0
  for (const sweeps of [plan.headSweeps, plan.sweeps])
    for (const sweep of sweeps) for (const pass of sweep.passes) phase += writePass(pass, angles, constants, writer)
  for (const action of plan.phases) if (action.kind === 'phase') phase += angles[action.slot]
  return phase
}

interface Writer {
  readonly out: Float64Array | Float32Array
  readonly lanes: number
  at: number
}

function writePass({ actions, local }: PlannedPass, angles: Float64Array, constants: Float64Array, writer: Writer): number {
  let phase = 0
  if (local === undefined) return phase
  for (const action of actions) {
    if (action.kind === 'rotate' || action.kind === 'phase') {
      const { c, s, t, phase: left } = turnOf(action, angles[action.slot])
      write(writer, c)
      write(writer, s)
      write(writer, t)
      phase += left
    } else if (action.kind === 'matrix') {
      const count = 2 * 4 ** action.qubits.length
      for (let i = 0; i < count; i++) write(writer, constants[action.constant + i])
    }
  }
  return phase
}

/** Cosine, sine and tangent of the half of the angle that a step turns by, and the phase that it leaves to the whole state. */
export function turnOf(action: Extract<Action, { kind: 'rotate' | 'phase' }>, angle: number): { c: number; s: number; t: number; phase: number } {
  if (action.kind === 'phase') return { c: Math.cos(angle), s: Math.sin(angle), t: 0, phase: 0 }
  if (action.controls !== 0) return { c: Math.cos(angle / 2), s: Math.sin(angle / 2), t: 0, phase: 0 }
  if (action.x === 0) return { c: Math.cos(angle), s: Math.sin(angle), t: 0, phase: -angle / 2 }
  const turns = Math.round(angle / (2 * Math.PI))
  const phi = angle / 2 - turns * Math.PI
  return { c: Math.cos(phi), s: Math.sin(phi), t: Math.tan(phi / 2), phase: turns % 2 === 0 ? 0 : Math.PI }
}

function write(writer: Writer, value: number): void {
  const { out, lanes } = writer
  for (let lane = 0; lane < lanes; lane++) out[writer.at + lane] = value
  writer.at += lanes
}
