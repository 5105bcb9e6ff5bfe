/** Every way in which one field of a document can be invalid, for tests of readers of foreign documents. */

export interface SpoiltDocument {
  /** For people: `values.base64 dropped`. */
  readonly how: string
  /** Of the field: `values.base64`, `columns[1]`. */
  readonly path: string
  readonly kind: 'dropped' | 'of another type' | 'cut short'
  readonly document: unknown
}

type Holder = Record<string | number, unknown>

const OTHERS: readonly unknown[] = [null, true, 'wrong', 0.5, {}, []]

/**
 * The document with each field dropped, replaced by a value of each other type, and, where it is base64 or a list, cut
 * short.
 */
export function* spoiltDocuments(document: object): Generator<SpoiltDocument> {
  for (const keys of placesOf(document, [])) {
    const path = keys.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${key}`), '').slice(1)
    const spoil = (kind: SpoiltDocument['kind'], change: (holder: Holder, key: string | number) => void): SpoiltDocument => {
      const copy = structuredClone(document)
      change(holderOf(copy, keys), keys[keys.length - 1])
      return { how: `${path} ${kind}`, path, kind, document: copy }
    }
    const value = holderOf(document, keys)[keys[keys.length - 1]]
    if (typeof keys.at(-1) === 'string') yield spoil('dropped', (holder, key) => Reflect.deleteProperty(holder, key))
    for (const other of OTHERS)
      if (typeOf(other) !== typeOf(value)) yield spoil('of another type', (holder, key) => (holder[key] = structuredClone(other)))
    if (Array.isArray(value) && value.length > 0) yield spoil('cut short', (holder, key) => (holder[key] = (value as unknown[]).slice(1)))
    if (keys.at(-1) === 'base64' && value !== '') yield spoil('cut short', (holder, key) => (holder[key] = (value as string).slice(4)))
  }
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value
}

function holderOf(document: object, keys: readonly (string | number)[]): Holder {
  return keys.slice(0, -1).reduce((holder, key) => holder[key] as Holder, document as Holder)
}

function* placesOf(value: unknown, keys: readonly (string | number)[]): Generator<readonly (string | number)[]> {
  if (keys.length > 0) yield keys
  if (typeof value !== 'object' || value === null) return
  const names = Array.isArray(value) ? value.keys() : Object.keys(value)
  for (const key of names) yield* placesOf((value as Holder)[key], [...keys, key])
}
