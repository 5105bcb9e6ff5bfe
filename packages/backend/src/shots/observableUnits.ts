/** A unit for the values of each observable of a program: the power of two at or below its largest coefficient. */
import { binaryUnit } from '@ketwork/math'
import type { Program } from '../program.ts'

/** K powers of two. */
export function observableUnits({ structure, constants }: Program): Float64Array {
  return Float64Array.from(structure.observables, ({ coefficient, terms }) =>
    binaryUnit(constants.subarray(coefficient, coefficient + terms.length)),
  )
}
