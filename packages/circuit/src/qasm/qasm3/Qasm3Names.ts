/** Names for a file of OpenQASM 3 that mean nothing else in it. */
import { isFunction } from '../applyFunction.ts'
import { QASM3_CONSTANTS, QASM3_KEYWORDS } from './qasm3Grammar.ts'
import { languageGates, stdgates } from './stdgates.ts'

const LONGEST = 900 // the reader takes 1000, and a number may come behind

/** Remembers the names that it gave; mutable. */
export class Qasm3Names {
  readonly #taken = new Set<string>()

  /** The wanted name, or one like it that is a name of OpenQASM 3 and is free. */
  fresh(wanted: string): string {
    const letters = wanted.slice(0, LONGEST).replace(/[^\p{L}\p{Nl}_0-9]/gu, '_')
    const name = /^[\p{L}\p{Nl}_]/u.test(letters) ? letters : `_${letters}`
    let free = name
    for (let i = 1; this.#isTaken(free); i++) free = `${name}_${i}`
    this.#taken.add(free)
    return free
  }

  #isTaken(name: string): boolean {
    return (
      this.#taken.has(name) ||
      QASM3_KEYWORDS.has(name) ||
      Object.hasOwn(QASM3_CONSTANTS, name) ||
      isFunction(name) ||
      stdgates.has(name) ||
      languageGates.has(name)
    )
  }
}
