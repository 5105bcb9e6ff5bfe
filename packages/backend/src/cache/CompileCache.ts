/**
 * Keeps what a simulator made of a program's structure (plans, generated code), so that a circuit that differs in constants alone loads at once.
 *
 * The key is the full text of the structure and the load options; constants are no part of it, so what is kept must not depend on them.
 */
import type { LoadOptions } from '../backend.ts'
import { structureKey } from '../lowering/structureKey.ts'
import type { ProgramStructure } from '../program.ts'
import { loadOptionsKey } from './loadOptionsKey.ts'
import { type CacheStatistics, LruCache } from './LruCache.ts'

/** What is kept for a structure, and its size. */
export interface Compiled<T> {
  readonly value: T
  readonly bytes: number
}

export class CompileCache<T> {
  readonly #cache: LruCache<T>

  /** @param bytes the most that plans and keys may hold together */
  constructor(bytes: number) {
    this.#cache = new LruCache(bytes)
  }

  /** The plan kept for this structure and these options, or the one that `make` returns, which is then kept. `hit` says which. */
  load(structure: ProgramStructure, options: LoadOptions, make: () => Compiled<T>): { value: T; hit: boolean } {
    const key = loadOptionsKey(options) + structureKey(structure)
    const kept = this.#cache.get(key)
    if (kept !== undefined) return { value: kept, hit: true }
    const { value, bytes } = make()
    this.#cache.set(key, value, bytes)
    return { value, hit: false }
  }

  /** Forgets all plans. */
  clear(): void {
    this.#cache.clear()
  }

  statistics(): CacheStatistics {
    return this.#cache.statistics()
  }
}
