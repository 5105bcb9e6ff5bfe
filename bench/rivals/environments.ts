/**
 * How each side is started, and what it runs in: virtual environments of Python from the pinned requirements, made on
 * first use in node_modules/.cache/rivals, and checkouts of other commits in the folder for temporary files.
 *
 * MindQuantum needs an environment of its own. Nothing else in the repository needs Python.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContenderOptions } from './Contender.ts'
import type { RivalName } from './figures.ts'

const folder = import.meta.dirname
const root = join(folder, '../..')
/** How Node runs the sources. */
export const SOURCE = '--conditions=@ketwork/source'

/** @param checkout root of the repository whose sources run; this one unless said */
export function ourSide(threads: number, cores: readonly number[], checkout = root): ContenderOptions {
  const script = join(checkout, 'bench/rivals/ours.ts')
  return { command: process.execPath, arguments: [SOURCE, script, String(threads)], environment: process.env, cores }
}

/** @throws Error when its environment cannot be made */
export function rivalSide(name: RivalName, threads: number, cores: readonly number[]): ContenderOptions {
  if (name === 'javascript')
    return { command: process.execPath, arguments: [SOURCE, join(folder, 'ours.ts'), name], environment: process.env, cores }
  const python = pythonOf(name === 'mindquantum' ? 'mindquantum' : 'native')
  return { command: python, arguments: [join(folder, 'rivals.py'), name], environment: nativeEnvironment(threads), cores }
}

export function freshProcess(cores: readonly number[], checkout = root): readonly string[] {
  const command = [process.execPath, SOURCE, join(checkout, 'bench/rivals/firstCall.ts')]
  return cores.length === 0 ? command : ['taskset', '--cpu-list', cores.join(','), ...command]
}

/** The root of a checkout of a commit of this repository, made and installed on first use. */
export function checkoutOf(commit: string): string {
  const found = spawnSync('git', ['rev-parse', '--verify', `${commit}^{commit}`], { cwd: root, encoding: 'utf8' })
  if (found.status !== 0) throw new RangeError(`--compare is ${commit}: this repository has no such commit`)
  const home = join(tmpdir(), 'ketwork-builds', found.stdout.trim()) // Node runs no TypeScript below node_modules
  if (!existsSync(join(home, 'node_modules/.pnpm/lock.yaml'))) {
    run('git', '-C', root, 'worktree', 'prune')
    if (!existsSync(home)) run('git', '-C', root, 'worktree', 'add', '--quiet', '--detach', home, found.stdout.trim())
    run(process.execPath, join(root, 'node_modules/pnpm/bin/pnpm.mjs'), '--dir', home, 'install', '--silent', '--frozen-lockfile')
  }
  return home
}

/**
 * What each library reads its number of threads from. OpenBLAS chooses its kernels by the processor, not by what a
 * shell has set.
 */
export function nativeEnvironment(threads: number): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...environment } = process.env
  for (const name of ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'QULACS_NUM_THREADS'])
    environment[name] = String(threads)
  return { ...environment, XLA_FLAGS: `--xla_cpu_multi_thread_eigen=${threads > 1}` }
}

type Environment = 'native' | 'mindquantum'
const REQUIREMENTS: Readonly<Record<Environment, string>> = { native: 'requirements.txt', mindquantum: 'requirements-mindquantum.txt' }

/** The interpreter of an environment that holds exactly the pinned requirements. */
export function pythonOf(environment: Environment): string {
  const home = join(root, 'node_modules/.cache/rivals', environment)
  const python = join(home, 'bin/python')
  const stamp = join(home, 'made-from.txt')
  const file = join(folder, REQUIREMENTS[environment])
  const requirements = readFileSync(file, 'utf8')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === requirements) return python
  process.stderr.write(`installing ${requirements.trim().replaceAll('\n', ', ')} (about a minute)\n`)
  mkdirSync(home, { recursive: true })
  run('python3', '-m', 'venv', home)
  run(python, '-m', 'pip', 'install', '--quiet', '--requirement', file)
  writeFileSync(stamp, requirements)
  return python
}

function run(command: string, ...commandArguments: readonly string[]): void {
  const { status, error } = spawnSync(command, commandArguments, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (error !== undefined) throw error
  if (status !== 0)
    throw new Error(`${command} ${commandArguments.join(' ')} ended with ${status}: rivals need Python 3.11 or newer with venv`)
}
