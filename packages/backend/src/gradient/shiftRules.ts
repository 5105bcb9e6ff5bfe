/**
 * Parameter-shift rules: the derivative of an expectation by one angle as a few expectations at shifted angles, exact for any circuit around it.
 *
 * As a function of one angle t, an expectation is a trigonometric polynomial whose frequencies are the differences of the generator's eigenvalues:
 *
 *   rotation, no controls   eigenvalues +-1/2       frequency 1         [E(t + pi/2) - E(t - pi/2)] / 2
 *   phase with controls     eigenvalues 0, 1        frequency 1         the same
 *   rotation with controls  eigenvalues 0, +-1/2    frequencies 1/2, 1  c1 [E(t + pi/2) - E(t - pi/2)] + c2 [E(t + 3 pi/2) - E(t - 3 pi/2)]
 *   phase, no controls      a global phase          none                0
 *
 * c1 = (sqrt 2 + 1) / (4 sqrt 2) and c2 = -(sqrt 2 - 1) / (4 sqrt 2) solve 2 (c1 sin(w pi/2) + c2 sin(3 w pi/2)) = w for w = 1/2 and 1.
 * The rules hold behind measurements, conditions and channels too. Anselmetti et al., New J. Phys. 23, 113010 (2021); Wierichs et al., Quantum 6, 677 (2022).
 */
import type { PhaseInstruction, RotationInstruction } from '../program.ts'

/** dE/dt = sum of coefficient * E(t + shift). */
export type ShiftRule = readonly { readonly shift: number; readonly coefficient: number }[]

const TWO_TERM: ShiftRule = symmetric([[Math.PI / 2, 1 / 2]])

const FOUR_TERM: ShiftRule = symmetric([
  [Math.PI / 2, (Math.SQRT2 + 1) / (4 * Math.SQRT2)],
  [(3 * Math.PI) / 2, -(Math.SQRT2 - 1) / (4 * Math.SQRT2)],
])

/** The rule for an instruction's angle; empty where the angle has no effect on expectations. */
export function shiftRule(instruction: RotationInstruction | PhaseInstruction): ShiftRule {
  if (instruction.kind === 'phase') return instruction.controls.length === 0 ? [] : TWO_TERM
  return instruction.controls.length === 0 ? TWO_TERM : FOUR_TERM
}

function symmetric(pairs: readonly (readonly [shift: number, coefficient: number])[]): ShiftRule {
  return pairs.flatMap(([shift, coefficient]) => [
    { shift, coefficient },
    { shift: -shift, coefficient: -coefficient },
  ])
}
