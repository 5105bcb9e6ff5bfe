/**
 * Times all sides of one figure in turn, ours, rival, ours, rival, so that other load on the machine affects all sides;
 * minima on every side.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type AskedFigure, type Contender, ContenderError, type Prepared } from './Contender.ts'
import type { Measurement } from './pairing.ts'

export interface Side {
  readonly contender: Pick<Contender, 'prepare' | 'slice' | 'release'>
  readonly asked: AskedFigure
  /** What the row calls it. */
  readonly name: string
  /** A rival may lack a workload, fail, or be left out when it is far behind; our own side may not. */
  readonly rival: boolean
}

export interface Measured {
  readonly side: Side
  readonly measurement: Measurement
  readonly threads: number | undefined
}

export interface Failure {
  readonly name: string
  readonly reason: string
}

export interface Outcome {
  readonly measured: readonly Measured[]
  readonly failed: readonly Failure[]
}

const SLICE_MS = 200
const ROUNDS = 10
const FEWEST_ROUNDS = 3
const BUDGET_MS = 40_000
/** A rival slower than the best one by more than this factor in the warm-up is not timed again. */
const HOPELESS = 4
/** Time for threads of the previous side to stop spinning. */
const REST_MS = 20

/** @throws ContenderError when our own side fails */
export async function measure(sides: readonly Side[]): Promise<Outcome> {
  const race = new Race()
  for (const side of sides) await race.enter(side)
  const bestRival = Math.min(...race.running.filter(({ side }) => side.rival).map(({ ms }) => ms))
  const began = performance.now()
  for (let round = 0; round < ROUNDS; round++) {
    if (round >= FEWEST_ROUNDS && performance.now() - began > BUDGET_MS) break
    for (const entry of race.running) if (!entry.side.rival || entry.ms <= HOPELESS * bestRival) await race.run(entry)
  }
  await race.end()
  return { measured: race.running.map(measuredOf), failed: race.failed }
}

interface Running {
  readonly side: Side
  readonly prepared: Prepared
  readonly ms: number
  readonly runs: number
  /** Of the slice with the shortest run. */
  readonly share: number | undefined
}

class Race {
  running: readonly Running[] = []
  failed: readonly Failure[] = []

  async enter(side: Side): Promise<void> {
    await this.#forgiving(side, async () => {
      const prepared = await side.contender.prepare(side.asked)
      if (prepared === undefined) this.#fail(side, `does not have ${side.asked.workload} in ${side.asked.precision}`)
      else this.running = [...this.running, { side, prepared, ms: prepared.ms, runs: 1, share: undefined }]
    })
  }

  async run(entry: Running): Promise<void> {
    await sleep(REST_MS)
    await this.#forgiving(entry.side, async () => {
      const { ms, runs, share } = await entry.side.contender.slice(SLICE_MS)
      const better = ms < entry.ms || entry.share === undefined
      const timed = { ...entry, ms: Math.min(entry.ms, ms), runs: entry.runs + runs, share: better ? share : entry.share }
      this.running = this.running.map((other) => (other.side === entry.side ? timed : other))
    })
  }

  async end(): Promise<void> {
    for (const { side } of this.running) await this.#forgiving(side, () => side.contender.release())
  }

  async #forgiving(side: Side, act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      if (!(error instanceof ContenderError) || !side.rival) throw error
      this.running = this.running.filter((other) => other.side !== side)
      this.#fail(side, error.message)
    }
  }

  #fail({ name }: Side, reason: string): void {
    this.failed = [...this.failed, { name, reason }]
  }
}

function measuredOf({ side, prepared, ms, runs, share }: Running): Measured {
  const { check, setting, version, threads } = prepared
  return { side, measurement: { name: side.name, ms, check, runs, setting, version, ...(share !== undefined && { share }) }, threads }
}
