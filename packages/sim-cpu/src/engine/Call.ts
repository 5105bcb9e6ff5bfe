/** One call of an executable while it computes: the memory it has borrowed, its signal and its trace event. */
import type { OpenEvent, ResolvedInputs } from '@ketwork/backend'
import type { Block } from '../memory/Arena.ts'
import type { Stage } from '../threads/stage.ts'
import type { Engine } from './Engine.ts'

export class Call {
  readonly engine: Engine
  readonly inputs: ResolvedInputs
  readonly event: OpenEvent | undefined
  readonly #blocks: Block[] = []

  constructor(engine: Engine, inputs: ResolvedInputs, event: OpenEvent | undefined) {
    this.engine = engine
    this.inputs = inputs
    this.event = event
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
