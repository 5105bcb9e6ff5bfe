/**
 * The entangling encoding of Havlicek et al.: Hadamards, then phases of single features and of products of neighbouring
 * ones, repeated.
 *
 * Nature 567, 209 (2019), eq. 2 and 3, with a bandwidth in front of every angle (Shaydulin and Wild, arXiv:2111.05451):
 * large bandwidths make all samples nearly orthogonal, small ones nearly equal, and the best one depends on the data.
 */
import { Circuit, feature, times } from '@ketwork/circuit'
import { finiteNumber, oneOf, type OptionChecks, optional, requireOptions, wholeNumber } from '@ketwork/math'

export interface IqpEncodingOptions {
  /** Default 2. */
  readonly repetitions?: number
  /** Multiplies every feature. Default 1. */
  readonly bandwidth?: number
  /** Which products enter: pairs of neighbours on a line, or every pair. Default `line`. */
  readonly entanglement?: 'line' | 'all'
}

const OPTIONS: OptionChecks<IqpEncodingOptions> = {
  repetitions: optional(wholeNumber(1)),
  bandwidth: optional(finiteNumber),
  entanglement: optional(oneOf('line', 'all')),
}

/**
 * One qubit a feature; RZ(2 b x_i) on qubit i and RZZ(2 b^2 x_i x_j) on each pair, after Hadamards, `repetitions`
 * times.
 */
export function iqpEncoding(features: number, options: IqpEncodingOptions = {}): Circuit {
  wholeNumber(1)('features', features)
  requireOptions('iqpEncoding', options, OPTIONS)
  const { repetitions = 2, bandwidth = 1, entanglement = 'line' } = options
  const x = Array.from({ length: features }, (_, i) => feature(`x[${i}]`))
  const circuit = new Circuit(features)
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (let i = 0; i < features; i++) circuit.h(i)
    for (let i = 0; i < features; i++) circuit.rz(times(2 * bandwidth, x[i]), i)
    for (let i = 0; i < features; i++) {
      const last = entanglement === 'line' ? Math.min(i + 2, features) : features
      for (let j = i + 1; j < last; j++) circuit.rzz(times(2 * bandwidth ** 2, x[i], x[j]), i, j)
    }
  }
  return circuit
}
