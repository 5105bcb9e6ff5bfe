/**
 * `pnpm bench rivals`: our figures against the native simulators of Python, measured in turn in one run, a line a
 * figure.
 *
 *     --json                   a JSON line a figure (a `Row` of `pairing.ts`)
 *     --only NAMES             rivals to run: qulacs,lightning,catalyst,aer,qsim,jax,tensorcircuit,mindquantum,numpy,javascript
 *     --workloads NAMES        layers,qcbm,vqe,lih,qnn,qaoa,sample,noise,gram,plain,encoding,threads,first
 *     --max-qubits N           default 26
 *     --threads 1|2            default both; two only for layers, noise and the workloads of `threads`
 *     --save                   puts the rows into results.json
 *     --compare COMMIT         no rivals: this build against the one of a commit (`compare.ts`), 15 rounds a row
 *
 * The first run installs the rivals (`environments.ts`). The exit code is 1 when a ratio was refused because the two
 * sides computed different numbers, or when a build is slower than the one it is compared with: the lower confidence
 * bound of its speed below 0.97.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { surroundings } from '../../tooling/prove/surroundings.ts'
import { Bench } from './Bench.ts'
import { checkoutOf } from './environments.ts'
import { type Choice, type Figure, GROUPS, RIVALS, chosenFigures } from './figures.ts'
import { type Row, formatRow, nameOf } from './pairing.ts'
import { saveRows } from './results.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: RIVALS.join() },
    workloads: { type: 'string', default: GROUPS.join() },
    'max-qubits': { type: 'string', default: '26' },
    threads: { type: 'string' },
    save: { type: 'boolean', default: false },
    compare: { type: 'string' },
  },
})

const choice: Choice = {
  only: chosenOf('--only', RIVALS, values.only),
  groups: chosenOf('--workloads', GROUPS, values.workloads),
  maxQubits: wholeNumber('--max-qubits', values['max-qubits']),
  threads: values.threads === undefined ? undefined : wholeNumber('--threads', values.threads),
}
/** A build may be slower than the one before by no more than this. */
const SLOWEST = 0.97

const bench = new Bench()
const around = surroundings()
const { cpu, cores } = around.machine
console.error(
  `${cpu}, ${cores} cores, Node ${process.versions.node} from the sources; ${bench.pinned ? 'each side on the same cores' : 'NOT pinned: there is no taskset'}`,
)
try {
  const figures = chosenFigures(choice)
  const good = values.compare === undefined ? await againstRivals(figures) : await againstCommit(figures, values.compare)
  process.exitCode = good ? 0 : 1
} finally {
  bench.close()
}

async function againstRivals(figures: readonly Figure[]): Promise<boolean> {
  const rows: Row[] = []
  for (const figure of figures) {
    const result = await bench.run(figure)
    for (const { name, reason } of result.failed) console.error(`${name}: ${reason}`)
    for (const row of result.rows) console.log(values.json ? JSON.stringify(row) : formatRow(row))
    rows.push(...result.rows)
    if (values.save) saveRows(join(import.meta.dirname, 'results.json'), result.rows, around, bench.pinned)
  }
  return rows.every(({ refused }) => refused === undefined)
}

async function againstCommit(figures: readonly Figure[], commit: string): Promise<boolean> {
  const checkout = checkoutOf(commit)
  let good = true
  for (const figure of figures)
    for (const [workload, comparison] of await bench.compare(figure, checkout)) {
      const { oldMs, newMs, speed, lowerBound, refused } = comparison
      const fine = refused === undefined && lowerBound >= SLOWEST
      good &&= fine
      const { n, batch, precision, threads } = figure
      if (values.json) console.log(JSON.stringify({ workload, n, precision, threads, batch, ...comparison }))
      else
        console.log(
          `${fine ? '    ' : 'SLOW'} ${nameOf(workload, figure).padEnd(46)} ${oldMs.toPrecision(4)} -> ${newMs.toPrecision(4)} ms, ` +
            `speed ${speed.toFixed(3)}, at least ${lowerBound.toFixed(3)}${refused === undefined ? '' : `, REFUSED: ${refused}`}`,
        )
    }
  return good
}

function chosenOf<Name extends string>(option: string, known: readonly Name[], text: string): Name[] {
  return text.split(',').map((name) => {
    const found = known.find((rival) => rival === name)
    if (found === undefined) throw new RangeError(`${option} names ${name}: there are ${known.join(', ')}`)
    return found
  })
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`${option} is ${text}: it must be a whole number from 1 on`)
  return number
}
