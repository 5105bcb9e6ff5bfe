/**
 * From the sums of a step back to the derivatives by its angle slots.
 *
 * With L = <psi| O |psi>, bra = O psi and ket = psi, both after a gate: dL/dt = Im <bra| P |ket> for exp(-i t P / 2), and -2 Im <bra| Q |ket> for
 * exp(i t Q) with a projector Q. A 'single' step sums M[r][c] = conj(bra_r) ket_c behind its last gate; before a gate E, M becomes E^T M conj(E).
 */
import type { BoundPlan } from '../plan/bindPlan.ts'
import type { RowNumbers } from '../plan/rowNumbers.ts'
import type { Step } from '../plan/step.ts'

/** Adds the derivatives of a step whose sums are complete to `slotGradient` and clears the sums. */
export function addSlotDerivatives(plan: BoundPlan, step: Step, numbers: RowNumbers): void {
  const { sums, slotGradient } = numbers
  const at = step.sums
  switch (step.kind) {
    case 'rotate':
    case 'parity':
      slotGradient[step.slots[0]] += sums[at]
      break
    case 'phase':
      slotGradient[step.slots[0]] -= 2 * sums[at]
      break
    case 'table': {
      const { gradient } = plan.boundTables[step.table]
      if (gradient !== undefined) slotGradient[gradient.slot] -= 2 * gradient.scale * sums[at]
      break
    }
    case 'single':
      if (step.axis.x !== 0) slotGradient[step.slots[0]] += sums[at]
      else addSingle(step, numbers)
      break
    case 'exchange':
    case 'dense':
    case 'dynamic':
      break // no angles
  }
  for (let i = at; i < at + 8; i++) sums[i] = 0
}

function addSingle(step: Step, { sums: m, u, slotGradient }: RowNumbers): void {
  const at = step.sums
  for (let e = step.elements.length - 1; e >= 0; e--) {
    const { gate, slot } = step.elements[e]
    if (gate === 'X') slotGradient[slot] += m[at + 3] + m[at + 5]
    else if (gate === 'Y') slotGradient[slot] += m[at + 4] - m[at + 2]
    else if (gate === 'Z') slotGradient[slot] += m[at + 1] - m[at + 7]
    else if (gate === 'phase') slotGradient[slot] -= 2 * m[at + 7]
    if (e > 0) stepBefore(m, at, u, step.at + 16 + 8 * e)
  }
}

/** M becomes E^T M conj(E) for the matrix E at `u[e]`. */
function stepBefore(m: Float64Array, at: number, u: Float64Array, e: number): void {
  for (let column = 0; column < 4; column += 2) {
    const xr = m[at + column]
    const xi = m[at + column + 1]
    const yr = m[at + column + 4]
    const yi = m[at + column + 5]
    for (let row = 0; row < 2; row++) {
      const ar = u[e + 2 * row] // E^T[row][0] = E[0][row]
      const ai = u[e + 2 * row + 1]
      const br = u[e + 2 * row + 4]
      const bi = u[e + 2 * row + 5]
      m[at + 4 * row + column] = ar * xr - ai * xi + br * yr - bi * yi
      m[at + 4 * row + column + 1] = ar * xi + ai * xr + br * yi + bi * yr
    }
  }
  for (let row = 0; row < 8; row += 4) {
    const xr = m[at + row]
    const xi = m[at + row + 1]
    const yr = m[at + row + 2]
    const yi = m[at + row + 3]
    for (let column = 0; column < 4; column += 2) {
      const ar = u[e + column] // conj(E)[0][column]
      const ai = -u[e + column + 1]
      const br = u[e + column + 4]
      const bi = -u[e + column + 5]
      m[at + row + column] = xr * ar - xi * ai + yr * br - yi * bi
      m[at + row + column + 1] = xr * ai + xi * ar + yr * bi + yi * br
    }
  }
}
