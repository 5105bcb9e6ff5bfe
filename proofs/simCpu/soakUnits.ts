/**
 * Ten minutes of mixed work, with aborts and kills of workers, in a process of its own, on two threads of the fastest
 * kernels: memory stays flat, no answer is wrong, nothing hangs.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { median } from '@ketwork/math'
import type { Json, ProofUnit } from '../../tooling/prove/proof.ts'
import { OPENINGS, type Opening } from './openings.ts'
import type { SoakFigures } from './soak.ts'

const SECONDS = 600
/**
 * Of the median of the last quarter of the readings over that of the first: what awaits collection takes single ones up
 * and down by several percent.
 */
const MOST_GROWTH = 0.02
const MOST_ABORT_MS = 2000
/**
 * With a small young generation V8 keeps few free pages; otherwise these come and go by a tenth of all that is
 * resident, over minutes.
 */
const FLAGS = ['--expose-gc', '--max-semi-space-size=1']

export function soakUnits(): ProofUnit[] {
  return OPENINGS.filter(({ variant, threads }) => variant === 'relaxed' && threads === 2).map((opening) => ({
    id: `soak of ${SECONDS} s, ${opening.name}`,
    seed: 12,
    long: true as const,
    run: () => soak(opening),
  }))
}

async function soak({ name }: Opening): Promise<Json> {
  const nodeArguments = [...FLAGS, '--conditions=@ketwork/source', join(import.meta.dirname, 'soak.ts'), name, String(SECONDS)]
  const { stdout } = await promisify(execFile)(process.execPath, nodeArguments, { timeout: 1000 * (SECONDS + 300) })
  const { memory, wrong, ...figures } = JSON.parse(stdout) as SoakFigures
  if (wrong.length > 0) throw new Error(wrong.slice(0, 5).join('; '))
  const quarter = Math.floor(memory.length / 4)
  const growth = median(memory.slice(-quarter)) / median(memory.slice(0, quarter)) - 1
  if (!(growth <= MOST_GROWTH)) throw new Error(`memory grew by ${(100 * growth).toFixed(1)} %: ${memory.join(', ')} bytes`)
  if (!(figures.slowestAbortMs <= MOST_ABORT_MS)) throw new Error(`an abort took ${figures.slowestAbortMs} ms`)
  if (figures.aborted === 0) throw new Error('nothing was aborted')
  if (figures.killed === 0) throw new Error('no worker was killed')
  return { ...figures, growth, bytes: { least: Math.min(...memory), median: median(memory), most: Math.max(...memory) } }
}
