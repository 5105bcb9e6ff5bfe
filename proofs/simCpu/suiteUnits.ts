/** The whole conformance suite, for every opening in both precisions, in Node. */
import { conformanceCases } from '@ketwork/backend/conformance'
import type { ProofUnit } from '../../tooling/prove/proof.ts'
import { OPENINGS, sameBitsAs } from './openings.ts'

export function suiteUnits(): ProofUnit[] {
  return OPENINGS.flatMap((opening) =>
    (['f64', 'f32'] as const).flatMap((precision) =>
      conformanceCases({ precision, extent: 'full', variants: sameBitsAs(opening) }).map(({ name, run }) => ({
        id: `${opening.name}, ${precision}: ${name}`,
        seed: 0, // the suite draws from fixed seeds of its own
        long: true as const,
        run: async () => {
          await run(() => opening.open())
          return null
        },
      })),
    ),
  )
}
