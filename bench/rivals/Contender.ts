/**
 * One side of a comparison as a process of its own that lives through the whole bench: ours, a rival in Python, or a
 * plain loop in JavaScript.
 *
 * It is pinned to cores and takes one JSON request a line, answering each with one line; the requests are in
 * `rivals.py`, and `ours.ts` speaks the same.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Prepared {
  readonly check: number
  /** The shortest run of the warm-up. */
  readonly ms: number
  readonly setting: string
  readonly version: string
  readonly compileMs: number
  /** Threads that really run, where the side can tell. */
  readonly threads?: number
}

export interface Slice {
  /** The shortest run. */
  readonly ms: number
  /** Of our own sides. */
  readonly medianMs?: number
  readonly runs: number
  /** Processor time of the side over the time that passed: below 1 when others had the core too. */
  readonly share: number
}

export interface AskedFigure {
  readonly workload: string
  readonly n: number
  readonly precision: string
  readonly batch?: number
}

export interface ContenderOptions {
  readonly command: string
  readonly arguments: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  readonly cores: readonly number[]
}

/** Compiling a batched gradient takes rivals up to half a minute, a run of 26 qubits more. */
const PATIENCE_MS = 900_000

/** The process died, hung or failed at a request. */
export class ContenderError extends Error {
  override readonly name = 'ContenderError'
}

export class Contender {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string, undefined>
  #errors = ''

  constructor({ command, arguments: commandArguments, environment, cores }: ContenderOptions) {
    const [program, ...rest] = pinned(cores, [command, ...commandArguments])
    this.#child = spawn(program, rest, { env: environment })
    this.#child.stderr.on('data', (text: Buffer) => (this.#errors = (this.#errors + text.toString()).slice(-2000)))
    this.#child.stdin.on('error', () => undefined) // the answer that never comes reports it
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  /** Undefined when this side does not have the workload. */
  async prepare(figure: AskedFigure): Promise<Prepared | undefined> {
    const answer = await this.ask<Prepared & { readonly unsupported?: true }>({ figure })
    return answer.unsupported === true ? undefined : answer
  }

  /** Runs at least once, and until so many milliseconds are over. */
  async slice(milliseconds: number): Promise<Slice> {
    return this.ask<Slice>({ slice: milliseconds })
  }

  /** Releases the last workload. */
  async release(): Promise<void> {
    await this.ask({ release: true })
  }

  /** False once the process is gone: a rival may run out of memory. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  close(): void {
    this.#child.stdin.end()
    this.#child.kill()
  }

  /** @throws ContenderError where the side fails */
  async ask<Answer>(request: Readonly<Record<string, unknown>>): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`)
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS)
    const next: IteratorResult<string, undefined> = await this.#answers.next()
    clearTimeout(timer)
    if (next.done === true)
      throw new ContenderError(`ended at ${JSON.stringify(request).slice(0, 200)}: ${this.#errors.trim().slice(-500)}`)
    const answer = JSON.parse(next.value) as Answer & { readonly error?: string }
    if (answer.error !== undefined) throw new ContenderError(answer.error)
    return answer
  }
}

/** With Linux's taskset; elsewhere nothing is pinned, and the bench says so. */
function pinned(cores: readonly number[], command: readonly string[]): readonly string[] {
  return cores.length === 0 ? command : ['taskset', '--cpu-list', cores.join(','), ...command]
}
