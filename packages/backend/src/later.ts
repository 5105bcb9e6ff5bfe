/** Modules that are loaded when something first needs them. */

/** Calls `load` once, and again after a failure: a page may have been offline. */
export function later<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loaded: Promise<Module> | undefined
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined
      throw error
    })
    return loaded
  }
}

/** Promises by key, each made when it is first asked for, and again after a failure. */
export class Kept<Value> {
  readonly #made = new Map<string, Promise<Value>>()

  get<Kind extends Value>(key: string, make: () => Promise<Kind> | Kind): Promise<Kind> {
    const known = this.#made.get(key)
    if (known !== undefined) return known as Promise<Kind>
    const made = Promise.resolve().then(make)
    this.#made.set(key, made)
    made.catch(() => this.#made.delete(key))
    return made
  }

  /** Forgets all, and ends each that is there or will be. Who asked for one that failed has the error. */
  clear(end: (value: Value) => unknown): void {
    for (const made of this.#made.values()) made.then(end, () => undefined)
    this.#made.clear()
  }
}
