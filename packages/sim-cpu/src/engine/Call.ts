/** One call of an executable while it computes: the memory it has borrowed, its signal and its trace event. */
import { TooManyQubitsError, type TracePhase } from '@ketwork/backend'
import type { EngineCall, OpenEvent, ResolvedInputs } from '@ketwork/backend/simulator'
import { ArenaFullError, type Block } from '../memory/Arena.ts'
import type { Stage } from '../threads/stage.ts'
import type { StateLayout } from '../kernels/layout.ts'
import type { LoadedModule } from '../threads/loadModule.ts'
import type { Engine, Library } from './Engine.ts'

export class Call {
  readonly engine: Engine
  readonly inputs: ResolvedInputs
  readonly #root: OpenEvent | undefined
  #event: OpenEvent | undefined
  readonly #blocks: Block[] = []

  constructor(engine: Engine, { inputs, event }: EngineCall) {
    this.engine = engine
    this.inputs = inputs
    this.#root = event
    this.#event = event
  }

  /** What the call's events belong to: its own, or that of the row at hand. */
  get event(): OpenEvent | undefined {
    return this.#event
  }

  /** Begins an event that encloses all that is done for a row or a shot, with the stages' preparation, until `endRow`. */
  beginRow(kernel: 'row' | 'shot' = 'row'): void {
    if (this.#root !== undefined) this.#event = this.engine.trace.begin('pass', kernel, this.#root)
  }

  endRow(): void {
    if (this.#event === this.#root) return
    this.engine.trace.end(this.#event)
    this.#event = this.#root
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

  /** Work of the call on its own thread, as an event of its trace. */
  measure<Result>(phase: TracePhase, kernel: string, work: () => Result): Result {
    return this.engine.trace.within(this.event, phase, kernel, work)
  }

  load(name: string, emit: () => Uint8Array<ArrayBuffer>): Promise<LoadedModule> {
    return this.engine.load(name, emit, this.event)
  }

  /** The module of general kernels for a layout. */
  library(library: Library, layout: StateLayout): Promise<LoadedModule> {
    return this.engine.library(library, layout, this.event)
  }

  /** Room for so many bytes until the call ends, with leftovers in it. Gives its address. */
  borrow(bytes: number): number {
    const { arena, trace } = this.engine
    if (this.event === undefined) return this.#allocate(bytes)
    const before = arena.statistics().grown
    const borrowing = trace.begin('pool', 'borrow', this.event)
    const address = this.#allocate(bytes)
    trace.end(borrowing, arena.statistics().grown === before ? { poolHits: 1 } : { bytesAllocated: bytes })
    return address
  }

  #allocate(bytes: number): number {
    const block = this.engine.arena.allocate(bytes)
    this.#blocks.push(block)
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
