/**
 * The one namespace of a file of OpenQASM 2: gates and registers share it, and each name is declared once.
 *
 * `qelib1.inc` declares the gates of the paper (arXiv:1707.03429). What later editions of it added (p, sx, swap, rzz, ...) is known too, but gives way to a file that
 * was written before: its own gate or register of that name takes the place, unless the gate was used already.
 */
import { gatesOfPaper, qasmGates } from './qelib1.ts'
import type { QasmGate } from './QasmGate.ts'
import type { Scanner } from './Scanner.ts'

/** Words of the language, which name nothing else. */
const QASM2_WORDS: ReadonlySet<string> = new Set(
  'OPENQASM include qreg creg gate opaque barrier measure reset if pi sin cos tan exp ln sqrt'.split(' '),
)
/** Functions that other readers know. */
const FURTHER_FUNCTIONS = new Set(['asin', 'acos', 'atan'])

/** Whether a name is a word to this reader or to another one. */
export function isQasm2Word(name: string): boolean {
  return QASM2_WORDS.has(name) || FURTHER_FUNCTIONS.has(name)
}

/** What a file of version 3 without a version line is recognised by. */
export const VERSION_3_HINT = "a file of version 3 begins with 'OPENQASM 3.0;'"
const VERSION_3_WORDS = new Set(['qubit', 'bit', 'input', 'const', 'let', 'def', 'ctrl', 'inv', 'pow', 'negctrl', 'gphase'])

/** Fails at this offset when a name is a word of the language. */
export function requireFreeWord(scanner: Scanner, name: string, offset: number): void {
  if (QASM2_WORDS.has(name)) scanner.fail(`'${name}' is a word of OpenQASM 2: choose another name`, offset)
}

/** The names declared so far; mutable. */
export class Qasm2Names {
  readonly #scanner: Scanner
  readonly #declared = new Map<string, string>([
    ['U', 'a gate of the language'],
    ['CX', 'a gate of the language'],
  ])
  readonly #gates = new Map<string, QasmGate>(['U', 'CX'].map((name) => [name, qasmGates.get(name)!]))
  /** Gates that were used and that no declaration of the file stands for. */
  readonly #used = new Set<string>()
  #included = false

  constructor(scanner: Scanner) {
    this.#scanner = scanner
  }

  /** The gates of qelib1.inc, from this statement on. */
  include(offset: number): void {
    if (this.#included) return
    this.#included = true
    for (const name of gatesOfPaper) this.declare(name, 'a gate of qelib1.inc', offset)
    for (const [name, gate] of qasmGates) if (!this.#declared.has(name) || gatesOfPaper.has(name)) this.#gates.set(name, gate)
  }

  /** @param what the name stands for, for messages */
  declare(name: string, what: string, offset: number): void {
    const scanner = this.#scanner
    requireFreeWord(scanner, name, offset)
    const known = this.#declared.get(name)
    if (known !== undefined) scanner.fail(`'${name.slice(0, 40)}' is ${known} already: ${what} needs another name`, offset)
    if (this.#used.has(name)) {
      scanner.fail(`'${name}' stands for the gate of qelib1.inc above: declare ${what} of this name before the gate is used`, offset)
    }
    this.#declared.set(name, what)
    this.#gates.delete(name)
  }

  define(gate: QasmGate): void {
    this.#gates.set(gate.name, gate)
  }

  gate(name: string, offset: number): QasmGate {
    const gate = this.#gates.get(name)
    if (gate === undefined) return this.#failWithoutGate(name, offset)
    if (!this.#declared.has(name)) this.#used.add(name)
    return gate
  }

  #failWithoutGate(name: string, offset: number): never {
    const scanner = this.#scanner
    const shown = name.slice(0, 40)
    if (QASM2_WORDS.has(name)) return scanner.fail(`expected a gate, a measurement or a reset, found '${name}'`, offset)
    if (this.#declared.has(name)) return scanner.fail(`'${shown}' is ${this.#declared.get(name)}, not a gate`, offset)
    const hint = VERSION_3_WORDS.has(name)
      ? VERSION_3_HINT
      : qasmGates.has(name)
        ? 'include "qelib1.inc" first'
        : 'expected a gate of qelib1.inc or one that was defined before'
    return scanner.fail(`gate '${shown}' is not defined: ${hint}`, offset)
  }
}
