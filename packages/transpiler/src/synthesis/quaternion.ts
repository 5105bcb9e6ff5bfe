/**
 * One-qubit unitaries of determinant 1 as unit quaternions: w - i (x X + y Y + z Z).
 *
 * A product takes 16 multiplications, and every question about a gate (is it about an axis, which Euler angles has it) reads off four numbers. The phase that a gate has beside
 * its quaternion is carried apart. exp(-i angle A / 2) about an axis A is cos(angle / 2) - i sin(angle / 2) A.
 */
import { isConstant, type Operation, operationMatrix, type OperationName } from '@ketwork/circuit'
import type { ComplexMatrix } from '@ketwork/math'
import { wrapPhase } from './remainder.ts'

export interface Quaternion {
  readonly w: number
  readonly x: number
  readonly y: number
  readonly z: number
}

/** e^(i phase) times the quaternion. */
export interface PhasedQuaternion {
  readonly phase: number
  readonly turn: Quaternion
}

export type Axis = 'x' | 'y' | 'z'

export const IDENTITY: Quaternion = { w: 1, x: 0, y: 0, z: 0 }
/** -i X, -i Y and -i Z. */
export const PAULI_TURNS: readonly Quaternion[] = [
  { w: 0, x: 1, y: 0, z: 0 },
  { w: 0, x: 0, y: 1, z: 0 },
  { w: 0, x: 0, y: 0, z: 1 },
]

/** First `before`, then `after`: the matrix product after * before. */
export function multiplyTurns(after: Quaternion, before: Quaternion): Quaternion {
  const { w: a, x: b, y: c, z: d } = after
  const { w: e, x: f, y: g, z: h } = before
  return {
    w: a * e - b * f - c * g - d * h,
    x: a * f + b * e + c * h - d * g,
    y: a * g - b * h + c * e + d * f,
    z: a * h + b * g - c * f + d * e,
  }
}

export function inverseTurn({ w, x, y, z }: Quaternion): Quaternion {
  return { w, x: -x, y: -y, z: -z }
}

/** exp(-i angle A / 2). */
export function turnAbout(axis: Axis, angle: number): Quaternion {
  return { ...IDENTITY, w: Math.cos(angle / 2), [axis]: Math.sin(angle / 2) }
}

/** 1 for the same turn, -1 for the same up to the sign of the matrix. */
export function overlap(a: Quaternion, b: Quaternion): number {
  return a.w * b.w + a.x * b.x + a.y * b.y + a.z * b.z
}

export function normalized({ w, x, y, z }: Quaternion): Quaternion {
  const scale = 1 / Math.sqrt(w * w + x * x + y * y + z * z)
  return { w: w * scale, x: x * scale, y: y * scale, z: z * scale }
}

/** A 2 x 2 unitary as a phase and a quaternion. */
function turnOfMatrix({ data }: ComplexMatrix): PhasedQuaternion {
  const [aRe, aIm, bRe, bIm, cRe, cIm, dRe, dIm] = data
  const phase = Math.atan2(aRe * dIm + aIm * dRe - bRe * cIm - bIm * cRe, aRe * dRe - aIm * dIm - bRe * cRe + bIm * cIm) / 2
  const [cos, sin] = [Math.cos(phase), Math.sin(phase)]
  const re = (real: number, imaginary: number): number => cos * real + sin * imaginary
  const im = (real: number, imaginary: number): number => cos * imaginary - sin * real
  const turn = {
    w: (re(aRe, aIm) + re(dRe, dIm)) / 2,
    x: -(im(bRe, bIm) + im(cRe, cIm)) / 2,
    y: (re(cRe, cIm) - re(bRe, bIm)) / 2,
    z: (im(dRe, dIm) - im(aRe, aIm)) / 2,
  }
  return { phase, turn: normalized(turn) }
}

const rotationAxes: Partial<Record<OperationName, Axis>> = { rx: 'x', ry: 'y', rz: 'z', p: 'z' }
const FIXED_NAMES = ['i', 'x', 'y', 'z', 'h', 's', 'sdg', 't', 'tdg', 'sx', 'sxdg'] as const satisfies readonly OperationName[]
const fixedTurns: ReadonlyMap<OperationName, PhasedQuaternion> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ FIXED_NAMES.map((gate) => [gate, turnOfMatrix(operationMatrix({ gate, qubits: [0], angles: [] }))]),
)

/** The turn of a gate on one qubit, or nothing when its angles have symbols, it stands under a condition, or it is no gate on one qubit. */
export function turnOfOperation(operation: Operation): PhasedQuaternion | undefined {
  const { gate, qubits, angles, condition } = operation
  if (qubits.length !== 1 || condition !== undefined) return undefined
  const fixed = fixedTurns.get(gate)
  if (fixed !== undefined) return fixed
  const axis = rotationAxes[gate]
  const [angle] = angles
  if (axis !== undefined) {
    if (!isConstant(angle)) return undefined
    return { phase: gate === 'p' ? angle / 2 : 0, turn: turnAbout(axis, angle) }
  }
  const isGate = gate === 'u' || gate === 'unitary' || gate === 'pauliRotation' || gate === 'mcp' || gate === 'mcx'
  return isGate && angles.every(isConstant) ? turnOfMatrix(operationMatrix(operation)) : undefined
}

/** The turn of one that comes after another. */
export function multiplyPhased(after: PhasedQuaternion, before: PhasedQuaternion): PhasedQuaternion {
  return { phase: wrapPhase(after.phase + before.phase), turn: multiplyTurns(after.turn, before.turn) }
}
