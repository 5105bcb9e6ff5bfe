/** `pnpm bench [NAME]` runs the benches beside the code, all or those whose path has that word; `pnpm bench rivals` runs bench/rivals. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const [name, ...rest] = process.argv.slice(2)
const command =
  name === 'rivals'
    ? ['--conditions=@ketwork/source', join(root, 'bench/rivals/rivals.ts'), ...rest]
    : [join(root, 'node_modules/vitest/vitest.mjs'), 'bench', '--run', '--no-file-parallelism', ...process.argv.slice(2)]

process.exitCode = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status ?? 1
