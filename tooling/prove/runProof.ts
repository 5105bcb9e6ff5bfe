/**
 * Runs a proof to its end and writes its result. Progress is saved every half second, and a later run of the same
 * commit resumes it. Failures are part of the result, with their seeds.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Json, Proof, ProofUnit, UnitFailure, UnitOutcome } from './proof.ts'
import type { Surroundings } from './surroundings.ts'

export type ProofResult = {
  readonly name: string
  readonly description: string
  readonly passed: boolean
  readonly units: number
  readonly seeds: readonly number[]
  readonly seconds: number
  readonly failures: readonly UnitFailure[]
  readonly figures: Json
} & Surroundings

type Progress = { readonly commit: string; readonly outcomes: UnitOutcome[] }

export type ProofRun = {
  readonly proof: Proof
  /** Where proofs/ is: results go to `results/NAME.json` in it, progress to `.proofs/NAME.partial.json` beside it. */
  readonly proofsFolder: string
  readonly surroundings: Surroundings
  readonly onProgress?: (progress: ProofProgress) => void
}

export interface ProofProgress {
  readonly done: number
  readonly of: number
  /** Of the unit that ended last. */
  readonly outcome: 'resumed' | 'ran' | 'failed'
}

const saveEveryMilliseconds = 500

export async function runProof({ proof, proofsFolder, surroundings, onProgress }: ProofRun): Promise<ProofResult> {
  const partial = join(dirname(proofsFolder), '.proofs', `${proof.name}.partial.json`)
  const progress = readProgress(partial, surroundings.commit)
  const finished = new Map(progress.outcomes.map((outcome) => [outcome.id, outcome]))
  const failures: UnitFailure[] = []
  let saved = performance.now()
  for (const [index, unit] of proof.units.entries()) {
    const resumed = finished.has(unit.id)
    const outcome = finished.get(unit.id) ?? (await runUnit(unit))
    if ('error' in outcome) failures.push(outcome)
    else if (!resumed) {
      finished.set(unit.id, outcome)
      progress.outcomes.push(outcome)
    }
    if (!resumed && performance.now() - saved > saveEveryMilliseconds) {
      writeWhole(partial, progress)
      saved = performance.now()
    }
    onProgress?.({
      done: index + 1,
      of: proof.units.length,
      outcome: resumed ? 'resumed' : 'error' in outcome ? 'failed' : 'ran',
    })
  }
  const outcomes = proof.units.flatMap((unit) => finished.get(unit.id) ?? [])
  const result = conclude(proof, outcomes, failures, surroundings)
  writeWhole(join(proofsFolder, 'results', `${proof.name}.json`), result)
  rmSync(partial, { force: true })
  return result
}

export async function runUnit(unit: ProofUnit): Promise<UnitOutcome | UnitFailure> {
  const { id, seed } = unit
  const start = performance.now()
  try {
    const figures = await unit.run()
    return { id, seed, seconds: (performance.now() - start) / 1000, figures }
  } catch (error) {
    return { id, seed, error: error instanceof Error ? error.message : String(error) }
  }
}

function conclude(
  proof: Proof,
  outcomes: readonly UnitOutcome[],
  failures: readonly UnitFailure[],
  surroundings: Surroundings,
): ProofResult {
  return {
    name: proof.name,
    description: proof.description,
    passed: failures.length === 0,
    units: proof.units.length,
    seeds: [...new Set(proof.units.map(({ seed }) => seed))],
    seconds: Math.round(outcomes.reduce((sum, { seconds }) => sum + seconds, 0)),
    failures,
    figures: proof.summarize(outcomes),
    ...surroundings,
  }
}

/** Progress of another commit is discarded. */
function readProgress(path: string, commit: string): Progress {
  const progress = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Progress) : undefined
  return progress?.commit === commit ? progress : { commit, outcomes: [] }
}

/** Writes under another name first, so that a kill never leaves an incomplete file. */
function writeWhole(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(`${path}.new`, path)
}
