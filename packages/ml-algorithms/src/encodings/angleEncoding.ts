/** Writes one feature into one qubit as a rotation: a product state, the simplest encoding. */
import { Circuit, feature } from '@ketwork/circuit'
import { oneOf, optional, requireOptions, wholeNumber } from '@ketwork/math'

/**
 * RX, RY or RZ (after a Hadamard) of feature `x[i]` on qubit i.
 *
 * @see Schuld and Petruccione, Machine Learning with Quantum Computers (2021), section 3.3
 */
export function angleEncoding(features: number, options: { readonly rotation?: 'rx' | 'ry' | 'rz' } = {}): Circuit {
  wholeNumber(1)('features', features)
  requireOptions('angleEncoding', options, { rotation: optional(oneOf('rx', 'ry', 'rz')) })
  const { rotation = 'ry' } = options
  const circuit = new Circuit(features)
  for (let i = 0; i < features; i++) {
    if (rotation === 'rz') circuit.h(i)
    circuit[rotation](feature(`x[${i}]`), i)
  }
  return circuit
}
