/** `ketwork tour`: the main job, six workloads on real data, each with its known answer, its bound and its measured figure. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command } from 'commander'
import { openBackend } from 'ketwork'
import { examples } from '../help.ts'
import { abortOnInterrupt } from '../interruption.ts'
import { seedOption, type CommonOptions } from '../options.ts'
import { printResult } from '../terminal/output.ts'
import { withProgress } from '../terminal/progress.ts'
import { classifiers } from '../tour/classifiers.ts'
import { drawTable } from '../tour/drawTable.ts'
import { kernelMachine } from '../tour/kernelMachine.ts'
import { largeScale } from '../tour/largeScale.ts'
import { maxCut } from '../tour/maxCut.ts'
import { hydrogen, lithiumHydride } from '../tour/molecules.ts'
import { renderReport } from '../tour/report.ts'
import type { Workload, WorkloadResult } from '../tour/workload.ts'
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
      const begin = performance.now()
      const workloads = await runWorkloads(options)
      const seconds = (performance.now() - begin) / 1000
      const report = { seed: options.seed, quick: options.quick ?? false, seconds, workloads }
      const folder = resolve(options.output)
      await mkdir(folder, { recursive: true })
      await writeFileSafely(join(folder, 'report.json'), JSON.stringify(report, null, 2))
      await writeFileSafely(join(folder, 'report.html'), renderReport(report))
      printResult(
        options,
        report,
        () =>
          `${drawTable(workloads, process.stdout.columns ?? 120)}\n${seconds.toFixed(1)} s in all. Report: ${pathToFileURL(join(folder, 'report.html')).href}`,
      )
      if (workloads.some(({ met }) => !met)) process.exitCode = 1
    })
}

/** Each workload has a backend of its own, so that none finds what another left in memory. */
async function runWorkloads({ seed, quick = false }: Options): Promise<WorkloadResult[]> {
  const signal = abortOnInterrupt()
  return withProgress('tour', async (progress) => {
    const results: WorkloadResult[] = []
    for (const workload of WORKLOADS) {
      await using backend = await openBackend()
      results.push(await workload({ backend, seed, quick, progress, signal }))
    }
    return results
  })
}
