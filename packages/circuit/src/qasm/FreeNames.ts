/** Names for a file that mean nothing else in it. */

const LONGEST = 900 // the readers take 1000, and a number may come behind

/** What a version of OpenQASM allows. */
export interface NameRules {
  /** The name that is most like the wanted one. */
  readonly spelled: (wanted: string) => string
  /** Whether a name means something already: a word, a gate, a function of the language. */
  readonly isReserved: (name: string) => boolean
}

/** Remembers the names that it gave, so that the same calls in the same order give the same names; mutable. */
export class FreeNames {
  readonly #taken = new Set<string>()
  readonly #rules: NameRules

  constructor(rules: NameRules) {
    this.#rules = rules
  }

  /** The wanted name where it is a name and free, otherwise one like it. */
  fresh(wanted: string): string {
    const name = this.#rules.spelled(wanted.slice(0, LONGEST))
    let free = name
    for (let i = 1; this.#taken.has(free) || this.#rules.isReserved(free); i++) free = `${name}_${i}`
    this.#taken.add(free)
    return free
  }
}
