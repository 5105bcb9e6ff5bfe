/**
 * One-qubit gates in each family of native ones, exactly.
 *
 * Every gate is e^(i phase) RZ(phi) RY(theta) RZ(lambda); for rx, ry, rz, p and u these angles are linear in the gate's, so symbols stay. With SX = e^(i pi/4) RX(pi/2):
 *
 *     RZ(phi) RY(theta) RZ(lambda) = i RZ(phi + pi) SX RZ(theta + pi) SX RZ(lambda)          any theta
 *                                  = e^(-i pi/4) RZ(phi + pi/2) SX RZ(lambda - pi/2)         theta = pi/2
 *                                  = i X RZ(lambda - phi + pi)                               theta = pi
 *                                  = RZ(phi + pi/2) RX(theta) RZ(lambda - pi/2)              any theta
 *
 * McKay et al., Phys. Rev. A 96, 022330 (2017).
 */
import {
  type Angle,
  isConstant,
  minus,
  oneQubitAngles,
  type Operation,
  operationMatrix,
  type OperationName,
  plus,
  times,
} from '@ketwork/circuit'

export interface OneQubitFamily {
  readonly kind: 'u' | 'sx' | 'ry' | 'rx' | 'h'
  /** What RZ is written with. */
  readonly z: 'rz' | 'p' | 'rx and ry'
  readonly hasX: boolean
}

/** U = e^(i phase) RZ(phi) RY(theta) RZ(lambda). */
interface EulerAngles {
  readonly theta: Angle
  readonly phi: Angle
  readonly lambda: Angle
  readonly phase: Angle
}

/** The family that these gates make up, the one with the fewest operations first. */
export function oneQubitFamily(gates: ReadonlySet<OperationName>): OneQubitFamily | undefined {
  const hasX = gates.has('x')
  if (gates.has('u')) return { kind: 'u', z: 'rz', hasX }
  const z = (['rz', 'p'] as const).find((gate) => gates.has(gate))
  if (z === undefined) return gates.has('rx') && gates.has('ry') ? { kind: 'ry', z: 'rx and ry', hasX: false } : undefined
  const kind = (['ry', 'rx', 'sx', 'h'] as const).find((gate) => gates.has(gate))
  return kind === undefined ? undefined : { kind, z, hasX }
}

/** The same gate in a family, phase included. */
export function writeOneQubitGate(operation: Operation, family: OneQubitFamily): Operation[] {
  const [qubit] = operation.qubits
  const euler = eulerAngles(operation)
  const gates = isConstant(euler.theta) && euler.theta === 0 ? diagonal(euler, family) : writers[family.kind](euler, family.hasX)
  return gates
    .flatMap((each) => writeTurn(each, family.z))
    .flatMap(([gate, ...angles]): Operation[] => {
      if ((gate === 'rz' || gate === 'p' || gate === 'globalPhase') && isConstant(angles[0]) && angles[0] === 0) return []
      return [{ gate, qubits: gate === 'globalPhase' ? [] : [qubit], angles }]
    })
}

/** RZ(t) = e^(-i t/2) P(t) = RX(pi/2) RY(t) RX(-pi/2). */
function writeTurn([gate, ...angles]: Gate, z: OneQubitFamily['z']): Gate[] {
  if (gate !== 'rz' || z === 'rz') return [[gate, ...angles]]
  const [t] = angles
  if (isConstant(t) && t === 0) return []
  if (z === 'p')
    return [
      ['p', t],
      ['globalPhase', times(-0.5, t)],
    ]
  return [
    ['rx', -Math.PI / 2],
    ['ry', t],
    ['rx', Math.PI / 2],
  ]
}

function eulerAngles(operation: Operation): EulerAngles {
  const { gate, angles } = operation
  if (angles.every(isConstant)) return oneQubitAngles(operationMatrix(operation))
  const [theta, phi, lambda] = angles
  switch (gate) {
    case 'rx':
      return { theta, phi: -Math.PI / 2, lambda: Math.PI / 2, phase: 0 }
    case 'ry':
      return { theta, phi: 0, lambda: 0, phase: 0 }
    case 'rz':
      return { theta: 0, phi: 0, lambda: theta, phase: 0 }
    case 'p':
      return { theta: 0, phi: 0, lambda: theta, phase: times(0.5, theta) }
    default: // u is the only other one-qubit gate with angles
      return { theta, phi, lambda, phase: times(0.5, plus(phi, lambda)) }
  }
}

type Gate = readonly [OperationName, ...Angle[]]

function diagonal({ phi, lambda, phase }: EulerAngles, { kind }: OneQubitFamily): Gate[] {
  const turn = plus(phi, lambda)
  if (kind !== 'u')
    return [
      ['rz', turn],
      ['globalPhase', phase],
    ]
  if (isConstant(turn) && turn === 0) return [['globalPhase', phase]]
  return [
    ['u', 0, 0, turn],
    ['globalPhase', minus(phase, times(0.5, turn))],
  ]
}

const writers: Record<OneQubitFamily['kind'], (euler: EulerAngles, hasX: boolean) => Gate[]> = {
  u: ({ theta, phi, lambda, phase }) => [
    ['u', theta, phi, lambda],
    ['globalPhase', minus(phase, times(0.5, plus(phi, lambda)))],
  ],
  ry: ({ theta, phi, lambda, phase }) => [
    ['rz', lambda],
    ['ry', theta],
    ['rz', phi],
    ['globalPhase', phase],
  ],
  rx: ({ theta, phi, lambda, phase }) => [
    ['rz', minus(lambda, Math.PI / 2)],
    ['rx', theta],
    ['rz', plus(phi, Math.PI / 2)],
    ['globalPhase', phase],
  ],
  h: ({ theta, phi, lambda, phase }) => [
    ['rz', minus(lambda, Math.PI / 2)],
    ['h'],
    ['rz', theta],
    ['h'],
    ['rz', plus(phi, Math.PI / 2)],
    ['globalPhase', phase],
  ],
  sx: ({ theta, phi, lambda, phase }, hasX) => {
    if (isConstant(theta) && theta === Math.PI / 2) {
      return [['rz', minus(lambda, Math.PI / 2)], ['sx'], ['rz', plus(phi, Math.PI / 2)], ['globalPhase', minus(phase, Math.PI / 4)]]
    }
    if (isConstant(theta) && theta === Math.PI && hasX) {
      return [['rz', plus(minus(lambda, phi), Math.PI)], ['x'], ['globalPhase', plus(phase, Math.PI / 2)]]
    }
    return [
      ['rz', lambda],
      ['sx'],
      ['rz', plus(theta, Math.PI)],
      ['sx'],
      ['rz', plus(phi, Math.PI)],
      ['globalPhase', plus(phase, Math.PI / 2)],
    ]
  },
}
