/**
 * Quality and time of `transpile` on the circuits of a QASMBench folder and the topologies of its anchors.json, against the published counts there.
 *
 *     node --conditions=@ketwork/source packages/transpiler/bench/qasmbench.ts --data FOLDER [--level 2] [--effort-ms 0] [--seed 1] [--circuits a,b] [--verify] [--out FILE.md]
 *
 * Ratios are of our two-qubit gates and depth over those of Qiskit 2.2.0 at level 2, one added to both; the last lines are geometric means.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Circuit, parseQasm } from '@ketwork/circuit'
import { allToAll, firstUnsupported, grid, heavyHex, type Level, line, type Target, transpile } from '../src/index.ts'

interface Anchor {
  readonly gates2q: number
  readonly depth2q: number
}
type Anchors = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Anchor>>>>>>

interface Row {
  readonly circuit: string
  readonly topology: string
  readonly gates: number
  readonly depth: number
  readonly anchor: Anchor
  /** Of the processor, garbage collection and background compilation included, the certificate left out. */
  readonly milliseconds: number
  readonly verdict: string
}

const BASIS = ['cz', 'rz', 'sx', 'x', 'i'] as const
const TOPOLOGIES = ['all-to-all', 'linear', 'square', 'heavy-hex'] as const

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    level: { type: 'string', default: '2' },
    'effort-ms': { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    circuits: { type: 'string' },
    verify: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})
if (values.data === undefined) throw new Error('say where the circuits and anchors.json are: --data FOLDER')
const folder = values.data
const { circuits: anchors } = JSON.parse(readFileSync(join(folder, 'anchors.json'), 'utf8')) as { circuits: Anchors }
const names = values.circuits?.split(',') ?? Object.keys(anchors)
const rows = names.flatMap((name) => {
  const circuit = parseQasm(readFileSync(join(folder, `${name}.qasm`), 'utf8'))
  return TOPOLOGIES.map((topology) => runCase(name, circuit, topology))
})
const text = [...table(rows), '', ...summary(rows)].join('\n')
process.stdout.write(`${text}\n`)
if (values.out !== undefined) writeFileSync(values.out, `${text}\n`)

function runCase(name: string, circuit: Circuit, topology: (typeof TOPOLOGIES)[number]): Row {
  const target: Target = { ...topologyFor(topology, circuit.qubitCount), basis: BASIS }
  const milliseconds = Number(values['effort-ms'])
  const cpu = process.cpuUsage()
  const result = transpile(circuit, target, {
    level: Number(values.level) as Level,
    seed: Number(values.seed),
    verify: values.verify ? 'always' : 'never',
    ...(milliseconds > 0 && { effort: { milliseconds } }),
  })
  const spent = process.cpuUsage(cpu)
  const wrong = firstUnsupported(result.circuit, target)
  if (wrong !== undefined) throw new Error(`${name} on ${topology}: ${wrong.gate} on ${wrong.qubits.join(', ')} is not of the target`)
  return {
    circuit: name,
    topology,
    gates: result.after.twoQubitOperations,
    depth: result.after.twoQubitDepth,
    anchor: anchors[name][topology]['qiskit-2.2.0'],
    milliseconds: spent.user / 1000 + spent.system / 1000 - result.certificate.milliseconds,
    verdict: values.verify ? `${result.certificate.verdict} (${result.certificate.method})` : '',
  }
}

/** As the text of anchors.json says. */
function topologyFor(name: (typeof TOPOLOGIES)[number], qubits: number): ReturnType<typeof line> {
  switch (name) {
    case 'all-to-all':
      return allToAll(qubits)
    case 'linear':
      return line(qubits)
    case 'square': {
      const side = Math.ceil(Math.sqrt(qubits))
      return grid(side, side)
    }
    case 'heavy-hex': {
      let distance = 1
      while ((5 * distance * distance - 2 * distance - 1) / 2 < qubits) distance += 2
      return heavyHex(distance)
    }
  }
}

function table(all: readonly Row[]): string[] {
  const cells = all.map(({ circuit, topology, gates, depth, anchor, milliseconds, verdict }) => [
    circuit,
    topology,
    String(gates),
    String(anchor.gates2q),
    ratio(gates, anchor.gates2q).toFixed(3),
    String(depth),
    String(anchor.depth2q),
    ratio(depth, anchor.depth2q).toFixed(3),
    milliseconds.toFixed(0),
    verdict,
  ])
  const head = ['circuit', 'topology', 'gates', 'Qiskit', 'ratio', 'depth', 'Qiskit', 'ratio', 'ms', 'equivalence']
  const widths = head.map((name, i) => Math.max(name.length, ...cells.map((row) => row[i].length)))
  const lineOf = (row: readonly string[]): string => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`
  return [lineOf(head), lineOf(widths.map((width) => '-'.repeat(width))), ...cells.map(lineOf)]
}

function summary(all: readonly Row[]): string[] {
  const mean = (of: readonly Row[], value: (row: Row) => number): string =>
    Math.exp(of.reduce((sum, row) => sum + Math.log(value(row)), 0) / of.length).toFixed(4)
  const gateRatio = ({ gates, anchor }: Row): number => ratio(gates, anchor.gates2q)
  const depthRatio = ({ depth, anchor }: Row): number => ratio(depth, anchor.depth2q)
  const worse = all.filter(({ gates, anchor }) => gates > Math.max(1.15 * anchor.gates2q, anchor.gates2q + 2))
  return [
    ...TOPOLOGIES.map((name) => {
      const own = all.filter(({ topology }) => topology === name)
      return `${name}: gates ${mean(own, gateRatio)}, depth ${mean(own, depthRatio)}`
    }),
    `all ${all.length}: gates ${mean(all, gateRatio)}, depth ${mean(all, depthRatio)}`,
    `processor time: ${(all.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000).toFixed(2)} s, longest ${Math.max(...all.map(({ milliseconds }) => milliseconds)).toFixed(0)} ms`,
    `worse than max(1.15 x, + 2): ${worse.map(({ circuit, topology }) => `${circuit} ${topology}`).join(', ') || 'none'}`,
  ]
}

function ratio(ours: number, theirs: number): number {
  return (ours + 1) / (theirs + 1)
}
