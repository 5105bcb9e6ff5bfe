/**
 * A map bounded in bytes that forgets what was used longest ago.
 *
 * Keys are whole texts, compared in full: two different keys never share an entry, whatever their hashes.
 */

export interface CacheStatistics {
  readonly hits: number
  readonly misses: number
  readonly evictions: number
  /** Held now, keys included. */
  readonly bytes: number
  readonly entries: number
}

interface Entry<T> {
  readonly value: T
  readonly bytes: number
}

export class LruCache<T> {
  readonly #entries = new Map<string, Entry<T>>() // in order of last use, oldest first
  readonly #capacity: number
  #bytes = 0
  #hits = 0
  #misses = 0
  #evictions = 0

  /** @param bytes the most that entries may hold together; a larger entry is not kept at all */
  constructor(bytes: number) {
    if (!(bytes >= 0)) throw new RangeError(`a cache holds ${bytes} bytes: it must be 0 or more`)
    this.#capacity = bytes
  }

  /** The value kept for this key, counted as a hit or a miss. */
  get(key: string): T | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) {
      this.#misses++
      return undefined
    }
    this.#hits++
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  /** Keeps a value of so many bytes (its key is added to them), in place of an older one of the same key. */
  set(key: string, value: T, bytes: number): void {
    this.delete(key)
    const total = bytes + 2 * key.length
    if (total > this.#capacity) return
    this.#entries.set(key, { value, bytes: total })
    this.#bytes += total
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#capacity) break
      this.delete(oldest)
      this.#evictions++
    }
  }

  delete(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0
    this.#entries.delete(key)
  }

  /** Forgets all entries; the counts of hits, misses and evictions go on. */
  clear(): void {
    this.#entries.clear()
    this.#bytes = 0
  }

  statistics(): CacheStatistics {
    return { hits: this.#hits, misses: this.#misses, evictions: this.#evictions, bytes: this.#bytes, entries: this.#entries.size }
  }
}
