/**
 * The state of each qubit after the head of a program: the actions on single qubits that stand before everything that entangles them.
 *
 * Written once over an arithmetic, which is numbers where the angles are known in JavaScript, and generated code where every row has its own.
 */
import type { Action } from '@ketwork/backend/simulator'

/** Real numbers, or vectors of them in code; undefined is zero. */
export interface Arithmetic<T> {
  readonly one: T
  readonly multiply: (a: T, b: T) => T
  readonly add: (a: T, b: T) => T
  readonly negate: (a: T) => T
}

export interface Complex<T> {
  readonly re: T | undefined
  readonly im: T | undefined
}

/** Amplitudes of |0> and |1>. */
export type QubitState<T> = readonly [Complex<T>, Complex<T>]

/** @param coefficient (of the result) number `index` of an action's coefficients: c, s, t of a turn, or the entries of a matrix, re and im in turn */
export function headStates<T>(
  head: readonly Action[],
  bits: number,
  arithmetic: Arithmetic<T>,
  coefficient: (action: Action, index: number) => T,
): readonly QubitState<T>[] {
  const algebra = complexAlgebra(arithmetic)
  const states: QubitState<T>[] = Array.from({ length: bits }, () => [
    { re: arithmetic.one, im: undefined },
    { re: undefined, im: undefined },
  ])
  for (const action of head) {
    const bit = 31 - Math.clz32(action.mixes | action.reads)
    states[bit] = act(states[bit], action, algebra, (index) => coefficient(action, index))
  }
  return states
}

type Algebra<T> = ReturnType<typeof complexAlgebra<T>>

function act<T>([zero, one]: QubitState<T>, action: Action, algebra: Algebra<T>, coefficient: (index: number) => T): QubitState<T> {
  const { times, plus, minus } = algebra
  if (action.kind === 'flip') return [one, zero]
  if (action.kind === 'matrix') {
    const entry = (index: number): Complex<T> => ({ re: coefficient(2 * index), im: coefficient(2 * index + 1) })
    return [plus(times(entry(0), zero), times(entry(1), one)), plus(times(entry(2), zero), times(entry(3), one))]
  }
  const c = { re: coefficient(0), im: undefined }
  const s = { re: coefficient(1), im: undefined }
  if (action.kind === 'phase' || action.mixes === 0) return [zero, times({ re: c.re, im: s.re }, one)]
  const across = action.kind === 'rotate' && action.ys === 1 ? s : { re: undefined, im: s.re } // R_y has -s and s off its diagonal, R_x -i s twice
  const lower =
    action.kind === 'rotate' && action.ys === 1 ? plus(times(s, zero), times(c, one)) : minus(times(c, one), times(across, zero))
  return [minus(times(c, zero), times(across, one)), lower]
}

function complexAlgebra<T>({ multiply, add, negate }: Arithmetic<T>) {
  const product = (a: T | undefined, b: T | undefined): T | undefined => (a === undefined || b === undefined ? undefined : multiply(a, b))
  const sum = (a: T | undefined, b: T | undefined): T | undefined => (a === undefined ? b : b === undefined ? a : add(a, b))
  const difference = (a: T | undefined, b: T | undefined): T | undefined => sum(a, b === undefined ? undefined : negate(b))
  return {
    times: (a: Complex<T>, b: Complex<T>): Complex<T> => ({
      re: difference(product(a.re, b.re), product(a.im, b.im)),
      im: sum(product(a.re, b.im), product(a.im, b.re)),
    }),
    plus: (a: Complex<T>, b: Complex<T>): Complex<T> => ({ re: sum(a.re, b.re), im: sum(a.im, b.im) }),
    minus: (a: Complex<T>, b: Complex<T>): Complex<T> => ({ re: difference(a.re, b.re), im: difference(a.im, b.im) }),
  }
}
