/** Exact derivatives, by one sweep back from the observables. */
export { computeGradient } from './gradient.ts'
export { computeJacobian } from './jacobian.ts'
