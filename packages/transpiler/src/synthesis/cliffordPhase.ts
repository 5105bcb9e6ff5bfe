/** The global phase by which two Clifford circuits with the same tableau differ. */
import { isConstant, type Operation } from '@ketwork/circuit'
import { cliffordSteps, type Step } from './cliffordSteps.ts'
import type { Letter } from './PauliString.ts'
import { StabilizerAmplitude } from './StabilizerAmplitude.ts'
import { wrapPhase } from './remainder.ts'

/** What remains of a circuit when its rotations are left out, except those that are so many quarter turns. */
export interface CliffordSkeleton {
  readonly steps: readonly Step[]
  /** By the number of the step. */
  readonly quarterTurns: ReadonlyMap<number, number>
}

/** The phase that the operations, without their rotations about symbols or other angles, lack to the skeleton. */
export function missingPhase(qubits: number, skeleton: CliffordSkeleton, operations: readonly Operation[]): number {
  const wanted = new StabilizerAmplitude(qubits)
  let phase = 0
  skeleton.steps.forEach((step, i) => {
    if (step.kind !== 'rotation') applyStep(wanted, step)
    else phase = wrapPhase(phase + applyQuarterTurns(wanted, step, skeleton.quarterTurns.get(i) ?? 0))
  })
  const written = new StabilizerAmplitude(qubits)
  for (const operation of operations) {
    if (operation.gate === 'rx' || operation.gate === 'ry' || operation.gate === 'rz') continue
    const { steps, phase: beside } = cliffordSteps(operation)
    for (const step of steps) if (step.kind !== 'rotation') applyStep(written, step)
    if (isConstant(beside)) phase = wrapPhase(phase - beside)
  }
  return wrapPhase(phase + wanted.argument(written.bits) - written.argument())
}

function applyStep(amplitude: StabilizerAmplitude, step: Exclude<Step, { readonly kind: 'rotation' }>): void {
  if (step.kind === 'cx') amplitude.cx(step.control, step.target)
  else if (step.kind === 'h') amplitude.h(step.qubit)
  else amplitude.s(step.qubit)
}

/** exp(-i quarters pi/4 P) as steps; the phase beside them is returned: RZ by k quarter turns is e^(-i k pi/4) S^k. */
function applyQuarterTurns(
  amplitude: StabilizerAmplitude,
  { letters, qubits }: { readonly letters: readonly Letter[]; readonly qubits: readonly number[] },
  quarters: number,
): number {
  if (quarters === 0) return 0
  const last = qubits[qubits.length - 1]
  const ladder = (): void => {
    for (const qubit of qubits.slice(0, -1)) amplitude.cx(qubit, last)
  }
  const s = (qubit: number, times: number): void => {
    for (let i = 0; i < times; i++) amplitude.s(qubit)
  }
  // S^-1 takes Y to X, H takes X to Z
  letters.forEach((letter, i) => {
    if (letter === 3) s(qubits[i], 3)
    if (letter !== 2) amplitude.h(qubits[i])
  })
  ladder()
  s(last, ((quarters % 4) + 4) % 4)
  ladder()
  letters.forEach((letter, i) => {
    if (letter !== 2) amplitude.h(qubits[i])
    if (letter === 3) s(qubits[i], 1)
  })
  return (-quarters * Math.PI) / 4
}
