/** Samples as zeros and ones, from the basis states that were drawn. */
import type { RandomStream } from '@ketwork/math'
import type { SampleRequest } from '../ProgramEngine.ts'
import { readBit } from './measurement.ts'

/**
 * Writes a row of samples to `out`: a column a bit where there are measurements, else a column a qubit.
 *
 * @param random of the readout errors
 */
export function writeSamples(
  out: Uint8Array,
  drawn: Uint32Array,
  { columns, measurements }: Pick<SampleRequest, 'columns' | 'measurements'>,
  { constants, random }: { readonly constants: Float64Array; readonly random: RandomStream },
): void {
  for (let shot = 0; shot < drawn.length; shot++) {
    const at = shot * columns
    if (measurements === undefined) for (let qubit = 0; qubit < columns; qubit++) out[at + qubit] = (drawn[shot] >>> qubit) & 1
    for (const { qubit, bit, readout } of measurements ?? []) {
      const outcome = (drawn[shot] >>> qubit) & 1
      out[at + bit] = readout === undefined ? outcome : readBit(constants, readout, outcome, random)
    }
  }
}
