/**
 * The angles of a one-qubit unitary: U = e^(i phase) RZ(phi) RY(theta) RZ(lambda).
 *
 * With RZ RY RZ = [[c e^(-i(phi+lambda)/2), -s e^(-i(phi-lambda)/2)], [s e^(i(phi-lambda)/2), c e^(i(phi+lambda)/2)]], c = cos(theta/2), s = sin(theta/2).
 */
import type { ComplexMatrix } from '@ketwork/math'
import type { Operation } from '../gates/Operation.ts'

/** Angles this close to a multiple of an eighth of pi count as that multiple: a Clifford gate stays one. */
const SNAP = 1e-14

export interface OneQubitAngles {
  /** From 0 to pi. */
  readonly theta: number
  readonly phi: number
  readonly lambda: number
  readonly phase: number
}

/**
 * Euler angles about Z, Y, Z and the phase of a 2 x 2 unitary, so that U = e^(i phase) RZ(phi) RY(theta) RZ(lambda).
 *
 * A diagonal matrix has theta = 0 and phi = 0.
 */
export function oneQubitAngles(matrix: ComplexMatrix): OneQubitAngles {
  const [aRe, aIm, , , cRe, cIm, dRe, dIm] = matrix.data
  const cosine = Math.hypot(aRe, aIm)
  const sine = Math.hypot(cRe, cIm)
  const theta = snap(2 * Math.atan2(sine, cosine))
  if (theta === 0) {
    const lambda = snap(Math.atan2(dIm, dRe) - Math.atan2(aIm, aRe))
    return { theta, phi: 0, lambda, phase: snap(Math.atan2(aIm, aRe) + lambda / 2) }
  }
  const [, , bRe, bIm] = matrix.data
  // the argument of the lower left entry is phase + (phi - lambda) / 2, that of minus the upper right one phase - (phi - lambda) / 2
  const lower = Math.atan2(cIm, cRe)
  const upper = Math.atan2(-bIm, -bRe)
  if (theta === snap(Math.PI)) return { theta, phi: snap(lower - upper), lambda: 0, phase: snap((lower + upper) / 2) }
  const first = Math.atan2(aIm, aRe)
  const phi = snap(lower - first)
  const lambda = snap(upper - first)
  return { theta, phi, lambda, phase: snap(first + (phi + lambda) / 2) }
}

/** The gates of a 2 x 2 unitary on a qubit, phase included: u (or p when it is diagonal) and a global phase. */
export function oneQubitUnitary(matrix: ComplexMatrix, qubit: number): Operation[] {
  const { theta, phi, lambda, phase } = oneQubitAngles(matrix)
  const global = phase - (phi + lambda) / 2 // u(theta, phi, lambda) carries the phase (phi + lambda) / 2
  const gates: Operation[] = []
  if (theta !== 0) gates.push({ gate: 'u', qubits: [qubit], angles: [theta, phi, lambda] })
  else if (lambda !== 0) gates.push({ gate: 'p', qubits: [qubit], angles: [lambda] })
  if (global !== 0) gates.push({ gate: 'globalPhase', qubits: [], angles: [global] })
  return gates
}

function snap(angle: number): number {
  const eighths = Math.round((8 * angle) / Math.PI)
  const exact = (eighths * Math.PI) / 8
  return Math.abs(angle - exact) < SNAP ? exact + 0 : angle
}
