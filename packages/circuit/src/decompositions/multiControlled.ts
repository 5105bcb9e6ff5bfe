/**
 * Phases, flips and rotations with any number of controls, written with p, h, rz, ry and cx alone; no clean ancilla is needed.
 *
 * Few qubits: the phase of a product of bits is a sum of phases of parities, x1 x2 ... xm = 2^(1-m) sum over S of (-1)^(|S|+1) parity(S), and a Gray
 * code walks through all parities with 2^m - 2 CX. Many: a phase on m qubits is a rotation about Z under m - 1 of them and half the phase on these. A rotation under k controls
 * takes 16 k - 24 CX: each half of the controls flips the target twice, with the other half as dirty ancillas. So phases and flips take about 8 m^2 CX without other
 * qubits, flips 8 k - 6 with k - 2 of them. Barenco et al., Phys. Rev. A 52, 3457 (1995); Iten et al., Phys. Rev. A 93, 032318 (2016); Vale et al., arXiv:2302.06377.
 * Angles are only divided by powers of two, so symbolic ones stay polynomial and exact.
 */
import { type Angle, isConstant, times } from '../angles/index.ts'
import type { Operation } from '../gates/Operation.ts'

/** Above this many qubits the quadratic construction has fewer CX than the Gray code. */
const MOST_GRAY_QUBITS = 6

/** Multiplies the amplitudes whose qubits are all 1 by e^(i angle); without qubits a global phase. */
export function multiControlledPhase(angle: Angle, qubits: readonly number[]): Operation[] {
  if (qubits.length === 0) return [{ gate: 'globalPhase', qubits: [], angles: [angle] }]
  if (qubits.length === 2 && isHalfTurn(angle)) return controlledZ(qubits[0], qubits[1])
  if (qubits.length <= MOST_GRAY_QUBITS) return phaseByParities(angle, qubits)
  const controls = qubits.slice(0, -1)
  return [...multiControlledRz(angle, controls, qubits[qubits.length - 1]), ...multiControlledPhase(times(0.5, angle), controls)]
}

/** exp(-i angle Z / 2) on the target where all controls are 1. X R(-a) X = R(a), so four quarters of the angle add up where both halves of the controls flip, and cancel elsewhere. */
export function multiControlledRz(angle: Angle, controls: readonly number[], target: number): Operation[] {
  const turn = (share: number): Operation => ({ gate: 'rz', qubits: [target], angles: [times(share, angle)] })
  if (controls.length === 0) return [turn(1)]
  if (controls.length === 1) {
    const flip = controlledFlip(controls[0], target)
    return [turn(0.5), flip, turn(-0.5), flip]
  }
  const half = Math.ceil(controls.length / 2)
  const [near, far] = [controls.slice(0, half), controls.slice(half)]
  const [flipNear, flipFar] = [flipWithDirtyQubits(near, target, far), flipWithDirtyQubits(far, target, near)]
  const once = [...flipNear, turn(-0.25), ...flipFar, turn(0.25)]
  return [...once, ...once]
}

/**
 * X on the target where all controls are 1.
 *
 * @param spare other qubits in any state, which are given back as they were; with k - 2 of them k controls take 8 k - 6 CX
 */
export function multiControlledFlip(controls: readonly number[], target: number, spare: readonly number[] = []): Operation[] {
  if (controls.length === 0) return [{ gate: 'x', qubits: [target], angles: [] }]
  if (controls.length === 1) return [controlledFlip(controls[0], target)]
  if (controls.length > MOST_GRAY_CONTROLS && spare.length > 0) return flipWithDirtyQubits(controls, target, spare)
  const h: Operation = { gate: 'h', qubits: [target], angles: [] }
  return [h, ...multiControlledPhase(Math.PI, [...controls, target]), h]
}

export function controlledFlip(control: number, target: number): Operation {
  return { gate: 'cx', qubits: [control, target], angles: [] }
}

function isHalfTurn(angle: Angle): boolean {
  return isConstant(angle) && Math.abs(Math.abs(angle) - Math.PI) < 1e-14
}

function controlledZ(a: number, b: number): Operation[] {
  const h: Operation = { gate: 'h', qubits: [b], angles: [] }
  return [h, controlledFlip(a, b), h]
}

function phaseByParities(angle: Angle, qubits: readonly number[]): Operation[] {
  const share = times(2 ** (1 - qubits.length), angle)
  const minusShare = times(-1, share)
  const operations: Operation[] = []
  qubits.forEach((target, top) => {
    // the parity on `target` is that of `target` and of the members of the Gray code's current word
    for (let step = 0; step < 2 ** top; step++) {
      const others = popcount(step ^ (step >> 1))
      operations.push({ gate: 'p', qubits: [target], angles: [others % 2 === 0 ? share : minusShare] })
      if (top > 0) operations.push(controlledFlip(qubits[changingBit(step, top)], target))
    }
  })
  return operations
}

/** Which bit of the cyclic Gray code of this width changes after a step. */
export function changingBit(step: number, width: number): number {
  return step === 2 ** width - 1 ? width - 1 : 31 - Math.clz32((step + 1) & -(step + 1))
}

function popcount(value: number): number {
  let count = 0
  for (let rest = value; rest !== 0; rest &= rest - 1) count++
  return count
}

/** From this many controls on, dirty qubits save CX. */
const MOST_GRAY_CONTROLS = 4

/** X on the target where all controls are 1, with at least one other qubit in any state, which is given back as it was. */
function flipWithDirtyQubits(controls: readonly number[], target: number, dirty: readonly number[]): Operation[] {
  if (controls.length <= 3) return multiControlledFlip(controls, target)
  if (dirty.length >= controls.length - 2) return flipByChain(controls, target, dirty)
  const [ancilla] = dirty
  const half = Math.ceil(controls.length / 2)
  const near = controls.slice(0, half)
  const far = controls.slice(half)
  const collect = flipWithDirtyQubits(near, ancilla, [...far, target])
  const act = flipWithDirtyQubits([...far, ancilla], target, near)
  return [...collect, ...act, ...collect, ...act]
}

/**
 * Lemma 7.2 with k - 2 dirty qubits: the ramp that gathers the controls on the last of them is run forth and back. What stands between its two runs only looks at that qubit, so
 * each Toffoli of the ramp may be one up to signs, with three CX instead of six. What is inside of two Toffolis of the ramp leaves their target and their own control alone, so
 * the inner third of each cancels and two CX are left.
 */
function flipByChain(controls: readonly number[], target: number, dirty: readonly number[]): Operation[] {
  const links = controls.length - 2
  let ramp = signedToffoli([controls[0], controls[1]], dirty[0])
  for (let i = 1; i < links; i++) {
    const outer = signedToffoli([dirty[i - 1], controls[i + 1]], dirty[i]).slice(0, TOFFOLI_OUTSIDE)
    ramp = [...outer, ...ramp, ...undone(outer)]
  }
  const top = multiControlledFlip([controls[links + 1], dirty[links - 1]], target)
  return [...top, ...ramp, ...top, ...undone(ramp)]
}

/** Of a signed Toffoli, up to the CX of its first control: what comes after acts on its second control and its target alone. */
const TOFFOLI_OUTSIDE = 4

/** A Toffoli times a diagonal of signs. Barenco et al., section 6.2. */
function signedToffoli([a, b]: readonly [number, number], target: number): Operation[] {
  const turn = (angle: number): Operation => ({ gate: 'ry', qubits: [target], angles: [angle] })
  const [there, back] = [turn(Math.PI / 4), turn(-Math.PI / 4)]
  return [there, controlledFlip(b, target), there, controlledFlip(a, target), back, controlledFlip(b, target), back]
}

/** The inverse of operations of which each is its own or a rotation. */
function undone(operations: readonly Operation[]): Operation[] {
  return operations.toReversed().map((operation) => ({ ...operation, angles: operation.angles.map((angle) => times(-1, angle)) }))
}
