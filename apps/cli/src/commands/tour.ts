/** `ketwork tour`: the main job, six workloads on real data, each with its known answer, its bound and its measured figure. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import Table from 'cli-table3'
import { Command } from 'commander'
import { openBackend } from 'ketwork'
import { abortOnInterrupt } from '../interruption.ts'
import { seedOption, type CommonOptions } from '../options.ts'
import { printResult, styled } from '../terminal/output.ts'
import { withProgress } from '../terminal/progress.ts'
import { classifiers } from '../tour/classifiers.ts'
import { kernelMachine } from '../tour/kernelMachine.ts'
import { largeScale } from '../tour/largeScale.ts'
import { maxCut } from '../tour/maxCut.ts'
import { hydrogen, lithiumHydride } from '../tour/molecules.ts'
import { renderReport } from '../tour/report.ts'
import { keepsBound, type Measure, type Workload, type WorkloadResult } from '../tour/workload.ts'
import { writeFileSafely } from '../writeFileSafely.ts'

interface Options extends CommonOptions {
  readonly seed: number
  readonly quick?: boolean
  readonly output: string
}

const WORKLOADS: readonly Workload[] = [hydrogen, lithiumHydride, maxCut, classifiers, kernelMachine, largeScale]

export function tourCommand(): Command {
  return new Command('tour')
    .description('six workloads on real data, each with its known answer, bound and measured figure')
    .option('--quick', 'a reduced tour on less data')
    .option('--output <folder>', 'where the report is written', 'ketwork-tour')
    .addOption(seedOption())
    .action(async (options: Options) => {
      const begin = performance.now()
      const workloads = await runWorkloads(options)
      const seconds = (performance.now() - begin) / 1000
      const report = { seed: options.seed, quick: options.quick ?? false, seconds, workloads }
      const folder = resolve(options.output)
      await mkdir(folder, { recursive: true })
      await writeFileSafely(join(folder, 'report.json'), JSON.stringify(report, null, 2))
      await writeFileSafely(join(folder, 'report.html'), renderReport(report))
      printResult(options, report, () => `${drawTable(workloads)}\n${seconds.toFixed(1)} s in all. Report: ${pathToFileURL(join(folder, 'report.html')).href}`)
      if (workloads.some(({ met }) => !met)) process.exitCode = 1
    })
}

async function runWorkloads({ seed, quick = false }: Options): Promise<WorkloadResult[]> {
  await using backend = await openBackend()
  const signal = abortOnInterrupt()
  return withProgress('tour', async (progress) => {
    const results: WorkloadResult[] = []
    for (const workload of WORKLOADS) results.push(await workload({ backend, seed, quick, progress, signal }))
    return results
  })
}

function drawTable(workloads: readonly WorkloadResult[]): string {
  const table = new Table({
    head: ['workload', 'known answer', 'measured', 'bound', 'met', 'time', 'goal'],
    style: { head: [], border: [] },
    colWidths: [18, 26, 30, 24, 5, 8, 16],
    wordWrap: true,
  })
  for (const { name, reference, measures, met, seconds, goal } of workloads) {
    table.push([
      name,
      lines(reference),
      measures.map((measure) => `${measure.name} ${figure(measure)}`).join('\n'),
      measures.map((measure) => bound(measure)).join('\n'),
      met ? styled('green', 'yes') : styled('red', 'no'),
      `${seconds.toFixed(1)} s`,
      goal,
    ])
  }
  return table.toString()
}

function figure(measure: Measure): string {
  const text = `${readable(measure.value)}${measure.unit && ` ${measure.unit}`}`
  return keepsBound(measure) ? text : styled('red', text)
}

function bound({ name, rule, bound: limit, unit }: Measure): string {
  const sign = { below: '<', atMost: '<=', atLeast: '>=', above: '>' }[rule]
  return `${name} ${sign} ${readable(limit)}${unit && ` ${unit}`}`
}

function readable(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return Math.abs(value) < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(5)))
}

function lines(facts: Readonly<Record<string, number | string>>): string {
  return Object.entries(facts)
    .map(([name, value]) => (name === 'source' ? String(value) : `${name} ${typeof value === 'number' ? readable(value) : value}`))
    .join('\n')
}
