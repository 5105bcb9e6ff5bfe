/**
 * `npm start` and `npm test` on a machine with Node 20 or newer, npm and git.
 *
 * Finds the pinned pnpm (the one in node_modules, else through npx), installs from the lockfile when node_modules is
 * missing or stale, and hands over to a pnpm script, which runs under the repository's own Node 24. Arguments after
 * `--` go to that script.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const scripts = { start: 'main', test: 'test:all' }
const [task, ...rest] = process.argv.slice(2)
if (!Object.hasOwn(scripts, task)) throw new RangeError(`bootstrap has the tasks ${Object.keys(scripts).join(' and ')}, not ${task}`)

/** The text of a file of this repository, or '' when there is none. */
function read(path) {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return ''
  }
}

function pnpm(...args) {
  const pinned = JSON.parse(read('package.json')).packageManager.split('@')[1]
  const installed = JSON.parse(read('node_modules/pnpm/package.json') || '{}').version
  const [command, ...before] =
    installed === pinned ? [process.execPath, join(root, 'node_modules/pnpm/bin/pnpm.mjs')] : ['npx', '--yes', `pnpm@${pinned}`]
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' }
  delete env.NODE_ENV // 'production' would leave the development tools out
  const options = { cwd: root, stdio: 'inherit', env, shell: command === 'npx' && process.platform === 'win32' }
  const { status, error } = spawnSync(command, [...before, ...args], options)
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

// pnpm keeps a copy of the lockfile that it installed from
if (read('pnpm-lock.yaml') !== read('node_modules/.pnpm/lock.yaml')) pnpm('install', '--frozen-lockfile')
pnpm('--silent', 'run', scripts[task], ...rest)
