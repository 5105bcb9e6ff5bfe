/** The processes of one bench: each side is started when it is first needed and runs until the end. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Contender, type ContenderOptions } from './Contender.ts'
import { type Comparison, ROUNDS, compareBuilds, comparisonOf } from './compare.ts'
import { freshProcess, ourSide, rivalSide } from './environments.ts'
import type { Figure, OurWorkload, RivalName } from './figures.ts'
import type { FirstCall } from './firstCall.ts'
import { type Failure, type Outcome, type Side, measure } from './measure.ts'
import { type Measurement, type Row, rowOf } from './pairing.ts'

/**
 * Behind the best rival by more than this at one size: not run at larger sizes of the same. Small sizes, where overhead
 * dominates, are not considered.
 */
const NOT_AGAIN = 16
const TELLING_QUBITS = 16
const FRESH_PROCESSES = 7

export interface FigureResult {
  readonly rows: readonly Row[]
  /** What could not run, and why. */
  readonly failed: readonly Failure[]
}

export class Bench {
  readonly #contenders = new Map<string, Contender>()
  readonly #tooSlow = new Set<string>()
  readonly #cores = allowedCores()

  /** False where the system has no taskset. */
  get pinned(): boolean {
    return this.#cores.length > 0
  }

  async run(figure: Figure): Promise<FigureResult> {
    if (figure.group === 'first') return { rows: this.#firstCalls(figure), failed: [] }
    const outcome = await measure([
      ...figure.ours.map((workload, which) => this.#our(figure, workload, which)),
      ...(figure.group === 'threads' ? [this.#oneThread(figure)] : []),
      ...figure.rivals.flatMap((rival) => (this.#tooSlow.has(sizeless(figure, rival)) ? [] : [this.#rival(figure, rival)])),
    ])
    this.#learn(figure, outcome)
    const rivals = outcome.measured.filter(({ side }) => side.rival).map(({ measurement }) => measurement)
    const rows = outcome.measured
      .filter(({ side }) => !side.rival)
      .map(({ measurement, threads }) => rowOf(figure, measurement, rivals, noteOf(figure, threads)))
    return { rows, failed: outcome.failed }
  }

  /** This build against the one in another checkout, a comparison a workload of ours. */
  async compare(figure: Figure, checkout: string): Promise<ReadonlyMap<string, Comparison>> {
    if (figure.group === 'first') return this.#compareFirstCalls(checkout)
    const { threads } = figure
    const cores = this.#coresFor(threads)
    const older = this.#contender(`${checkout}, ${threads}`, () => ourSide(threads, cores, checkout))
    const newer = this.#contender(`ours 0, ${threads}`, () => ourSide(threads, cores))
    const found = new Map<string, Comparison>()
    for (const workload of figure.ours) found.set(workload, await compareBuilds(older, newer, askedOf(figure, workload)))
    return found
  }

  #compareFirstCalls(checkout: string): Map<string, Comparison> {
    const pairs = Array.from({ length: ROUNDS }, () => [this.#freshCall(checkout), this.#freshCall()] as const)
    const comparison = (pick: (run: FirstCall) => number) =>
      comparisonOf(
        pairs.map(([old]) => pick(old)),
        pairs.map(([, fresh]) => pick(fresh)),
      )
    return new Map(FIRST_CALLS.map(({ name, pick }) => [name, comparison(pick)]))
  }

  close(): void {
    for (const contender of this.#contenders.values()) contender.close()
  }

  /** A process for each of the figure's workloads, so that they hold their states side by side. */
  #our(figure: Figure, workload: OurWorkload, which: number): Side {
    const contender = this.#contender(`ours ${which}, ${figure.threads}`, () => ourSide(figure.threads, this.#coresFor(figure.threads)))
    return { contender, asked: askedOf(figure, workload), name: workload, rival: false }
  }

  #oneThread(figure: Figure): Side {
    const contender = this.#contender('ours on 1 thread', () => ourSide(1, this.#coresFor(1)))
    return { contender, asked: askedOf(figure, figure.theirs), name: 'ours on 1 thread', rival: true }
  }

  #rival(figure: Figure, rival: RivalName): Side {
    const contender = this.#contender(`${rival}, ${figure.threads}`, () => rivalSide(rival, figure.threads, this.#coresFor(figure.threads)))
    return { contender, asked: askedOf(figure, figure.theirs), name: rival, rival: true }
  }

  /** The process that has this key, or another one when there is none or it died. */
  #contender(key: string, options: () => ContenderOptions): Contender {
    const known = this.#contenders.get(key)
    if (known?.alive === true) return known
    const contender = new Contender(options())
    this.#contenders.set(key, contender)
    return contender
  }

  #coresFor(threads: number): readonly number[] {
    return this.#cores.slice(0, threads)
  }

  #learn(figure: Figure, { measured }: Outcome): void {
    if (figure.n < TELLING_QUBITS) return
    const rivals = measured.filter(({ side }) => side.rival).map(({ measurement }) => measurement)
    const best = Math.min(...rivals.map(({ ms }) => ms))
    for (const { name, ms } of rivals) if (ms > NOT_AGAIN * best) this.#tooSlow.add(sizeless(figure, name))
  }

  #firstCalls(figure: Figure): Row[] {
    const runs = Array.from({ length: FRESH_PROCESSES }, () => this.#freshCall())
    return FIRST_CALLS.map(({ name, pick, note }) => {
      const check = name === 'first call' ? runs[0].firstCheck : runs[0].check
      const version = process.versions.node
      const ours: Measurement = { name, ms: Math.min(...runs.map(pick)), check, runs: runs.length, setting: runs[0].plan, version }
      const sized = name === 'first call' ? { ...figure, n: 1 } : figure
      return rowOf(sized, ours, [], `shortest of ${runs.length} fresh processes${note}`)
    })
  }

  #freshCall(checkout?: string): FirstCall {
    const [program, ...rest] = freshProcess(this.#coresFor(1), checkout)
    const { stdout, status, stderr } = spawnSync(program, rest, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`a fresh process ended with ${status}: ${stderr.slice(-500)}`)
    return JSON.parse(stdout) as FirstCall
  }
}

const FIRST_CALLS: readonly { readonly name: string; readonly note: string; readonly pick: (run: FirstCall) => number }[] = [
  { name: 'first call', note: ': open, compile and run one gate', pick: (run) => run.firstCallMs },
  { name: 'compile 200 gates', note: ', after the first call', pick: (run) => run.compileMs },
  { name: 'first run of 200 gates', note: ', after compiling', pick: (run) => run.firstRunMs },
]

function askedOf({ n, precision, batch }: Figure, workload: string): Side['asked'] {
  return { workload, n, precision, ...(batch !== undefined && { batch }) }
}

function sizeless({ group, theirs, precision, threads }: Figure, rival: string): string {
  return [group, theirs, precision, threads, rival].join()
}

function noteOf({ threads }: Figure, ran: number | undefined): string {
  return ran !== undefined && ran < threads ? `this engine ran on ${ran} thread${ran === 1 ? '' : 's'}` : ''
}

/** The cores that this process may use; none where there is no taskset to pin to them. */
function allowedCores(): readonly number[] {
  if (process.platform !== 'linux' || spawnSync('taskset', ['--version']).status !== 0) return []
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
}
