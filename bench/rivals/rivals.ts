/**
 * `pnpm bench rivals`: our figures against the native simulators of Python, measured in turn in one run, a line a figure.
 *
 *     --json                   a JSON line a figure (a `Row` of `pairing.ts`)
 *     --only NAMES             rivals to run: qulacs,lightning,catalyst,aer,qsim,jax,tensorcircuit,mindquantum,numpy,javascript
 *     --workloads NAMES        layers,qcbm,vqe,lih,qnn,qaoa,sample,gram,plain,encoding,threads,first
 *     --max-qubits N           26 unless said
 *     --threads 1|2            both unless said; two only for layers and for what threads are worth
 *     --save                   puts the rows into results.json
 *
 * The first run installs the rivals (`environments.ts`). The exit code is 1 when a ratio was refused because the two sides computed different numbers.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { surroundings } from '../../tooling/prove/surroundings.ts'
import { Bench } from './Bench.ts'
import { type Choice, GROUPS, RIVALS, chosenFigures } from './figures.ts'
import { type Row, formatRow } from './pairing.ts'
import { saveRows } from './results.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: RIVALS.join() },
    workloads: { type: 'string', default: GROUPS.join() },
    'max-qubits': { type: 'string', default: '26' },
    threads: { type: 'string' },
    save: { type: 'boolean', default: false },
  },
})

const choice: Choice = {
  only: chosenOf('--only', RIVALS, values.only),
  groups: chosenOf('--workloads', GROUPS, values.workloads),
  maxQubits: wholeNumber('--max-qubits', values['max-qubits']),
  threads: values.threads === undefined ? undefined : wholeNumber('--threads', values.threads),
}
const bench = new Bench()
const around = surroundings()
const { cpu, cores } = around.machine
console.error(
  `${cpu}, ${cores} cores, Node ${process.versions.node} from the sources; ${bench.pinned ? 'each side on the same cores' : 'NOT pinned: there is no taskset'}`,
)
try {
  const rows: Row[] = []
  for (const figure of chosenFigures(choice)) {
    const result = await bench.run(figure)
    for (const { name, reason } of result.failed) console.error(`${name}: ${reason}`)
    for (const row of result.rows) console.log(values.json ? JSON.stringify(row) : formatRow(row))
    rows.push(...result.rows)
    if (values.save) saveRows(join(import.meta.dirname, 'results.json'), result.rows, around, bench.pinned)
  }
  process.exitCode = rows.some(({ refused }) => refused !== undefined) ? 1 : 0
} finally {
  bench.close()
}

function chosenOf<Name extends string>(option: string, known: readonly Name[], text: string): Name[] {
  return text.split(',').map((name) => {
    const found = known.find((each) => each === name)
    if (found === undefined) throw new RangeError(`${option} names ${name}: there are ${known.join(', ')}`)
    return found
  })
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`${option} is ${text}: it must be a whole number from 1 on`)
  return number
}
