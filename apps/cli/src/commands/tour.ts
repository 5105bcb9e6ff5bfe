/**
 * `ketwork tour`: the main job, six workloads on real data, each with its known answer, its bound and its measured
 * figure.
 */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command } from 'commander'
import { openBackend } from 'ketwork'
import { examples } from '../help.ts'
import { commandLine, nothingSaved } from '../interruption.ts'
import { longWork } from '../longWork.ts'
import { seedOption, type CommonOptions } from '../options.ts'
import { PartialResultError } from '../PartialResultError.ts'
import { printResult } from '../terminal/output.ts'
import { classifiers } from '../tour/classifiers.ts'
import { drawTable } from '../tour/drawTable.ts'
import { kernelMachine } from '../tour/kernelMachine.ts'
import { largeScale } from '../tour/largeScale.ts'
import { maxCut } from '../tour/maxCut.ts'
import { hydrogen, lithiumHydride } from '../tour/molecules.ts'
import { renderReport } from '../tour/renderReport.ts'
import { tourReport, type TourReport } from '../tour/tourReport.ts'
import type { Outcome, Workload } from '../tour/workload.ts'
import { writeFileSafely } from '../writeFileSafely.ts'

interface Options extends CommonOptions {
  readonly seed: number
  readonly quick?: boolean
  readonly output: string
}

const WORKLOADS: readonly Workload[] = [hydrogen, lithiumHydride, maxCut, classifiers, kernelMachine, largeScale]

export function tourCommand(): Command {
  return new Command('tour')
    .option('--quick', 'a reduced tour on less data')
    .option('--output <folder>', 'where the report is written', 'ketwork-tour')
    .addOption(seedOption())
    .addHelpText(
      'after',
      examples({
        'the whole tour, with its report in the folder ketwork-tour': 'ketwork tour',
        'less data, another folder': 'ketwork tour --quick --output report',
      }),
    )
    .action(async (options: Options) => {
      const report = await runTour(options)
      printResult(options, report, () => describe(report, options))
      if (report.workloads.some(({ met }) => !met)) process.exitCode = 1
    })
}

/**
 * The report is written after each workload, so that it holds the finished ones however the tour ends.
 *
 * @throws PartialResultError with the report of the finished workloads when a workload fails or the tour is interrupted
 */
async function runTour(options: Options): Promise<TourReport> {
  const { seed, quick = false, output } = options
  const begin = performance.now()
  const outcomes: Outcome[] = []
  const report = (): TourReport =>
    tourReport(
      { seed, quick, seconds: (performance.now() - begin) / 1000 },
      outcomes.map(({ result }) => result),
      WORKLOADS.length,
    )
  try {
    await longWork(
      'tour',
      async (tools) => {
        await mkdir(output, { recursive: true })
        for (const workload of WORKLOADS) {
          tools.signal.throwIfAborted()
          await using backend = await openBackend() // one for each, so that workloads do not share memory
          outcomes.push(await workload({ backend, seed, quick, ...tools }))
          await writeReport(output, report(), outcomes)
        }
      },
      () => (outcomes.length === 0 ? nothingSaved() : remains(outcomes.length, options)),
    )
  } catch (error) {
    if (outcomes.length === 0) throw error
    if (!options.json) process.stdout.write(`${describe(report(), options)}\n`)
    throw new PartialResultError(error, report())
  }
  return report()
}

async function writeReport(folder: string, report: TourReport, outcomes: readonly Outcome[]): Promise<void> {
  await writeFileSafely(join(folder, 'report.json'), JSON.stringify(report, null, 2))
  await writeFileSafely(join(folder, 'report.html'), renderReport(report, outcomes))
}

function remains(done: number, { output }: Options): string {
  return `the report of ${done} of ${WORKLOADS.length} workloads is in ${join(output, 'report.html')}; to run the whole tour again: ${commandLine()}`
}

/** The verdict is the last line. */
function describe({ workloads, seconds, verdict }: TourReport, { output }: Options): string {
  const page = pathToFileURL(resolve(output, 'report.html')).href
  return `${drawTable(workloads, process.stdout.columns ?? 120)}\n${seconds.toFixed(1)} s in all. Report: ${page}\n${verdict}`
}
