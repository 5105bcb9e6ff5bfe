/** The report of a tour: its options, the machine, the verdict and the finished workloads. Plain data. */
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'
import { formatBytes } from 'ketwork/math'
import { commandLine } from '../interruption.ts'
import { version } from '../version.ts'
import { verdictOn } from './verdict.ts'
import type { WorkloadResult } from './workload.ts'

export interface TourReport {
  readonly seed: number
  readonly quick: boolean
  readonly seconds: number
  readonly verdict: string
  readonly version: string
  readonly node: string
  readonly machine: string
  /** ISO 8601. */
  readonly date: string
  readonly command: string
  readonly workloads: readonly WorkloadResult[]
}

/** @param planned how many workloads the whole tour has */
export function tourReport(
  run: Pick<TourReport, 'seed' | 'quick' | 'seconds'>,
  workloads: readonly WorkloadResult[],
  planned: number,
): TourReport {
  return {
    ...run,
    verdict: verdictOn(workloads, planned),
    version,
    node: process.version,
    machine: describeMachine(),
    date: new Date().toISOString(),
    command: commandLine(),
    workloads,
  }
}

function describeMachine(): string {
  const cores = availableParallelism()
  const model = cpus().at(0)?.model.trim() ?? 'an unknown processor'
  return `${cores} core${cores === 1 ? '' : 's'} of ${model}, ${formatBytes(totalmem())}, ${platform()} ${arch()}`
}
