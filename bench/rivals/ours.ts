/**
 * Our side of `pnpm bench rivals` as a process: `node --conditions=@ketwork/source ours.ts THREADS`, or `ours.ts
 * javascript` for the plain loop.
 *
 * It uses the protocol of `rivals.py`. A workload is reported as ready when JavaScript and WebAssembly have been
 * compiled by their optimising compilers.
 */
import { createInterface } from 'node:readline'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { plainLayers } from '../../packages/sim-cpu/bench/workloads.ts'
import type { Prepared, Slice } from './Contender.ts'
import { type Asked, type Work, prepareWork, zExpectations } from './ourWork.ts'
import { angle } from './workloads.ts'

type Request = { readonly figure: Asked } | { readonly slice: number } | { readonly release: true }

const WARM_UP_MS = 1000
const WARM_UP_RUNS = 300

const mode = process.argv[2]
/** One thread is the caller's own. */
const backend = openCpuBackend({ threads: mode === '2' ? 2 : 0 })
const { threads } = await backend.capabilities()
let work: Work | undefined

for await (const line of createInterface({ input: process.stdin })) {
  let answer: unknown
  try {
    answer = await answerTo(JSON.parse(line) as Request)
  } catch (error) {
    answer = { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
await work?.dispose()
await backend.dispose()

async function answerTo(request: Request): Promise<Prepared | Slice | Record<string, never>> {
  if ('slice' in request) return slice(requireWork(), request.slice, Infinity)
  await work?.dispose()
  work = undefined
  if ('release' in request) return {}
  const began = performance.now()
  work = mode === 'javascript' ? plainLoop(request.figure) : await prepareWork(backend, request.figure)
  const compileMs = performance.now() - began
  const { ms } = await slice(work, WARM_UP_MS, WARM_UP_RUNS)
  return { check: work.check, ms, setting: work.plan, version: process.versions.node, compileMs, threads }
}

function requireWork(): Work {
  if (work === undefined) throw new Error('nothing is prepared')
  return work
}

async function slice(timed: Work, milliseconds: number, most: number): Promise<Slice> {
  const began = performance.now()
  const cpu = process.cpuUsage()
  const times: number[] = []
  do {
    const start = performance.now()
    await timed.run()
    times.push(performance.now() - start)
  } while (times.length < most && performance.now() - began < milliseconds)
  const { user, system } = process.cpuUsage(cpu)
  const share = (user + system) / 1000 / (performance.now() - began)
  times.sort((a, b) => a - b)
  return { ms: times[0], medianMs: times[times.length >> 1], runs: times.length, share }
}

/** Gate by gate over interleaved doubles, without a library. */
function plainLoop({ n }: Asked): Work {
  const state = new Float64Array(2 ** (n + 1))
  const angles = Float64Array.from({ length: 4 * n }, (_, k) => angle(k))
  const run = async () => plainLayers(n, 4, angles, state)
  plainLayers(n, 4, angles, state)
  return { plan: 'plain loop', check: zExpectations({ rows: 1, qubits: n, data: state })[0], run, dispose: async () => undefined }
}
