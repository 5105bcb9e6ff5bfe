/** In which precision a program is loaded: what was asked for, else `f64`. Nothing lowers it unasked. */
import { later } from './later.ts'
import type { Precision } from './precision.ts'

const errors = later(() => import('./UnsupportedPrecisionError.ts'))

/** @throws UnsupportedPrecisionError where the backend does not offer it */
export async function choosePrecision<Offered extends Precision>(asked: unknown, offered: readonly Offered[]): Promise<Offered> {
  const chosen = offered.find((precision) => precision === (asked ?? 'f64'))
  if (chosen !== undefined) return chosen
  const { UnsupportedPrecisionError } = await errors()
  throw new UnsupportedPrecisionError(asked, offered)
}
