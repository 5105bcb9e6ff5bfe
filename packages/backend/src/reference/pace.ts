/**
 * Lets a long computation be stopped and lets others run: asked between instructions, it gives way to the event loop every few
 * milliseconds and rejects with the signal's reason once that is aborted.
 */

/** Milliseconds of work between two breaths. */
const LONGEST_STRETCH = 12

export class Pace {
  readonly #signal: AbortSignal | undefined
  #last = performance.now()

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal
    signal?.throwIfAborted()
  }

  /** Whether it is time for `breathe`; asking first spares an await for each instruction. */
  due(): boolean {
    return performance.now() - this.#last > LONGEST_STRETCH
  }

  /**
   * Gives way to the event loop once.
   *
   * @throws the signal's reason when it has been aborted
   */
  async breathe(): Promise<void> {
    await new Promise<void>((resolve) => setTimeout(resolve, 0))
    this.#last = performance.now()
    this.#signal?.throwIfAborted()
  }
}
