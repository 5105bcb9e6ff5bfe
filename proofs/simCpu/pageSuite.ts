/**
 * The whole conformance suite as it runs in a page: bundled for the browser, called once for each opening and
 * precision.
 */
import type { Precision } from '@ketwork/backend'
import { conformanceCases } from '@ketwork/backend/conformance'
import { OPENINGS, sameBitsAs } from './openings.ts'

export interface PageSuiteResult {
  readonly cases: number
  readonly failures: readonly string[]
}

export async function runPageSuite(openingName: string, precision: Precision): Promise<PageSuiteResult> {
  const opening = OPENINGS.find(({ name }) => name === openingName)
  if (opening === undefined) throw new RangeError(`there is no opening ${openingName}`)
  const cases = conformanceCases({ precision, extent: 'full', variants: sameBitsAs(opening) })
  const failures: string[] = []
  for (const { name, run } of cases) {
    try {
      await run(() => opening.open())
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { cases: cases.length, failures }
}
