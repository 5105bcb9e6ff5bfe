/**
 * Keeps a long computation from holding the thread: work is counted in amplitudes, and after a stretch of it the clock is asked; every few
 * milliseconds the event loop gets a turn, and an aborted signal ends the run.
 */
import { nextTurn } from './nextTurn.ts'

/** Amplitudes between two looks at the clock: about 2 ms. */
const STRETCH = 2 ** 19
/** Milliseconds between two turns of the event loop. */
const LONGEST_HOLD = 10

export class Pace {
  readonly #signal: AbortSignal | undefined
  #work = 0
  #last = performance.now()

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal
  }

  /** Counts work done; true when it is time for `breathe`. */
  add(amplitudes: number): boolean {
    this.#work += amplitudes
    return this.#work >= STRETCH
  }

  /** True when it is time for `breathe`. */
  get due(): boolean {
    return this.#work >= STRETCH
  }

  /**
   * Gives the event loop a turn if the last one was long ago.
   *
   * @throws the signal's reason when it has been aborted
   */
  async breathe(): Promise<void> {
    this.#work = 0
    if (performance.now() - this.#last >= LONGEST_HOLD) {
      await nextTurn()
      this.#last = performance.now()
    }
    this.#signal?.throwIfAborted()
  }
}
