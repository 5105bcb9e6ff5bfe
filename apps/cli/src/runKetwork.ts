/** Runs the command as a user does, in a process of its own, from sources; for the tests. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Run {
  /** Null when a signal ended the process. */
  readonly status: number | null
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  /** What stands on its standard input; without it, that is closed. */
  readonly input?: string
  /** Arguments of Node itself. */
  readonly nodeArguments?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Called once the process runs, and waited for. */
  readonly whileRunning?: (child: ChildProcess) => Promise<void>
}

const entry = fileURLToPath(new URL('./ketwork.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ketwork-cli-'))

export async function runKetwork(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const environment = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...options.environment }
  const child = spawn(process.execPath, ['--conditions=@ketwork/source', ...(options.nodeArguments ?? []), entry, ...args], {
    cwd: folder,
    env: environment,
    stdio: 'pipe',
  })
  child.stdin.on('error', () => undefined).end(options.input) // the command may end before it has read all
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const status = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  await options.whileRunning?.(child)
  return { status: await status, out, err }
}

/** The one JSON object on stdout. */
export async function ketworkJson<T>(...args: string[]): Promise<T> {
  const { status, out, err } = await runKetwork([...args, '--json'])
  if (status !== 0) throw new Error(`exit ${status}: ${err}`)
  return JSON.parse(out) as T
}

/** A file in the folder that the command runs in. */
export function writeInput(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** A file of the package's data. */
export function dataFile(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.url))
}
