/** 2x2 matrices inside number arrays: eight numbers, row-major and interleaved. */
import type { SingleElement } from './step.ts'

/** Writes the matrix of a gate; rotations and phases take their angle from `angles`, matrices come from `constants`. */
export function writeElement(u: Float64Array, at: number, element: SingleElement, angles: Float64Array, constants: Float64Array): void {
  for (let i = 0; i < 8; i++) u[at + i] = 0
  if (element.gate === 'flip') {
    u[at + 2] = 1
    u[at + 4] = 1
  } else if (element.gate === 'matrix') {
    for (let i = 0; i < 8; i++) u[at + i] = constants[element.constant + i]
  } else if (element.gate === 'phase') {
    u[at] = 1
    u[at + 6] = Math.cos(angles[element.slot])
    u[at + 7] = Math.sin(angles[element.slot])
  } else {
    writeRotation(u, at, element.gate, angles[element.slot] / 2)
  }
}

function writeRotation(u: Float64Array, at: number, axis: 'X' | 'Y' | 'Z', half: number): void {
  const c = Math.cos(half)
  const s = Math.sin(half)
  u[at] = c
  u[at + 6] = c
  if (axis === 'X') {
    u[at + 3] = -s
    u[at + 5] = -s
  } else if (axis === 'Y') {
    u[at + 2] = -s
    u[at + 4] = s
  } else {
    u[at + 1] = -s
    u[at + 7] = s
  }
}

/** The matrix at `right` becomes (matrix at `left`) (matrix at `right`). */
export function multiplyMatrices(u: Float64Array, left: number, right: number): void {
  for (let column = 0; column < 4; column += 2) {
    const xr = u[right + column]
    const xi = u[right + column + 1]
    const yr = u[right + column + 4]
    const yi = u[right + column + 5]
    for (let row = 0; row < 8; row += 4) {
      const ar = u[left + row]
      const ai = u[left + row + 1]
      const br = u[left + row + 2]
      const bi = u[left + row + 3]
      u[right + row + column] = ar * xr - ai * xi + br * yr - bi * yi
      u[right + row + column + 1] = ar * xi + ai * xr + br * yi + bi * yr
    }
  }
}

/** Writes the adjoint of the matrix at `at` to `to`. */
export function writeAdjoint(u: Float64Array, at: number, to: number): void {
  u[to] = u[at]
  u[to + 1] = -u[at + 1]
  u[to + 2] = u[at + 4]
  u[to + 3] = -u[at + 5]
  u[to + 4] = u[at + 2]
  u[to + 5] = -u[at + 3]
  u[to + 6] = u[at + 6]
  u[to + 7] = -u[at + 7]
}
