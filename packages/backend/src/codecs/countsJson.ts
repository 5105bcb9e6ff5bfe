/** Counts of outcomes, which `JSON.stringify` would make an empty object of, as JSON and back, in their order. */
import { documentCodec, type DocumentJson, type Found, inWords, listAt, plainField, textAt, wholeAt } from '@ketwork/math'

/** How often each outcome came, as bit strings and numbers. */
export interface CountsJson extends DocumentJson {
  readonly counts: readonly (readonly [outcome: string, count: number])[]
}

type Entries = Pick<CountsJson, 'counts'>

const CODEC = documentCodec<Entries>({ format: 'ketwork-counts', version: 1, name: 'document' }, { counts: plainField(countsAt) })

/**
 * Plain data for `JSON.stringify`.
 *
 * @throws TypeError or RangeError for what `countSamples` cannot have made
 *
 * @example
 * const text = JSON.stringify(countsToJson(countSamples(batch)))
 * const counts = countsFromJson(text)
 */
export function countsToJson(counts: ReadonlyMap<string, number>): CountsJson {
  if (!(counts instanceof Map)) throw new TypeError(`counts is ${inWords(counts)}: a Map is needed, as countSamples gives it`)
  return CODEC.write({ counts: [...(counts as ReadonlyMap<string, number>)] }) as CountsJson
}

/**
 * @param source the JSON text, or what `JSON.parse` made of it
 * @throws TypeError or RangeError that says what is wrong, and where
 */
export function countsFromJson(source: unknown): Map<string, number> {
  return new Map(CODEC.read(source).counts)
}

/** Outcomes that differ, of one length, each with how often it came. */
function countsAt(found: Found): [outcome: string, count: number][] {
  const entries = listAt(found).map(entryAt)
  const seen = new Map(entries)
  if (seen.size < entries.length) throw new RangeError(`${found.path} names an outcome twice`)
  const lengths = new Set(entries.map(([outcome]) => outcome.length))
  if (lengths.size > 1) throw new RangeError(`${found.path} has outcomes of ${[...lengths].join(' and ')} bits: they must have one length`)
  return entries
}

function entryAt(found: Found): [outcome: string, count: number] {
  const parts = listAt(found)
  if (parts.length !== 2) throw new RangeError(`${found.path} has ${parts.length} entries: it must be [outcome, count]`)
  const outcome = textAt(parts[0])
  if (!/^[01]*$/.test(outcome)) throw new RangeError(`${parts[0].path} is ${inWords(outcome)}: it must be bits, 0 and 1`)
  return [outcome, wholeAt(parts[1], 1)]
}
