/** One call of an executable while it computes: the memory it has borrowed, its signal and its trace event. */
import { TooManyQubitsError } from '@ketwork/backend'
import type { EngineCall, OpenEvent, ResolvedInputs } from '@ketwork/backend/simulator'
import { ArenaFullError, type Block } from '../memory/Arena.ts'
import type { Stage } from '../threads/stage.ts'
import type { Engine } from './Engine.ts'

export class Call {
  readonly engine: Engine
  readonly inputs: ResolvedInputs
  readonly event: OpenEvent | undefined
  readonly #blocks: Block[] = []

  constructor(engine: Engine, { inputs, event }: EngineCall) {
    this.engine = engine
    this.inputs = inputs
    this.event = event
  }

  /**
   * Computes with a call, and gives back what it has borrowed.
   *
   * @param needs the call's qubits, and the bytes that it takes at least
   * @throws TooManyQubitsError where the memory is not there
   */
  static async during<Result>(
    engine: Engine,
    call: EngineCall,
    { qubits, bytes }: { readonly qubits: number; readonly bytes: number },
    work: (call: Call) => Promise<Result>,
  ): Promise<Result> {
    const { bytesFree } = engine.arena
    if (bytes > bytesFree) throw new TooManyQubitsError(qubits, bytes, bytesFree)
    const own = new Call(engine, call)
    try {
      return await work(own)
    } catch (error) {
      if (error instanceof ArenaFullError) throw new TooManyQubitsError(qubits, error.bytesNeeded, error.bytesAvailable)
      throw error
    } finally {
      own.release()
    }
  }

  /** Room for so many bytes until the call ends, with leftovers in it. Gives its address. */
  borrow(bytes: number): number {
    const { arena, trace } = this.engine
    const before = this.event === undefined ? 0 : arena.statistics().grown
    const block = arena.allocate(bytes)
    this.#blocks.push(block)
    if (this.event !== undefined) {
      const reused = arena.statistics().grown === before
      trace.instant('pool', reused ? 'reuse' : 'allocate', reused ? { poolHits: 1 } : { bytesAllocated: bytes }, this.event)
    }
    return block.address
  }

  run(stages: readonly Stage[]): Promise<void> {
    return this.engine.runner.run(stages, { signal: this.inputs.signal, event: this.event })
  }

  pointer(address: number): number | bigint {
    return this.engine.arena.pointer(address)
  }

  /** Gives everything back. */
  release(): void {
    for (const block of this.#blocks) this.engine.arena.free(block)
    this.#blocks.length = 0
  }
}
