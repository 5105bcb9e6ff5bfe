/**
 * `pnpm bench firstAnswers`: how long a circuit that was never seen takes to its amplitudes, against Aer's whole run, on drawn circuits.
 *
 *     --json          JSON lines: one a circuit, the law at the end
 *     --circuits N    200 unless said
 *     --seed N        1 unless said
 *
 * Both sides are warm processes on the same core, one thread each, in f64; they take turns, and who begins changes. The exit code is 1 unless the median and the 95th percentile of
 * ours over Aer's are at most 1, and the energy of UCCSD for H2O (12 qubits, 92 parameters) comes within 100 ms of the circuit.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Contender } from '../rivals/Contender.ts'
import { nativeEnvironment, pythonOf, SOURCE } from '../rivals/environments.ts'
import { type DrawnCircuit, drawCircuits, turned } from './drawnCircuits.ts'
import type { FirstAmplitudes, FirstEnergy } from './ours.ts'
import { lawOf, quantile } from './lawOf.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    circuits: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
})

const WARM_UP = 40
const ROUNDS = 3
const LONG_MS = 500
const MOLECULE_RUNS = 5
const folder = import.meta.dirname
const core = spawnSync('taskset', ['--version']).status === 0 ? [0] : []
const [ours, aer] = [
  new Contender({ command: process.execPath, arguments: [SOURCE, join(folder, 'ours.ts')], environment: process.env, cores: core }),
  new Contender({ command: pythonOf('native'), arguments: [join(folder, 'aer.py')], environment: nativeEnvironment(1), cores: core }),
]
if (core.length === 0) console.error('NOT pinned: there is no taskset')
try {
  process.exitCode = (await timeAll()) ? 0 : 1
} finally {
  ours.close()
  aer.close()
}

async function timeAll(): Promise<boolean> {
  const seed = Number(values.seed)
  for (const circuit of drawCircuits(WARM_UP, seed + 1)) if (circuit.operations.length <= 1000) await both(circuit, false)
  const ratios: number[] = []
  for (const circuit of drawCircuits(Number(values.circuits), seed)) {
    const { oursMs, aerMs, plan } = await timed(circuit)
    const row = { qubits: circuit.qubits, operations: circuit.operations.length, oursMs, aerMs, ratio: oursMs / aerMs, plan }
    ratios.push(row.ratio)
    if (values.json) console.log(JSON.stringify(row))
    else
      console.log(
        `${row.qubits} q, ${row.operations} operations: ${oursMs.toPrecision(3)} ms, Aer ${aerMs.toPrecision(3)} ms, ratio ${row.ratio.toFixed(2)}  (${plan})`,
      )
  }
  const energies = await energiesOfWater()
  const law = lawOf(
    ratios,
    energies.map(({ energyMs }) => energyMs),
  )
  if (values.json)
    console.log(
      JSON.stringify({
        ...law,
        gradientMs: quantile(
          energies.map(({ gradientMs }) => gradientMs),
          0,
        ),
      }),
    )
  else console.log(law.text)
  return law.holds
}

/** The shortest of a few runs of either side, unless one takes long; its qubits are exchanged from run to run, so that nothing is in a cache. */
async function timed(circuit: DrawnCircuit) {
  const best = { oursMs: Infinity, aerMs: Infinity, plan: '' }
  for (let round = 0; round < Math.min(ROUNDS, circuit.qubits) && (round === 0 || best.aerMs <= LONG_MS); round++) {
    const [own, other] = await both(turned(circuit, round), round % 2 === 1)
    if (!(Math.abs(own.check - other.check) < 1e-9))
      throw new Error(`${circuit.qubits} qubits: ours gives ${own.check}, Aer ${other.check}`)
    best.oursMs = Math.min(best.oursMs, own.ms)
    best.aerMs = Math.min(best.aerMs, other.ms)
    best.plan = own.setting
  }
  return best
}

async function both(circuit: DrawnCircuit, aerFirst: boolean): Promise<readonly [FirstAmplitudes, FirstAmplitudes]> {
  const ask = (side: Contender) => side.ask<FirstAmplitudes>({ circuit })
  if (!aerFirst) return [await ask(ours), await ask(aer)]
  const other = await ask(aer)
  return [await ask(ours), other]
}

/** The first run is not counted: the process has not seen a molecule before. Each run has another order of excitations, so nothing is in a cache. */
async function energiesOfWater(): Promise<FirstEnergy[]> {
  const molecule = readFileSync(join(folder, 'h2o_sto3g_1.2_8e6o.fcidump'), 'utf8')
  const runs: FirstEnergy[] = []
  for (let turned = 0; turned <= MOLECULE_RUNS; turned++) runs.push(await ours.ask<FirstEnergy>({ molecule, turned }))
  return runs.slice(1)
}
