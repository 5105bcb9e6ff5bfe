/** What results and capabilities call this simulator, and the reasons that results tell. */
import type { RanOn } from '@ketwork/backend'

export const CPU_DEVICE = 'cpu'

/** The reasons of a result that there are: why a method was taken, and what was wanted and is not there. */
export function reasonOf(...reasons: readonly (string | undefined)[]): Pick<RanOn, 'reason'> {
  const there = reasons.filter((reason) => reason !== undefined)
  return there.length === 0 ? {} : { reason: there.join('; ') }
}
