/** Plain data with one drawn change somewhere in it, for tests of what reads data from outside. */
import type { RandomStream } from '@ketwork/math'

type Key = string | number
type Holder = Record<Key, unknown>

const STRANGE: readonly unknown[] = [
  null,
  -1,
  0,
  1,
  2,
  0.5,
  1e9,
  2 ** 60,
  '',
  'Z',
  'toString',
  '__proto__',
  [],
  {},
  true,
  [0],
  [[0, 1]],
  'AAAA',
]

/** A copy in which one value was replaced, taken out, doubled, moved by one or exchanged with another. */
export function mutated(data: unknown, random: RandomStream): unknown {
  const copy = structuredClone(data)
  const places = placesOf(copy)
  const [holder, key] = places[random.integer(places.length)]
  const value = holder[key]
  const draw = random.integer(5)
  if (draw === 0 && Array.isArray(holder)) holder.splice(Number(key), 1)
  else if (draw === 0) Reflect.deleteProperty(holder, key)
  else if (draw === 1 && Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(value))
  else if (draw === 2 && typeof value === 'number') holder[key] = value + (random.integer(2) === 0 ? -1 : 1)
  else if (draw === 3) {
    const [other, otherKey] = places[random.integer(places.length)]
    holder[key] = structuredClone(other[otherKey])
  } else holder[key] = structuredClone(STRANGE[random.integer(STRANGE.length)])
  return copy
}

function placesOf(data: unknown): [holder: Holder, key: Key][] {
  if (typeof data !== 'object' || data === null) return []
  return Object.keys(data).flatMap((key) => [[data as Holder, key], ...placesOf((data as Holder)[key])] as [Holder, Key][])
}
